"""Documents -> the files of a search index, as ``docs/guide/search-format.md`` describes them."""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from fumikura.errors import FumikuraError
from fumikura.search_index.facets import Facets
from fumikura.search_index.shards import PARTITIONS, Keys, ShardMaker
from fumikura.search_index.slices import Bounds, slices_of
from fumikura.search_index.text_packs import MOST_EXTRA_PACKS, MOST_PACKS, Packs
from fumikura.search_index.vocabulary import MOST_BITS, Vocabulary
from fumikura.workers.executors import over
from fumikura.workers.handing_out import Finished

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fumikura.search_index.documents import Document
    from fumikura.search_index.slices import Slice
    from fumikura.workers.executors import Workers

Item = TypeVar("Item")
Value = TypeVar("Value")

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
_GRAMS = "grams"
"""The file in which keys wait."""


def write_index(documents: Iterable[Document], write: Write) -> dict[str, Any]:
    """Write the index of ``documents``, the most important first (of equal hits the earlier one is shown first).

    It has one segment, whose entry in the manifest is given. The manifest is written last: what it names is there.
    """
    with tempfile.TemporaryDirectory() as work:
        about = write_segment(slices_of(documents), write, Path(work))
    write(MANIFEST, manifest([about], order_of_one(about)))
    return about


def order_of_one(about: dict[str, Any]) -> list[list[int]]:
    """The order of an index that has one segment, of which everything holds: ``about`` is its entry."""
    return [[0, about["documents"]]] if about["documents"] else []


def manifest(segments: Sequence[dict[str, Any]], order: Sequence[Sequence[int]]) -> bytes:
    """``index.json``. ``segments``: what ``write_segment`` gave for each; ``order``: ``segments.runs``."""
    documents = sum(count for _, count in order if count > 0)
    return _json({"version": VERSION, "documents": documents, "segments": segments, "order": order})


def write_segment(
    slices: Iterable[Slice], write: Write, work: Path, *, workers: Workers = 1, is_extra: bool = False
) -> dict[str, Any]:
    """Write all files of a segment of the documents in ``slices``; gives its entry in the manifest.

    The bytes are the same whatever the slices and the workers are. ``work``: a folder that the workers see too;
    ``is_extra``: whether the segment stands beside a base, and should cost a query little more. Raises
    ``FumikuraError`` where a worker is lost.
    """
    digest = hashlib.sha256()

    def noted(name: str, data: bytes) -> None:
        digest.update(f"{len(data)} {name}\n".encode())
        digest.update(data)
        write(name, data)

    bounds, facets, vocabulary = Bounds(), Facets(), Vocabulary(MOST_EXTRA_WORD_BITS if is_extra else MOST_BITS)
    with tempfile.TemporaryFile() as texts, (work / _GRAMS).open("wb") as grams:
        packs, waiting = Packs(texts), Keys(grams)
        for one in slices:
            waiting.add(one.grams, len(bounds.starts))
            bounds.extend(one.bounds)
            facets.extend(one.facets)
            vocabulary.add(one.words)
            for parts in one.texts:
                packs.add(parts)
        places = packs.write(noted, MOST_EXTRA_PACKS if is_extra else MOST_PACKS)
    shards = _write_shards(waiting, work / _GRAMS, len(bounds.starts), noted, workers, is_extra=is_extra)
    for number, words in enumerate(vocabulary.files()):
        noted(f"words/{number}.bin", gzip.compress(words, 9, mtime=0))
    noted("bounds.bin", gzip.compress(b"".join(map(_bits, bounds.runs)), 9, mtime=0))
    for name, content in facets.files():
        noted(name, gzip.compress(content, 9, mtime=0))
    return {
        "generation": digest.hexdigest()[:16],
        "documents": len(bounds.headed),
        "units": len(bounds.starts),
        **shards,
        **places,
        "word_bits": vocabulary.bits,
    }


def _write_shards(
    waiting: Keys, file: Path, all_units: int, write: Write, workers: Workers, *, is_extra: bool
) -> dict[str, int]:
    """Write ``shards/``, and remove the ``file`` of keys. Gives what the manifest says of them."""
    size, most_bits = (EXTRA_SHARD, MOST_EXTRA_SHARD_BITS) if is_extra else (SHARD, MOST_SHARD_BITS)
    bits = min(most_bits, max(0, (waiting.total // size).bit_length()))
    stretches = waiting.stretches(bits)
    places = np.array(waiting.places, np.int64).reshape(-1, PARTITIONS + 1)
    waiting.places.clear()
    heads = [0]
    for name, data, head in made(ShardMaker(file, places, bits, all_units), stretches, workers):
        write(f"shards/{name}.bin", data)
        heads.append(head)
    file.unlink()
    # Of nine in ten files the directory and the short lists are not longer.
    return {"shard_bits": bits, "shard_head": int(np.percentile(heads, 90))}


def made(function: Callable[[Item], Iterable[Value]], items: Sequence[Item], workers: Workers) -> Iterator[Value]:
    """What ``function`` gives for ``items``, in their order. Raises ``FumikuraError`` where a worker is lost."""
    for _, value in over(function, items, workers=workers):
        if not isinstance(value, Finished):
            yield value
        elif value.fault:
            raise FumikuraError(f"the search index was not made: {value.fault}")


def _bits(run: bytearray) -> bytes:
    """A bit for each, the highest of a byte first."""
    return np.packbits(np.frombuffer(run, np.uint8)).tobytes()


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
