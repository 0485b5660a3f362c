"""One build at a time in one archive: the second waits for the first."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, TextIO

from fumikura.errors import FumikuraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None  # type: ignore[assignment]

WAIT = 600.0
"""Seconds: longer than any build that was measured."""
_POLL = 0.1


@contextlib.contextmanager
def locked(path: Path, waiting: Callable[[str], None] = lambda _: None, *, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock that is the file ``path``, which ends with the process, however that ends.

    ``waiting``: told once, with the id of the process that holds it. Raises ``FumikuraError`` after ``wait`` seconds.
    """
    path.parent.mkdir(exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        until = time.monotonic() + wait
        told = False
        while not _take(file):
            file.seek(0)
            holder = file.read(20).strip() or "unknown"
            if time.monotonic() > until:
                problem = f"{path}: another build (process {holder}) is at work in this archive"
                raise FumikuraError(f"{problem}\n  try: wait for it to end, or end it, then run the command again")
            if not told:
                waiting(holder)
                told = True
            time.sleep(_POLL)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _take(file: TextIO) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
