"""Whether a tree of files is as it was, found out in a process of its own while this one does something else."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, TypeVar

from fumikura.disk import stamps as program
from fumikura.disk.stamps import Stamp, changed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Found = TypeVar("Found")


def changed_meanwhile(root: str, expected: str, task: Callable[[], Found]) -> tuple[Found, Mapping[str, Stamp] | None]:
    """What ``task`` gives, and what ``stamps.changed`` gives. Where no other process can do it, all is done here."""
    # Isolated: it starts at once, and none of our modules takes the place of one of Python's.
    command = [sys.executable, "-I", "-S", str(program.__file__), root, expected]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return task(), changed(root, expected)
    with process:
        found = task()
        out, _ = process.communicate()
    return found, _restored(out) if process.returncode == 0 else changed(root, expected)


def _restored(out: bytes) -> Mapping[str, Stamp] | None:
    """What ``stamps.py`` wrote as a program."""
    rows = json.loads(out)
    if rows is None:
        return None
    return {place: Stamp(text, newest, tuple(folders), tuple(files)) for place, text, newest, folders, files in rows}
