"""A ZIP archive -> the sources in it, as if it were a folder. Nothing is written to disk.

Archives come from strangers: what a member unpacks to is counted while it is unpacked, whatever the archive says.
"""

from __future__ import annotations

import io
import posixpath
import stat
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fumikura.errors import ContentError
from fumikura.pictures.files import MAX_BYTES as MAX_PICTURE
from fumikura.pictures.files import UnusablePicture
from fumikura.sources.folder_names import Folder
from fumikura.sources.given import read_companion
from fumikura.sources.reading import MAX_BYTES, MAX_COMPANION, decoded_or_carrier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.sources.source import Fields, Source

MAX_MEMBERS = 200_000
"""Files in one archive: an export of 50,000 articles has two or three for each."""
MAX_UNPACKED = 4_000_000_000
"""Bytes that one archive and the archives in it may unpack to."""
MAX_RATIO = 200
"""Unpacked bytes for each packed one. Text has some 4, tables some 30; the most that the method can do is 1,032."""
SMALL = 1_000_000
"""Bytes that do no harm at any ratio."""
MAX_DEPTH = 3
"""Archives in archives."""

_OFFICE = {"word/document.xml": "Word", "xl/workbook.xml": "Excel", "ppt/presentation.xml": "PowerPoint"}
_AGAIN = "download or export it again"


