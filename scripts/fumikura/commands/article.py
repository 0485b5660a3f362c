"""``fumikura article``: an article under another id, or taken out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from fumikura.commands.asked_article import find_article
from fumikura.errors import UsageError
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_library
from fumikura.upkeep.moved_articles import Move, remove_article, rename_article
from fumikura.upkeep.purging import paths_of, remains

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fumikura.library.library import ArticleEntry
    from fumikura.settings import Settings


@click.group()
def command() -> None:
    """Change where an article is, or take it out, with all that links to it.

    Example: fumikura article rename xb63lm links-rot-quietly
    """


@command.command()
@click.argument("article", metavar="ID")
@click.argument("new", metavar="NEW-ID")
@click.option("--dry-run", is_flag=True, help="Say what would be changed, and change nothing.")
@click.pass_obj
def rename(directory: Path | None, article: str, new: str, dry_run: bool) -> None:
    """Give the article ID another id. Links follow, and its old address leads to the new one.

    Example: fumikura article rename xb63lm links-rot-quietly
    """
    settings = open_archive(directory)
    library = read_library(settings)
    entry = find_article(library, article)
    move = rename_article(library, settings, entry, new)
    if not dry_run:
        move.changes.commit()
    click.echo(f"docs/articles/{entry.id} → docs/articles/{new}")
    _say(move)


@command.command()
@click.argument("article", metavar="ID")
@click.option("--to", metavar="ID", help="The article that its address and the links to it shall lead to.")
@click.option("--for-rights", is_flag=True, help="Leave nothing of it, and say how to purge the history.")
@click.option("--keep-original", is_flag=True, help="Leave the file under saved/ that it was made from.")
@click.option("--dry-run", is_flag=True, help="Say what would be changed, and change nothing.")
@click.pass_obj
def remove(
    directory: Path | None, article: str, to: str | None, for_rights: bool, keep_original: bool, dry_run: bool
) -> None:
    """Take the article ID out, with its annotations, pictures and original.

    Its address leads to a page that says that it is gone, or to another article (--to).

    Example: fumikura article remove xb63lm --for-rights
    """
    if for_rights and keep_original:
        raise UsageError("--for-rights leaves nothing: give it without --keep-original")
    settings = open_archive(directory)
    library = read_library(settings)
    entry = find_article(library, article)
    other = find_article(library, to) if to else None
    if other is entry:
        raise UsageError("--to names the article itself")
    move = remove_article(
        library,
        settings,
        entry,
        to=other,
        today=dt.datetime.now(dt.UTC).date().isoformat(),
        keep_original=keep_original,
        for_rights=for_rights,
    )
    if not dry_run:
        move.changes.commit()
    for path in move.removed:
        click.echo(f"removed: {path}")
    count = len(entry.annotations)
    if count:
        click.echo(f"  with {count} annotation{'' if count == 1 else 's'}")
    _say(move)
    if for_rights:
        _say_remains(settings, entry, move.removed)


def _say(move: Move) -> None:
    for path in move.relinked:
        click.echo(f"links changed: {path}")
    for place in move.dangling:
        click.echo(f"still linked from: {place}")
    for path in move.kept:
        click.echo(f"kept, since other articles are made from it: {path}")


def _say_remains(settings: Settings, entry: ArticleEntry, removed: Sequence[str]) -> None:
    """What a person has to do beyond this change."""
    found = remains(settings.root, paths_of(entry, removed))
    if found is None:
        click.echo("Nothing of it is in the history of git.")
        return
    count = len(found.commits)
    click.echo(f"\nIt is still in {count} commit{'' if count == 1 else 's'} of the history:")
    for commit in found.commits:
        click.echo(f"  {commit}")
    click.echo(
        "\nTo purge it, commit this change, make a fresh clone, and run there (git-filter-repo is another program):\n"
        f"  {found.command}\n"
        "  git push --force --mirror\n"
        "Then build and publish the site anew. Clones and forks of others keep it, and so may the forge: old pull\n"
        "requests, caches, built sites. Ask its support to remove them."
    )
