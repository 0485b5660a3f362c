"""Sanitised HTML + places in its canonical text -> HTML with marks, and margin notes beside the marked blocks.

Marks never cross an element: a passage over several elements becomes several ``<mark>`` pieces with one
``data-annotation``; overlapping passages are nested pieces. The text stays as it was: what is added carries
``data-fumikura`` and does not count in the canonical text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.text.canonical import VOID, CanonicalText, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAX_NESTED = 8
"""Pieces of so many passages are nested at one place; of further ones only the first piece is drawn there."""

_STRUCTURE = re.compile(
    r"/?(?:table|caption|colgroup|col|thead|tbody|tfoot|tr|td|th|ul|ol|li|dl|dt|dd|p|div|blockquote|pre|h[1-6]|hr|"
    r"section|figure|figcaption|details|summary|address)\b"
)
_NO_LINK_INSIDE = frozenset({"a", "ruby", "summary"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to be marked: ``text[start:end]`` of the canonical text."""

    id: str
    start: int
    end: int
    number: int
    """What stands in the text beside the passage and in front of its margin note."""
    fuzzy: bool = False
    label: str = ""
    """For those who cannot see the mark: "annotation 3 by Aoi"."""


@dataclass(slots=True)
class _Pieces:
    """What is to be put into one text node."""

    cuts: set[int] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)


def splice(canonical: CanonicalText, marks: Iterable[Mark], asides: Mapping[str, str]) -> str:
    """The HTML with ``marks`` drawn and each aside (HTML by mark id) in a row with the block where its mark begins.

    A mark without an aside is drawn all the same. Marks of no length are left out.
    """
    ordered = sorted(
        (mark for mark in marks if mark.end > mark.start), key=lambda mark: (mark.start, -mark.end, mark.id)
    )
    if not ordered:
        return canonical.html
    pieces, first, last = _pieces(canonical, ordered)
    return _Splicer(canonical, pieces, first, last, asides).html()


def _pieces(
    canonical: CanonicalText, marks: Sequence[Mark]
) -> tuple[dict[int, _Pieces], dict[str, Segment], dict[str, Segment]]:
    """For each text node (by its place in the HTML) what goes into it; and each mark's first and last text node."""
    pieces: dict[int, _Pieces] = defaultdict(_Pieces)
    first: dict[str, Segment] = {}
    last: dict[str, Segment] = {}
    for mark in marks:
        for segment in canonical.covering(mark.start, mark.end):
            if _is_between_blocks(canonical, segment):
                continue
            into = pieces[segment.html_start]
            into.marks.append(mark)
            into.cuts |= {max(mark.start, segment.start), min(mark.end, segment.start + segment.length)}
            first.setdefault(mark.id, segment)
            last[mark.id] = segment
    return pieces, first, last


def _is_between_blocks(canonical: CanonicalText, segment: Segment) -> bool:
    """White space next to the tag of a block: a ``<mark>`` there would be moved out of its table or list."""
    html = canonical.html
    if html[segment.html_start : segment.html_end].strip("\t\n\f\r "):
        return False
    before = html[html.rfind("<", 0, segment.html_start) + 1 : segment.html_start]
    return bool(_STRUCTURE.match(before) or _STRUCTURE.match(html, segment.html_end + 1))


class _Splicer:
    """One walk over the HTML that copies it and adds marks, numbers and rows."""

    def __init__(
        self,
        canonical: CanonicalText,
        pieces: Mapping[int, _Pieces],
        first: Mapping[str, Segment],
        last: Mapping[str, Segment],
        asides: Mapping[str, str],
    ) -> None:
        self.canonical = canonical
        self.segments = {segment.html_start: segment for segment in canonical.segments}
        self.pieces = pieces
        self.first = first
        self.last = last
        self.asides = asides
        self.out: list[str] = []
        self.block_start = 0
        """Where in ``out`` the current top-level block begins."""
        self.beside: list[str] = []
        """Asides of the current top-level block."""
        self.waiting: list[Mark] = []
        """Marks that have ended inside a link or ruby: their number comes after it."""
        self.closed_to_links = 0

    def html(self) -> str:
        depth = at = 0
        for close, name, attributes, text in self.canonical.tokens:
            if depth == 0:
                self._begin_block()
            if text:
                self._text(at, text)
                at += len(text)
            else:
                tag = f"<{close}{name}{attributes}>"
                self.out.append(tag)
                at += len(tag)
                if name not in VOID:
                    depth += -1 if close else 1
                    if self.waiting or name in _NO_LINK_INSIDE:
                        self._count_closed(name, closing=bool(close))
            if depth == 0:
                self._end_block()
        return "".join(self.out)

    def _begin_block(self) -> None:
        self.block_start = len(self.out)
        self.beside = []

    def _end_block(self) -> None:
        if not self.beside:
            return
        block = self.out[self.block_start :]
        aside = f'<aside class="fk-margin" data-fumikura>{"".join(self.beside)}</aside>'
        self.out[self.block_start :] = ['<div class="fk-row">', aside, *block, "</div>"]

    def _count_closed(self, name: str, *, closing: bool) -> None:
        if name in _NO_LINK_INSIDE:
            self.closed_to_links += -1 if closing else 1
        if not self.closed_to_links and self.waiting:
            self.out.extend(_number(mark) for mark in self.waiting)
            self.waiting = []

    def _text(self, html_start: int, raw: str) -> None:
        pieces = self.pieces.get(html_start)
        if pieces is None:
            self.out.append(raw)
            return
        segment = self.segments[html_start]
        cuts = sorted(pieces.cuts)
        places = [place - html_start for place in self.canonical.html_offsets(segment, cuts)]
        self.out.append(raw[: places[0]])
        for index, (start, end) in enumerate(zip(cuts, cuts[1:], strict=False)):
            self._piece(pieces.marks, segment, start, end, raw[places[index] : places[index + 1]])
        self.out.append(raw[places[-1] :])

    def _piece(self, marks: Sequence[Mark], segment: Segment, start: int, end: int, raw: str) -> None:
        covering = [mark for mark in marks if mark.start < end and mark.end > start]
        begins = {mark.id for mark in covering if self._begins(mark, segment, start)}
        nested = [mark for index, mark in enumerate(covering) if index < MAX_NESTED or mark.id in begins]
        self.out.extend(_open(mark, begins=mark.id in begins) for mark in nested)
        self.out.append(raw)
        self.out.append("</mark>" * len(nested))
        self.beside.extend(self.asides[mark.id] for mark in nested if mark.id in begins and mark.id in self.asides)
        ended = [mark for mark in covering if self.last[mark.id] is segment and _clip(mark, segment)[1] == end]
        if self.closed_to_links:
            self.waiting.extend(ended)
        else:
            self.out.extend(_number(mark) for mark in ended)

    def _begins(self, mark: Mark, segment: Segment, start: int) -> bool:
        return self.first[mark.id] is segment and _clip(mark, segment)[0] == start


def _clip(mark: Mark, segment: Segment) -> tuple[int, int]:
    return max(mark.start, segment.start), min(mark.end, segment.start + segment.length)


def _open(mark: Mark, *, begins: bool) -> str:
    identity = f' id="a-{mark.id}"' if begins else ""
    fuzzy = " fk-mark--fuzzy" if mark.fuzzy else ""
    return f'<mark class="fk-mark{fuzzy}"{identity} data-annotation="{mark.id}">'


def _number(mark: Mark) -> str:
    return (
        f'<sup class="fk-number" data-fumikura>'
        f'<a href="#n-{mark.id}" aria-label="{mark.label}" data-number="{mark.number}"></a></sup>'
    )
