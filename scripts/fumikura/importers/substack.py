"""Substack's export: ``posts.csv`` with the pages in ``posts/<post_id>.html`` beside it, as an archive or unpacked.

The lists of subscribers that come with it are not looked at. The export does not say where the posts are published.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from fumikura.importing.article_bodies import Body, body_of_html
from fumikura.importing.beside import read_beside
from fumikura.importing.table_rows import Row, has_columns, rows
from fumikura.model.articles import Article, each
from fumikura.model.dates import written_moment
from fumikura.sources.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.errors import ContentError
    from fumikura.sources.source import Source

VERSION = 1
MANY = True


def matches(source: Source) -> bool:
    """By the columns."""
    return has_columns(source, "post_id", "post_date", "is_published", "title")


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article for each post. One whose page is not there has no text, and a warning."""
    return each(rows(source), functools.partial(_from_row, source))


def _from_row(source: Source, row: Row) -> Article:
    path = f"posts/{row.text('post_id')}.html"
    page = read_beside(source, path)
    is_draft = (row.text("is_published") or "").lower() != "true"
    text = decode(page, f"{source.name}: {path}").text if page and page.strip() else ""
    body = body_of_html(text, source, None, row.text("title")) if text else Body()
    return Article(
        title=row.text("title") or row.text("post_id") or "(without a title)",
        body=body.markdown,
        published=None if is_draft else written_moment(row.text("post_date")),
        description=row.text("subtitle"),
        publication="draft" if is_draft else None,
        pictures=body.pictures,
        warnings=body.warnings if page is not None else (f"{path} is not in the export",),
        remarks=body.remarks,
    )
