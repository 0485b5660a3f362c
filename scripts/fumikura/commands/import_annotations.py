"""``fumikura import-annotations``: other tools' annotations onto the articles that they are about."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from fumikura.commands.progress import bar
from fumikura.errors import FumikuraError, UsageError
from fumikura.exchange.files import read_foreign
from fumikura.exchange.importing import Import, Result
from fumikura.exchange.shelf import read_annotation_shelf
from fumikura.library.archive import open_archive
from fumikura.markdown.rendering import Renderer
from fumikura.sources.reading import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHOWN = 20
"""Lines about single annotations of a file; the rest is counted, and stands in the JSON."""


@click.command(name="import-annotations")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--update", is_flag=True, help="Take what the other tool says now, where it differs.")
@click.option("--timezone", metavar="ZONE", help="Of clocks that do not say theirs: Asia/Tokyo or +09:00.")
@click.option("--json", "as_json", is_flag=True, help="The results as JSON, for programs.")
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], update: bool, timezone: str | None, as_json: bool) -> None:
    """Put annotations from other tools onto the articles that they are about.

    Reads exports of Hypothes.is, Readwise, Reader, Kindle, Raindrop.io, Omnivore and wallabag, W3C JSON-LD, and
    Markdown with ==marked passages==. What is here already is not written twice. Passages of articles that are not
    here become an article that holds these passages alone.

    Example: fumikura import-annotations "My Clippings.txt" --timezone Asia/Tokyo
    """
    settings = open_archive(ctx.obj)
    renderer = Renderer(settings.extensions, settings.extension_configs)
    job = Import(read_annotation_shelf(settings, renderer), update, _zone(timezone))
    results: list[Result] = []
    try:
        with bar(sum(path.stat().st_size for path in files if path.is_file()) // 50_000) as progress:
            task = progress.add_task("importing", total=None) if progress else None
            for path in files:
                of_file: list[Result] = []
                for result in _results(path, job):
                    of_file.append(result)
                    results.append(result)
                    if progress and task is not None:
                        progress.update(task, advance=1, description=f"{len(results)} annotations")
                if not as_json:
                    click.echo(_as_text(shown(path), of_file))
    finally:  # also on Ctrl-C: what is done is done, and said
        if as_json:
            click.echo(json.dumps([result.to_json() for result in results], ensure_ascii=False, indent=2))
    if any(result.status == "refused" for result in results):
        ctx.exit(1)


def _results(path: Path, job: Import) -> Iterator[Result]:
    try:
        yield from job.file(read_foreign(path))
    except FumikuraError as error:
        yield Result(shown(path), "refused", error=str(error))


def _zone(text: str | None) -> dt.tzinfo | None:
    if text is None:
        return None
    offset = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", text)
    if offset and int(offset[2]) < 24 and int(offset[3]) < 60:
        span = dt.timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return dt.timezone(-span if offset[1] == "-" else span)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"--timezone: no time zone {text!r}; write one such as Asia/Tokyo or +09:00") from error


def _as_text(name: str, results: Sequence[Result]) -> str:
    """One line for the file, then what a person has to know."""
    counts = Counter[str](result.status for result in results if result.annotation or result.status == "refused")
    statuses = ("created", "updated", "unchanged", "refused")
    said = ", ".join(f"{counts[status]} {status}" for status in statuses if counts[status])
    articles = Counter(result.article for result in results if result.article and result.status != "unchanged")
    lines = [f"{name}: {said or 'no annotations'}"]
    lines += [f"  docs/articles/{article}/  {number}" for article, number in list(articles.items())[:SHOWN]]
    if len(articles) > SHOWN:
        lines.append(f"  … and {len(articles) - SHOWN} more articles")
    notes = [f"  warning: {_where(result)}{warning}" for result in results for warning in result.warnings]
    refusals = [f"  refused: {result.error}" for result in results if result.error]
    for more in (notes, refusals):
        lines += more[:SHOWN]
        if len(more) > SHOWN:
            lines.append(f"  … and {len(more) - SHOWN} more like these (--json lists all)")
    return "\n".join(lines)


def _where(result: Result) -> str:
    return f"{result.path}: " if result.path else ""
