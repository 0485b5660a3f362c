"""Articles and annotations of which only that is at hand what a library needs of all of them.

Whatever else is asked of one is fetched then: a large archive is known without reading all that is known of it.
"""

# ruff: noqa: D102  the classes that these stand for tell what each is

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fumikura.library.library import ArticleEntry
from fumikura.model.annotations import Annotation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fumikura.model.rights import Rights
    from fumikura.model.shapes import AnnotationHeader, ArticleHeader

_put = object.__setattr__
"""Past a frozen class's own."""


def short_article(entry: ArticleEntry) -> list[Any]:
    """What a ``ShelvedArticle`` knows of ``entry`` at once, as lists and strings."""
    remarks = [list(reversed(one.order)) for one in entry.remarks]
    listed = [entry.site, list(entry.authors), list(entry.tags), entry.language, list(entry.former_ids)]
    return [entry.rights, entry.title, entry.order[0], remarks, *listed]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where articles are fetched from."""

    docs: str
    """Their folder, from the archive's root."""
    fetch: Callable[[str, str], ArticleEntry]
    """Gives the article with an id whose folder had a state. Travels to other processes, which fetch there."""


class ShelvedArticle(ArticleEntry):
    """An article that is fetched when it is asked for more than ``short_article`` gives."""

    __slots__ = ("_remarks", "_shelf", "_short", "_state", "_whole")
    _remarks: tuple[Annotation, ...] | None
    _shelf: Shelf
    _short: list[Any]
    _state: str
    _whole: ArticleEntry | None

    def __init__(self, name: str, state: str, short: list[Any], shelf: Shelf) -> None:
        """``state``: of its folder (``stamps.state_of``)."""
        _put(self, "id", name)
        _put(self, "_state", state)
        _put(self, "_short", short)
        _put(self, "_shelf", shelf)
        _put(self, "_whole", None)
        _put(self, "_remarks", None)

    @property
    def whole(self) -> ArticleEntry:
        if self._whole is None:
            _put(self, "_whole", self._shelf.fetch(self.id, self._state))
        found: ArticleEntry = self._whole  # type: ignore[assignment]
        return found

    @property
    def src(self) -> str:
        return f"articles/{self.id}/index.md"

    @property
    def path(self) -> str:
        return f"{self._shelf.docs}/{self.src}"

    @property
    def rights(self) -> Rights:
        return self._short[0]  # type: ignore[no-any-return]

    @property
    def title(self) -> str:
        return self._short[1]  # type: ignore[no-any-return]

    @property
    def order(self) -> tuple[str, str]:
        return (self._short[2], self.id)

    @property
    def remarks(self) -> tuple[Annotation, ...]:
        if self._remarks is None:
            _put(self, "_remarks", tuple([ShelvedAnnotation(self, name, moment) for name, moment in self._short[3]]))
        found: tuple[Annotation, ...] = self._remarks  # type: ignore[assignment]
        return found

    @property
    def site(self) -> str | None:
        return self._short[4]  # type: ignore[no-any-return]

    @property
    def authors(self) -> tuple[str, ...]:
        return tuple(self._short[5])

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self._short[6])

    @property
    def language(self) -> str:
        return self._short[7]  # type: ignore[no-any-return]

    @property
    def former_ids(self) -> tuple[str, ...]:
        return tuple(self._short[8])

    @property
    def header(self) -> ArticleHeader:
        return self.whole.header

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        return self.whole.annotations

    @property
    def links(self) -> tuple[str, ...]:
        return self.whole.links

    @property
    def lines(self) -> Mapping[str, int]:
        return self.whole.lines

    def __reduce__(self) -> tuple[Any, ...]:
        return ShelvedArticle, (self.id, self._state, self._short, self._shelf)


class ShelvedAnnotation(Annotation):
    """An annotation that is fetched with its article when more than its id and its moment is asked for."""

    __slots__ = ("_moment", "_owner")
    _owner: ShelvedArticle
    _moment: str

    def __init__(self, owner: ShelvedArticle, name: str, moment: str) -> None:
        _put(self, "id", name)
        _put(self, "_owner", owner)
        _put(self, "_moment", moment)

    @property
    def article(self) -> str:
        return self._owner.id

    @property
    def whole(self) -> Annotation:
        """All of it."""
        return next(one for one in self._owner.annotations if one.id == self.id)

    @property
    def order(self) -> tuple[str, str]:
        return (self._moment, self.id)

    @property
    def path(self) -> str:
        return f"{self._owner.path.removesuffix('index.md')}annotations/{self.id}.md"

    @property
    def header(self) -> AnnotationHeader:
        return self.whole.header

    @property
    def comment(self) -> str:
        return self.whole.comment

    @property
    def quote_line(self) -> int:
        return self.whole.quote_line

    @property
    def comment_line(self) -> int:
        return self.whole.comment_line

    def __reduce__(self) -> tuple[Any, ...]:
        return ShelvedAnnotation, (self._owner, self.id, self._moment)
