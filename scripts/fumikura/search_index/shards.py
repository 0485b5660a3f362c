"""Grams with their units -> ``shards/``, as ``docs/guide/search-format.md`` describes them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np

from fumikura.search_index.postings import encoded
from fumikura.search_index.varints import varints_and_lengths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

PARTITIONS = 64
"""Temporary files that keys are sorted in, one after the other, so that memory stays flat."""
FEW = 7
"""Units of a gram up to which their number stands beside the length of their list, in three bits."""
SHORT = 100
"""Bytes of a list that should come with the directory in one request: nine in ten are not longer."""


@dataclass
class Keys:
    """Keys on their way, parted by the first bits of their hash."""

    files: Sequence[IO[bytes]]
    """``PARTITIONS`` of them."""
    total: int = 0

    def add(self, found: NDArray[np.uint64]) -> None:
        """Take in ``hash << 32 | unit``, ascending, of units that come after all others."""
        bounds = np.arange(1, PARTITIONS, dtype=np.uint64) << np.uint64(64 - 6)
        for file, part in zip(self.files, np.split(found, np.searchsorted(found, bounds)), strict=True):
            file.write(part.tobytes())
        self.total += len(found)

    def sorted(self, first: int, count: int) -> NDArray[np.uint64]:
        """All keys of ``count`` partitions from ``first`` on, ascending."""
        parts = []
        for file in self.files[first : first + count]:
            file.seek(0)
            parts.append(np.frombuffer(file.read(), np.uint64))
        return np.sort(np.concatenate(parts), kind="stable")  # runs that are sorted are merged


def write_shards(waiting: Keys, bits: int, all_units: int, write: Callable[[str, bytes], None]) -> int:
    """Write ``shards/<first bits of the hash>.bin``. Gives the bytes that a reader should ask for first: of nine in ten
    files the directory and the short lists are not longer."""
    step = max(1, PARTITIONS >> bits)
    heads = [0]
    for first in range(0, PARTITIONS, step):
        names = range((first << bits) // PARTITIONS, max(1, ((first + step) << bits) // PARTITIONS))
        for name, data, head in _shards(waiting.sorted(first, step), names, bits, all_units):
            write(f"shards/{name}.bin", data)
            heads.append(head)
    return int(np.percentile(heads, 90))


def _shards(found: NDArray[np.uint64], names: range, bits: int, all_units: int) -> Iterator[tuple[int, bytes, int]]:
    """Of each of the shards ``names``, whose keys are ``found``: its number, its bytes, and how many of these are its
    directory and the short lists."""
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
