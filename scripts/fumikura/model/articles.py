"""What every importer gives, whatever tool saved the article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that came with the source."""

    name: str
    """File name in the article's folder: ASCII, no folders."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Article:
    """An article as its source tells it. A field the source does not know stays empty: nothing is guessed."""

    title: str
    body: str
    """Markdown that Python-Markdown renders to the source's text, without the title."""
    source: str | None = None
    """The URL it was published at."""
    author: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601, as precise as the source says."""
    created: str | None = None
    """When it was saved."""
    description: str | None = None
    tags: tuple[str, ...] = ()
    site: str | None = None
    lang: str | None = None
    license: str | None = None
    rights: str | None = None
    kind: str | None = None
    """``link``: only the address is known, not the text."""
    publication: str | None = None
    """``draft``: never published; ``rights`` is ``private`` then, whatever the person says of the rest."""
    incomplete: str | None = None
    """``paywall``: the source has the part before the paywall only."""
    cover: str | None = None
    """Name of one of ``pictures``, or the URL that the source gives."""
    pictures: tuple[Picture, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    """Front matter keys that are not ours, each with its YAML lines as they stood in the source."""
    warnings: tuple[str, ...] = ()
    """What the person who imports should know, a sentence each."""
    remarks: tuple[str, ...] = ()
    """What was checked and is well, such as "2,768 characters, as the source says"."""


def each(parts: Iterable[Part], make: Callable[[Part], Article]) -> Iterator[Article | ContentError]:
    """What ``make`` makes of each part of a source, or the error where it can make nothing: the others go on."""
    for part in parts:
        try:
            yield make(part)
        except ContentError as error:
            yield error
