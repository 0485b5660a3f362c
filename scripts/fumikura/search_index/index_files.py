"""Documents -> the files of a search index, as ``docs/guide/search-format.md`` describes them."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from fumikura.search_index.documents import units
from fumikura.search_index.facets import Facets
from fumikura.search_index.folding import fold
from fumikura.search_index.grams import keys
from fumikura.search_index.shards import PARTITIONS, Keys, write_shards
from fumikura.search_index.text_packs import MOST_EXTRA_PACKS, MOST_PACKS, Packs
from fumikura.search_index.vocabulary import MOST_BITS, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fumikura.search_index.documents import Document, Unit

VERSION = 3
"""Of the format. A reader of another one says so instead of guessing."""
MANIFEST = "index.json"

Write = Callable[[str, bytes], None]
"""Takes a path under the index's folder, and the bytes of that file."""

SHARD = 6_000
"""Bytes that a shard should have: small enough to load whole, and not more files than a host takes."""
MOST_SHARD_BITS = 12
EXTRA_SHARD = 400
"""The same in a small segment, most of whose grams have one unit: a shard comes with one request."""
MOST_EXTRA_SHARD_BITS = 8
MOST_EXTRA_WORD_BITS = 6
BATCH = 1_000_000
"""Characters of text that are taken together: enough for numpy, some 100 MB of keys."""


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


def write_index(documents: Iterable[Document], write: Write) -> dict[str, Any]:
    """Write the index of ``documents``, the most important first (of equal hits the earlier one is shown first).

    It has one segment, whose entry in the manifest is given. The manifest is written last: what it names is there.
    """
    about = write_segment(documents, write)
    write(MANIFEST, manifest([about], order_of_one(about)))
    return about


def order_of_one(about: dict[str, Any]) -> list[list[int]]:
    """The order of an index that has one segment, of which everything holds: ``about`` is its entry."""
    return [[0, about["documents"]]] if about["documents"] else []


def manifest(segments: Sequence[dict[str, Any]], order: Sequence[Sequence[int]]) -> bytes:
    """``index.json``. ``segments``: what ``write_segment`` gave for each; ``order``: ``segments.runs``."""
    documents = sum(count for _, count in order if count > 0)
    return _json({"version": VERSION, "documents": documents, "segments": segments, "order": order})


def write_segment(documents: Iterable[Document], write: Write, *, is_extra: bool = False) -> dict[str, Any]:
    """Write all files of a segment of ``documents``; gives its entry in the manifest.

    ``is_extra``: whether it stands beside a base, and should cost a query little more.
    """
    digest = hashlib.sha256()

    def noted(name: str, data: bytes) -> None:
        digest.update(f"{len(data)} {name}\n".encode())
        digest.update(data)
        write(name, data)

    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(PARTITIONS + 1)]
        waiting, packs, facets = Keys(opened[1:]), Packs(opened[0]), Facets()
        bounds, vocabulary = _Bounds(), Vocabulary(MOST_EXTRA_WORD_BITS if is_extra else MOST_BITS)
        for batch in _batches(documents):
            first = len(bounds.starts)
            texts: list[str] = []
            for document in batch:
                parts = list(units(document))
                bounds.add(parts)
                texts += [fold(f"{unit.text}{unit.after}\n{unit.more}") for unit in parts]
                packs.add(document, parts)
                facets.add(document)
            waiting.add(keys(texts, first))
            vocabulary.add(texts)
        places = packs.write(noted, MOST_EXTRA_PACKS if is_extra else MOST_PACKS)
        keys_in_shard, most_bits = (EXTRA_SHARD, MOST_EXTRA_SHARD_BITS) if is_extra else (SHARD, MOST_SHARD_BITS)
        bits = min(most_bits, max(0, (waiting.total // keys_in_shard).bit_length()))
        head = write_shards(waiting, bits, len(bounds.starts), noted)
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
        "shard_head": head,
        **places,
        "word_bits": vocabulary.bits,
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


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def writing_into(folder: Path) -> Write:
    """Writes under ``folder``."""

    made: set[Path] = set()

    def write(name: str, data: bytes) -> None:
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(data)

    return write
