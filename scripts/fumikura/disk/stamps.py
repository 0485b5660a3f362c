"""A tree of files -> what tells whether it is as it was, without opening one of them.

A stamp holds name, kind, size, modification time, change time and inode of each file in a folder. The change time is
what no program can set back. A file that was written as lately as it was looked at may be written again within the same
tick of the clock: such a stamp says nothing (``is_settled``).
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

TICK = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT)."""
_NEVER = 2**63
"""The latest time in a folder that cannot be read."""


class Stamp(NamedTuple):
    """What one folder looked like."""

    text: str
    """32 hexadecimal digits: the same for the same state of a folder of this name; of no use otherwise."""
    newest: int
    """The latest of its times, in nanoseconds."""
    folders: tuple[str, ...] = ()
    """Names of the folders in it."""
    files: tuple[str, ...] = ()
    """Names of everything else in it."""

    def is_settled(self, now: int) -> bool:
        """Whether it may be trusted later, seen at ``now`` (nanoseconds since 1970)."""
        return self.newest < now - TICK


def stamps(root: str, skipped: Callable[[str], object] = lambda _: False, *, start: str = "") -> dict[str, Stamp]:
    """The stamp of each folder from ``start`` on, by its path below ``root`` (``""``); links are not followed.

    ``skipped``: tells of the path of a folder whether it is not looked into. A folder that cannot be read has the error
    for a stamp. Nothing where there is no ``start``.
    """
    found: dict[str, Stamp] = {}
    waiting = [start] if os.path.isdir(f"{root}/{start}") else []  # noqa: PTH112  pathlib takes long to import
    while waiting:
        place = waiting.pop()
        found[place] = stamp = stamp_of(root, place)
        below = [f"{place}/{name}" if place else name for name in stamp.folders]
        waiting += [path for path in reversed(below) if not skipped(path)]
    return found


def stamp_of(root: str, place: str) -> Stamp:
    """The stamp of the folder at the path ``place`` below ``root``."""
    data, newest, folders, files = _look(root, place)
    return Stamp(_hash(data), newest, tuple(folders), tuple(files))


def state_of(root: str, place: str, now: int) -> str:
    """The same for all that lies in a folder, as deep as it goes: 32 hexadecimal digits, or nothing where that, seen at
    ``now``, may not be trusted later."""
    parts, latest, waiting = [], 0, [place]
    while waiting:
        folder = waiting.pop()
        data, newest, folders, _ = _look(root, folder)
        parts.append(data)
        latest = max(latest, newest)
        waiting += [f"{folder}/{name}" for name in reversed(folders)]
    return _hash(b"".join(parts)) if latest < now - TICK else ""


def sum_of(states: Iterable[str], less: Iterable[str] = ()) -> str:
    """Of stamps, states or sums of them, in any order; without those of ``less``. So what has changed is enough to
    correct it. Raises ``ValueError`` for what is none of them."""
    come, gone = (sum(int(one, 16) for one in ones if one) for ones in (states, less))
    return f"{(come - gone) % 2**128:032x}"


def changed(root: str, expected: str) -> dict[str, Stamp] | None:
    """The stamps of a tree; None where their sum is ``expected``."""
    found = stamps(root)
    return None if sum_of(stamp.text for stamp in found.values()) == expected else found


def unit_of(path: str) -> str:
    """What the folder ``path`` of ``docs`` is read with: the name of an article; empty for all else."""
    parts = path.split("/", 2)
    return parts[1] if parts[0] == "articles" and len(parts) > 1 else ""


def _look(root: str, place: str) -> tuple[bytes, int, list[str], list[str]]:
    """What is the same for the same state of a folder, the latest time in it, its folders, its files."""
    files, folders, newest = [], [], 0
    try:
        with os.scandir(f"{root}/{place}" if place else root) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                    continue
                stat = entry.stat(follow_symlinks=False)
                modified, changed = stat.st_mtime_ns, stat.st_ctime_ns
                if changed > newest or modified > newest:
                    newest = max(modified, changed)
                files.append((entry.name, stat.st_mode, stat.st_size, stat.st_ino, modified, changed))
    except OSError as error:
        return _bytes((place, error.errno)), _NEVER, [], []
    files.sort()
    folders.sort()
    return _bytes((place, folders, files)), newest, folders, [one[0] for one in files]


def _bytes(value: Any) -> bytes:
    """Of names and numbers, the same in every process; text would take five times as long."""
    return marshal.dumps(value, 2)  # later formats tell how often a value is referred to


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _rows(found: Mapping[str, Stamp] | None) -> list[list[object]] | None:
    return None if found is None else [[place, *stamp] for place, stamp in found.items()]


if __name__ == "__main__":  # see looking_apart.py
    sys.stdout.write(json.dumps(_rows(changed(*sys.argv[1:]))))
