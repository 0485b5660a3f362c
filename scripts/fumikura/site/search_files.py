"""Documents -> ``<site>/search/``: a folder for each segment of the index, and ``index.json``, which names those that
hold."""

from __future__ import annotations

import filecmp
import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fumikura.disk.atomic import write_atomically
from fumikura.search_index.index_files import MANIFEST, made, manifest, order_of_one, write_segment, writing_into
from fumikura.search_index.segment_cache import cache_bytes, cached_segments
from fumikura.search_index.segments import Segment, plan, runs
from fumikura.search_index.slices import slices_of
from fumikura.site.site_files import SEARCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fumikura.search_index.documents import Document
    from fumikura.search_index.slices import Slice
    from fumikura.workers.executors import Workers

TOGETHER = 60
"""Documents that a worker is asked for at once: two slices of articles as long as most."""
_GENERATION = re.compile(r"[0-9a-f]{16}")
_NEW = ".new-"


@dataclass(frozen=True, slots=True)
class Written:
    """What was done for an index."""

    documents: int
    """That the index has."""
    indexed: int
    """Of these, those whose text had to be read."""
    segments: int


def write_search(documents: Iterable[Document], site: Path) -> None:
    """Write the index of ``documents`` into a built ``site``, in one segment, and remove older ones.

    A reader of the old manifest finds a whole index or none, never parts of two. Raises ``OSError``.
    """
    folder = _folder(site)
    about = _write_segment(folder, slices_of(documents), 1, is_extra=False)
    _put_manifest(folder, manifest([about], order_of_one(about)))
    _remove_others(folder, {about["generation"]})


def update_search(
    site: Path,
    order: Sequence[tuple[str, str]],
    documents: Callable[[Sequence[str]], Iterable[Document]],
    cache: Path | None,
    workers: Workers = 1,
) -> Written:
    """Have the index in ``site`` hold the documents of ``order``, reading as few of them as will do.

    ``order``: address and key (such as ``document_key``) of each document, the most important first; ``documents``:
    gives those at some addresses, in their order, and has to be picklable for other ``workers`` than this process;
    ``cache``: a file for what is known until the next time. Without it, or when it or a segment is missing, damaged or
    of another version, everything is written anew, and the bytes are those of ``write_search``, whoever the workers
    are. Otherwise the index may have small segments beside its base; its answers are the same.

    The old index is whole until the new manifest takes the place of its own. Raises ``OSError``, ``ContentError`` for a
    cache that cannot be written, and ``ValueError`` if an address comes twice or another document is given for it.
    """
    folder = _folder(site)
    known = _known_segments(folder, cache) if cache else []
    planned = plan(order, known)
    segments = list(planned.staying)
    if planned.fresh or not segments:
        segments.append(_new_segment(folder, planned.fresh, documents, workers, is_extra=bool(segments)))
    named = manifest([segment.about for segment in segments], runs(order, segments))
    if not _has(folder / MANIFEST, named):
        _put_manifest(folder, named)
    if cache and segments != known:
        write_atomically(cache, cache_bytes(segments))
    _remove_others(folder, {segment.about["generation"] for segment in segments})
    return Written(len(order), len(planned.fresh), len(segments))


def _folder(site: Path) -> Path:
    folder = site / SEARCH
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _known_segments(folder: Path, cache: Path) -> list[Segment]:
    """The segments that are there as they were written. None if the base is not."""
    try:
        segments = cached_segments(cache.read_bytes())
    except FileNotFoundError:
        return []
    whole = [_listing(folder / segment.about["generation"]) == segment.listing for segment in segments]
    if not whole or not whole[0]:
        return []
    return [segment for segment, is_whole in zip(segments, whole, strict=True) if is_whole]


@dataclass(frozen=True, slots=True)
class _Slicing:
    """Gives the slices of the documents at some addresses, in any process."""

    documents: Callable[[Sequence[str]], Iterable[Document]]

    def __call__(self, addresses: Sequence[str]) -> Iterator[Slice]:
        return slices_of(self._asked_for(addresses))

    def _asked_for(self, addresses: Sequence[str]) -> Iterator[Document]:
        for address, document in zip(addresses, self.documents(addresses), strict=True):
            if document.url != address:
                raise ValueError(f"asked for {address!r}, given {document.url!r}")
            yield document


def _new_segment(
    folder: Path,
    fresh: Sequence[tuple[str, str]],
    documents: Callable[[Sequence[str]], Iterable[Document]],
    workers: Workers,
    *,
    is_extra: bool,
) -> Segment:
    addresses = tuple(address for address, _ in fresh)
    parts = [addresses[start : start + TOGETHER] for start in range(0, len(addresses), TOGETHER)]
    slices = made(_Slicing(documents), parts, workers)
    about = _write_segment(folder, slices, workers, is_extra=is_extra)
    listing = _listing(folder / about["generation"])
    return Segment(about, addresses, tuple(key for _, key in fresh), listing)


def _write_segment(folder: Path, slices: Iterable[Slice], workers: Workers, *, is_extra: bool) -> dict[str, Any]:
    """Put a new segment into its place, which its content names: what is there already stays if it is the same."""
    with tempfile.TemporaryDirectory(prefix=_NEW, dir=folder) as work:
        new = Path(work, "segment")
        about = write_segment(slices, writing_into(new), Path(work), workers=workers, is_extra=is_extra)
        place = folder / about["generation"]
        if place.exists() and not _is_same(place, new):
            place.rename(Path(work, "damaged"))
        if not place.exists():
            new.rename(place)
    return about


def _put_manifest(folder: Path, data: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix=_NEW, dir=folder) as work:
        Path(work, MANIFEST).write_bytes(data)
        Path(work, MANIFEST).replace(folder / MANIFEST)


def _remove_others(folder: Path, holding: set[str]) -> None:
    """Remove segments that no longer hold, and what was left by a build that was ended by force."""
    for old in folder.iterdir():
        is_ours = _GENERATION.fullmatch(old.name) or old.name.startswith(_NEW)
        if is_ours and old.name not in holding and old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)


def _has(file: Path, data: bytes) -> bool:
    try:
        return file.read_bytes() == data
    except FileNotFoundError:
        return False


def _sizes(folder: Path, below: str = "") -> dict[str, int]:
    """The size of each file under ``folder``, by its name from there. Empty if there is none."""
    sizes: dict[str, int] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    sizes |= _sizes(Path(entry.path), f"{below}{entry.name}/")
                else:
                    sizes[below + entry.name] = entry.stat().st_size
    except FileNotFoundError:
        return {}
    return sizes


def _listing(folder: Path) -> str:
    lines = (f"{size} {name}\n" for name, size in sorted(_sizes(folder).items()))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _is_same(one: Path, other: Path) -> bool:
    sizes = _sizes(one)
    return sizes == _sizes(other) and all(filecmp.cmp(one / name, other / name, shallow=False) for name in sizes)
