"""What every reader gives, whatever tool the annotations come from, and what it reads them in."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from fumikura.errors import ContentError
from fumikura.exchange.json_text import read_json
from fumikura.model.dates import iso_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class ForeignFile:
    """One file of another tool, or the files of one export that it packs together."""

    name: str
    """As the person gave it, for messages."""
    text: str = ""
    """Decoded, with ``\\n`` line ends; empty for a ZIP archive and for a folder."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """The texts in a ZIP archive or a folder, by their path in it."""

    @property
    def suffix(self) -> str:
        """Ending of the name in lower case, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """The name without folders and ending."""
        return PurePosixPath(self.name).stem

    @cached_property
    def json(self) -> Any:
        """The value of a JSON file; None for what does not begin like one.

        Raises ``ContentError`` with the line for JSON that is broken.
        """
        return read_json(self.text, self.name) if self.text.lstrip()[:1] in {"{", "["} else None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names in the first line of a table; empty for what is none."""
        head = self.text.partition("\n")[0]
        if self.parts or "," not in head or len(head) > 10_000:
            return ()
        return tuple(name.strip() for name in next(csv.reader([head]), []))

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row of a table by its columns, with the line on which it ends. Missing cells are empty.

        Raises ``ContentError`` for what is no CSV.
        """
        table = csv.reader(io.StringIO(self.text), strict=True)
        try:
            next(table)
            for cells in table:
                if any(cells):
                    padded = [*cells, *[""] * (len(self.columns) - len(cells))]
                    yield table.line_num, dict(zip(self.columns, padded, strict=False))
        except csv.Error as error:
            remedy = "export it again; the file may be cut off"
            raise ContentError(self.name, table.line_num, f"no CSV: {error}", remedy, "csv") from error


@dataclass(frozen=True, slots=True)
class ForeignAnnotation:
    """One annotation as another tool tells it. What it does not say stays empty: nothing is guessed."""

    line: int = 1
    """Where it stands in the file, or its number there; for messages."""
    quote: str = ""
    """The passage; empty for a reply, and for what is said about the whole article."""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    """Where the quote began in the text that the other tool saw."""
    units: Literal["code points", "utf-16"] = "code points"
    """What ``start`` counts."""
    comment: str = ""
    by: str = ""
    created: str = ""
    """A moment with a time zone."""
    created_local: str = ""
    """A day, or a moment on a clock whose time zone the tool does not say."""
    modified: str = ""
    """A moment with a time zone."""
    motivation: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    """Address of the article."""
    title: str = ""
    author: tuple[str, ...] = ()
    iri: str = ""
    """Its name in the world, if it has one."""
    aliases: tuple[str, ...] = ()
    """Other names by which a reply may mean it."""
    reply_to: str = ""
    """IRI of the annotation that it answers."""
    location: str = ""
    """Where in the work it is, in the tool's own terms; a part of what tells annotations apart."""
    order: tuple[float, ...] = ()
    """The same for sorting; empty where the order of the file is as good."""
    kept: Mapping[str, Any] = field(default_factory=dict)
    """Front matter to keep: what the tool says beyond these fields, under the tool's name."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in a file."""

    annotations: tuple[ForeignAnnotation, ...]
    problems: tuple[ContentError, ...] = ()
    """What could not be read, one for each row."""
    remarks: tuple[str, ...] = ()
    """What was passed over and why, a sentence each."""


class Made(TypedDict, total=False):
    """When an annotation was made: one of the two fields, or neither."""

    created: str
    created_local: str


def moments(text: str) -> Made:
    """``text`` as ``created`` if it is a moment with a time zone, as ``created_local`` if it has none.

    What is no ISO 8601 date gives neither.
    """
    try:
        date = iso_date(text)
    except ValueError:
        return {}
    has_zone = "T" in date and dt.datetime.fromisoformat(date).tzinfo is not None
    return {"created": date} if has_zone else {"created_local": date}


def count(number: int, noun: str) -> str:
    """``1 bookmark``, ``1,200 bookmarks``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
