"""Disk -> ``ForeignFile``: a text, a ZIP archive, or a folder that one was unpacked into. Nothing is unpacked here."""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.exchange.foreign import ForeignFile
from fumikura.sources.decoding import decode
from fumikura.sources.reading import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 100_000_000
"""Of a file, and of all that is read out of one archive or folder."""
MAX_PART = 10_000_000
"""Of one text in an archive; a page of another tool's list has some 100 kB."""
MAX_PARTS = 200_000
"""Names in an archive; an export of 50,000 articles has two or three for each."""

_WANTED = re.compile(r"(?:[^/]+/)*(?:metadata_\d+_to_\d+\.json|highlights/[^/]+\.md)")
"""What readers ask for; the rest of an export, such as the pages themselves, is not opened."""


def read_foreign(path: Path) -> ForeignFile:
    """The file or folder at ``path``.

    Raises ``ContentError`` for what is missing, too large, or no text, and for an archive that cannot be trusted.
    """
    name = shown(path)
    try:
        if path.is_dir():
            return ForeignFile(name, parts=dict(_limited(_in_folder(path, name), name)))
        if not path.is_file():
            problem = "this is no file" if path.exists() else "there is no such file"
            raise ContentError(name, 1, problem, "check the path", "unreadable")
        _refuse_larger(path.stat().st_size, MAX_BYTES, name)
        data = path.read_bytes()
        if data.startswith(b"PK\x03\x04"):
            return ForeignFile(name, parts=dict(_limited(_in_archive(path, name), name)))
    except OSError as error:
        raise ContentError(name, 1, f"cannot be read: {error.strerror}", "check the file", "unreadable") from error
    return ForeignFile(name, decode(data, name).text)


def _limited(parts: Iterator[tuple[str, bytes]], name: str) -> Iterator[tuple[str, str]]:
    total = 0
    for part, data in parts:
        total += len(data)
        _refuse_larger(total, MAX_BYTES, name)
        yield part, decode(data, f"{name}/{part}").text if data.strip() else ""


def _in_folder(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted((*folder.glob("metadata_*.json"), *folder.glob("highlights/*.md"))):
        part = path.relative_to(folder).as_posix()
        if path.is_symlink() or path.parent.is_symlink() or not _WANTED.fullmatch(part):
            continue
        _refuse_larger(path.stat().st_size, MAX_PART, f"{name}/{part}")
        yield part, path.read_bytes()


def _in_archive(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_PARTS:
                problem = f"{len(members):,} files in the archive, more than the {MAX_PARTS:,} that are read"
                raise ContentError(name, 1, problem, "export it in parts", "too-large")
            for member in members:
                part = PurePosixPath(member.filename)
                if part.is_absolute() or ".." in part.parts or "\\" in member.filename:
                    problem = f"the archive has a path that leads out of it: {member.filename[:80]!r}"
                    raise ContentError(name, 1, problem, "do not trust this file; export it again", "archive")
                if _WANTED.fullmatch(member.filename):
                    yield member.filename, _unpacked(archive, member, name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        # RuntimeError is what the standard library says of a member with a password.
        raise ContentError(name, 1, f"no readable ZIP archive: {error}", "export it again", "archive") from error


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of a member, never more than the limit, whatever the archive says of their number."""
    with archive.open(member) as file:
        data = file.read(MAX_PART + 1)
    _refuse_larger(len(data), MAX_PART, f"{name}/{member.filename}")
    return data


def _refuse_larger(size: int, limit: int, name: str) -> None:
    if size > limit:
        problem = f"{size / 1e6:,.0f} MB, more than the {limit / 1e6:,.0f} MB that are read"
        raise ContentError(name, 1, problem, "export it in parts", "too-large")
