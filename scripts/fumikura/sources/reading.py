"""Disk -> ``Source``: one file, or all the sources in a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.sources.decoding import Decoded, decode
from fumikura.sources.folder_names import COMPANIONS, Folder
from fumikura.sources.given import read_companion
from fumikura.sources.signatures import is_carrier
from fumikura.sources.source import Fields, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_BYTES = 100_000_000
"""A page saved with its pictures inside has some 10 MB; all of a source is held in memory, decoded too."""
MAX_CARRIER = 500_000_000
"""Of an archive, a book or a PDF, which are not decoded as a whole."""
MAX_COMPANION = 100_000
"""Bytes of a YAML file beside a source."""


def read_source(path: Path, options: Fields | None = None) -> Source:
    """The file at ``path`` with the fields of the YAML file beside it and of the command's ``options``, which
    win.

    Raises ``ContentError`` for what is no file, too large, empty, or no text.
    """
    name = shown(path)
    if path.suffix.lower() in COMPANIONS:
        raise _no_source(path, name)
    data = _read_bytes(path, name, MAX_CARRIER)
    decoded = decoded_or_carrier(data, name)
    companion = _companion_of(path)
    given: Fields = {}
    kept: Mapping[str, str] = {}
    if companion is not None:
        beside = shown(companion)
        text = decode(_read_bytes(companion, beside, MAX_COMPANION), beside).text
        given, kept = read_companion(text, beside)
    options = options or {}
    return Source(
        name=name,
        data=data,
        path=path,
        text=decoded.text,
        encoding=decoded.encoding,
        given={**given, **options},
        insisted=frozenset(options),
        given_kept=kept,
        companion=companion,
        warnings=decoded.warnings,
    )


def decoded_or_carrier(data: bytes, name: str) -> Decoded:
    """The text in ``data``; empty, with no encoding, for the formats that importers read as bytes.

    Raises ``ContentError`` for what is too large for a text, empty, or no text and none of those formats.
    """
    if is_carrier(data):
        return Decoded("", None)
    _refuse_larger(len(data), MAX_BYTES, name)
    return decode(data, name)


def walk(folder: Path) -> Iterator[Path]:
    """The files under ``folder`` that may be sources, in sorted order.

    Left out: hidden files and folders, ``*_files`` folders and the other parts of saved pages, YAML files
    that belong to a source, and symbolic links that lead out of ``folder``.
    """
    root = folder.resolve()
    for current, folders, names in os.walk(folder):
        here = Path(current)
        folder_here = Folder(frozenset({*names, *folders}))
        folders[:] = sorted(filter(folder_here.is_entered, folders))
        for name in sorted(filter(folder_here.is_source, names)):
            path = here / name
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                continue
            yield path


def shown(path: Path) -> str:
    """``path`` for messages and JSON: bytes that are no UTF-8 are replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def _read_bytes(path: Path, name: str, limit: int) -> bytes:
    try:
        if not path.is_file():
            problem = "this is no file" if path.exists() else "there is no such file"
            raise ContentError(name, 1, problem, "check the path", code="unreadable")
        _refuse_larger(path.stat().st_size, limit, name)
        return path.read_bytes()
    except OSError as error:
        raise ContentError(name, 1, f"cannot be read: {error.strerror}", "check the file", "unreadable") from error


def _refuse_larger(size: int, limit: int, name: str) -> None:
    if size > limit:
        problem = f"{size / 1e6:,.0f} MB, more than the {limit / 1e6:,.0f} MB that are read"
        raise ContentError(name, 1, problem, "save the article without the rest, or the export in parts", "too-large")


def _companion_of(path: Path) -> Path | None:
    found = [one for ending in sorted(COMPANIONS) if (one := path.with_name(path.name + ending)).is_file()]
    if len(found) > 1:
        raise ContentError(shown(found[1]), 1, f"{found[0].name} says more about the same file", "keep one of the two")
    return found[0] if found else None


def _is_companion(path: Path) -> bool:
    return path.suffix.lower() in COMPANIONS and path.with_suffix("").is_file()


def _no_source(path: Path, name: str) -> ContentError:
    if _is_companion(path):
        problem, remedy = f"this file describes {path.stem}", f"add {path.stem} instead"
    else:
        problem, remedy = f"there is no {path.stem} beside it that it describes", "add the article itself"
    return ContentError(name, 1, problem, remedy, code="companion")
