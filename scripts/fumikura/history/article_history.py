"""The commits of an article -> what its history page shows. Pure but for the objects that it is given a way to read.

What the site does not publish now, the page does not show either: of an article that is not there in full, or was not
then, no text; of a text that was taken out, its length. ``history: full`` in ``mkdocs.yml`` shows that too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.git.objects import object_name
from fumikura.model.front_matter import split
from fumikura.model.rights import RIGHTS
from fumikura.printable import printable
from fumikura.text.prose_diff import prose_diff
from fumikura.text.published_parts import published

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fumikura.history.article_log import ArticleCommit, Changed
    from fumikura.library.library import ArticleEntry
    from fumikura.model.rights import Rights
    from fumikura.settings import Settings
    from fumikura.text.published_parts import Shown

MAX_CHANGES = 50
"""The newest ones, which a page shows."""
MAX_PARAGRAPHS = 20
"""Of one change."""
MAX_FIELDS = 20
MAX_VALUE = 300
"""Code points of a field's value."""
MAX_TEXT = 200_000
"""Code points of a text that is compared: a book."""
OPEN_FIELDS = ("title", "tags", "published", "created", "lang", "rights", "license", "site", "kind")
"""Whose old values are shown. Others may hold a text or a person's name, which somebody has had to take out."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the front matter that has another value."""

    name: str
    values: tuple[str, str] | None
    """Old and new, empty where there is none; None where they are not shown."""


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph of the text that differs."""

    parts: tuple[Shown, ...]
    after_gap: bool


@dataclass(frozen=True, slots=True)
class TextChange:
    """How the text was changed."""

    added: int
    """Code points."""
    removed: int
    paragraphs: tuple[ShownParagraph, ...] = ()
    more: int = 0
    """Paragraphs that are not shown, because there are too many."""
    is_compared: bool = True
    """Whether it was short enough to be compared, and here."""
    ends_with_gap: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a history."""

    day: str | None
    """Its date in UTC; None where the commit's says nothing."""
    author: str
    page: str
    """``added``, ``removed``, ``changed``; ``merged`` where two versions were joined; ``published`` where it was
    private before; empty where the page was left alone."""
    moved_from: str
    fields: tuple[FieldChange, ...]
    text: TextChange | None
    annotations: Changed
    pictures: Changed


@dataclass(frozen=True, slots=True)
class History:
    """Of an article, the newest first."""

    changes: tuple[Change, ...]
    more: int
    """Older ones, which are not shown."""
    hidden: int
    """Of the time before it was published."""


@dataclass(frozen=True, slots=True)
class Addition:
    """All of a history that has no more than this."""

    day: str | None
    """Its date in UTC; None where the commit's says nothing."""
    author: str


@dataclass(frozen=True, slots=True)
class _Version:
    values: dict[str, Any]
    body: str
    rights: Rights


