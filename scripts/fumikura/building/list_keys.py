"""What each list, and the home page, is made from -> its key. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.library.freshness import list_key
from fumikura.library.library import article_address
from fumikura.site.site import LATEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fumikura.building.page_rows import PageRow
    from fumikura.library.library import NoteEntry
    from fumikura.site.site import IndexPage, Site


class ListKeys:
    """Of the lists of one site."""

    def __init__(self, rows: Mapping[str, PageRow], files: Mapping[str, str], around: str) -> None:
        """``rows``: of the page of each article, by address; ``files``: the hash of each note's, by its path below
        ``docs``; ``around``: see ``page_keys``."""
        self._rows, self._files, self._around = rows, files, around

    def of(self, pages: Iterable[IndexPage]) -> Iterator[tuple[str, str]]:
        """Address and key of each of ``pages``."""
        for page in pages:
            values = page.values
            if "number" not in values:
                yield page.address, list_key(self._around, page.title, [page.address], 0, [repr(values)])
                continue
            parts = (page.address, str(values["number"]), str(values["count"]))
            items = (*self._articles(values.get("articles", ())), *self._annotations(values.get("annotations", ())))
            notes = map(self._note, values.get("notes", ()))
            yield page.address, list_key(self._around, page.title, parts, values["total"], [*items, *notes])

    def of_home(self, site: Site, words: str) -> str:
        """Of the home page; ``words``: the keeper's own on it, as HTML."""
        library = site.library
        articles = self._articles(one.id for one in library.newest[:LATEST])
        annotations = self._annotations((one.article, one.id) for one in library.newest_annotations[:LATEST])
        numbers = [f"{address}={count}" for address, _, count in site.numbers()]
        return list_key(self._around, words, numbers, 0, (*articles, "", *annotations))

    def _articles(self, names: Iterable[str]) -> Iterator[str]:
        return (f"{name}\n{self._rows[article_address(name)].listed}" for name in names)

    def _annotations(self, names: Iterable[tuple[str, str]]) -> Iterator[str]:
        return (f"{name}\n{article}\n{self._rows[article_address(article)].said}" for article, name in names)

    def _note(self, note: NoteEntry) -> str:
        return f"{note.address}\n{self._files.get(note.src, '')}"
