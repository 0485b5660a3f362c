"""wallabag's JSON. Version 2: a list of ``url, title, content`` (HTML), ``created_at, published_at, published_by,
tags``. Version 1: the same under fewer names and again under numbers. Annotations are not read here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.importing.article_bodies import body_of_html
from fumikura.importing.json_items import has_keys, items, labels_in, list_in, text_in
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

_NO_CONTENT = "wallabag can't retrieve contents for this article"
"""What stands in place of a text that wallabag did not get."""


def matches(source: Source) -> bool:
    """By the keys of the first entry, or by its numbers."""
    return has_keys(source, "is_archived", "url", "title") or has_keys(source, "0", "1", "2", "3")


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article for each entry; a link where there is no content."""

    def article(entry: dict[str, Any]) -> Article:
        url = text_in(entry, "url", "given_url")
        content = text_in(entry, "content") or ""
        tags = labels_in(entry, "tags") or (text_in(entry, "tags") or "").split(",")
        return saved_link(
            url,
            title=text_in(entry, "title"),
            created=written_moment(text_in(entry, "created_at")),
            published=written_moment(text_in(entry, "published_at")),
            author=[one for one in list_in(entry, "published_by") if isinstance(one, str)],
            tags=tags,
            lang=_language(text_in(entry, "language")),
            cover=text_in(entry, "preview_picture"),
            body=body_of_html(content, source, url, text_in(entry, "title")) if _NO_CONTENT not in content else None,
        )

    return each((entry for _, entry in items(source)), article)


def _language(code: str | None) -> str | None:
    """``fr_FR`` as BCP 47 has it."""
    return code.replace("_", "-") if code and code.replace("_", "").replace("-", "").isalpha() else None
