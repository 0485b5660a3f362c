"""The files of a build -> ``site/``: what has changed is moved in, what is no part of it any more goes.

Knows what is there by stamps (``stamps.py``) and by hashes: a file that somebody has changed by hand is found.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fumikura.disk.stamps import stamps

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from fumikura.disk.stamps import Stamp

SEARCH = "search"
"""The folder of the search index."""


@dataclass
class SiteState:
    """What is wrong in ``site/`` before a build."""

    missing: set[str] = field(default_factory=set)
    """Files that are not there, or not as they were left."""
    unknown: set[str] = field(default_factory=set)
    """Files, and folders (ending in ``/``), that no build has left there."""


def look_at_site(
    site: Path, seen: Mapping[str, Stamp], stamped: Mapping[str, str], files: Mapping[str, str]
) -> SiteState:
    """Compare ``site``, whose folders look as ``seen`` now, with what the last build has left there.

    ``stamped``: the stamp of each folder; ``files``: the hash of each file. Both by paths below ``site``.
    """
    state = SiteState()
    changed = {path for path, stamp in seen.items() if stamped.get(path) != stamp.text}
    changed |= stamped.keys() - seen.keys()
    by_folder: dict[str, dict[str, str]] = defaultdict(dict)
    for path, value in files.items():
        folder, _, name = path.rpartition("/")
        by_folder[folder][name] = value
    above = {parent for folder in by_folder for parent in parents(folder)}
    for folder in changed | (by_folder.keys() - seen.keys()):
        stamp = seen.get(folder)
        _compare(site, folder, by_folder.get(folder, {}), stamp, state)
        below = (f"{folder}/{name}" if folder else name for name in (stamp.folders if stamp else ()))
        state.unknown.update(f"{path}/" for path in below if path not in above)
    return state


def _compare(site: Path, folder: str, files: Mapping[str, str], stamp: Stamp | None, state: SiteState) -> None:
    prefix = f"{folder}/" if folder else ""
    for name, value in files.items():
        if _hash(site / f"{prefix}{name}") != value:
            state.missing.add(prefix + name)
    state.unknown.update(prefix + name for name in (stamp.files if stamp else ()) if name not in files)


def parents(folder: str) -> Iterable[str]:
    """``folder`` and those that it lies in, without the root."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def hashes(folder: Path) -> dict[str, str]:
    """The hash of each file under ``folder``, by its path below it."""
    found = {}
    for place, stamp in stamps(str(folder)).items():
        for name in stamp.files:
            path = f"{place}/{name}" if place else name
            found[path] = _hash(folder / path)
    return found


def write_files(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Write ``files``, by their paths below ``folder``; gives the hash of each."""
    found, there = {}, set()
    for path, data in files.items():
        place = path.rpartition("/")[0]
        if place not in there:
            (folder / place).mkdir(parents=True, exist_ok=True)
            there.add(place)
        (folder / path).write_bytes(data)
        found[path] = hash_of(data)
    return found


def hash_of(data: bytes) -> str:
    """As it is noted of a file's content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def move_in(staged: Path, site: Path, files: Iterable[str], gone: Iterable[str]) -> set[str]:
    """Move ``files`` from ``staged`` into ``site``, then remove ``gone``; gives the folders in which that was done.

    Each file is the old one or the new one at every moment. Raises ``OSError``.
    """
    touched: set[str] = set()
    for path in files:
        target = site / path
        try:
            Path(staged, path).replace(target)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            _make_way(site, path)
            Path(staged, path).replace(target)
        touched.add(path.rpartition("/")[0])
    return touched | remove(site, gone)


def remove(site: Path, gone: Iterable[str]) -> set[str]:
    """Remove files, and folders (ending in ``/``), from ``site``; gives the folders in which they lay."""
    touched: set[str] = set()
    for path in gone:
        _remove(site, path)
        touched.add(path.rstrip("/").rpartition("/")[0])
    return touched


def take_place(new: Path, site: Path, old: Path) -> None:
    """Two renames: between them there is no site, but never half of one."""
    if site.exists():
        site.rename(old)
    new.rename(site)


def _make_way(site: Path, path: str) -> None:
    """Have the folder of ``path`` be one, and ``path`` be none."""
    for parent in reversed(list(parents(path.rpartition("/")[0]))):
        if not (site / parent).is_dir() or (site / parent).is_symlink():
            with contextlib.suppress(FileNotFoundError):
                (site / parent).unlink()
            (site / parent).mkdir(parents=True, exist_ok=True)
    if (site / path).is_dir() and not (site / path).is_symlink():
        shutil.rmtree(site / path)


def _remove(site: Path, path: str) -> None:
    target = site / path.rstrip("/")
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            target.unlink()
    for parent in parents(path.rstrip("/").rpartition("/")[0]):
        with contextlib.suppress(OSError):  # not empty, and so it stays
            (site / parent).rmdir()


def _hash(path: Path) -> str:
    if path.is_symlink():
        return "link"
    try:
        return hash_of(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return "none"


def empty(folder: Path, kept: Container[str]) -> None:
    """Remove all that is in ``folder`` but files whose name is ``kept``."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name not in kept:
            path.unlink()
