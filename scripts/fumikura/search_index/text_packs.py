"""Texts of documents -> files that a reader loads with one request each, or a part of with a second one."""

from __future__ import annotations

import gzip
import itertools
import json
import struct
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from fumikura.search_index.documents import described
from fumikura.search_index.varints import varints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fumikura.search_index.documents import Document, Unit

PART = 3_000
"""Bytes of text, as UTF-8, that are compressed together: a unit of Japanese, two of English, or all of a short
document: some 1.5 kilobytes when compressed."""
PACK = 4_000
"""Bytes of a file with several documents: what a reader asks for first."""
MOST_PACKS = 4_000
"""Files, so that with the shards there are fewer than hosts take. Of more text files are larger, and their beginning
tells where each part is."""
MOST_EXTRA_PACKS = 128
"""Files for the texts of a small segment."""


@dataclass
class Packs:
    """Texts on their way."""

    file: IO[bytes]
    """Where the parts wait until it is known how many there are."""
    parts: list[list[tuple[int, int]]] = field(default_factory=list)
    """For each document its parts: units and bytes of each."""

    def add(self, document: Document, units: Sequence[Unit]) -> None:
        """Take in the next document; the first part says what it is."""
        own = []
        for number, some in enumerate(_parted(units)):
            value: dict[str, Any] = described(document) if number == 0 else {}
            value["x"] = [_shown(unit) for unit in some]
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
            own.append((len(some), self.file.write(gzip.compress(text, 6, mtime=0))))
        self.parts.append(own)

    def write(self, write: Callable[[str, bytes], None], most: int) -> list[bool]:
        """Write at most ``most`` files. Gives for each document whether one begins with it."""
        sizes = [sum(size for _, size in own) for own in self.parts]
        limit = PACK
        while sum(firsts := _firsts(sizes, limit)) > most:
            limit += limit // 4
        self.file.seek(0)
        starts = [place for place, is_first in enumerate(firsts) if is_first]
        for number, (start, end) in enumerate(itertools.pairwise((*starts, len(sizes)))):
            texts = self.file.read(sum(sizes[start:end]))
            write(f"texts/{number}.bin", _head(self.parts[start:end]) + texts)
        return firsts


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


def _firsts(sizes: Sequence[int], limit: int) -> list[bool]:
    """Which documents begin a file, where files have as many as are ``limit`` bytes, or one."""
    firsts = []
    filled = limit + 1
    for size in sizes:
        is_first = filled + size > limit
        filled = size if is_first else filled + size
        firsts.append(is_first)
    return firsts


def _head(documents: Sequence[Sequence[tuple[int, int]]]) -> bytes:
    """Length of the rest of it; for each document how many parts it has, for each of these its units and its bytes."""
    numbers = varints(number for own in documents for number in (len(own), *itertools.chain.from_iterable(own)))
    return struct.pack("<I", len(numbers)) + numbers
