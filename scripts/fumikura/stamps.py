"""A tree of files -> what tells whether it is as it was, without opening one of them.

A stamp holds name, kind, size, modification time, change time and inode of each file in a folder. The change time is
what no program can set back. A file that was written as lately as it was looked at may be written again within the same
tick of the clock: such a stamp says nothing (``is_settled``).
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from pathlib import Path

TICK = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT)."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What one folder looked like."""

    text: str
    """The same for the same state; of no use otherwise."""
    newest: int
    """The latest of its times, in nanoseconds."""
    folders: tuple[str, ...] = ()
    """Names of the folders in it."""
    files: tuple[str, ...] = ()
    """Names of everything else in it."""

    def is_settled(self, now: int) -> bool:
        """Whether it may be trusted later, seen at ``now`` (nanoseconds since 1970)."""
        return self.newest < now - TICK


def stamps(root: Path, skipped: Container[str] = ()) -> Mapping[str, Stamp]:
    """The stamp of each folder from ``root`` on, by its path below it (``""`` for itself); links are not followed.

    ``skipped``: paths of folders that are not looked into. A folder that cannot be read has the error for a stamp.
    Nothing where there is no ``root``.
    """
    found: dict[str, Stamp] = {}
    waiting = [""] if root.is_dir() else []
    base = str(root)
    while waiting:
        place = waiting.pop()
        found[place] = stamp = stamp_of(f"{base}/{place}" if place else base)
        below = [f"{place}/{name}" if place else name for name in stamp.folders]
        waiting += [path for path in reversed(below) if path not in skipped]
    return found


def stamp_of(folder: str) -> Stamp:
    """The stamp of one folder."""
    files, folders, newest = [], [], 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                    continue
                stat = entry.stat(follow_symlinks=False)
                times = (stat.st_mtime_ns, stat.st_ctime_ns)
                newest = max(newest, *times)
                files.append((entry.name, stat.st_mode, stat.st_size, stat.st_ino, *times))
    except OSError as error:
        return Stamp(f"!{error.errno}", 2**63)
    files.sort()
    folders.sort()
    seen = hashlib.blake2b(f"{folders}{files}".encode(), digest_size=16).hexdigest()
    return Stamp(seen, newest, tuple(folders), tuple(one[0] for one in files))


def unit_of(path: str) -> str:
    """What the folder ``path`` of ``docs`` is read with: the name of an article; empty for all else."""
    parts = path.split("/", 2)
    return parts[1] if parts[0] == "articles" and len(parts) > 1 else ""


def unit_states(seen: Mapping[str, Stamp], now: int) -> dict[str, str]:
    """The state of each unit of ``docs``, seen at ``now``; an empty one may not be trusted later."""
    parts: dict[str, list[str]] = defaultdict(list)
    unsettled = set()
    for path, stamp in seen.items():
        unit = unit_of(path)
        parts[unit].append(f"{path}={stamp.text}")
        if not stamp.is_settled(now):
            unsettled.add(unit)
    return {unit: "" if unit in unsettled else " ".join(texts) for unit, texts in parts.items()}
