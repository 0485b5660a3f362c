"""Documents -> the files of a search index, as ``docs/guide/search-format.md`` describes them."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import itertools
import json
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from fumikura.search_index.documents import described, units
from fumikura.search_index.facets import Facets
from fumikura.search_index.folding import fold
from fumikura.search_index.grams import keys
from fumikura.search_index.postings import encoded
from fumikura.search_index.varints import varints_and_lengths
from fumikura.search_index.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from fumikura.search_index.documents import Document, Unit

VERSION = 2
"""Of the format. A reader of another one says so instead of guessing."""
MANIFEST = "index.json"

Write = Callable[[str, bytes], None]
"""Takes a path under the index's folder, and the bytes of that file."""

SHARD = 6_000
"""Bytes that a shard should have: small enough to load whole, and not more files than a host takes."""
MOST_SHARD_BITS = 12
EXTRA_SHARD = 400
"""The same in a small segment, most of whose grams have one unit: a shard comes with one request."""
MOST_EXTRA_SHARD_BITS = 9
UNITS_IN_PART = 2
"""Units that are compressed, and loaded, together: some three kilobytes."""
FEW_DOCUMENTS = 8_000
"""Up to these each document has a file of its own; of more, ``MOST_PACKS`` files hold several each."""
MOST_PACKS = 4_500
MOST_EXTRA_PACKS = 128
"""Files for the texts of a small segment."""
PARTITIONS = 64
"""Temporary files that keys are sorted in, one after the other, so that memory stays flat."""
BATCH = 2_000_000
"""Characters of text that are taken together: enough for numpy, some 200 MB of keys."""


@dataclass
class _Keys:
    """Keys on their way, parted by the first bits of their hash."""

    files: Sequence[IO[bytes]]
    total: int = 0

    def add(self, found: NDArray[np.uint64]) -> None:
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


@dataclass
class _Packs:
    """Texts on their way into files of ``size`` documents each."""

    write: Write
    size: int
    waiting: list[list[bytes]] = field(default_factory=list)
    written: int = 0

    def add(self, parts: list[bytes]) -> None:
        self.waiting.append(parts)
        if len(self.waiting) == self.size:
            self.flush()

    def flush(self) -> None:
        """A head of 32-bit numbers (documents; parts of each; bytes of each part), then the parts."""
        if not self.waiting:
            return
        lengths = [len(part) for parts in self.waiting for part in parts]
        numbers = [len(self.waiting), *map(len, self.waiting), *lengths]
        head = struct.pack(f"<{len(numbers)}I", *numbers)
        self.write(f"texts/{self.written}.bin", head + b"".join(itertools.chain.from_iterable(self.waiting)))
        self.written += 1
        self.waiting = []


@dataclass
class _Bounds:
    """Where documents begin, and what their units are."""

    starts: list[bool] = field(default_factory=list)
    headed: list[bool] = field(default_factory=list)
    annotations: list[bool] = field(default_factory=list)
    marked: list[bool] = field(default_factory=list)

    def add(self, parts: list[Unit]) -> None:
        self.starts += [number == 0 for number in range(len(parts))]
        self.headed.append(any(unit.kind == "headings" for unit in parts))
        self.annotations += [unit.kind == "annotation" for unit in parts]
        self.marked += [unit.marked for unit in parts]

    def to_bytes(self) -> bytes:
        """Four runs of bits, the highest of a byte first: for each unit, whether it is the first of its document; for
        each document, whether it has headings; for each unit, whether it is an annotation, whether it is marked."""
        runs = (self.starts, self.headed, self.annotations, self.marked)
        return b"".join(np.packbits(np.array(run, np.bool_)).tobytes() for run in runs)


def write_index(documents: Iterable[Document], count: int, write: Write) -> dict[str, Any]:
    """Write the index of ``count`` documents, the most important first (of equal hits the earlier one is shown first).

    It has one segment, whose entry in the manifest is given. The manifest is written last: what it names is there.
    """
    about = write_segment(documents, count, write)
    write(MANIFEST, manifest([about], [[0, about["documents"]]]))
    return about


def manifest(segments: Sequence[dict[str, Any]], order: Sequence[Sequence[int]]) -> bytes:
    """``index.json``. ``segments``: what ``write_segment`` gave for each; ``order``: ``segments.runs``."""
    documents = sum(count for _, count in order if count > 0)
    return _json({"version": VERSION, "documents": documents, "segments": segments, "order": order})


