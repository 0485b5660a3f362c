"""Sanitised HTML -> the canonical text that annotations count in, and the way back into the HTML.

The rule, the same in the browser (``theme/assets/fumikura``):

1. the text nodes of the article's own wrapper element, in document order;
2. without those inside ``rt, rp, script, style, svg``, header links (``a.headerlink``), and what the site has added
   (``[data-fumikura]``);
3. each run of HTML white space (tab, line feed, form feed, carriage return, space) as one space, also across text
   nodes, none at the beginning and the end;
4. counted in Unicode code points.
"""

from __future__ import annotations

import hashlib
import html as html_entities
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_SKIPPED = frozenset({"rt", "rp", "script", "style", "svg"})

_QUOTED = "(?:\"[^\"]*\"|'[^']*')"
TOKEN = re.compile(
    r"<(?P<close>/)?(?P<name>[A-Za-z][^\s/>]*)"
    rf"(?P<attributes>[^>\"']*(?:{_QUOTED}[^>\"']*)*)>|(?P<text>[^<]+|<)"
)
"""One tag or one run of text of serialised HTML (nh3 writes no comments, no doctype, no raw-text elements)."""
Token = tuple[str, str, str, str]
"""``/`` of an end tag, name and attributes of a tag, or else text; what it has not is empty."""

_UNEVEN_SPACES = re.compile(r"[\t\n\f\r][\t\n\f\r ]*| [\t\n\f\r ]+")
"""All runs of white space but those that are one space."""
_UNIT = re.compile(r"[\t\n\f\r ]+|&(?:#\w+|\w+);|.", re.DOTALL)
_HEADERLINK = re.compile(r"""\bclass=["'](?:[^"']*\s)?headerlink[\s"']""")


class Segment(NamedTuple):
    """One text node that counts. A tuple, since a text has hundreds of them."""

    start: int
    """Where its first code point stands in the canonical text."""
    length: int
    """How many code points it adds there."""
    html_start: int
    html_end: int
    """Its place in the HTML, in characters of the string."""
    after_space: bool
    """Whether leading white space adds nothing, since there is a space before it (or nothing)."""


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """The text, and where each part of it stands in the HTML."""

    text: str
    html: str
    segments: tuple[Segment, ...]
    tokens: Sequence[Token]
    """All of ``html``."""

    @property
    def hash(self) -> str:
        """See ``text_hash``."""
        return text_hash(self.text)

    def html_offsets(self, segment: Segment, offsets: Sequence[int]) -> list[int]:
        """Where each of the ascending canonical ``offsets``, all within ``segment``, stands in the HTML.

        An offset at the segment's end gives the end of its last code point.
        """
        if segment.html_end - segment.html_start == segment.length:  # no entity, no folded white space
            return [segment.html_start + offset - segment.start for offset in offsets]
        places: list[int] = []
        wanted = iter(offsets)
        offset = next(wanted, None)
        space, count, position = segment.after_space, segment.start, segment.html_start
        for unit in _UNIT.finditer(self.html, segment.html_start, segment.html_end):
            is_space = unit[0][0] in "\t\n\f\r "
            adds = 0 if is_space and space else 1 if is_space else len(html_entities.unescape(unit[0]))
            while offset is not None and adds and count >= offset:
                places.append(unit.start() if offset < segment.start + segment.length else position)
                offset = next(wanted, None)
            if adds:
                count += adds
                position = unit.end()
            space = is_space
        while offset is not None:
            places.append(position)
            offset = next(wanted, None)
        return places

    def covering(self, start: int, end: int) -> Iterator[Segment]:
        """The segments that hold a part of ``text[start:end]``, in order."""
        index = max(0, bisect_right(self.segments, start, key=lambda segment: segment.start) - 1)
        for segment in self.segments[index:]:
            if segment.start >= end:
                return
            if segment.start + segment.length > start:
                yield segment


def tokens(html: str) -> Sequence[Token]:
    """Serialised ``html``, cut into tags and text."""
    found: list[Token] = TOKEN.findall(html)
    return found


def collapsed(text: str) -> str:
    """``text`` with each run of HTML white space as one space: rule 3 within a string."""
    return _UNEVEN_SPACES.sub(" ", text)


def text_hash(text: str) -> str:
    """Name of a canonical text: the first 16 hexadecimal digits (64 bits) of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def canonical_text(html: str) -> CanonicalText:
    """Read the canonical text of sanitised ``html``, the inside of the article's wrapper element."""
    parts: list[str] = []
    segments: list[Segment] = []
    length = 0
    space = True
    found = tokens(html)
    for start, raw in _counted_runs(found):
        text = collapsed(html_entities.unescape(raw) if "&" in raw else raw)
        if space:
            text = text.removeprefix(" ")
        if text:
            segments.append(Segment(length, len(text), start, start + len(raw), space))
            parts.append(text)
            length += len(text)
            space = text.endswith(" ")
    if parts and space:
        segments, parts = _without_last_space(segments, parts)
    return CanonicalText("".join(parts), html, tuple(segments), found)


def count_characters(canonical: CanonicalText) -> int:
    """Code points of the rendered text, line breaks not counted."""
    runs = (canonical.html[segment.html_start : segment.html_end] for segment in canonical.segments)
    texts = map(html_entities.unescape, runs)
    return sum(len(text) - text.count("\n") - text.count("\r") for text in texts)


def _without_last_space(segments: list[Segment], parts: list[str]) -> tuple[list[Segment], list[str]]:
    last = segments[-1]
    if last.length == 1:
        return segments[:-1], parts[:-1]
    shorter = Segment(last.start, last.length - 1, last.html_start, last.html_end, last.after_space)
    return [*segments[:-1], shorter], [*parts[:-1], parts[-1][:-1]]


def _counted_runs(found: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The text nodes that count, each with its place. A skipped element is left when its own end tag comes."""
    skipping: list[str] = []
    at = 0
    for close, name, attributes, text in found:
        if text:
            if not skipping:
                yield at, text
            at += len(text)
            continue
        at += len(close) + len(name) + len(attributes) + 2
        if name in VOID:
            continue
        if close:
            if skipping and skipping[-1] == name:
                skipping.pop()
        elif skipping:
            if name == skipping[-1]:
                skipping.append(name)
        elif name in _SKIPPED or (attributes and _is_added(name, attributes)):
            skipping.append(name)


def _is_added(name: str, attributes: str) -> bool:
    return "data-fumikura" in attributes or (name == "a" and _HEADERLINK.search(attributes) is not None)
