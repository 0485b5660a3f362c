"""``fumikura anchors``: where each annotation is now; or the text that annotations count in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from fumikura.checks.annotations_at import standing
from fumikura.commands.asked_article import read_asked
from fumikura.disk.atomic import write_atomically
from fumikura.history.earlier_texts import EarlierTexts
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_canonical, read_library
from fumikura.markdown.rendering import Renderer
from fumikura.text.anchors import STATUSES
from fumikura.text.reanchoring import changes, marked, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from fumikura.checks.annotation_changes import Standing
    from fumikura.library.library import ArticleEntry
    from fumikura.settings import Settings
    from fumikura.text.canonical import CanonicalText

Found = tuple["Standing", "CanonicalText"]


@click.command()
@click.argument("article", required=False, metavar="[ID]")
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of objects.")
@click.option("--text", "text_of", metavar="ID", help="Print the canonical text of an article instead.")
@click.option(
    "--write", is_flag=True, help="Write position, surroundings and text hash of what moved; never the quote."
)
@click.option("--mark-orphans", is_flag=True, help="Write `orphan: true` where the passage is gone.")
@click.pass_obj
def command(
    directory: Path | None, article: str | None, as_json: bool, text_of: str | None, write: bool, mark_orphans: bool
) -> None:
    """Place every annotation, of one article or of all; offsets are code points of the canonical text.

    Example: fumikura anchors openai-3kx7qa --json
    """
    settings = open_archive(directory)
    renderer = Renderer(settings.extensions, settings.extension_configs)
    if text_of is not None:
        click.echo(read_canonical(read_asked(settings, text_of), settings, renderer).text)
        return
    entries = [read_asked(settings, article)] if article else list(read_library(settings).articles.values())
    found = list(_found(entries, settings, renderer))
    rows = [_row(one) for one, _ in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print(rows)
    written = sum(_write(one, settings, moved=write, orphans=mark_orphans) for one in found)
    if (write or mark_orphans) and not as_json:
        click.echo(f"{written} file{'' if written == 1 else 's'} written")


def _found(entries: Iterable[ArticleEntry], settings: Settings, renderer: Renderer) -> Iterator[Found]:
    """Each annotation with its place. Replies have no passage of their own and are not listed."""
    texts = EarlierTexts(settings, renderer)
    for entry in entries:
        if entry.annotations:
            canonical = read_canonical(entry, settings, renderer)
            for _, one in standing(entry.path, entry.annotations, canonical, texts):
                yield one, canonical


def _row(one: Standing) -> dict[str, Any]:
    """The shape of ``anchors --json``."""
    annotation, anchor = one.annotation, one.anchor
    return {
        "annotation": annotation.id,
        "article": annotation.article,
        "path": annotation.path,
        "status": anchor.status,
        "start": anchor.start,
        "end": anchor.end,
        "score": anchor.score,
        "quote": annotation.header.quote,
        "found": one.words,
    }


def _print(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        at = "" if row["start"] is None else f" {row['start']}–{row['end']}"
        click.echo(f"{row['status']:6} {row['path']}{at}  {row['quote']}")
    counts = {status: sum(row["status"] == status for row in rows) for status in STATUSES}
    click.echo(", ".join(f"{count} {status}" for status, count in counts.items()))


def _write(found: Found, settings: Settings, *, moved: bool, orphans: bool) -> bool:
    """Bring the annotation's file up to date, and say whether there was anything to write."""
    one, canonical = found
    annotation, anchor = one.annotation, one.anchor
    new = {
        **(changes(annotation, anchor, canonical.text, canonical.hash) if moved else {}),
        **(marked(annotation, anchor) if orphans else {}),
    }
    if not new:
        return False
    path = settings.root / annotation.path
    write_atomically(path, rewritten(path.read_bytes(), new, annotation.path))
    return True
