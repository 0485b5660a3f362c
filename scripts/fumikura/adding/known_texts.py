"""The texts of the articles that are here, so that a new one is recognised by its text (``doubles.py``).

Read when the first article is about to be created, and not before. The signatures are kept under ``.cache/fumikura``,
by the hash of the text that they are made from; that file can be removed at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from fumikura.adding.doubles import (
    PERMUTATIONS,
    VERSION,
    Alike,
    Bands,
    alike,
    letters,
    shingles,
    signature,
    speaks_for_two,
)
from fumikura.disk.atomic import write_atomically
from fumikura.errors import ContentError
from fumikura.library.library_files import read_text
from fumikura.model.front_matter import body_of
from fumikura.model.identity import canonical_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from fumikura.adding.doubles import Signature
    from fumikura.adding.known_articles import Known
    from fumikura.adding.pages import Page
    from fumikura.settings import Settings

WORTH_KEEPING = 200
"""Signatures that had to be made from which on they are kept: these take a fifth of a second."""

_HEAD = f"fumikura signatures {VERSION}\n".encode("ascii")
_KEY = 32
_RECORD = _KEY + PERMUTATIONS * 4


@dataclass(frozen=True, slots=True)
class Double:
    """The article that has the text already."""

    known: Known
    alike: Alike
    is_fuller: bool
    """Whether the new text has more letters than the one here."""


class Articles(Protocol):
    """What it has to be told of the archive: a ``Shelf``."""

    settings: Settings

    def all(self) -> Iterator[Known]:
        """Every article once."""

    def with_id(self, article: str, /) -> Known | None:
        """The article of that id, if its page can be read."""

    def shown(self, known: Known, /) -> str:
        """Path of an article's page under the archive's root."""


@dataclass
class KnownTexts:
    """Finds articles by their text. Grows while articles are added."""

    shelf: Articles
    _late: Bands = field(default_factory=Bands)
    """Those that were added or changed since the others were read."""
    _asked: tuple[str, Signature] = ("", b"")
    """The text that was asked for last, and its signature: mostly the one that is put in next."""

    def double_of(self, page: Page, settle: Callable[[list[Known]], None] = lambda _: None) -> Double | None:
        """The article whose text ``page`` has, the one most like it; None where there is none, or too little text.

        ``settle``: sees to it that these articles, whose pages are read next, are on disk.
        """
        text = letters(page.body)
        parts = shingles(text)
        if parts is None:
            return None
        signed = signature(parts)
        self._asked = (page.body, signed)
        found = []
        near = {*self._at_start.near(signed), *self._late.near(signed)}
        settle([known for name in near if (known := self.shelf.with_id(name)) is not None])
        for name in near:
            known = self.shelf.with_id(name)
            theirs = _text(known, self.shelf) if known is not None else None
            parts_there = shingles(theirs) if theirs is not None else None
            if known is None or theirs is None or parts_there is None:
                continue
            how = alike(parts, parts_there)
            size = min(len(parts), len(parts_there))
            if how.is_double(strict=speaks_for_two(_called(page.values), _called(known.values), size)):
                found.append(Double(known, how, len(text) > len(theirs)))
        return min(found, key=lambda one: (-one.alike.jaccard, one.known.id), default=None)

    def put(self, name: str, body: str) -> None:
        """Take in the text of an article that has been written just now."""
        if "_at_start" not in self.__dict__:
            return  # it is read with the others
        asked, signed = self._asked
        parts = None if asked == body else shingles(letters(body))
        if parts is not None:
            signed = signature(parts)
        if parts is not None or asked == body:
            self._late.put(name, signed)

    @cached_property
    def _at_start(self) -> Bands:
        bands = Bands()
        path = self.shelf.settings.root / ".cache" / "fumikura" / "signatures.bin"
        kept = read_signatures(path)
        used: dict[bytes, Signature] = {}
        made = 0
        for name, body in _bodies(self.shelf):
            key = hashlib.sha256(body.encode("utf-8", "surrogatepass")).digest()
            signed = kept.get(key)
            if signed is None:
                made += 1
                parts = shingles(letters(body))
                signed = signature(parts) if parts is not None else bytes(PERMUTATIONS * 4)
            used[key] = signed
            if any(signed):
                bands.put(name, signed)
        if made >= WORTH_KEEPING:
            # Where it cannot be written (a read-only disk), they are made again the next time.
            with contextlib.suppress(ContentError):
                write_atomically(path, packed(used))
        return bands


def packed(signatures: Mapping[bytes, Signature]) -> bytes:
    """A file of signatures: a line that names the version, records of key and signature, a hash of all that."""
    content = _HEAD + b"".join(key + signed for key, signed in signatures.items())
    return content + hashlib.sha256(content).digest()


def read_signatures(path: Path) -> Mapping[bytes, Signature]:
    """The signatures in the file, by the SHA-256 of their text; none where it is missing, of another version or
    damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    content, checksum = data[:-_KEY], data[-_KEY:]
    if not content.startswith(_HEAD) or hashlib.sha256(content).digest() != checksum:
        return {}
    starts = range(len(_HEAD), len(content) - _RECORD + 1, _RECORD)
    return {content[at : at + _KEY]: content[at + _KEY : at + _RECORD] for at in starts}


def _bodies(shelf: Articles) -> Iterator[tuple[str, str]]:
    for known in shelf.all():
        body = _body(known, shelf)
        if body is not None:
            yield known.id, body


def _text(known: Known, shelf: Articles) -> str | None:
    body = _body(known, shelf)
    return letters(body) if body is not None else None


def _body(known: Known, shelf: Articles) -> str | None:
    """The article's Markdown; None for a link, for quotes, and for a page that can no longer be read."""
    if known.text("kind") in {"link", "quotes"}:
        return None
    try:
        return body_of(read_text(known.path, shelf.shown(known)))
    except ContentError:
        return None  # it was readable a moment ago; `fumikura check` names it


def _called(values: Mapping[str, object]) -> tuple[str, str | None]:
    """Title and canonical URL; a hand-written address that is none does not count."""
    title, url = str(values.get("title") or ""), values.get("source")
    try:
        return title, canonical_url(str(url)) if url else None
    except ValueError:
        return title, None
