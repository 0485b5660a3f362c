"""``fumikura check``: everything a reviewer would want to know, with file and line."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from fumikura.checks.checks import worst
from fumikura.disk.atomic import write_atomically
from fumikura.errors import UsageError
from fumikura.library.archive import open_archive, open_archive_at
from fumikura.review.change_checks import Limits
from fumikura.review.reports import FORMATS, report
from fumikura.review.reviewing import review_archive, review_change


@click.command()
@click.option("--base", metavar="REV", help="Judge what changed since REV, by the settings of REV; count the rest.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--preview-url", metavar="URL", help="Where the change can be seen; for links in --format markdown.")
@click.option("--max-file", metavar="MB", type=click.IntRange(1), help="Largest file of a change.  [default: 25]")
@click.option("--max-change", metavar="MB", type=click.IntRange(1), help="Largest change.  [default: 200]")
@click.option(
    "--also",
    type=(click.Choice(FORMATS), click.Path(path_type=Path)),
    multiple=True,
    metavar="FORMAT FILE",
    help="Write this format to FILE too. Can be given several times.",
)
@click.option("--links", is_flag=True, help="Ask the network whether sources and links of notes are still there.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.pass_obj
def command(  # noqa: PLR0913  one parameter for each option
    directory: Path | None,
    base: str | None,
    form: str,
    preview_url: str | None,
    max_file: int | None,
    max_change: int | None,
    also: tuple[tuple[str, Path], ...],
    links: bool,
    strict: bool,
) -> None:
    """Check articles, annotations and notes; exit 1 if an error was found.

    Example: fumikura check --base origin/main --format github
    """
    if base is None:
        if preview_url or max_file or max_change:
            raise UsageError("--preview-url, --max-file and --max-change are about a change: say --base REV too")
        review = review_archive(open_archive(directory), _week() if links else None)
    elif links:
        raise UsageError(
            "--links asks the addresses of the archive; those of a change are a stranger's: leave out --base"
        )
    else:
        settings, git = open_archive_at(directory, base)
        review = review_change(settings, git, base, _limits(max_file, max_change))
    text = report(review, form, preview_url)
    if text:
        click.echo(text)
    for other, path in also:
        write_atomically(path, report(review, other, preview_url).rstrip("\n") + "\n")
    level = worst(review.findings)
    sys.exit(1 if level == "error" or (strict and level == "warning") else 0)


def _week() -> int:
    """Weeks since a Monday long ago."""
    return (dt.datetime.now(dt.UTC).date().toordinal() - 1) // 7


def _limits(max_file: int | None, max_change: int | None) -> Limits:
    usual = Limits()
    file = max_file * 1_000_000 if max_file else usual.file
    saved = max(file, usual.saved)
    return Limits(file, saved, max_change * 1_000_000 if max_change else usual.change)
