"""Karakeep's JSON: ``bookmarks`` with ``content`` of type ``link`` or ``text``, ``createdAt`` in Unix seconds, the
keeper's ``note``; ``lists`` by id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.importing.article_bodies import body_of_html, body_of_text
from fumikura.importing.json_items import has_keys, items, labels_in, list_in, text_in
from fumikura.importing.link_articles import saved_link
from fumikura.model.articles import each
from fumikura.model.dates import unix_moment, written_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.model.articles import Article
    from fumikura.sources.source import Source

VERSION = 1
MANY = True


def matches(source: Source) -> bool:
    """By the list of bookmarks, with contents."""
    return has_keys(source, "bookmarks", "content", "tags", within="bookmarks")


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article for each bookmark. One whose file is not in the export is an error of its own."""
    names = (
        {str(one.get("id")): text_in(one, "name") for _, one in items(source, "lists")} if _has_lists(source) else {}
    )

    def article(entry: tuple[int, dict[str, Any]]) -> Article:
        line, bookmark = entry
        content = bookmark.get("content")
        if not isinstance(content, dict) or not text_in(content, "url", "text"):
            problem = f"{text_in(bookmark, 'title') or 'a bookmark'}: it is a file that is not in the export"
            raise ContentError(source.name, line, problem, "add the file itself", "empty")
        html, text = text_in(content, "htmlContent", "html"), text_in(content, "text")
        url = text_in(content, "url", "sourceUrl")
        title = text_in(bookmark, "title") or text_in(content, "title")
        lists = (names.get(str(one)) for one in list_in(bookmark, "lists"))
        created = bookmark.get("createdAt")
        return saved_link(
            url,
            title=title or (text or "").split("\n", 1)[0][:100],
            created=unix_moment(created) or written_moment(created if isinstance(created, str) else None),
            description=text_in(content, "description"),
            author=filter(None, [text_in(content, "author")]),
            tags=labels_in(bookmark, "tags"),
            body=body_of_html(html, source, url, title) if html else body_of_text(text) if text else None,
            kept={"note": text_in(bookmark, "note"), "folder": ", ".join(filter(None, lists))},
        )

    return each(items(source, "bookmarks"), article)


def _has_lists(source: Source) -> bool:
    return '"lists":' in source.text[-1_000_000:].replace(" ", "")
