"""Grams with their units -> ``shards/``, as ``docs/guide/search-format.md`` describes them."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import numpy as np

from fumikura.search_index.postings import encoded
from fumikura.search_index.varints import varints_and_lengths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

PARTITIONS = 256
"""Stretches of hashes that are sorted one after the other, so that memory stays flat."""
AT_ONCE = 400_000
"""Keys of partitions that are taken together where they are small: some 60 MB on their way to shards."""
FEW = 7
"""Units of a gram up to which their number stands beside the length of their list, in three bits."""
SHORT = 100
"""Bytes of a list that should come with the directory in one request: nine in ten are not longer."""


@dataclass
class Keys:
    """Keys on their way: a file of runs, each of them ascending."""

    file: IO[bytes]
    places: list[NDArray[np.int64]] = field(default_factory=list)
    """Of each run, where each partition begins in the file, and where the last one ends."""
    total: int = 0

    def add(self, found: NDArray[np.uint64], first_unit: int) -> None:
        """Take in ``grams.keys`` of units that come after all others, the first of which is ``first_unit``."""
        found = found + np.uint64(first_unit)
        bounds = np.arange(1, PARTITIONS, dtype=np.uint64) << np.uint64(64 - 8)
        self.places.append(self.total + np.concatenate(([0], np.searchsorted(found, bounds), [len(found)])))
        self.file.write(found.astype("<u8", copy=False).tobytes())
        self.total += len(found)

    def stretches(self, bits: int) -> list[tuple[int, int]]:
        """Partitions that should be taken together: of each stretch the first, and the one after its last.

        No shard lies in two of them. ``bits``: see ``ShardMaker``.
        """
        step = max(1, PARTITIONS >> bits)
        sizes = np.diff(np.array(self.places, np.int64).reshape(-1, PARTITIONS + 1), axis=1).sum(axis=0)
        found, first, size = [], 0, 0
        for end in range(step, PARTITIONS + 1, step):
            size += int(sizes[end - step : end].sum())
            if size >= AT_ONCE or end == PARTITIONS:
                found.append((first, end))
                first, size = end, 0
        return found


@dataclass(frozen=True, slots=True)
class ShardMaker:
    """Makes shards of a stretch of partitions, in any process that sees the file of keys."""

    file: Path
    places: NDArray[np.int64]
    """``Keys.places``, a row for each run."""
    bits: int
    """First bits of a hash that are the number of its shard."""
    all_units: int

    def __call__(self, stretch: tuple[int, int]) -> Iterator[tuple[int, bytes, int]]:
        """Of each shard its number, its bytes, and how many of these are its directory and the short lists."""
        first, end = stretch
        names = range((first << self.bits) // PARTITIONS, max(1, (end << self.bits) // PARTITIONS))
        return _shards(self._sorted(first, end), names, self.bits, self.all_units)

    def _sorted(self, first: int, end: int) -> NDArray[np.uint64]:
        """All keys of the partitions, ascending."""
        parts = [np.empty(0, np.uint64)]
        with self.file.open("rb") as file:
            for start, stop in self.places[:, [first, end]].tolist():
                file.seek(8 * start)
                parts.append(np.frombuffer(file.read(8 * (stop - start)), "<u8"))
        return np.sort(np.concatenate(parts), kind="stable")  # runs that are sorted are merged


def _shards(found: NDArray[np.uint64], names: range, bits: int, all_units: int) -> Iterator[tuple[int, bytes, int]]:
    """The shards ``names``, whose keys are ``found``, as ``ShardMaker`` gives them."""
    hashes = (found >> np.uint64(32)).astype(np.uint32)
    starts = np.flatnonzero(np.diff(hashes, prepend=hashes[:1] + np.uint32(1)))
    counts = np.diff(starts, append=len(hashes))
    data, lengths = encoded((found & np.uint64(0xFFFFFFFF)).astype(np.int64), counts, all_units)
    grams = hashes[starts].astype(np.int64)
    room = 1 << (32 - bits)
    bounds = np.searchsorted(grams, np.arange(names.start, names.stop + 1) * room)
    sizes = np.diff(bounds)
    coded, coded_lengths = encoded(grams % room, sizes[sizes > 0], room)
    coded_ends = np.zeros(len(sizes) + 1, np.int64)
    coded_ends[1:][sizes > 0] = coded_lengths
    coded_ends = np.cumsum(coded_ends)
    numbers, number_ends = _entries(counts, lengths)
    ends = np.concatenate(([0], np.cumsum(lengths)))
    for place, name in enumerate(names):
        low, high = bounds[place], bounds[place + 1]
        of_hashes = coded[coded_ends[place] : coded_ends[place + 1]]
        entries = numbers[number_ends[low] : number_ends[high]]
        head = struct.pack("<III", high - low, len(of_hashes), len(entries)) + of_hashes + entries
        own = lengths[low:high]
        lists = _by_length(np.frombuffer(data, np.uint8)[ends[low] : ends[high]], own)
        yield name, head + lists, len(head) + int(own[own <= SHORT].sum())


def _by_length(lists: NDArray[np.uint8], lengths: NDArray[np.int64]) -> bytes:
    """``lists``, which have ``lengths``, the shortest first: the more of a shard is loaded, the more are whole."""
    order = np.argsort(lengths, kind="stable")
    starts, sizes = (np.cumsum(lengths) - lengths)[order], lengths[order]
    places = np.arange(len(lists)) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    return bytes(lists[places])


def _entries(counts: NDArray[np.int64], lengths: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """For each list a number for its length and its count, or two if the count is large, and where these end."""
    many = counts > FEW
    numbers = np.zeros((len(counts), 2), np.int64)
    numbers[:, 0] = lengths << 3 | np.where(many, 0, counts)
    numbers[:, 1] = counts
    is_there = np.column_stack((np.ones(len(counts), np.bool_), many))
    data, sizes = varints_and_lengths(numbers[is_there])
    of_each = np.cumsum(is_there.sum(axis=1))
    return data, np.concatenate(([0], np.cumsum(sizes)))[np.concatenate(([0], of_each))]
