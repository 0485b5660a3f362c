"""Raindrop.io's CSV: one bookmark a row, with all its highlights in one cell.

The cell holds ``Highlight:…`` and, where there is one, ``Note:…`` below it, for each highlight; older exports have the
passages alone, parted by blank lines. ``created`` is the bookmark's moment, not the highlights': these have none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.exchange.comments import clean_comment, clean_line, clean_quote
from fumikura.exchange.foreign import ForeignAnnotation, Reading, count
from fumikura.exchange.hypothesis_parts import usable
from fumikura.model.shapes import split_labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.exchange.foreign import ForeignFile

_LABEL = re.compile(r"^(Highlight|Note|Color):[ \t]*", re.MULTILINE)


def matches(file: ForeignFile) -> bool:
    """A table of bookmarks with a cell for highlights."""
    return {"url", "title", "highlights"} <= set(file.columns)


def read(file: ForeignFile) -> Reading:
    """The highlights of each row, and its note as an annotation on the whole article, with the bookmark's tags."""
    annotations: list[ForeignAnnotation] = []
    problems: list[ContentError] = []
    bare = 0
    for line, row in file.rows():
        found = list(_of_row(line, row))
        if found and not usable(row["url"]) and not clean_line(row["title"]):
            remedy = "fill one in, or delete the row"
            problems.append(ContentError(file.name, line, "this row has neither address nor title", remedy, "row"))
        elif found:
            annotations += found
        else:
            bare += 1
    remarks = (f"{count(bare, 'bookmark')} without highlights and note passed over",) if bare else ()
    return Reading(tuple(annotations), tuple(problems), remarks)


def _of_row(line: int, row: dict[str, str]) -> Iterator[ForeignAnnotation]:
    source, title = usable(row["url"]), clean_line(row["title"])
    note, tags = clean_comment(row.get("note", "")), split_labels(row.get("tags", ""))
    kept = {"raindrop": {"id": row["id"]}} if row.get("id") else {}
    highlights = list(_highlights(row["highlights"]))
    if note or (tags and highlights):
        yield ForeignAnnotation(
            line=line, comment=note, tags=tags, source=source, title=title, location="note", kept=kept
        )
    for quote, comment in highlights:
        yield ForeignAnnotation(line=line, quote=quote, comment=comment, source=source, title=title, kept=kept)


def _highlights(cell: str) -> Iterator[tuple[str, str]]:
    """Each passage with its note."""
    parts = _LABEL.split(clean_comment(cell))
    if len(parts) == 1:
        yield from ((quote, "") for one in re.split(r"\n\s*\n", parts[0]) if (quote := clean_quote(one)))
        return
    quote, note = "", ""
    for label, text in zip(parts[1::2], parts[2::2], strict=True):
        if label == "Highlight":
            if quote:
                yield quote, note
            quote, note = clean_quote(text), ""
        elif label == "Note":
            note = clean_comment(text)
    if quote:
        yield quote, note
