"""A table of comma-separated values -> its rows, one after the other, by column name."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.sources.signatures import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.sources.source import Source

csv.field_size_limit(100_000_000)  # a note or a selection may be longer than the library's 131,072 characters


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    line: int
    """Where it ends in the file."""
    cells: Mapping[str, str]
    """By the column's name in lower case."""

    def text(self, name: str) -> str | None:
        """The cell of that column, or None if it is blank or there is no such column."""
        return self.cells.get(name, "").strip() or None


def has_columns(source: Source, *names: str, without: str | None = None) -> bool:
    """Whether the file is a table with all of these columns, and not the one that is told ``without``."""
    if not source.is_text or "," not in source.text[:4096]:
        return False
    there = columns(source.text)
    return set(names) <= set(there) and without not in there


def rows(source: Source) -> Iterator[Row]:
    """The rows below the head. Raises ``ContentError`` for a table without rows, and with the line for a broken
    one, after the rows before it."""
    reader = csv.reader(io.StringIO(source.text))
    count = 0
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        for cells in reader:
            if any(cell.strip() for cell in cells):
                count += 1
                yield Row(reader.line_num, dict(zip(head, cells, strict=False)))
    except csv.Error as error:
        raise ContentError(source.name, reader.line_num, f"not readable as CSV: {error}", "export it again") from error
    if not count:
        raise ContentError(source.name, 1, "the export is empty: a head and no rows", "export it again", "empty")
