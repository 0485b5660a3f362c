"""Which of the archive's addresses on the web no longer lead anywhere. Asks the network, within bounds.

Looked at are the sources of articles and the links of notes: what the keeper can correct. Links within an article are
its author's, and say what was true then.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fumikura.errors import ContentError, Finding, shortened
from fumikura.sources.fetch import GONE, Wanted, get, is_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fumikura.library.library import Library

MAX_ADDRESSES = 1_000
"""In one run; a larger archive has its turn week by week."""
MAX_OF_A_HOST = 50
"""In one run."""
PAUSE = 1.0
"""Seconds between two questions to one host."""
_HOSTS_AT_ONCE = 8
_PAGE = Wanted(
    "page", "*/*", frozenset(), ("check the address", "look at the address in a browser"), seconds=20.0, size=200_000
)
"""Its beginning tells that it is there."""

Place = tuple[str, int]
"""File and line."""


def addresses(library: Library, lines: Callable[[str, str], int]) -> dict[str, Place]:
    """Where each address stands first. ``lines``: the line of a link in the file of a note."""
    found: dict[str, Place] = {}
    for entry in library.articles.values():
        if entry.header.source and is_url(entry.header.source):
            found.setdefault(entry.header.source, (entry.path, entry.lines.get("source", 1)))
    for note in library.notes.values():
        for link in filter(is_url, note.links):
            found.setdefault(link.partition("#")[0], (note.path, lines(note.path, link)))
    return found


def turn(found: Mapping[str, Place], week: int, limit: int = MAX_ADDRESSES) -> dict[str, Place]:
    """Those whose turn it is in this week, counted from any Monday: all of them in as few weeks as they take."""
    ranked = sorted(found, key=lambda address: hashlib.sha256(address.encode("utf-8", "surrogatepass")).digest())
    weeks = max(1, -(-len(ranked) // limit))
    start = week % weeks * limit
    return {address: found[address] for address in ranked[start : start + limit]}


def dead_links(found: Mapping[str, Place], *, pause: float = PAUSE, allow_private: bool = False) -> Iterator[Finding]:
    """One finding for each address that cannot be had, in the order of the files. Hosts are asked side by side."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in found:
        hosts[_host(address)].append(address)
    faults: dict[str, ContentError] = {}

    def ask(group: Sequence[str]) -> None:
        for number, address in enumerate(group[:MAX_OF_A_HOST]):
            if number:
                time.sleep(pause)
            try:
                get(address, _PAGE, allow_private=allow_private)
            except ContentError as error:
                if error.code != "too-large":
                    faults[address] = error

    with ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
        list(pool.map(ask, hosts.values()))
    for address in sorted(faults, key=lambda one: (found[one], one)):
        yield _finding(address, found[address], faults[address])


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _finding(address: str, place: Place, error: ContentError) -> Finding:
    path, line = place
    shown = shortened(address)
    if error.code == GONE:
        remedy = "correct it; where the page is gone for good, its copy here is what is left"
        return Finding(path, line, "warning", "dead-link", f"{shown} is gone: {error.problem}", remedy)
    # It may be there again tomorrow, or answer a browser.
    return Finding(path, line, "info", "dead-link", f"{shown} does not answer: {error.problem}", error.remedy)
