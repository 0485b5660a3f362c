"""Readwise's CSV: ``Highlight, Book Title, Book Author, Amazon Book ID, Note, Color, Tags, Location Type, …``.

Times have a zone (``2020-10-05 10:15:30+00:00``). There is no address: an article is found by its title.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.exchange.comments import clean_comment, clean_line, clean_quote
from fumikura.exchange.foreign import ForeignAnnotation, Reading, moments
from fumikura.model.shapes import split_labels

if TYPE_CHECKING:
    from fumikura.exchange.foreign import ForeignFile

_OURS = frozenset({"Highlight", "Book Title", "Book Author", "Note", "Tags", "Highlighted at"})


def matches(file: ForeignFile) -> bool:
    """A table with a passage and the title of its book in each row."""
    return {"Highlight", "Book Title"} <= set(file.columns)


def read(file: ForeignFile) -> Reading:
    """One highlight a row; a note without a highlight is about the whole."""
    annotations: list[ForeignAnnotation] = []
    problems: list[ContentError] = []
    for line, row in file.rows():
        note = clean_comment(row.get("Note", ""))
        quote = clean_quote(row["Highlight"])
        if not row["Book Title"].strip() or not (quote or note):
            missing = "title of the book" if quote or note else "highlight and no note"
            problems.append(
                ContentError(file.name, line, f"this row has no {missing}", "fill it in, or delete it", "row")
            )
            continue
        annotations.append(_annotation(line, row, quote, note))
    return Reading(tuple(annotations), tuple(problems))


def _annotation(line: int, row: dict[str, str], quote: str, note: str) -> ForeignAnnotation:
    location = " ".join(filter(None, (row.get("Location Type", ""), row.get("Location", ""))))
    number = re.search(r"\d+", row.get("Location", ""))
    return ForeignAnnotation(
        line=line,
        quote=quote,
        comment=note,
        **moments(row.get("Highlighted at", "")),
        tags=split_labels(row.get("Tags", "")),
        title=clean_line(row["Book Title"]),
        author=tuple(filter(None, [clean_line(row.get("Book Author", ""))])),
        location=location,
        order=(float(number[0]),) if number else (),
        kept={"readwise": {key: value for key, value in row.items() if value and key not in _OURS}},
    )
