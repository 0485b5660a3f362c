"""What ``git log`` says -> commits with the files that each has changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

LOG_FORMAT = "%x01%H%x01%P%x01%at%x01%aN"
"""Name, parents, seconds since 1970 and author of a commit; no line breaks, and no ``\\x01`` but these in the first
three."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that a commit adds, changes or removes."""

    path: str
    """Relative to the archive's root."""
    before: str | None
    """The object that it was in the first parent; None for a new one."""
    after: str | None
    """The object that it is now; None where it is removed."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, without its message."""

    name: str
    seconds: int
    """When it was made, since 1970 in UTC, as its author's clock says: anything."""
    author: str
    """As ``.mailmap`` has it; anything that is one line."""
    files: tuple[FileChange, ...]
    """Of a merge: those that are as in none of its parents."""
    is_merge: bool = False


def read_log(out: bytes) -> list[Commit]:
    """The commits of ``Git.log``, in its order."""
    found: list[Commit] = []
    head: list[bytes] = []
    files: list[FileChange] = []
    parts = iter(out.split(b"\0"))
    for part in parts:
        record = part.lstrip(b"\n")
        if record.startswith(b"\x01"):
            _close(head, files, found)
            head, files = record.split(b"\x01", 4)[1:], []
        elif record.startswith(b":"):
            files.append(_file(record, next(parts)))
    _close(head, files, found)
    return found


def _close(head: list[bytes], files: list[FileChange], found: list[Commit]) -> None:
    if head and files:
        name, parents, seconds, author = (one.decode("utf-8", "replace") for one in head)
        found.append(Commit(name, int(seconds), author, tuple(files), " " in parents))


def _file(record: bytes, path: bytes) -> FileChange:
    """``::100644 100644 100644 <first> <second> <result> MM``: as many colons as parents."""
    parents = len(record) - len(record.lstrip(b":"))
    facts = record.lstrip(b":").decode("ascii").split()
    before, after = facts[parents + 1], facts[2 * parents + 1]
    return FileChange(path.decode("utf-8", "surrogateescape"), _known(before), _known(after))


def _known(name: str) -> str | None:
    return name if name.strip("0") else None
