"""What a page has to hold if a change to other files may have made it wrong. Pure: bytes in, yes or no out.

A page that a change does not touch, nor what lies in its folder, has the bytes that it had, and is read by the same
program with the same settings: those of the base. So what there is to say of it was said before, but for what follows
from other files: a link to what is gone or private now, a source, an original or an old id that another one has too.
Each of these it has to name. A page without any such name is neither parsed nor rendered, and none of the others is
rendered: where annotations stand follows from the page alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from fumikura.model.identity import comparable_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fumikura.library.library import ArticleEntry

_HEADER_END = re.compile(rb"^(?:---|\.\.\.)[ \t\r]*$", re.MULTILINE)
_WORD = re.compile(rb"[a-z0-9]+")
FORMER = b"former_ids"


@dataclass(frozen=True, slots=True)
class Traces:
    """What one change leaves to be looked for."""

    names: frozenset[bytes] = frozenset()
    """Last parts, in lower case, of the paths of what is gone or private now: a link to it has one of them in it."""
    origins: frozenset[frozenset[bytes]] = frozenset()
    """For each article of the change the words of its source, or the hash of its original: a double has them all."""
    in_headers: bool = False
    """Whether there is an article among the change, so that old ids of others may be its own."""

    def may_concern(self, raw: bytes) -> bool:
        """Whether the page ``raw`` has to be parsed: its bytes do not rule out that the change concerns it."""
        if self.may_lead(raw):
            return True
        if not self.in_headers or not raw.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
            return False
        end = _HEADER_END.search(raw, 6)
        header = raw[: end.start()] if end else raw
        # YAML may write any letter with a backslash.
        if b"\\" in header or FORMER in header:
            return True
        there = set(_WORD.findall(unquote_to_bytes(header).lower()))
        return any(words <= there for words in self.origins)

    def may_lead(self, raw: bytes) -> bool:
        """The same for a text without fields: whether it may link to what is gone or private."""
        seen = (unquote_to_bytes(raw) if b"%" in raw else raw).lower()
        return any(name in seen for name in self.names)


def link_name(path: str) -> bytes:
    """What a link to the file at ``path`` must have in it: a page is linked to as a file or as a folder."""
    parts = path.removesuffix(".md").split("/")
    return parts[-2 if parts[-1] == "index" and len(parts) > 1 else -1].lower().encode("utf-8", "surrogateescape")


def origins(entries: Iterable[ArticleEntry]) -> frozenset[frozenset[bytes]]:
    """What a double of one of ``entries`` has in its header."""
    found = set()
    for entry in entries:
        if entry.header.source:
            found.add(_words(comparable_url(entry.header.source)))
        elif entry.header.sha256:
            found.add(frozenset(_WORD.findall(entry.header.sha256.lower().encode("utf-8"))))
    return frozenset(found)


def _words(url: str) -> frozenset[bytes]:
    """The runs of ASCII letters and digits in a canonical address: none of the ways to write it otherwise changes them.

    Parts of a host beyond ASCII are left out: they may stand there in Punycode.
    """
    parts = urlsplit(url)
    host = ".".join(part for part in (parts.hostname or "").split(".") if part.isascii())
    said = f"{host} {unquote(parts.path)} {unquote(parts.query)}"
    return frozenset(_WORD.findall(said.encode("utf-8", "surrogatepass").lower()))
