"""Raindrop.io's CSV: ``id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite``; a collection's own
export has no ``folder``, older ones no ``favorite``. Tags joined by commas. Highlights are not read here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.importing.link_articles import saved_link
from fumikura.importing.table_rows import Row, has_columns, rows
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
    """By the columns."""
    return has_columns(source, "url", "title", "excerpt", "created", "tags")


def read(source: Source) -> Iterator[Article | ContentError]:
    """A link for each row, with its excerpt and the keeper's note."""
    return each(rows(source), _from_row)


def _from_row(row: Row) -> Article:
    folder = row.text("folder")
    return saved_link(
        row.text("url"),
        title=row.text("title"),
        created=written_moment(row.text("created")),
        description=row.text("excerpt"),
        tags=(row.text("tags") or "").split(","),
        cover=row.text("cover"),
        kept={"note": row.text("note"), "folder": folder if folder != "Unsorted" else None},
    )
