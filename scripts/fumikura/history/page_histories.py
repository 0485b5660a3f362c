"""The history of each article: what is shown of it, and whether it is as it was at the last build."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from fumikura.git.log import read_log
from fumikura.git.repository import Git, history_state
from fumikura.history.article_log import ArticleLog, ArticleLogs
from fumikura.library.freshness import key
from fumikura.library.library import ArticleEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fumikura.git.objects import Objects
    from fumikura.history.article_log import ArticleCommit
    from fumikura.library.library import Entry
    from fumikura.settings import Settings


FEW = 20
"""Articles that git is asked about by name."""


@dataclass
class PageHistories:
    """Asks git when it is first needed, once for all articles unless it is told which few matter."""

    settings: Settings
    _few: dict[str, ArticleLogs] = field(default_factory=dict)
    """By the id of an article."""
    _states: dict[str, str] = field(default_factory=dict)
    """By the id of an article whose commits were asked for."""

    def only(self, entries: Iterable[Entry]) -> None:
        """Expect to be asked about these: where they are few, the history of all others is not read."""
        found = [one for one in entries if isinstance(one, ArticleEntry) and self.is_shown(one)]
        if 0 < len(found) <= FEW:
            ids = {name for one in found for name in (one.id, *one.former_ids)}
            self._few = dict.fromkeys((one.id for one in found), self._read(ids))

    def is_shown(self, entry: Entry) -> bool:
        """Whether the history of such an entry is shown, if there is one."""
        is_published = isinstance(entry, ArticleEntry) and entry.rights != "private"
        return is_published and self.settings.history != "none"

    def commits(self, entry: Entry) -> tuple[ArticleCommit, ...]:
        """What the history of ``entry`` shows, the newest first; none without git, or its beginning."""
        if not isinstance(entry, ArticleEntry) or not self.is_shown(entry):
            return ()
        log = self._log(entry)
        self._states[entry.id] = key(repr(log))  # who shows a history asks for that too
        return log.commits if log.is_whole else ()

    def state(self, entry: Entry) -> str:
        """A key of the history of ``entry``."""
        return self._states.get(entry.id) or key(repr(self._log(entry)))

    def changed_since(self, head: str) -> frozenset[str] | None:
        """Ids of articles whose histories may not be as they were when git had ``head``; None where any may not."""
        if head == self.head:
            return frozenset()
        (before, *others), (now, *same) = head.split(" "), self.head.split(" ")
        git = Git.at(self.settings.root) if before and now and others == same else None
        if git is None or not git.goes_on_from(before):
            return None
        return self._logs_of(git, after=before).articles

    @cached_property
    def head(self) -> str:
        """See ``history_state``."""
        return history_state(self.settings.root)

    @cached_property
    def objects(self) -> Objects:
        """What versions are read from. Closed by whoever has read."""
        return Git(self.settings.root).objects()

    def _log(self, entry: Entry) -> ArticleLog:
        former = entry.former_ids if isinstance(entry, ArticleEntry) else ()
        return (self._few.get(entry.id) or self._logs).of(entry.id, former)

    @cached_property
    def _logs(self) -> ArticleLogs:
        return self._read()

    def _read(self, ids: Iterable[str] = ()) -> ArticleLogs:
        """Of the articles with these ids; of all where none are named."""
        git = Git.at(self.settings.root)
        return ArticleLogs((), "") if git is None else self._logs_of(git, ids)

    def _logs_of(self, git: Git, ids: Iterable[str] = (), after: str = "") -> ArticleLogs:
        if not self.settings.articles.is_relative_to(self.settings.root):
            return ArticleLogs((), "")
        articles = self.settings.articles.relative_to(self.settings.root).as_posix()
        folders = [f"{articles}/{name}" for name in sorted(ids)] or [articles]
        return ArticleLogs(read_log(git.log(*folders, after=after)), articles, git.begins_at())
