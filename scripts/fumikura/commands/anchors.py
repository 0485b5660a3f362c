"""``fumikura anchors``: where each annotation is now; or the text that annotations count in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from fumikura.anchors import place
from fumikura.archive import open_archive
from fumikura.article_html import selector
from fumikura.errors import UsageError
from fumikura.library_files import read_canonical, read_library
from fumikura.rendering import Renderer

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.canonical import CanonicalText
    from fumikura.library import ArticleEntry, Library


@click.command()
@click.argument("article", required=False, metavar="[ID]")
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of objects.")
@click.option("--text", "text_of", metavar="ID", help="Print the canonical text of an article instead.")
@click.pass_obj
def command(directory: Path | None, article: str | None, as_json: bool, text_of: str | None) -> None:
    """Place every annotation, of one article or of all; offsets are code points of the canonical text.

    Example: fumikura anchors openai-3kx7qa --json
    """
    settings = open_archive(directory)
    library = read_library(settings)
    renderer = Renderer(settings.extensions, settings.extension_configs)
    if text_of is not None:
        click.echo(read_canonical(find_article(library, text_of), settings, renderer).text)
        return
    entries = [find_article(library, article)] if article else list(library.articles.values())
    rows = [
        row for entry in entries if entry.annotations for row in _rows(entry, read_canonical(entry, settings, renderer))
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        at = "" if row["start"] is None else f" {row['start']}–{row['end']}"
        click.echo(f"{row['status']:6} {row['path']}{at}  {row['quote']}")
    counts = {status: sum(row["status"] == status for row in rows) for status in ("exact", "moved", "fuzzy", "orphan")}
    click.echo(", ".join(f"{count} {status}" for status, count in counts.items()))


def find_article(library: Library, article_id: str) -> ArticleEntry:
    """The article with this id. Raises ``UsageError``."""
    try:
        return library.articles[article_id]
    except KeyError:
        raise UsageError(f"no article {article_id!r}; ids are the folder names under docs/articles") from None


def _rows(entry: ArticleEntry, canonical: CanonicalText) -> list[dict[str, Any]]:
    """The shape of ``anchors --json``. Replies have no passage of their own and are not listed."""
    rows = []
    for annotation in entry.annotations:
        if not annotation.header.quote:
            continue
        anchor = place(selector(annotation), canonical.text, canonical.hash)
        found = None if anchor.start is None else canonical.text[anchor.start : anchor.end]
        rows.append(
            {
                "annotation": annotation.id,
                "article": entry.id,
                "path": annotation.path,
                "status": anchor.status,
                "start": anchor.start,
                "end": anchor.end,
                "score": anchor.score,
                "quote": annotation.header.quote,
                "found": found,
            }
        )
    return rows
