"""What a page was when it was imported, before anybody edited it: found in its history in git.

That is the oldest version with the original and the importer that the page names, if its text still has the length that
the importer counted. Where there is none (no repository, never committed, edited before it was), nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.front_matter import split
from fumikura.git_files import Git
from fumikura.pages import characters_of
from fumikura.reimport import AsImported, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.settings import Settings


@dataclass
class FirstImports:
    """Asks git when it is first needed."""

    settings: Settings

    def of(self, path: str, now: Mapping[str, Any]) -> AsImported | None:
        """The page at ``path`` as it was imported; ``now``: its fields as they are, typed."""
        if self._git is None or not now["sha256"] or not now["converter"]:
            return None
        for raw in reversed(self._git.read(self._versions.get(path, ()))):
            try:
                header, body = split(raw.decode("utf-8-sig"), path)
                values = typed(header.values, path)
            except (UnicodeDecodeError, ContentError):
                continue  # a version that never was a readable page
            if all(values[name] == now[name] for name in ("sha256", "converter")):
                return AsImported(values, body) if values["characters"] == characters_of(body) else None
        return None

    @cached_property
    def _git(self) -> Git | None:
        return Git.at(self.settings.root)

    @cached_property
    def _versions(self) -> Mapping[str, tuple[str, ...]]:
        articles = self.settings.articles.relative_to(self.settings.root).as_posix()
        return self._git.versions(f"{articles}/*/index.md") if self._git else {}
