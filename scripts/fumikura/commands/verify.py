"""``fumikura verify``: originals against their hashes, pages against their originals."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, get_args

import click

from fumikura.adding.first_imports import FirstImports
from fumikura.adding.shelf import read_shelf
from fumikura.adding.verifying import FAULTS, Status, by_original, unreadable, verify_original
from fumikura.commands.progress import bar
from fumikura.errors import UsageError
from fumikura.library.archive import open_archive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fumikura.adding.shelf import Shelf
    from fumikura.adding.verifying import Verdict


@click.command()
@click.argument("articles", nargs=-1, metavar="[ID…]")
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of objects.")
@click.option("--diff", "with_diff", is_flag=True, help="Show how the texts differ, from the page's to the original's.")
@click.pass_obj
def command(directory: Path | None, articles: tuple[str, ...], as_json: bool, with_diff: bool) -> None:
    """Hash every original again, convert it again, and say which pages differ from what it gives, and why.

    Exit 1 if an original is missing, changed or can no longer be read. A page that differs is no error. Nothing is
    written.

    Example: fumikura verify openai-3kx7qa --diff
    """
    settings = open_archive(directory)
    shelf = read_shelf(settings)
    wanted = _wanted(articles, shelf)
    groups = by_original(shelf.all())
    chosen = [name for name, known in groups.items() if wanted & {one.id for one in known}]
    with bar(len(chosen)) as progress:
        imports = FirstImports(settings)
        found = [
            verdict
            for original in (progress.track(chosen, description="verifying") if progress else chosen)
            for verdict in verify_original(original, groups[original], imports, with_diff=with_diff)
            if verdict.article in wanted
        ]
    found += [one for one in unreadable(shelf) if one.article in wanted]
    found.sort(key=lambda one: one.article)
    if as_json:
        click.echo(json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=2))
    else:
        _print(found)
    sys.exit(1 if any(one.status in FAULTS for one in found) else 0)


def _wanted(articles: Sequence[str], shelf: Shelf) -> set[str]:
    """The ids that are asked for. Raises ``UsageError`` for one that is not here."""
    here = {one.id for one in shelf.all()} | shelf.unreadable.keys()
    for one in articles:
        if one not in here:
            raise UsageError(f"no article {one!r}; ids are the folder names under docs/articles")
    return set(articles) or here


def _print(found: Sequence[Verdict]) -> None:
    for one in found:
        if one.status == "same":
            continue
        click.echo(f"{one.status:13} {one.path}{_details(one)}")
        if one.problem:
            click.echo(f"  {one.problem}")
        if one.diff:
            click.echo("\n".join(f"    {line}" for line in one.diff))
    counts = Counter(one.status for one in found)
    summary = [f"{counts[status]:,} {status}" for status in get_args(Status) if counts[status]]
    click.echo(", ".join(summary) or "nothing to verify")


def _details(one: Verdict) -> str:
    parts = []
    if one.converter_now and one.converter != one.converter_now:
        parts.append(f"{one.converter} → {one.converter_now}")
    if one.lines:
        parts.append(f"text +{one.lines['added']} −{one.lines['removed']} lines")
    if one.fields:
        parts.append(", ".join(one.fields))
    return f"  ({'; '.join(parts)})" if parts else ""
