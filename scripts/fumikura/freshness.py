"""What each page is made from -> one key. A page whose key is as it was need not be made again. Pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fumikura.library import Entry, Library


def key(*parts: str) -> str:
    """Of all ``parts``, in their order."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update("\0".join(parts).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def page_keys(library: Library, contents: Mapping[str, str], around: str) -> dict[str, str]:
    """Of the page of each article and note of ``library``, by address.

    ``contents``: the hash of what lies in its own folder, by address; ``around``: the key of what every page has.
    """
    entries: list[Entry] = [*library.articles.values(), *library.notes.values()]
    shown = {entry.address: _shown(entry) for entry in entries}
    neighbours, related, backlinks = library.neighbours, library.related, library.backlinks
    found = {}
    for entry in library.articles.values():
        older, newer = neighbours[entry.id]
        ends = (shown[one.address] if one else "" for one in (older, newer))
        others = (shown[one.address] for one in (*backlinks.get(entry.address, ()), None, *related[entry.id]) if one)
        split = str(len(backlinks.get(entry.address, ())))
        found[entry.address] = key(around, contents[entry.address], *ends, split, *others)
    for note in library.notes.values():
        others = (shown[one.address] for one in backlinks.get(note.address, ()))
        found[note.address] = key(around, contents[note.address], *others)
    return found


def _shown(entry: Entry) -> str:
    """What other pages show of ``entry``: see ``library.Ref``."""
    site = getattr(entry.header, "site", None)
    return f"{entry.address}\n{entry.title}\n{site or ''}"


def list_key(around: str, title: str, pages: Iterable[str], total: int, items: Iterable[str]) -> str:
    """Of a list. ``pages``: where its parts are; ``items``: all that it shows of each entry."""
    return key(around, title, *pages, "", str(total), *items)