@dataclass(frozen=True, slots=True)
class HistoryMaker:
    """Makes the histories of one archive."""

    settings: Settings
    read: Callable[[str], bytes | None]
    """The object of a name; None for one that is not here."""
    text_of: Callable[[str], str]
    """The text of a piece of Markdown, as a page shows it."""
    source: Callable[[ArticleEntry], bytes]
    """The file of an article as it is now; empty where it has gone."""

    def addition(self, entry: ArticleEntry, commit: ArticleCommit) -> Addition | None:
        """What ``commit``, which is all that has happened to the published article ``entry``, is shown as
        (``article_log.sole_addition``); None where the article was private then.

        A file that is still the one that was added tells what it was: git need not read that.
        """
        name = commit.page[1] if commit.page else None
        if name is None or object_name(self.source(entry), name) != name:
            version = self._version(name) if name else None
            if version is None or version.rights == "private":
                return None
        return Addition(_day(commit.seconds), _author(commit))

    def history(self, entry: ArticleEntry, commits: Sequence[ArticleCommit], text: str) -> History:
        """Of the published article ``entry``, whose canonical text is ``text`` now. ``commits``: the newest first."""
        shown = commits[:MAX_CHANGES]
        names = [name for commit in shown if commit.page for name in commit.page if name]
        versions = {name: self._version(name) for name in dict.fromkeys(names)}
        found: list[Change] = []
        hidden = 0
        rights = self._first_rights(shown, versions, entry)
        for commit in reversed(shown):
            if commit.page and not commit.is_merge:
                rights = _rights(versions, commit.page[1], rights)
            if rights == "private":
                hidden += 1
            else:
                found.append(self._change(commit, entry, versions, text))
        return History(tuple(reversed(found)), len(commits) - len(shown), hidden)

    def _first_rights(
        self, commits: Sequence[ArticleCommit], versions: dict[str, _Version | None], entry: ArticleEntry
    ) -> Rights:
        """What held before the oldest of ``commits``."""
        oldest = next((one.page for one in reversed(commits) if one.page and not one.is_merge), None)
        if oldest is None:
            return entry.rights
        return _rights(versions, oldest[0] or oldest[1], "private")

    def _change(
        self, commit: ArticleCommit, entry: ArticleEntry, versions: dict[str, _Version | None], text: str
    ) -> Change:
        fields: tuple[FieldChange, ...] = ()
        changed: TextChange | None = None
        page = ""
        if commit.is_merge:
            page = "merged" if commit.page else ""
        elif commit.page:
            old, new = (versions.get(name or "") for name in commit.page)
            page = "added" if commit.page[0] is None else "removed" if commit.page[1] is None else "changed"
            if page == "changed" and old is not None and old.rights == "private":
                page = "published"
            elif page == "changed":
                fields = self._fields(old, new)
                changed = self._text(old, new, entry, text)
        return Change(
            _day(commit.seconds),
            _author(commit),
            page,
            commit.moved_from,
            fields,
            changed,
            commit.annotations,
            commit.pictures,
        )

    def _fields(self, old: _Version | None, new: _Version | None) -> tuple[FieldChange, ...]:
        if old is None or new is None:
            return ()
        names = [name for name in {**old.values, **new.values} if old.values.get(name) != new.values.get(name)]
        is_full = self.settings.history == "full"
        found = []
        for name in names[:MAX_FIELDS]:
            values = (_value(old.values.get(name)), _value(new.values.get(name)))
            found.append(FieldChange(printable(name)[:MAX_VALUE], values if is_full or name in OPEN_FIELDS else None))
        return tuple(found)

    def _text(self, old: _Version | None, new: _Version | None, entry: ArticleEntry, text: str) -> TextChange | None:
        if old is None or new is None:
            return TextChange(0, 0, is_compared=False)
        if old.body == new.body:
            return None
        if max(len(old.body), len(new.body)) > MAX_TEXT:
            return TextChange(0, 0, is_compared=False)
        found = prose_diff(old.body, new.body, self.text_of)
        if {entry.rights, old.rights, new.rights} != {"full"}:
            return TextChange(found.added, found.removed)
        is_full = self.settings.history == "full"
        paragraphs = tuple(
            ShownParagraph(tuple(one.parts if is_full else published(one.parts, text)), one.after_gap)
            for one in found.paragraphs[:MAX_PARAGRAPHS]
        )
        more = len(found.paragraphs) - len(paragraphs)
        return TextChange(found.added, found.removed, paragraphs, more, ends_with_gap=found.ends_with_gap)

    def _version(self, name: str) -> _Version | None:
        """None for what is not here, or never was readable: of that nothing is shown."""
        raw = self.read(name)
        try:
            front_matter, body = split(raw.decode("utf-8-sig"), name) if raw is not None else (None, "")
        except (UnicodeDecodeError, ContentError):
            return None
        if front_matter is None:
            return None
        values = dict(front_matter.values)
        given = values.get("rights", self.settings.rights)
        rights: Rights = next((one for one in RIGHTS if one == given), "private")
        return _Version(values, body, rights)


def _rights(versions: dict[str, _Version | None], name: str | None, otherwise: Rights) -> Rights:
    """Of a version; the narrowest of one that cannot be read."""
    if name is None:
        return otherwise
    version = versions[name]
    return version.rights if version else "private"


def _author(commit: ArticleCommit) -> str:
    """Without what may be an address for mail; empty for nobody."""
    return printable(" ".join(commit.author.split("@")[0].split()))


def _value(value: Any) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    text = printable(" ".join(text.split()))
    return text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}…"


def _day(seconds: int) -> str | None:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return None
