"""``fumikura build``: the site."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import click

from fumikura.archive import open_archive, open_archive_at
from fumikura.building import build
from fumikura.trusted_build import build_trusted

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--strict", is_flag=True, help="Fail on a warning.")
@click.option(
    "--trusted",
    metavar="REV",
    help="Preview a change: take settings, templates and all but articles and notes from REV.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
@click.pass_obj
def command(directory: Path | None, strict: bool, trusted: str | None, as_json: bool) -> None:
    """Build what is published of the archive into site/.

    Example: fumikura build --strict
    """
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    if trusted is None:
        settings = open_archive(directory)
        built = build(settings, strict=strict)
    else:
        settings, git = open_archive_at(directory, trusted)
        built = build_trusted(settings, git, trusted, strict=strict)
    if as_json:
        click.echo(json.dumps(built.to_json()))
    else:
        click.echo(f"{built.pages} pages in {built.seconds:.1f} s: {settings.site}")
