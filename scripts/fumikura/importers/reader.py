"""Readwise Reader's CSV: ``Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen``. Tags are a list as
Python writes one."""

from __future__ import annotations

import re
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

_TAG = re.compile(r"'((?:[^'\\]|\\.|'')*)'|\"((?:[^\"\\]|\\.)*)\"")


def matches(source: Source) -> bool:
    """By the columns."""
    return has_columns(source, "url", "title", "document tags", "saved date")


def read(source: Source) -> Iterator[Article | ContentError]:
    """A link for each row."""
    return each(rows(source), _from_row)


def _from_row(row: Row) -> Article:
    found = _TAG.findall(row.text("document tags") or "")
    tags = [re.sub(r"\\(.)", r"\1", one.replace("''", "'") or other) for one, other in found]
    return saved_link(
        row.text("url"), title=row.text("title"), created=written_moment(row.text("saved date")), tags=tags
    )
