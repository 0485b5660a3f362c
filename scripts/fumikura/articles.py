"""What every importer gives, whatever tool saved the article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    cover: str | None = None
    """Name of one of ``pictures``, or the URL that the source gives."""
    pictures: tuple[Picture, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    """Front matter keys that are not ours, each with its YAML lines as they stood in the source."""
    warnings: tuple[str, ...] = ()
    """What the person who imports should know, a sentence each."""
    remarks: tuple[str, ...] = ()
    """What was checked and is well, such as "2,768 characters, as the source says"."""
