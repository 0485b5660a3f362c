"""``fumikura tag``: a tag under another name, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fumikura.errors import FumikuraError
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_library
from fumikura.upkeep.renamed_tags import rename_tag

if TYPE_CHECKING:
    from pathlib import Path


@click.group()
def command() -> None:
    """Change tags in articles, annotations and notes.

    Example: fumikura tag rename AI 人工知能
    """


@command.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--dry-run", is_flag=True, help="Say what would be changed, and change nothing.")
@click.pass_obj
def rename(directory: Path | None, old: str, new: str, dry_run: bool) -> None:
    """Give the tag OLD the name NEW, in all files at once; one that is there already takes it in.

    Example: fumikura tag rename AI 人工知能 --dry-run
    """
    settings = open_archive(directory)
    library = read_library(settings)
    if library.findings:
        first = next((one for one in library.findings if one.level == "error"), None)
        if first is not None:
            raise FumikuraError(
                f"{first}\n  nothing was changed, since a file that cannot be read may have the tag too"
            )
    renaming = rename_tag(library, settings, old, new)
    if not dry_run:
        renaming.changes.commit()
    for path in renaming.paths:
        click.echo(path)
    count = len(renaming.paths)
    done = "would be changed" if dry_run else "changed"
    merged = f"; {new} was there already and takes it in" if renaming.is_merge else ""
    click.echo(f"{count} file{'' if count == 1 else 's'} {done}{merged}", err=True)
