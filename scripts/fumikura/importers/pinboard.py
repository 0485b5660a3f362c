"""Pinboard's JSON: a list of ``href, description`` (the title), ``extended, time, tags`` (joined by spaces)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.importing.json_items import has_keys, items, text_in
from fumikura.importing.link_articles import saved_link
from fumikura.model.articles import each
from fumikura.model.dates import written_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.errors import ContentError
    from fumikura.model.articles import Article
    from fumikura.sources.source import Source

VERSION = 1
MANY = True


def matches(source: Source) -> bool:
    """By the keys of the first entry."""
    return has_keys(source, "href", "description", "extended")


def read(source: Source) -> Iterator[Article | ContentError]:
    """A link for each entry."""
    return each((entry for _, entry in items(source)), _from_entry)


def _from_entry(entry: dict[str, Any]) -> Article:
    return saved_link(
        text_in(entry, "href"),
        title=text_in(entry, "description"),
        created=written_moment(text_in(entry, "time")),
        description=text_in(entry, "extended"),
        tags=(text_in(entry, "tags") or "").split(),
    )
