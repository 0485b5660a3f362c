"""A reader of the format, as plain as its page (``docs/guide/search-format.md``) and slow."""

from __future__ import annotations

import gzip
import json
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fumikura.search_index.facets import NAMES

if TYPE_CHECKING:
    from pathlib import Path


def read_list(data: bytes, count: int, all_units: int) -> list[int]:
    """The ascending numbers of a list of ``count`` units."""
    k = max(1, all_units // count).bit_length() - 1
    bits = "".join(f"{byte:08b}" for byte in data)
    units: list[int] = []
    place, last = 0, -1
    for _ in range(count):
        one = bits.index("1", place)
        low = int(bits[one + 1 : one + 1 + k] or "0", 2)
        last += ((one - place) << k) + low + 1
        place = one + 1 + k
        units.append(last)
    assert len(bits) - place < 8
    return units


def read_varint(data: bytes, place: int) -> tuple[int, int]:
    """The number at ``place``, and where the next one is."""
    value = shift = 0
    while data[place] > 127:
        value |= (data[place] & 127) << shift
        place, shift = place + 1, shift + 7
    return value | data[place] << shift, place + 1


def read_bits(data: bytes, place: int, count: int) -> tuple[list[bool], int]:
    """So many bits from the byte at ``place`` on, and where the next byte is."""
    end = place + (count + 7) // 8
    bits = "".join(f"{byte:08b}" for byte in data[place:end])
    assert len(bits) >= count
    assert "1" not in bits[count:]
    return [bit == "1" for bit in bits[:count]], end


@dataclass
class Reader:
    """The files of a segment by name, each written once, and the manifest."""

    files: dict[str, bytes] = field(default_factory=dict)
    segment: int = 0

    def write(self, name: str, data: bytes) -> None:
        assert name not in self.files
        self.files[name] = data

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads(self.files["index.json"])

    @property
    def about(self) -> dict[str, Any]:
        """What the manifest says of the segment."""
        about: dict[str, Any] = self.manifest["segments"][self.segment]
        return about

    def bounds(self) -> dict[str, list[bool]]:
        """``starts``, ``annotations`` and ``marked`` by unit, ``headed`` by document."""
        data = gzip.decompress(self.files["bounds.bin"])
        counts = dict.fromkeys(("starts", "headed", "annotations", "marked"), self.about["units"])
        counts["headed"] = self.about["documents"]
        found, place = {}, 0
        for name, count in counts.items():
            found[name], place = read_bits(data, place, count)
        assert place == len(data)
        return found

    def places(self) -> list[tuple[int, list[tuple[int, int, int]]]]:
        """For each document the number of its file, and of each part its units, and where it is in that."""
        together, most, ends = self.about["together"], self.about["text_steps"], [*self.starts(), self.about["units"]]
        found: list[tuple[int, list[tuple[int, int, int]]]] = []
        for first in range(0, self.about["documents"], together):
            data = gzip.decompress(self.files[f"places/{first // together}.bin"])
            last = min(first + together, self.about["documents"])
            begins, place = read_bits(data, 0, ends[last] - ends[first])
            file = filled = 0
            for document in range(first, last):
                own = begins[ends[document] - ends[first] : ends[document + 1] - ends[first]]
                parts = [unit for unit, is_first in enumerate(own) if is_first]
                sizes = []
                for _ in parts:
                    size, place = read_varint(data, place)
                    sizes.append(size)
                if document == first or filled >= most:
                    file, filled = document, 0
                rows = []
                for one, following, size in zip(parts, [*parts[1:], len(own)], sizes, strict=True):
                    rows.append((following - one, filled * 128, (filled + size) * 128))
                    filled += size
                found.append((file, rows))
            assert place == len(data)
        return found

    def starts(self) -> list[int]:
        return [unit for unit, is_first in enumerate(self.bounds()["starts"]) if is_first]

    def words(self, number: int) -> dict[str, int]:
        """The words of a file, each with the logarithm of its units."""
        lines = gzip.decompress(self.files[f"words/{number}.bin"]).decode("ascii").split()
        assert lines == sorted(lines)
        return {line[:-1]: int(line[-1]) for line in lines}

    def facet(self, name: str) -> list[list[str]]:
        """The values of each document."""
        values, _, data = gzip.decompress(self.files[f"facets/{name}.bin"]).partition(b"\n")
        numbers, place = [], 0
        while place < len(data):
            number, place = read_varint(data, place)
            numbers.append(number)
        known, documents = json.loads(values), self.about["documents"]
        rest = iter(numbers[documents:])
        column = [[known[next(rest)] for _ in range(count)] for count in numbers[:documents]]
        assert next(rest, None) is None
        return column

    def dates(self) -> list[str]:
        return json.loads(gzip.decompress(self.files["facets/date.bin"]))

    def lists(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        bits = self.about["shard_bits"]
        for name in range(1 << bits):
            of_shard = self.shard(self.files[f"shards/{name}.bin"], name)
            assert all(gram >> (32 - bits) == name for gram in of_shard)
            assert list(of_shard) == sorted(of_shard)
            found |= of_shard
        return found

    def shard(self, data: bytes, number: int) -> dict[int, list[int]]:
        count, coded, size = struct.unpack_from("<III", data)
        bits = self.about["shard_bits"]
        low = read_list(data[12 : 12 + coded], count, 1 << (32 - bits)) if count else []
        place, entries = 12 + coded, []
        while place < 12 + coded + size:
            entry, place = read_varint(data, place)
            units = entry & 7
            if not units:
                units, place = read_varint(data, place)
                assert units > 7
            entries.append((entry >> 3, units))
        found: dict[int, list[int]] = {}
        for gram, (length, units) in sorted(zip(low, entries, strict=True), key=lambda one: one[1][0]):
            found[number << (32 - bits) | gram] = read_list(data[place : place + length], units, self.about["units"])
            place += length
        assert place == len(data)
        return dict(sorted(found.items()))

    def parts(self, document: int) -> list[dict[str, Any]]:
        """The parts of a document; each says what it is."""
        file, rows = self.places()[document]
        data = self.files[f"texts/{file}.bin"]
        found = [json.loads(gzip.decompress(data[start:end])) for _, start, end in rows]
        assert [len(part["x"]) for part in found] == [units for units, _, _ in rows]
        return found


@dataclass(frozen=True)
class Whole:
    """All that an index says, whichever segments it consists of."""

    starts: list[int]
    lists: dict[int, list[int]]
    texts: list[list[dict[str, Any]]]
    """The parts of each document."""
    facets: list[dict[str, list[str]]]
    """The values of each document by name."""


def read_whole(folder: Path) -> Whole:
    """The index in ``folder``."""
    named = (folder / "index.json").read_bytes()
    segments = [
        Reader({"index.json": named, **_files(folder / about["generation"])}, number)
        for number, about in enumerate(json.loads(named)["segments"])
    ]
    bounds = [[*segment.starts(), segment.about["units"]] for segment in segments]
    facets = [
        {name: segment.facet(name) for name in NAMES} | {"date": [[date] for date in segment.dates()]}
        for segment in segments
    ]
    places = [0] * len(segments)
    whole, numbers = Whole([], {}, [], []), {}
    for home, count in json.loads(named)["order"]:
        for place in range(places[home], places[home] + count):
            whole.starts.append(len(numbers))
            for unit in range(bounds[home][place], bounds[home][place + 1]):
                numbers[home, unit] = len(numbers)
            whole.texts.append(segments[home].parts(place))
            whole.facets.append({name: column[place] for name, column in facets[home].items()})
        places[home] += abs(count)
    for home, segment in enumerate(segments):
        for gram, units in segment.lists().items():
            holding = [numbers[home, unit] for unit in units if (home, unit) in numbers]
            assert holding == sorted(holding)
            if holding:
                whole.lists[gram] = sorted([*whole.lists.get(gram, ()), *holding])
    assert len(whole.texts) == json.loads(named)["documents"]
    return whole


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
