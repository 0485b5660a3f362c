"""What can be found: pages of the site as documents, and their text cut into units.

A unit is what an answer is looked for in and what a reader loads to see it: a title, the headings, a stretch of text of
at most ``UNIT`` characters, or an annotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNIT = 1500
"""Code points of text in a unit: some two kilobytes when compressed, which is what each hit that is shown costs."""
OVERLAP = 64
"""Code points of the text after a unit that are indexed with it, so that a phrase is found whole in the unit that it
begins in. Of a longer phrase the reader looks for that many characters, then compares the rest."""

Kind = Literal["article", "note", "page"]
UnitKind = Literal["title", "headings", "text", "annotation"]

_BREAK = re.compile(r"(?<=[。！？!?.\n])\s*|\s+")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a page under one heading."""

    heading: str
    """Empty before the first heading."""
    fragment: str
    """Id of the heading; empty before the first one."""
    text: str
    """Blocks are separated by line breaks."""
    readings: tuple[str, ...] = ()
    """What stands above characters as ruby, in order."""
    passages: tuple[int, ...] = ()
    """Code points of ``text`` before each passage that is annotated."""


@dataclass(frozen=True, slots=True)
class Remark:
    """An annotation, as far as it can be found."""

    fragment: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A page of the site."""

    url: str
    """Relative to the site's root."""
    title: str
    kind: Kind
    sections: tuple[Section, ...] = ()
    remarks: tuple[Remark, ...] = ()
    site: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    date: str = ""
    """ISO 8601, as much of it as is known."""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a document."""

    text: str
    kind: UnitKind = "text"
    after: str = ""
    """What follows in the document, as far as it is indexed here too."""
    more: str = ""
    """What is found here but not shown as text: readings, authors, tags, the writer of an annotation."""
    marked: bool = False
    """Whether a passage in it is annotated."""
    shown: dict[str, Any] = field(default_factory=dict)
    """What the reader is told with it."""


def units(document: Document) -> Iterator[Unit]:
    """The units of ``document``: title, headings if there are any, text in order, annotations."""
    yield Unit(document.title, "title", more="\n".join((*document.authors, document.site, *document.tags)))
    headed = [section for section in document.sections if section.heading]
    if headed:
        text = "\n".join(section.heading for section in headed)
        yield Unit(text, "headings", shown={"f": [section.fragment for section in headed]})
    for section in document.sections:
        pieces, place = list(_cut(section.text)), 0
        for number, piece in enumerate(pieces):
            after = "".join(pieces[number + 1 : number + 2])[:OVERLAP]
            readings = "\n".join(section.readings) if number == 0 else ""
            end = place + len(piece)
            marked = any(place <= passage < end for passage in section.passages)
            yield Unit(piece, "text", after, readings, marked, {"h": section.heading, "f": section.fragment})
            place = end
    for remark in document.remarks:
        yield Unit(remark.text, "annotation", more=remark.by, shown={"a": remark.fragment, "by": remark.by})


def _cut(text: str) -> Iterator[str]:
    """Pieces of at most ``UNIT`` code points that give ``text`` again, cut after a sentence where one ends late."""
    start = 0
    while len(text) - start > UNIT:
        ends = [match.end() for match in _BREAK.finditer(text, start + UNIT // 2, start + UNIT)]
        end = ends[-1] if ends else start + UNIT
        yield text[start:end]
        start = end
    if start < len(text) or not text:
        yield text[start:]


def described(document: Document) -> dict[str, Any]:
    """What a hit says of its document: short names, since each of them is loaded with it."""
    values: Sequence[tuple[str, Any]] = (
        ("u", document.url),
        ("t", document.title),
        ("k", document.kind),
        ("s", document.site),
        ("a", list(document.authors)),
        ("g", list(document.tags)),
        ("d", document.date),
        ("l", document.lang),
    )
    return {name: value for name, value in values if value}
