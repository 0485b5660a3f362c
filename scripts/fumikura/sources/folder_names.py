"""Which files of a folder may be sources, by their names: for folders on disk and in archives alike.

Some exports have files that are read through another one beside them, or that are none of the keeper's reading.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

COMPANIONS = frozenset({".yml", ".yaml"})
# fmt: off
_PARTS_OF_PAGES = frozenset(
    [
        ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".avif", ".svg", ".svgz", ".bmp",
        ".ico", ".tif", ".tiff", ".apng", ".heic", ".css", ".js", ".mjs", ".map", ".woff", ".woff2",
        ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".m4a", ".webm", ".ogg", ".wav", ".mov",
    ]
)
# fmt: on
"""Endings of what belongs to a page and is none: it is read through the page that it belongs to."""
_OMNIVORE = re.compile(r"metadata_\d+_to_\d+\.json")


@dataclass(frozen=True)
class Folder:
    """One folder."""

    names: frozenset[str]
    """Of the files and folders in it."""

    @functools.cached_property
    def export(self) -> Literal["omnivore", "substack", "medium"] | None:
        """The service whose export was unpacked here, if its layout is one that has to be known."""
        if any(_OMNIVORE.fullmatch(name) for name in self.names):
            return "omnivore"
        if {"posts.csv", "posts"} <= self.names:
            return "substack"
        return "medium" if {"posts", "profile", "README.html"} <= self.names else None

    def is_source(self, name: str) -> bool:
        """Whether the file of that name may be a source."""
        if self.export == "substack":
            return name == "posts.csv"  # the other tables are of subscribers
        if self.export == "medium" or _is_passed_over(name):
            return False  # the pages beside Medium's posts are of the account
        path = PurePosixPath(name)
        ending = path.suffix.lower()
        return ending not in _PARTS_OF_PAGES and not (ending in COMPANIONS and path.stem in self.names)

    def is_entered(self, name: str) -> bool:
        """Whether the folder of that name is looked into: it is not hidden, and no part of a page or an export."""
        if _is_passed_over(name):
            return False
        match self.export:
            case "omnivore":
                return name not in {"content", "highlights"}
            case "substack":
                return name != "posts"
            case "medium":
                return name == "posts"
            case None:
                return True


def _is_passed_over(name: str) -> bool:
    is_hidden = name.startswith(".") and name != ".."
    return is_hidden or name.endswith("_files") or name == "__MACOSX"