@dataclass(slots=True)
class Archive:
    """An open archive whose members are read within limits."""

    name: str
    """For messages."""
    zip: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]
    """By path, as its maker wrote it."""
    budget: list[int] = field(default_factory=lambda: [MAX_UNPACKED])
    """The bytes that may still be unpacked; one for an archive and all archives in it."""

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """The bytes of the member at ``path``. Raises ``ContentError`` for what cannot or should not be
        unpacked."""
        info = self.members[path]
        name = f"{self.name}/{path}"
        if info.flag_bits & 0x1:
            raise ContentError(name, 1, "it is encrypted", "unpack it with its password, and add the folder", "archive")
        try:
            with self.zip.open(info) as file:
                data = file.read(min(limit, self.budget[0]) + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise ContentError(name, 1, f"it cannot be unpacked: {error}", _AGAIN, "archive") from error
        self.budget[0] -= len(data)
        if len(data) > limit or self.budget[0] < 0:
            problem = f"it unpacks to more than {min(limit, MAX_UNPACKED) / 1e6:,.0f} MB"
            raise ContentError(name, 1, problem, "unpack it by hand if you trust it", "too-large")
        if len(data) > SMALL and len(data) > MAX_RATIO * max(1, info.compress_size):
            problem = f"it unpacks to {len(data) // max(1, info.compress_size):,} times its size, as a ZIP bomb does"
            raise ContentError(name, 1, problem, "unpack it by hand if you trust it", "too-large")
        return data

    def part(self, address: str, folder: str = "") -> bytes | None:
        """The picture or other file that a relative ``address`` in a page under ``folder`` names, if it is here."""
        plain = address.partition("#")[0].partition("?")[0]
        for one in (unquote(plain), plain):
            path = posixpath.normpath(posixpath.join(folder, one.replace("\\", "/"))).lstrip("/")
            if path in self.members:
                try:
                    return self.read(path, MAX_PICTURE)
                except ContentError as error:
                    raise UnusablePicture(f"cannot be used: {error.problem}") from error
        return None


def open_archive(data: bytes, name: str) -> Archive:
    """Raises ``ContentError`` for what is damaged, empty, or has too many members."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        problem = f"this is a damaged or half-downloaded ZIP archive: {error}"
        raise ContentError(name, 1, problem, _AGAIN, "archive") from error
    infos = [info for info in opened.infolist() if not info.is_dir()]
    if not infos:
        raise ContentError(name, 1, "the archive is empty", "export it again", "empty")
    if len(infos) > MAX_MEMBERS:
        problem = f"the archive has {len(infos):,} files, more than the {MAX_MEMBERS:,} that are read"
        raise ContentError(name, 1, problem, "export it in parts", "too-large")
    return Archive(name, opened, {_path(info): info for info in infos})


def members(source: Source, depth: int = 1, budget: list[int] | None = None) -> Iterator[Source | ContentError]:
    """``source`` itself, or the sources in the archive that it is, and an error for each that is none."""
    if source.is_text or not source.data.startswith(b"PK"):
        yield source
        return
    archive = open_archive(source.data, source.name)
    if is_book(archive) or is_web_archive(archive):
        yield source
        return
    _refuse_office(archive)
    if depth > MAX_DEPTH:
        raise ContentError(source.name, 1, "archives in archives in archives", "unpack it by hand", "archive")
    archive.budget = budget or archive.budget
    found = sorted(_sources_in(archive))
    if not found:
        problem = f"none of the {len(archive.members):,} files in the archive is a source"
        raise ContentError(source.name, 1, problem, "unpack it and add the files that hold the articles", "format")
    for path in found:
        try:
            yield from members(_member(archive, path, source), depth + 1, archive.budget)
        except ContentError as error:
            yield error


def is_book(archive: Archive) -> bool:
    """Whether it is an EPUB."""
    return "META-INF/container.xml" in archive.members


def is_web_archive(archive: Archive) -> bool:
    """Whether it is a WACZ: a package of WARC files."""
    return "datapackage.json" in archive.members and any(path.startswith("archive/") for path in archive.members)


def _path(info: zipfile.ZipInfo) -> str:
    """A member's path. Programs that do not say which encoding it is in use that of their system."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437")
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _sources_in(archive: Archive) -> Iterator[str]:
    """The paths that a walk through the unpacked archive would find."""
    names: dict[str, set[str]] = {"": set()}
    for path in archive.members:
        above, _, name = path.rpartition("/")
        names.setdefault(above, set()).add(name)
        while above:
            above, _, name = above.rpartition("/")
            names.setdefault(above, set()).add(name)
    folders = {path: Folder(frozenset(inside)) for path, inside in names.items()}
    yield from (path for path in archive.members if _is_reached(path, folders))


def _is_reached(path: str, folders: Mapping[str, Folder]) -> bool:
    *above, name = path.split("/")
    is_entered = (folders["/".join(above[:depth])].is_entered(part) for depth, part in enumerate(above))
    return all(is_entered) and folders["/".join(above)].is_source(name)


def _member(archive: Archive, path: str, source: Source) -> Source:
    """The member at ``path`` as a source whose pictures are the other members."""
    name = f"{source.name}/{path}"
    _refuse_tricks(archive.members[path], path, name)
    data = archive.read(path)
    decoded = decoded_or_carrier(data, name)
    beside = next((path + ending for ending in (".yml", ".yaml") if path + ending in archive.members), None)
    given: Fields = {}
    kept: Mapping[str, str] = {}
    if beside is not None:
        text = decoded_or_carrier(archive.read(beside, MAX_COMPANION), f"{source.name}/{beside}").text
        given, kept = read_companion(text, f"{source.name}/{beside}")
    folder = posixpath.dirname(path)
    return replace(
        source,
        name=name,
        data=data,
        path=Path(source.path or source.name) / path,
        text=decoded.text,
        encoding=decoded.encoding,
        given={**given, **source.given},
        given_kept={**source.given_kept, **kept},
        companion=None,
        warnings=decoded.warnings,
        container=source.container or source,
        parts=lambda address: archive.part(address, folder),
    )


def _refuse_tricks(info: zipfile.ZipInfo, path: str, name: str) -> None:
    """Nothing is unpacked to disk, so that a path can do no harm; but who writes such a one means harm."""
    parts = path.replace("\\", "/").split("/")
    if path.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in path:
        raise ContentError(name, 1, "its path leads out of the archive", "do not trust this archive", "archive")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ContentError(name, 1, "it is a symbolic link", "put the file itself into the archive", "archive")


def _refuse_office(archive: Archive) -> None:
    for path, program in _OFFICE.items():
        if path in archive.members:
            problem, remedy = f"this is a {program} document", "save it as HTML, PDF or text, and add that"
            raise ContentError(archive.name, 1, problem, remedy, "binary")
