"""``fumikura build``: the site."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import click

from fumikura.building.building import build
from fumikura.commands.page_bar import PageBar
from fumikura.commands.workers import scheduler_option, workers_of
from fumikura.errors import UsageError
from fumikura.library.archive import open_archive, open_archive_at

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.building.building import Built


@click.command()
@click.option("--strict", is_flag=True, help="Fail on a warning.")
@click.option("--workers", type=click.IntRange(1), help="Processes; one for each processor where it is not given.")
@scheduler_option
@click.option("--profile", is_flag=True, help="Say where the time went.")
@click.option(
    "--trusted",
    metavar="REV",
    help="Preview a change: take settings, templates and all but articles and notes from REV.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
@click.pass_obj
def command(
    directory: Path | None,
    strict: bool,
    workers: int | None,
    scheduler: str | None,
    profile: bool,
    trusted: str | None,
    as_json: bool,
) -> None:
    """Build what is published of the archive into site/.

    Only pages whose sources have changed are made anew.

    Example: fumikura build --strict
    """
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    whose = workers_of(workers, scheduler)
    if trusted is not None and scheduler is not None:
        raise UsageError("--trusted builds here; leave --scheduler out")
    with PageBar() as bar:
        if trusted is None:
            settings = open_archive(directory)
            built = build(settings, strict=strict, workers=whose, told=bar.move)
        else:
            from fumikura.review.trusted_build import build_trusted  # noqa: PLC0415  it reads all that a review does

            settings, git = open_archive_at(directory, trusted)
            built = build_trusted(settings, git, trusted, strict=strict)
    if as_json:
        click.echo(json.dumps(built.to_json()))
        return
    click.echo(f"{built.pages} pages, {built.rendered} of them made, in {built.seconds:.1f} s: {settings.site}")
    if profile:
        click.echo(_table(built))


def _table(built: Built) -> str:
    """Stages and their seconds, in the order in which they came."""
    rows = [*built.stages.items(), ("in all", built.seconds)]
    return "\n".join(f"{name:<12}{seconds:9.3f} s" for name, seconds in rows)
