"""``fumikura init``: a new archive, with a first article and what it needs to be published."""

from __future__ import annotations

from pathlib import Path

import click

from fumikura.archive.new_archive import FIRST, make_archive


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(sorted(FIRST)), default="en", show_default=True, help="Of the interface.")
@click.option("--title", metavar="TEXT", help="Name of the archive; the folder's name where it is not given.")
@click.option("--repo-url", metavar="URL", help="Where it will live, such as https://github.com/NAME/ARCHIVE.")
def command(directory: Path, lang: str, title: str | None, repo_url: str | None) -> None:
    """Make a new archive in DIR, which must not exist or be empty.

    Example: fumikura init my-archive --lang ja
    """
    directory = directory.absolute()
    make_archive(directory, lang, title or directory.name, repo_url)
    shown = directory.relative_to(Path.cwd()) if directory.is_relative_to(Path.cwd()) else directory
    is_tracked = any((folder / ".git").exists() for folder in directory.parents)
    track = "" if is_tracked else ' && git init -b main && git add -A && git commit -m "A new archive"'
    click.echo(f"A new archive is in {shown}. Next:\n  cd {shown}{track}\n  fumikura add FILE\n  fumikura serve")
