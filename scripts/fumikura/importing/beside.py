"""The files that belong to a source: those in its folder, or in the archive that it came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.pictures.files import UnusablePicture, from_folder

if TYPE_CHECKING:
    from fumikura.sources.source import Source


def read_beside(source: Source, name: str) -> bytes | None:
    """The bytes of the file at ``name``, a path relative to the source's folder; None if there is none.

    Raises ``ContentError`` for what lies elsewhere, or is too large.
    """
    try:
        if source.parts is not None:
            return source.parts(name)
        return from_folder(name, source.path.parent) if source.path else None
    except UnusablePicture as error:
        raise ContentError(source.name, 1, f"{name} {error}", "export it again", "unreadable") from error
