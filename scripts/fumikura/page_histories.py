"""Whether the history of an article's page is as it was: asked only for pages whose annotations need it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fumikura.freshness import key
from fumikura.git_files import Git

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.settings import Settings


@dataclass
class PageHistories:
    """Asks git when it is first needed."""

    settings: Settings

    def state(self, path: str) -> list[str]:
        """The present commit, and a key of the versions of the page at ``path`` (under the archive's root)."""
        return [self.head, key(*self._versions.get(path, ()))]

    def is_as(self, state: list[str], path: str) -> bool:
        """Whether it is as in ``state``. Where no commit was made since, nothing more is asked."""
        return not state or state[0] == self.head or state[1] == self.state(path)[1]

    @cached_property
    def _git(self) -> Git | None:
        return Git.at(self.settings.root)

    @cached_property
    def head(self) -> str:
        """The name of the present commit; empty where there is none."""
        return self._git.head() if self._git else ""

    @cached_property
    def _versions(self) -> Mapping[str, tuple[str, ...]]:
        articles = self.settings.articles.relative_to(self.settings.root).as_posix()
        return self._git.versions(f"{articles}/*/index.md") if self._git else {}
