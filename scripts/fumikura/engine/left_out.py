"""Which files under ``docs/`` MkDocs is not to put into the site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fumikura.site.search import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Set

    from mkdocs.structure.files import File

    from fumikura.library.library import Library

ANNOTATE = "assets/fumikura/annotate"
RELOAD = "assets/fumikura/reload.js"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is left out of one site."""

    library: Library
    """What the site shows."""
    unsafe: Set[Path]
    """Files, and folders with all that is in them."""
    at_home: bool

    def has(self, file: File) -> bool:
        """Whether a file under ``docs/`` is no part of the site: private, broken, or shown within another page."""
        if file.src_uri == RELOAD or file.src_uri.startswith((f"{ANNOTATE}/", f"{SCRIPTS}/")):
            return file.src_uri != RELOAD or not self.at_home  # the modules of a script are loaded as one file
        if file.abs_src_path and self._is_unsafe(Path(file.abs_src_path)):
            return True
        parts = file.src_uri.split("/")
        if parts[0] == "articles" and len(parts) > 1:
            entry = self.library.articles.get(parts[1])
            if entry is None or (len(parts) > 2 and parts[2] == "annotations"):
                return True
            is_page = parts[2:] == ["index.md"]
            return (entry.rights == "excerpt" and not self.at_home and not is_page) or (
                file.is_documentation_page() and not is_page
            )
        if parts[0] == "notes" and len(parts) == 2 and file.is_documentation_page():
            return parts[1].removesuffix(".md") not in self.library.notes
        return False

    def _is_unsafe(self, path: Path) -> bool:
        """Whether the file, or a folder that it is reached by, was found unsafe."""
        return bool(self.unsafe) and not self.unsafe.isdisjoint((path, *path.parents))
