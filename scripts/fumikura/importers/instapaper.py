"""Instapaper's CSV: ``URL,Title,Selection,Folder``, since 2024 also ``Timestamp,Tags`` (Unix seconds; a JSON list)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fumikura.importing.link_articles import saved_link
from fumikura.importing.table_rows import Row, has_columns, rows
from fumikura.model.articles import each
from fumikura.model.dates import unix_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.errors import ContentError
    from fumikura.model.articles import Article
    from fumikura.sources.source import Source

VERSION = 1
MANY = True

_OWN_FOLDERS = frozenset({"Unread", "Archive", "Starred", "Home", "Liked"})
"""Where Instapaper itself puts things; others are the keeper's."""


def matches(source: Source) -> bool:
    """By the columns."""
    return has_columns(source, "url", "title", "selection", "folder")


def read(source: Source) -> Iterator[Article | ContentError]:
    """A link for each row."""
    return each(rows(source), _from_row)


def _from_row(row: Row) -> Article:
    folder = row.text("folder")
    tags = re.split(r'[,"\[\]]+', row.text("tags") or "")
    return saved_link(
        row.text("url"),
        title=row.text("title"),
        created=unix_moment(row.text("timestamp")),
        description=row.text("selection"),
        tags=tags,
        kept={"folder": folder if folder not in _OWN_FOLDERS else None},
    )
