"""What a program takes: time, processor, memory, of itself and of all that it starts. Linux."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

POLL = 0.03
"""Seconds between two looks at what runs."""
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER: what a program leaves behind when it ends becomes a child of this process. prctl(2)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program took."""

    seconds: float
    processor: float
    """Seconds that the cores worked for it: other programs on the machine change these least."""
    megabytes: float
    """Of the largest process, at its most, as far as was seen."""

    def __add__(self, other: Cost) -> Cost:
        """One program after the other."""
        return Cost(
            self.seconds + other.seconds, self.processor + other.processor, max(self.megabytes, other.megabytes)
        )


def measured(command: Sequence[str | Path], folder: Path) -> Cost:
    """Run ``command`` in ``folder``, until all that it has started has ended. Raises ``CalledProcessError``."""
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)
    worked, peak = _worked(), 0
    # Python keeps what it has compiled, as it does where programs are installed.
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""}
    log = folder / ".bench-log"
    started = time.perf_counter()
    with log.open("wb") as out, subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=quiet) as process:
        known = {process.pid}
        while process.poll() is None:
            peak = max(peak, *map(_peak_of, known))
            time.sleep(POLL)
            known |= _descendants(known)
    seconds = time.perf_counter() - started
    for pid in known - {process.pid}:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command), log.read_text("utf-8", "replace"))
    log.unlink()
    return Cost(seconds, _worked() - worked, peak / 1000)


def _worked() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _descendants(known: set[int]) -> set[int]:
    """The processes whose parent, or whose parent's parent, is among ``known``."""
    parents = {int(one.name): _parent(int(one.name)) for one in Path("/proc").iterdir() if one.name.isdigit()}
    found = set(known)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parent(pid: int) -> int:
    try:
        said = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(said.rpartition(")")[2].split()[1])


def _peak_of(pid: int) -> int:
    """Kilobytes that a running process had at most; 0 when it has ended."""
    try:
        said = Path(f"/proc/{pid}/status").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = [line for line in said.splitlines() if line.startswith("VmHWM:")]
    return int(found[0].split()[1]) if found else 0
