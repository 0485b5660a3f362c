"""Hatena Blog's export in Movable Type's format: ``AUTHOR: …`` lines, then sections between ``-----``, an entry up to
``--------``. Dates have no time zone. Comments are counted and left out.

Source: Movable Type's documentation, "The Movable Type Import / Export Format".
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.importing.article_bodies import body_of_html, in_order
from fumikura.model import front_matter
from fumikura.model.articles import Article, each
from fumikura.model.shapes import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.sources.source import Source

VERSION = 1
MANY = True

_START = re.compile(
    r"\s*(?:[A-Z][A-Z ]+:[^\n]*\n)*?(?:AUTHOR|TITLE|BASENAME): [^\n]*\n(?:[A-Z][A-Z ]+:[^\n]*\n)*-----\n"
)
_SECTION = re.compile(r"^-----\n(?=(?:BODY|EXTENDED BODY|EXCERPT|KEYWORDS|COMMENT|PING):[ ]?\n|\Z)", re.MULTILINE)
_END = re.compile(r"^-----\n--------\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry as its lines tell it."""

    fields: dict[str, list[str]]
    sections: dict[str, list[str]]

    def field(self, name: str) -> str | None:
        return next((value for value in self.fields.get(name, []) if value), None)

    def section(self, name: str) -> str:
        return next(iter(self.sections.get(name, [])), "").strip()


def matches(source: Source) -> bool:
    """By the lines that an entry begins with."""
    return bool(_START.match(source.text[:4096]))


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article for each entry; the last one may be cut."""
    return each(_entries(source), lambda entry: _article(entry, source))


def _entries(source: Source) -> Iterator[_Entry]:
    start = 0
    for end in _END.finditer(source.text):
        yield _entry(source.text[start : end.start()])
        start = end.end()
    rest = source.text[start:].strip()
    if rest and not re.fullmatch(r"-*", rest):
        line = source.text.count("\n", 0, start) + 1
        problem = "the last entry has no end: the file is cut, or its end was lost"
        yield _entry(source.text[start:])
        raise ContentError(source.name, line, problem, "export it again; what there is of the entry is read", "cut")


def _entry(text: str) -> _Entry:
    head, *rest = _SECTION.split(text)
    fields: dict[str, list[str]] = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip(), []).append(value.strip())
    sections: dict[str, list[str]] = {}
    for one in rest:
        name, _, content = one.partition(":")
        sections.setdefault(name.strip(), []).append(content.removesuffix("-----\n"))
    return _Entry(fields, sections)


def _article(entry: _Entry, source: Source) -> Article:
    breaks = entry.field("CONVERT BREAKS") not in {"0", "none", None}
    title = one_line(entry.field("TITLE") or "")
    parts = [entry.section("BODY"), entry.section("EXTENDED BODY")]
    body = in_order(*(body_of_html(_with_breaks(part) if breaks else part, source, None, title) for part in parts))
    comments = len(entry.sections.get("COMMENT", []))
    said = [f"{comments} comment{' is' if comments == 1 else 's are'} left out"] if comments else []
    is_draft = (entry.field("STATUS") or "Publish").lower() != "publish"
    author, basename = entry.field("AUTHOR"), entry.field("BASENAME")
    tags = [*entry.fields.get("CATEGORY", []), *(entry.field("TAGS") or "").replace('"', "").split(",")]
    return Article(
        title=title or basename or "(without a title)",
        body=body.markdown,
        author=(author,) if author else (),
        published=None if is_draft else _date(entry.field("DATE")),
        description=one_line(entry.section("EXCERPT")) or None,
        tags=tuple(dict.fromkeys(one_line(tag) for tag in tags if tag.strip())),
        publication="draft" if is_draft else None,
        cover=entry.field("IMAGE"),
        pictures=body.pictures,
        kept={"basename": front_matter.block("basename", basename)} if basename else {},
        warnings=(*body.warnings, *said),
        remarks=body.remarks,
    )


def _with_breaks(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text)
    return "".join(f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


def _date(text: str | None) -> str | None:
    """``04/09/2017 07:49:39 PM``, or with 24 hours."""
    for form in ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S"):
        try:
            return dt.datetime.strptime(text or "", form).isoformat()  # noqa: DTZ007  the format has no zone
        except ValueError:
            continue
    return None
