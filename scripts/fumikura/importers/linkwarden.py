"""Linkwarden's JSON: ``collections`` with ``links`` (``name, url, description, tags, createdAt``, some with
``textContent``). The names of the collections, from the outermost, stand in ``folder``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.importing.article_bodies import body_of_text
from fumikura.importing.json_items import has_keys, items, labels_in, list_in, text_in
from fumikura.importing.link_articles import saved_link
from fumikura.model.articles import each
from fumikura.model.dates import written_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.errors import ContentError
    from fumikura.model.articles import Article
    from fumikura.sources.source import Source

VERSION = 1
MANY = True


def matches(source: Source) -> bool:
    """By the list of collections, each with links."""
    return has_keys(source, "collections", "links", within="collections")


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article for each link: with its text, where the export has it."""
    collections = {str(one.get("id")): one for _, one in items(source, "collections")}
    links = ((link, _path(one, collections)) for one in collections.values() for link in list_in(one, "links"))
    return each(links, _from_link)


def _path(collection: dict[str, Any], collections: Mapping[str, dict[str, Any]]) -> str:
    names: list[str] = []
    one: dict[str, Any] | None = collection
    while one is not None and len(names) < 50:
        names.insert(0, text_in(one, "name") or "")
        one = collections.get(str(one.get("parentId")))
    return " / ".join(filter(None, names))


def _from_link(entry: tuple[dict[str, Any], str]) -> Article:
    link, folder = entry
    text = text_in(link, "textContent")
    return saved_link(
        text_in(link, "url"),
        title=text_in(link, "name", "title"),
        created=written_moment(text_in(link, "createdAt", "importDate")),
        description=text_in(link, "description"),
        tags=labels_in(link, "tags"),
        body=body_of_text(text) if text else None,
        kept={"folder": folder},
    )
