"""Texts of documents -> files of which a reader loads the part that it wants with one request."""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from fumikura.search_index.documents import described
from fumikura.search_index.varints import varints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fumikura.search_index.documents import Document, Unit

PART = 4_500
"""Bytes of text, as UTF-8, that are compressed together: a unit of Japanese, three of English, or all of a short
document: some 1.5 kilobytes when compressed."""
STEP = 128
"""What the length of a part is a multiple of: lengths are loaded before texts, and are few bytes when they are small
numbers."""
PACK = 4_000
"""Bytes of a file to which no document is added any more."""
MOST_PACKS = 4_000
"""Files, so that with all others, and with small segments beside them, there are fewer than hosts take. Of more text
files are larger."""
MOST_EXTRA_PACKS = 128
"""Files for the texts of a small segment."""
MOST_AT_ONCE = 12_000
"""Documents of an index whose places are one file, which is loaded before it is known which of them are needed."""
TOGETHER = 512
"""Documents of which a larger index has the places in a file."""


def parts_of(document: Document, units: Sequence[Unit]) -> list[tuple[int, bytes]]:
    """The parts of a document, of each how many units it has and its bytes, whose length is a multiple of ``STEP``.

    Each says what document it is of: a reader needs no other.
    """
    about = described(document)
    found = []
    for some in _parted(units):
        value: dict[str, Any] = {**about, "x": [_shown(unit) for unit in some]}
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        found.append((len(some), _filled(gzip.compress(text, 6, mtime=0))))
    return found


@dataclass
class Packs:
    """Texts on their way."""

    file: IO[bytes]
    """Where the parts wait until it is known how many there are."""
    parts: list[list[tuple[int, int]]] = field(default_factory=list)
    """For each document its parts: units of each, and its length in ``STEP`` bytes."""

    def add(self, parts: Sequence[tuple[int, bytes]]) -> None:
        """Take in the ``parts_of`` the next document."""
        self.parts.append([(units, self.file.write(data) // STEP) for units, data in parts])

    def write(self, write: Callable[[str, bytes], None], most: int) -> dict[str, int]:
        """Write about ``most`` files of texts at most, and where each part is. Gives what the manifest says of them."""
        sizes = [sum(size for _, size in own) for own in self.parts]
        together = len(sizes) if len(sizes) <= MOST_AT_ONCE else TOGETHER
        limit = PACK // STEP
        while len(starts := _starts(sizes, limit, together)) > max(most, -(-len(sizes) // max(1, together))):
            limit += limit // 16 + 1
        self.file.seek(0)
        for start, end in itertools.pairwise((*starts, len(sizes))):
            write(f"texts/{start}.bin", self.file.read(sum(sizes[start:end]) * STEP))
        for number, first in enumerate(range(0, len(sizes), max(1, together))):
            write(f"places/{number}.bin", gzip.compress(_places(self.parts[first : first + together]), 9, mtime=0))
        return {"text_steps": limit, "together": together}


def _filled(data: bytes) -> bytes:
    """``data``, which is gzip without optional fields, with a comment that makes its length a multiple of ``STEP``."""
    room = -len(data) % STEP
    return data[:3] + b"\x10" + data[4:10] + b" " * (room - 1) + b"\0" + data[10:] if room else data


def _places(documents: Sequence[Sequence[tuple[int, int]]]) -> bytes:
    """For each unit a bit, whether a part of its document begins with it that is not the first one, the highest of a
    byte first; the length of each part."""
    begins = [
        number == 0 and place > 0
        for own in documents
        for place, (units, _) in enumerate(own)
        for number in range(units)
    ]
    return np.packbits(np.array(begins, np.bool_)).tobytes() + varints(size for own in documents for _, size in own)


def _parted(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """``units`` in order, as many together as are ``PART`` bytes, or one."""
    some: list[Unit] = []
    size = 0
    for unit in units:
        own = len(unit.text.encode("utf-8", "surrogatepass"))
        if some and size + own > PART:
            yield some
            some, size = [], 0
        some.append(unit)
        size += own
    yield some


def _shown(unit: Unit) -> dict[str, Any]:
    more = "" if unit.kind == "annotation" else unit.more  # its writer is shown
    values = {"x": unit.text, "m": more, **unit.shown}
    return {name: value for name, value in values.items() if value}


def _starts(sizes: Sequence[int], limit: int, together: int) -> list[int]:
    """The first document of each file: documents come into one until it has ``limit`` steps, or until those come whose
    places are in another file."""
    starts = []
    filled = limit
    for number, size in enumerate(sizes):
        if number % together == 0 or filled >= limit:
            starts.append(number)
            filled = 0
        filled += size
    return starts
