"""Pocket's exports. CSV: ``title,url,time_added,tags,status``; time in Unix seconds, tags joined by ``|``. The older
HTML: lists of links with ``time_added`` and ``tags``, joined by commas. Links only: Pocket gave no texts."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.importing.link_articles import saved_link
from fumikura.importing.markup_scan import attributes
from fumikura.importing.table_rows import Row, has_columns, rows
from fumikura.model.articles import each
from fumikura.model.dates import unix_moment
from fumikura.sources.signatures import page_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.model.articles import Article
    from fumikura.sources.source import Source

VERSION = 1
MANY = True

_LINK = re.compile(r"<a\s(?P<attributes>[^<>]*)>(?P<text>[^<]*)</a>", re.IGNORECASE)


def matches(source: Source) -> bool:
    """The CSV by its columns, the HTML by its title."""
    return has_columns(source, "url", "time_added") or (source.is_text and page_kind(source.text) == "pocket")


def read(source: Source) -> Iterator[Article | ContentError]:
    """A link for each row."""
    if page_kind(source.text) != "pocket":
        yield from each(rows(source), _from_row)
        return
    links = list(_LINK.finditer(source.text))
    if not links:
        raise ContentError(source.name, 1, "the export is empty: there is no link in it", "export it again", "empty")
    yield from each(links, _from_link)


def _from_row(row: Row) -> Article:
    tags = (row.text("tags") or "").split("|")
    return saved_link(row.text("url"), title=row.text("title"), created=unix_moment(row.text("time_added")), tags=tags)


def _from_link(link: re.Match[str]) -> Article:
    said = attributes(link["attributes"])
    return saved_link(
        said.get("href"),
        title=html.unescape(link["text"]),
        created=unix_moment(said.get("time_added", "")),
        tags=said.get("tags", "").split(","),
    )
