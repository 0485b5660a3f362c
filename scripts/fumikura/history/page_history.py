"""What the pages of articles have been: their versions in git."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fumikura.git.repository import Git

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fumikura.settings import Settings


@dataclass
class PageHistory:
    """Asks git when it is first needed: what needs no history never starts it."""

    settings: Settings

    def of(self, path: str) -> Sequence[bytes]:
        """All versions of the page at ``path`` (under the archive's root), the newest first; none without a
        repository."""
        return self._git.read(self._versions.get(path, ())) if self._git else ()

    @property
    def is_shallow(self) -> bool:
        """Whether there is a history here that lacks its beginning."""
        return self._git is not None and self._git.is_shallow

    @cached_property
    def _git(self) -> Git | None:
        return Git.at(self.settings.root)

    @cached_property
    def _versions(self) -> Mapping[str, tuple[str, ...]]:
        articles = self.settings.articles.relative_to(self.settings.root).as_posix()
        return self._git.versions(f"{articles}/*/index.md") if self._git else {}
