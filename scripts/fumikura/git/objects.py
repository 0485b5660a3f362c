"""Objects of a repository, read one by one from one ``git cat-file`` that stays."""

from __future__ import annotations

import hashlib
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_BYTES = 2_000_000
"""What is larger is no page that anybody would compare."""


def object_name(data: bytes, like: str) -> str:
    """The name of a file with these bytes, in a repository that has an object named ``like``. Source:
    gitformat-pack(5), hash-function-transition."""
    kind = "sha1" if len(like) == 40 else "sha256"
    return hashlib.new(kind, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class Objects:
    """Started when the first object is asked for; ``close`` ends it, and so does the end of this process."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """``command``: ``git cat-file --batch`` in its repository."""
        self._command, self._environment = command, environment
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, name: str) -> bytes | None:
        """The object ``name``; None for one that is not here (a partial clone), and one above ``MAX_BYTES``."""
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=dict(self._environment),
            )
        given, taken = self._process.stdin, self._process.stdout
        if given is None or taken is None:
            raise RuntimeError("git has no pipes")
        given.write(f"{name}\n".encode("ascii"))
        given.flush()
        header = taken.readline().split()
        if len(header) != 3:
            return None
        left = int(header[2])
        data = taken.read(left) if left <= MAX_BYTES else None
        while data is None and left > 0:
            left -= len(taken.read(min(left, MAX_BYTES)))
        taken.read(1)
        return data

    def close(self) -> None:
        """End git."""
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
            process.wait()
