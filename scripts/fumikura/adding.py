"""One source -> what became of it: choose its importer, read its articles, find them again, publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.importers import choose, load_all
from fumikura.originals import place
from fumikura.pages import make_page
from fumikura.publish import Incoming, Result, create, fill, renew

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.shelf import Known, Shelf
    from fumikura.sources import Source


def add_source(source: Source, shelf: Shelf, *, update: bool = False) -> Iterator[Result]:
    """One result for each article in ``source``. Raises ``FumikuraError`` where the source gives none."""
    known = shelf.with_sha256(source.sha256)
    if known and not update:
        # Made from these very bytes, so that there is nothing to convert: thousands of files in a second.
        for one in known:
            yield fill(one, source, shelf)
        return
    importers = load_all()
    name = choose(source, importers)
    importer = importers[name]
    original = place(source, shelf.settings)
    claimed: set[str] = set()
    for article in importer.read(source):
        page = make_page(article, source, original.original, f"{name} {importer.VERSION}")
        result = _publish(Incoming(page, source, original), shelf, claimed, update=update)
        claimed.add(result.id or "")
        yield result


def _publish(new: Incoming, shelf: Shelf, claimed: set[str], *, update: bool) -> Result:
    known = find(new, shelf, claimed)
    return create(new, shelf) if known is None else renew(known, new, shelf, force=update)


def find(new: Incoming, shelf: Shelf, claimed: set[str]) -> Known | None:
    """The article that ``new`` is already: by its URL, else by the bytes or the place of its original.

    ``claimed``: ids of the articles that other parts of the same source have been found to be.
    """
    known = shelf.with_url(new.page.values.get("source"))
    if known is not None:
        return known
    same_file = [
        one
        for one in (*shelf.with_sha256(new.source.sha256), *shelf.with_original(new.place.original))
        if one.id not in claimed
    ]
    is_titled = new.page.title != new.source.stem  # a file's name as the title says nothing that the name does not
    namesakes = shelf.with_original(new.place.namesake) if new.place.namesake and is_titled else []
    same_title = [one for one in (*same_file, *namesakes) if one.text("title") == new.page.title]
    if same_title:
        return same_title[0]
    return same_file[0] if len({one.id for one in same_file}) == 1 else None
