"""Two trees of files -> the stamps of both, in the time of one: the second is looked at in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from fumikura import stamps as program
from fumikura.stamps import Stamp, stamps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def stamps_of_two(first: Path, second: Path) -> tuple[Mapping[str, Stamp], Mapping[str, Stamp]]:
    """What ``stamps`` gives for each. Where no other process can do it, all is done here."""
    # Isolated: it starts at once, and none of our modules takes the place of one of Python's.
    command = [sys.executable, "-I", "-S", str(program.__file__), str(second)]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return stamps(first), stamps(second)
    with process:
        here = stamps(first)
        out, _ = process.communicate()
    return here, _restored(out) if process.returncode == 0 else stamps(second)


def _restored(out: bytes) -> Mapping[str, Stamp]:
    """What ``stamps.py`` wrote as a program."""
    rows = json.loads(out)
    return {place: Stamp(text, newest, tuple(folders), tuple(files)) for place, text, newest, folders, files in rows}
