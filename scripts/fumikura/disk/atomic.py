"""Writing so that a file is there as a whole or not at all: written beside its place, made to last, then renamed
into it.

To wait for the disk takes most of the time, and waiting for many files at once takes hardly more than for one:
``commit_all``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

_WRITERS = 16
"""Threads that wait for the disk."""
_TEMPORARY = re.compile(r"\.fumikura-(?P<process>\d+)-\w+")
"""Names of what is not in its place yet."""


def write_atomically(path: Path, data: bytes | str) -> None:
    """Put ``data`` (text as UTF-8) into ``path``, making its folders. Readers see the old file or the new
    one.

    Raises ``ContentError`` for a full disk or a missing permission; the old file, if any, is untouched then.
    """
    with Staging() as staging:
        staging.file(path, data)
        staging.commit()


@dataclass(frozen=True, slots=True)
class Copy:
    """The bytes of a file, which may be larger than the memory."""

    original: Path
    sha256: str
    """Hexadecimal; of the bytes that are meant, in case that somebody writes the file."""

    def pieces(self) -> Iterator[bytes]:
        """The bytes. Raises ``ContentError`` at the end if they are others."""
        found = hashlib.sha256()
        with self.original.open("rb") as file:
            while piece := file.read(1_000_000):
                found.update(piece)
                yield piece
        if found.hexdigest() != self.sha256:
            remedy = "run the command again when nothing else writes it"
            raise ContentError(self.original, 1, "the file has changed while it was read", remedy, "unreadable")


class Staging:
    """Files and folders that appear together: all are written beside their places first, then renamed in
    order.

    What can fail for want of space fails before the first rename. Left without ``commit``, also by Ctrl-C, it
    removes all that it wrote.
    """

    def __init__(self) -> None:
        self._renames: list[tuple[Path, Path]] = []
        self._renamed: list[Path] = []
        self._new: list[Path] = []
        self._written: list[Path] = []
        self._made: list[Path] = []
        self._is_handed_over = False

    @property
    def places(self) -> list[Path]:
        """What will be there after the commit."""
        return [path for _, path in self._renames]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._is_handed_over:
            self.clean()

    def hand_over(self) -> None:
        """Somebody else commits it, and cleans."""
        self._is_handed_over = True

    def clean(self) -> None:
        """Remove what has not been committed."""
        for temporary, _ in self._renames:
            if temporary.is_dir():
                shutil.rmtree(temporary, ignore_errors=True)
            else:
                temporary.unlink(missing_ok=True)
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):  # not empty: the commit has put something into it
                folder.rmdir()
        self._renames.clear()
        self._made.clear()

    def file(self, path: Path, data: bytes | str | Copy) -> None:
        """Have ``path`` hold ``data`` after the commit. Raises ``ContentError`` for a copy of other bytes than said."""
        try:
            self._make_folder(path.parent)
            self._write(self._beside(path), data)
        except OSError as error:
            raise unwritable(path, error) from error

    def folder(self, path: Path, files: Mapping[str, bytes | str]) -> None:
        """Have a new folder ``path`` hold ``files`` (relative names) after the commit."""
        try:
            self._make_folder(path.parent)
            temporary = Path(tempfile.mkdtemp(prefix=_prefix(), dir=path.parent))
            self._renames.append((temporary, path))
            temporary.chmod(0o777 & ~_umask())
            for name, data in files.items():
                target = temporary / name
                target.parent.mkdir(parents=True, exist_ok=True)
                self._write(target, data)
            self._written.append(temporary)
        except OSError as error:
            raise unwritable(path, error) from error

    def commit(self) -> None:
        """Rename all into place, in the order in which they were given. If one fails, new ones before it go
        again."""
        for error in commit_all([self]):
            if error is not None:
                raise error

    def last(self) -> ContentError | None:
        """Wait until what is written would outlast a power cut; what stands against it, if anything does."""
        try:
            for path in self._written:
                _sync(path)
        except OSError as error:
            return unwritable(self.places[-1], error)
        return None

    def rename(self) -> ContentError | None:
        """Put all into place; or nothing, and what stands against it."""
        while self._renames:
            temporary, path = self._renames[0]
            try:
                is_new = not path.exists()
                temporary.replace(path)
            except OSError as error:
                self.undo()
                return unwritable(path, error)
            del self._renames[0]
            self._renamed.append(path)
            if is_new:
                self._new.append(path)
        return None

    def last_in_place(self, synced: set[Path]) -> ContentError | None:
        """The same as ``last`` for the renames. ``synced``: folders for which that has been done."""
        for path in self._renamed:
            try:
                if path.parent not in synced:
                    _sync_folder(path.parent)
                    synced.add(path.parent)
            except OSError as error:
                self.undo()
                return unwritable(path, error)
        return None

    def undo(self) -> None:
        """Remove what is new."""
        for path in self._new:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self._new.clear()
        self._renamed.clear()

    def _beside(self, path: Path) -> Path:
        handle, name = tempfile.mkstemp(prefix=_prefix(), dir=path.parent)
        os.close(handle)
        beside = Path(name)
        self._renames.append((beside, path))
        beside.chmod(_mode(path))
        return beside

    def _write(self, path: Path, data: bytes | str | Copy) -> None:
        with path.open("wb", buffering=0) as file:
            for piece in data.pieces() if isinstance(data, Copy) else [data]:
                _write(file.fileno(), piece.encode("utf-8") if isinstance(piece, str) else piece)
        self._written.append(path)

    def _make_folder(self, folder: Path) -> None:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(exist_ok=True)
            self._made.append(one)


def commit_all(stagings: Sequence[Staging]) -> list[ContentError | None]:
    """Commit each, in order; for each what stands against it, and then nothing of it is there."""
    if len(stagings) > 1:
        with ThreadPoolExecutor(_WRITERS) as pool:
            errors = list(pool.map(Staging.last, stagings))
    else:
        errors = [staging.last() for staging in stagings]
    errors = [error or staging.rename() for staging, error in zip(stagings, errors, strict=True)]
    synced: set[Path] = set()
    return [error or one.last_in_place(synced) for one, error in zip(stagings, errors, strict=True)]


def remove_leftovers(folders: Iterable[Path], *, own: bool = False) -> None:
    """Remove what processes have left under ``folders`` that were ended in the middle, by a power cut or by force.

    ``own``: also what this process has left, which writes nothing more: Ctrl-C may come between two of its steps.
    """
    for folder in folders:
        for current, inner, files in os.walk(folder):
            left = [name for name in (*inner, *files) if _is_leftover(name, own=own)]
            inner[:] = [name for name in inner if not _TEMPORARY.fullmatch(name)]
            for path in (Path(current) / name for name in left):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def _is_leftover(name: str, *, own: bool) -> bool:
    match = _TEMPORARY.fullmatch(name)
    if match is None:
        return False
    process = int(match["process"])
    return own if process == os.getpid() else not is_running(process)


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file, which may be larger than the memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unwritable(path: Path, error: OSError) -> ContentError:
    """What the system said, for a person: the file, the reason, what to do."""
    reason = (error.strerror or type(error).__name__).lower()
    remedy = "free some space or check the permissions, then run the command again"
    return ContentError(path, 1, f"cannot be written: {reason}; nothing of it was changed", remedy, "unwritable")


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _prefix() -> str:
    """Begins the name of what is not in its place yet, and says whose it is."""
    return f".fumikura-{os.getpid()}-"


def is_running(process: int) -> bool:
    """Whether there is a process with this id."""
    if os.name == "nt":
        return True  # to ask would end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _sync(path: Path) -> None:
    if path.is_dir():
        _sync_folder(path)
    else:
        _fsync(path, os.O_RDWR)


def _mode(path: Path) -> int:
    """Permissions of the file that is replaced, or the usual ones: a temporary file is its owner's alone."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make the rename last. Windows cannot open folders, and needs no such call."""
    if os.name != "nt":
        _fsync(folder, os.O_RDONLY)


def _fsync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
