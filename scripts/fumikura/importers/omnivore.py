"""Omnivore's export: ``metadata_0_to_20.json`` and so on, with the pages in ``content/<slug>.html`` beside them.

The archive as it was downloaded, or the folder that it was unpacked into. Highlights are not read here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.importing.article_bodies import body_of_html
from fumikura.importing.beside import read_beside
from fumikura.importing.json_items import has_keys, items, labels_in, text_in
from fumikura.importing.link_articles import saved_link
from fumikura.model.articles import each
from fumikura.model.dates import written_moment
from fumikura.sources.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.errors import ContentError
    from fumikura.model.articles import Article
    from fumikura.sources.source import Source

VERSION = 1
MANY = True


def matches(source: Source) -> bool:
    """By the keys of the first entry."""
    return has_keys(source, "slug", "url", "savedAt")


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article for each entry; a link where its page is not beside the list."""

    def article(entry: dict[str, Any]) -> Article:
        url, title = text_in(entry, "url"), text_in(entry, "title")
        path = f"content/{text_in(entry, 'slug')}.html"
        page = read_beside(source, path)
        return saved_link(
            url,
            title=title,
            created=written_moment(text_in(entry, "savedAt")),
            published=written_moment(text_in(entry, "publishedAt")),
            description=text_in(entry, "description"),
            author=filter(None, [text_in(entry, "author")]),
            tags=labels_in(entry, "labels"),
            cover=text_in(entry, "thumbnail"),
            body=body_of_html(decode(page, f"{source.name}: {path}").text, source, url, title) if page else None,
        )

    return each((entry for _, entry in items(source)), article)
