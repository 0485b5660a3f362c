"""Lists of articles, annotations and notes, and pages like them -> files of the site, in any process.

Come after all articles: what lists show of one was made with its page.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fumikura.building.stored_items import stored_items
from fumikura.library.library import Library, article_address
from fumikura.site.site import Site
from fumikura.site.site_files import write_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fumikura.building.page_rows import PageRow
    from fumikura.building.stored_rows import StoredRows
    from fumikura.engine.page_theme import Theme
    from fumikura.settings import Settings
    from fumikura.site.list_items import ArticleItems
    from fumikura.site.site import IndexPage


@dataclass(frozen=True, slots=True)
class ListJob:
    """One list to be made."""

    page: IndexPage
    states: dict[str, str]
    """Of the items of each article on it (``PageRow.items``), by the article's id."""


def list_job(page: IndexPage, rows: Mapping[str, PageRow]) -> ListJob:
    """``rows``: of the page of each article, by address."""
    return ListJob(page, {name: rows[article_address(name)].items for name in _shown_on(page)})


def _shown_on(page: IndexPage) -> Iterator[str]:
    """The ids of the articles that a list shows, or annotations on them."""
    yield from page.values.get("articles", ())
    yield from (article for article, _ in page.values.get("annotations", ()))


class ListMaker:
    """Writes lists, one after the other, in a process of its own or in this one."""

    def __init__(self, settings: Settings, theme: Theme, stored: StoredRows, staging: Path) -> None:
        """``staging``: the folder that stands for the site's root."""
        self._given = (settings, theme, stored, staging)
        self._site: Site | None = None
        self._states: dict[str, str] = {}

    def __call__(self, job: ListJob) -> Iterator[dict[str, str]]:
        """The hash of the file of a list, by its path. Raises ``Damaged``."""
        settings, theme, _, staging = self._given
        if self._site is None:
            self._site = Site(Library({}, {}), settings, settings.at_home, sending=theme.sending, items=self._items)
        self._states = job.states
        page = job.page
        values = {"title": html.escape(page.title), "place": quote(page.address), "page": self._site.index(page)}
        name, depth = page.address.split("/")[0], page.address.count("/")
        shell = theme.shells[page.address if depth == 1 else f"{name}/{depth}"]
        text = shell.fill(values)
        yield write_files(staging, {f"{page.address}index.html": text.encode("utf-8", "xmlcharrefreplace")})

    def _items(self, article: str) -> ArticleItems:
        return stored_items(self._given[2], article, self._states[article])

    def __getstate__(self) -> dict[str, Any]:
        """How it travels to another process."""
        return {"_given": self._given, "_site": None, "_states": {}}
