"""Where a source is kept under the archive's root: where it is, or a copy under ``saved/``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from fumikura.disk.atomic import Copy, file_sha256
from fumikura.model import front_matter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.disk.atomic import Staging
    from fumikura.settings import Settings
    from fumikura.sources.source import Source

MAX_NAME = 200
"""Bytes of a file's name. Most file systems take 255, and ours gets endings added."""

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the original of an article is, and what has to be written for that."""

    original: str
    """Path under the archive's root, with forward slashes."""
    namesake: str | None = None
    """Path of a kept file that has the same name and other bytes: an older version, or another article."""
    files: Mapping[Path, bytes | Copy] = field(default_factory=dict)
    folder: Path | None = None
    """Where the files that belong to a saved page (``*_files``) go, if they have to be copied."""
    folder_from: Path | None = None

    @property
    def is_missing(self) -> bool:
        """Whether the original is not there yet."""
        return bool(self.files)

    def stage(self, staging: Staging) -> None:
        """Have the files written when ``staging`` is committed: the original last, since where it is, the others are
        not looked for when the command is run again after a power cut."""
        if self.folder is not None and self.folder_from is not None:
            staging.folder(self.folder, _contents(self.folder_from))
        for path, data in self.files.items():
            staging.file(path, data)


def place(source: Source, settings: Settings) -> Place:
    """Where ``source`` belongs. The same bytes always get the same place; nothing is written yet.

    What was in an archive has the place of the archive.
    """
    if source.container is not None:
        return place(source.container, settings)
    if source.path is not None:
        path = source.path.resolve()
        if path.is_relative_to(settings.root):
            return Place(path.relative_to(settings.root).as_posix())
    name = safe_name(_name(source))
    target = settings.saved / name
    namesake = None
    if target.exists() and file_sha256(target) != source.sha256:
        namesake = target.relative_to(settings.root).as_posix()
        target = target.with_name(f"{target.stem}-{source.sha256[:6]}{target.suffix}")
    original = target.relative_to(settings.root).as_posix()
    if target.exists():
        return Place(original, namesake)
    files: dict[Path, bytes | Copy] = {}
    if source.companion is not None:
        files[target.with_name(target.name + source.companion.suffix)] = source.companion.read_bytes()
    elif source.path is None:
        files[target.with_name(target.name + ".yml")] = _companion(source)
    files[target] = source.data if source.data or source.path is None else Copy(source.path, source.sha256)
    beside = _folder_of(source.path)
    # Its name stands in the page's addresses, so that it cannot change with the page's own.
    folder = settings.saved / beside.name if beside else None
    if folder is not None and folder.exists():
        folder = None
    return Place(original, namesake, files, folder, beside)


def wanted(source: Source, settings: Settings) -> tuple[Path, ...]:
    """The places that a source from elsewhere takes under ``saved/`` if nothing else is there."""
    if source.container is not None:
        return wanted(source.container, settings)
    if source.path is not None and source.path.resolve().is_relative_to(settings.root):
        return ()
    beside = _folder_of(source.path)
    return (settings.saved / safe_name(_name(source)), *((settings.saved / beside.name,) if beside else ()))


def safe_name(name: str) -> str:
    """A file name that every system takes and that leads nowhere: no folders, no ``..``, no controls."""
    name = unicodedata.normalize("NFC", name)
    name = re.sub(r'[\\/:*?"<>|]', "_", "".join(char for char in name if unicodedata.category(char)[0] != "C"))
    name = re.sub(r"\.{2,}", ".", name).strip(" .") or "article"
    if _RESERVED.match(name):
        name = f"_{name}"
    suffix = PurePosixPath(name).suffix
    if len(suffix) > 12:
        suffix = ""
    stem = name.removesuffix(suffix).encode("utf-8")[: MAX_NAME - len(suffix.encode("utf-8"))]
    return stem.decode("utf-8", "ignore").rstrip(" .") + suffix


def _name(source: Source) -> str:
    if source.path is not None:
        return source.path.name
    parts = urlsplit(source.url or source.name)
    page = unquote(parts.path).strip("/").replace("/", "-")
    stem = re.sub(r"\.(?:html?|xhtml|php|txt|md|aspx?)$", "", page)
    name = "-".join(filter(None, (parts.hostname, stem, re.sub(r"\W+", "-", parts.query))))
    return name + _ENDINGS.get(source.media_type or "", ".html")


def _companion(source: Source) -> bytes:
    """What a fetched page does not say itself, so that its file can be imported again."""
    values = {"source": source.url, "created": source.fetched, **source.given}
    return front_matter.render(values).removeprefix("---\n").removesuffix("---\n").encode("utf-8")


def _folder_of(path: Path | None) -> Path | None:
    folder = path.with_name(f"{path.stem}_files") if path else None
    return folder if folder and folder.is_dir() and not folder.is_symlink() else None


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
