"""What each page is made from -> one key. A page whose key is as it was need not be made again. Pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fumikura.library.library import Around, Entry, Library, Ref


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
    shown = {id(entry): _shown(entry) for entry in entries}  # a large archive has many: an address is made each time
    neighbours, related, backlinks = library.neighbours, library.related, library.backlinks
    found = {}
    for entry in library.articles.values():
        older, newer = neighbours[entry.id]
        ends = (shown[id(one)] if one else "" for one in (older, newer))
        address = entry.address
        leading = [shown[id(one)] for one in backlinks.get(address, ())]
        others = (shown[id(one)] for one in related[entry.id])
        found[address] = key(around, contents[address], *ends, str(len(leading)), *leading, *others)
    for note in library.notes.values():
        others = (shown[id(one)] for one in backlinks.get(note.address, ()))
        found[note.address] = key(around, contents[note.address], *others)
    return found


def article_key(content: str, others: Around, around: str) -> str:
    """Of the page of one article, as ``page_keys`` has it; ``others``: what it shows of the library."""
    ends = (_of(one) if one else "" for one in (others.older, others.newer))
    shown = map(_of, (*others.backlinks, *others.related))
    return key(around, content, *ends, str(len(others.backlinks)), *shown)


def _shown(entry: Entry) -> str:
    """What other pages show of ``entry``: see ``library.Ref``."""
    return _text(entry.address, entry.title, getattr(entry, "site", None))


def _of(ref: Ref) -> str:
    return _text(ref.address, ref.title, ref.site)


def _text(address: str, title: str, site: str | None) -> str:
    return f"{address}\n{title}\n{site or ''}"


def list_key(around: str, title: str, pages: Iterable[str], total: int, items: Iterable[str]) -> str:
    """Of a list. ``pages``: where its parts are; ``items``: all that it shows of each entry."""
    return key(around, title, *pages, "", str(total), *items)
