"""Commits -> what each has done to one article. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.model.annotations import ANNOTATION_ID

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from fumikura.git.log import Commit, FileChange

PAGE = "index.md"


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of some files: their names, each sort in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleCommit:
    """What one commit has done to an article."""

    name: str
    seconds: int
    author: str
    page: tuple[str | None, str | None] | None
    """The objects that its page was and is; None where it was left alone."""
    annotations: Changed = Changed()
    """By id."""
    pictures: Changed = Changed()
    """And whatever else lies beside the page, by path."""
    moved_from: str = ""
    """The id that it had before, where this commit has given it another one."""
    is_merge: bool = False


@dataclass(frozen=True, slots=True)
class ArticleLog:
    """All commits of one article, the newest first."""

    commits: tuple[ArticleCommit, ...] = ()
    is_whole: bool = True
    """Whether they begin with the first: not so in a shallow clone."""


def sole_addition(commits: Sequence[ArticleCommit]) -> ArticleCommit | None:
    """The commit that added an article, where nothing else has happened: such a history is a line on the article and
    has no page of its own. None for every other."""
    if len(commits) != 1 or commits[0].is_merge:
        return None
    page = commits[0].page
    return commits[0] if page is not None and page[0] is None else None


class ArticleLogs:
    """The logs of all articles, from one list of commits."""

    def __init__(self, commits: Iterable[Commit], articles: str, begins_at: Container[str] = ()) -> None:
        """``articles``: their folder, from the archive's root; ``begins_at``: see ``Git.begins_at``."""
        self._begins_at = begins_at
        self._prefix = f"{articles}/"
        self._commits: dict[str, list[tuple[int, Commit, dict[str, FileChange]]]] = defaultdict(list)
        """By article: place in the list, commit, and the changed files by their path in the article's folder."""
        for place, commit in enumerate(commits):
            for article, files in self._by_article(commit).items():
                self._commits[article].append((place, commit, files))

    @property
    def articles(self) -> frozenset[str]:
        """The ids of all that something has happened to."""
        return frozenset(self._commits)

    def of(self, article: str, former: Iterable[str] = ()) -> ArticleLog:
        """Of the article with this id.

        ``former``: ids that it says it had. What happened under one counts only before a commit that removed that page
        and brought this one, so that no article can take another's history for its own.
        """
        found: list[ArticleCommit] = []
        left, names, after, is_whole = set(former), article, -1, True
        while names:
            current, names = names, ""
            for place, commit, files in self._commits.get(current, ()):
                if place <= after:
                    continue
                page = files.get(PAGE)
                origin = self._origin(place, left) if page is not None and page.before is None else ""
                if origin:
                    moved = next(old for at, _, old in self._commits[origin] if at == place)
                    found.append(_commit(commit, _joined(moved, files), origin))
                    left.discard(origin)
                    names, after = origin, place
                    break
                is_whole = is_whole and commit.name not in self._begins_at
                found.append(_commit(commit, files))
        return ArticleLog(tuple(found), is_whole)

    def _origin(self, place: int, former: Iterable[str]) -> str:
        for one in sorted(former):
            for at, _, files in self._commits.get(one, ()):
                page = files.get(PAGE)
                if at == place and page is not None and page.after is None:
                    return one
        return ""

    def _by_article(self, commit: Commit) -> Mapping[str, dict[str, FileChange]]:
        found: dict[str, dict[str, FileChange]] = defaultdict(dict)
        for file in commit.files:
            article, _, inside = file.path.removeprefix(self._prefix).partition("/")
            if inside and file.path.startswith(self._prefix):
                found[article][inside] = file
        return found


_Ends = dict[str, tuple[str | None, str | None]]


def _joined(old: Mapping[str, FileChange], new: Mapping[str, FileChange]) -> _Ends:
    """What a move has changed in the files that it has moved."""
    ends = {inside: (None, one.after) for inside, one in new.items()}
    found: _Ends = {**ends, **{inside: (one.before, ends.get(inside, (None, None))[1]) for inside, one in old.items()}}
    return {inside: pair for inside, pair in found.items() if pair[0] != pair[1]}


def _commit(commit: Commit, files: Mapping[str, FileChange] | _Ends, moved_from: str = "") -> ArticleCommit:
    ends: _Ends = {inside: one if isinstance(one, tuple) else (one.before, one.after) for inside, one in files.items()}
    annotations: _Ends = {}
    pictures: _Ends = {}
    for inside, pair in ends.items():
        folder, _, name = inside.rpartition("/")
        identity = name.removesuffix(".md")
        if folder == "annotations" and name.endswith(".md") and ANNOTATION_ID.fullmatch(identity):
            annotations[identity] = pair
        elif inside != PAGE:
            pictures[inside] = pair
    changes = _changed(annotations), _changed(pictures)
    page = ends.get(PAGE)
    return ArticleCommit(commit.name, commit.seconds, commit.author, page, *changes, moved_from, commit.is_merge)


def _changed(files: _Ends) -> Changed:
    names = sorted(files)
    return Changed(
        tuple(name for name in names if files[name][0] is None),
        tuple(name for name in names if None not in files[name]),
        tuple(name for name in names if files[name][1] is None),
    )
