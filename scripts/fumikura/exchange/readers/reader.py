"""The library of Readwise Reader as CSV: ``Title, URL, ID, Document tags, Saved date, …``; documents and their tags.

It holds no highlights (those are in Readwise's own export). The tags of a document, written as a Python list, become
one annotation on the whole article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.exchange.comments import clean_line
from fumikura.exchange.foreign import ForeignAnnotation, Reading, count
from fumikura.exchange.hypothesis_parts import usable
from fumikura.model.shapes import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.exchange.foreign import ForeignFile

_ITEM = re.compile(r"'((?:[^'\\]|\\.|'')*)'|\"((?:[^\"\\]|\\.)*)\"")


def matches(file: ForeignFile) -> bool:
    """A table of documents with their tags."""
    return {"Title", "URL", "Document tags", "Saved date"} <= set(file.columns)


def read(file: ForeignFile) -> Reading:
    """One annotation for each document with tags."""
    annotations: list[ForeignAnnotation] = []
    problems: list[ContentError] = []
    untagged = 0
    for line, row in file.rows():
        tags = labels(_items(row["Document tags"]))
        title, source = clean_line(row["Title"]), usable(row["URL"])
        if not tags:
            untagged += 1
        elif not (title or source):
            remedy = "fill one in, or delete the row"
            problems.append(ContentError(file.name, line, "this row has neither title nor address", remedy, "row"))
        else:
            kept = {"reader": {"id": row["ID"]}} if row.get("ID") else {}
            note = ForeignAnnotation(
                line=line, title=title, source=source, tags=tags, motivation="tagging", location="tags", kept=kept
            )
            annotations.append(note)
    remarks = (f"{count(untagged, 'document')} without tags passed over",) if untagged else ()
    return Reading(tuple(annotations), tuple(problems), remarks)


def _items(text: str) -> Iterator[str]:
    """The strings of a Python list as ``repr`` writes it, or with quotation marks doubled."""
    for match in _ITEM.finditer(text[:100_000]):
        yield re.sub(r"\\(.)", r"\1", (match[1] or match[2] or "").replace("''", "'"))
