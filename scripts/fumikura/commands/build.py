"""``fumikura build``: the site."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import click

from fumikura.archive import open_archive
from fumikura.building import build

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--strict", is_flag=True, help="Fail on a warning.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
@click.pass_obj
def command(directory: Path | None, strict: bool, as_json: bool) -> None:
    """Build what is published of the archive into site/.

    Example: fumikura build --strict
    """
    settings = open_archive(directory)
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    built = build(settings, strict=strict)
    if as_json:
        click.echo(json.dumps(built.to_json()))
    else:
        click.echo(f"{built.pages} pages in {built.seconds:.1f} s: {settings.site}")
