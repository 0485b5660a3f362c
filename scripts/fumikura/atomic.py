"""Writing so that a file is there as a whole or not at all: written beside its place, then renamed into
it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType


def write_atomically(path: Path, data: bytes | str) -> None:
    """Put ``data`` (text as UTF-8) into ``path``, making its folders. Readers see the old file or the new
    one.

    Raises ``ContentError`` for a full disk or a missing permission; the old file, if any, is untouched then.
    """
    with Staging() as staging:
        staging.file(path, data)
        staging.commit()


class Staging:
    """Files and folders that appear together: all are written beside their places first, then renamed in
    order.

    What can fail for want of space fails before the first rename. Left without ``commit``, also by Ctrl-C, it
    removes all that it wrote.
    """

    def __init__(self) -> None:
        self._renames: list[tuple[Path, Path]] = []
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for temporary, _ in self._renames:
            if temporary.is_dir():
                shutil.rmtree(temporary, ignore_errors=True)
            else:
                temporary.unlink(missing_ok=True)
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):  # not empty: the commit has put something into it
                folder.rmdir()

    def file(self, path: Path, data: bytes | str) -> None:
        """Have ``path`` hold ``data`` after the commit."""
        try:
            self._make_folder(path.parent)
            handle, name = tempfile.mkstemp(prefix=".fumikura-", dir=path.parent)
            self._renames.append((Path(name), path))
            with os.fdopen(handle, "wb") as file:
                _write(file.fileno(), data.encode("utf-8") if isinstance(data, str) else data)
            Path(name).chmod(_mode(path))
        except OSError as error:
            raise unwritable(path, error) from error

    def folder(self, path: Path, files: Mapping[str, bytes | str]) -> None:
        """Have a new folder ``path`` hold ``files`` (relative names) after the commit."""
        try:
            self._make_folder(path.parent)
            temporary = Path(tempfile.mkdtemp(prefix=".fumikura-", dir=path.parent))
            self._renames.append((temporary, path))
            temporary.chmod(0o777 & ~_umask())
            for name, data in files.items():
                target = temporary / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as file:
                    _write(file.fileno(), data.encode("utf-8") if isinstance(data, str) else data)
        except OSError as error:
            raise unwritable(path, error) from error

    def commit(self) -> None:
        """Rename all into place, in the order in which they were given. If one fails, new ones before it go
        again."""
        new: list[Path] = []
        for temporary, path in self._renames:
            try:
                existed = path.exists()
                temporary.replace(path)
                if not existed:
                    new.append(path)
                _sync_folder(path.parent)
            except OSError as error:
                for one in new:
                    shutil.rmtree(one) if one.is_dir() else one.unlink()
                raise unwritable(path, error) from error
        self._renames.clear()

    def _make_folder(self, folder: Path) -> None:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(exist_ok=True)
            self._made.append(one)


def unwritable(path: Path, error: OSError) -> ContentError:
    """What the system said, for a person: the file, the reason, what to do."""
    reason = (error.strerror or type(error).__name__).lower()
    remedy = "free some space or check the permissions, then run the command again"
    return ContentError(path, 1, f"cannot be written: {reason}; nothing of it was changed", remedy, "unwritable")


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)


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
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