def write_segment(documents: Iterable[Document], count: int, write: Write, *, is_extra: bool = False) -> dict[str, Any]:
    """Write all files of a segment of ``count`` documents; gives its entry in the manifest.

    ``is_extra``: whether it stands beside a base, and should cost a query little more.
    """
    digest = hashlib.sha256()

    def noted(name: str, data: bytes) -> None:
        digest.update(data)
        write(name, data)

    size = 1 if count <= FEW_DOCUMENTS else -(-count // MOST_PACKS)
    keys_in_shard, most_bits = SHARD, MOST_SHARD_BITS
    if is_extra:
        size = max(1, -(-count // MOST_EXTRA_PACKS))
        keys_in_shard, most_bits = EXTRA_SHARD, MOST_EXTRA_SHARD_BITS
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(PARTITIONS)]
        waiting, packs, facets = _Keys(opened), _Packs(noted, size), Facets()
        bounds, vocabulary = _Bounds(), Vocabulary()
        for batch in _batches(documents):
            first = len(bounds.starts)
            texts: list[str] = []
            for document in batch:
                parts = list(units(document))
                bounds.add(parts)
                texts += [fold(f"{unit.text}{unit.after}\n{unit.more}") for unit in parts]
                packs.add(_packed(document, parts))
                facets.add(document)
            waiting.add(keys(texts, first))
            vocabulary.add(texts)
        packs.flush()
        bits = min(most_bits, max(0, (waiting.total // keys_in_shard).bit_length()))
        _write_shards(waiting, bits, len(bounds.starts), noted)
    for number, words in enumerate(vocabulary.files()):
        noted(f"words/{number}.bin", gzip.compress(words, 9, mtime=0))
    noted("bounds.bin", gzip.compress(bounds.to_bytes(), 9, mtime=0))
    for name, content in facets.files():
        noted(name, gzip.compress(content, 9, mtime=0))
    return {
        "generation": digest.hexdigest()[:16],
        "documents": len(bounds.headed),
        "units": len(bounds.starts),
        "shard_bits": bits,
        "word_bits": vocabulary.bits,
        "documents_in_pack": size,
        "units_in_part": UNITS_IN_PART,
    }


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += sum(len(section.text) for section in document.sections) + 200
        if size > BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _packed(document: Document, parts: list[Unit]) -> list[bytes]:
    """The compressed parts of a document; the first one says what the document is."""
    packed: list[bytes] = []
    for number, first in enumerate(range(0, len(parts), UNITS_IN_PART)):
        value: dict[str, Any] = described(document) if number == 0 else {}
        value["x"] = [_shown(unit) for unit in parts[first : first + UNITS_IN_PART]]
        packed.append(gzip.compress(_json(value), 6, mtime=0))
    return packed


def _shown(unit: Unit) -> dict[str, Any]:
    more = "" if unit.kind == "annotation" else unit.more  # its writer is shown
    values = {"x": unit.text, "m": more, **unit.shown}
    return {name: value for name, value in values.items() if value}


def _write_shards(waiting: _Keys, bits: int, all_units: int, write: Write) -> None:
    """``shards/<first bits of the hash>.bin``: see the format's page."""
    step = max(1, PARTITIONS >> bits)
    for first in range(0, PARTITIONS, step):
        found = waiting.sorted(first, step)
        hashes = (found >> np.uint64(32)).astype(np.uint32)
        starts = np.flatnonzero(np.diff(hashes, prepend=hashes[:1] + np.uint32(1)))
        counts = np.diff(starts, append=len(hashes))
        data, lengths = encoded((found & np.uint64(0xFFFFFFFF)).astype(np.int64), counts, all_units)
        grams = hashes[starts]
        ends = np.cumsum(lengths)
        shards = grams >> np.uint32(32 - bits) if bits else np.zeros(len(grams), np.uint32)
        numbers, sizes = varints_and_lengths(np.column_stack((counts, lengths)).ravel())
        number_ends = np.cumsum(sizes)[1::2]
        names = range((first << bits) // PARTITIONS, max(1, ((first + step) << bits) // PARTITIONS))
        bounds = np.searchsorted(shards, np.arange(names.start, names.stop + 1))
        for name, low, high in zip(names, bounds[:-1], bounds[1:], strict=True):
            of_it = [
                slice(int(all_ends[low - 1]) if low else 0, int(all_ends[high - 1]) if high else 0)
                for all_ends in (number_ends, ends)
            ]
            write(f"shards/{name}.bin", _shard(grams[low:high], numbers[of_it[0]], data[of_it[1]]))


def _shard(grams: NDArray[np.uint32], numbers: bytes, data: bytes) -> bytes:
    directory = grams.astype("<u4").tobytes() + numbers
    return struct.pack("<III", len(grams), len(directory), len(data)) + directory + data


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def writing_into(folder: Path) -> Write:
    """Writes under ``folder``."""

    def write(name: str, data: bytes) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    return write
