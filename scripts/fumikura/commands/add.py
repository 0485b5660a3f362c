"""``fumikura add``: sources to articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fumikura.adding.add_sources import Job, Sources, add_all
from fumikura.adding.shelf import read_shelf
from fumikura.commands.add_table import table
from fumikura.commands.progress import EntryBar, bar
from fumikura.commands.workers import scheduler_option, workers_of
from fumikura.disk.atomic import remove_leftovers
from fumikura.errors import UsageError
from fumikura.library.archive import open_archive
from fumikura.model.rights import RIGHTS
from fumikura.model.shapes import split_labels
from fumikura.sources.fetch import is_url
from fumikura.sources.given import read_options
from fumikura.sources.reading import shown, walk
from fumikura.workers.executors import cores
from fumikura.workers.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fumikura.adding.results import Result
    from fumikura.settings import Settings
    from fumikura.sources.source import Fields

_OF_ONE_ARTICLE = ("source", "title")
"""Options that can be true of one article only."""
_SWITCHES = ("update", "new", "allow_private", "fetch_links", "fetch_pictures", "keep_large")
"""Options that say what to do, not what is true of an article."""


@click.command(epilog="Example: fumikura add article.txt --source https://note.com/name/n/n123 --tags 核,AI")
@click.argument("places", nargs=-1, required=True, metavar="PATH|URL…")
@click.option("--source", metavar="URL", help="Where the article was published.")
@click.option("--author", multiple=True, metavar="NAME", help="Once for each author.")
@click.option("--title", metavar="TEXT")
@click.option("--published", metavar="DATE", help="2025, 2025-03, 2025-03-10 or a moment, ISO 8601.")
@click.option("--tags", metavar="A,B", help="Separated by commas.")
@click.option("--rights", type=click.Choice(RIGHTS), help="How much of it a published site may contain.")
@click.option("--license", metavar="TEXT", help="Such as: CC BY 4.0")
@click.option("--site", metavar="NAME", help="Name of the site that published it.")
@click.option("--lang", metavar="CODE", help="Such as: ja, en")
@click.option("--update", is_flag=True, help="Take what has changed in the source, or differs from the options.")
@click.option("--new", is_flag=True, help="Add also what has the text of an article that is here, as another article.")
@click.option("--allow-private", is_flag=True, help="Fetch also from addresses that are not public.")
@click.option(
    "--fetch", "fetch_links", is_flag=True, help="Fetch the texts of links, as exports and bookmarks hold them."
)
@click.option("--fetch-pictures", is_flag=True, help="Fetch the pictures that are on the net, also for articles here.")
@click.option("--keep-large-pictures", "keep_large", is_flag=True, help="Keep large pictures also as they are.")
@click.option(
    "--workers",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Processes that convert; as many as there are cores if not given. The result is the same.",
)
@scheduler_option
@click.option("--json", "as_json", is_flag=True, help="The results as JSON, for programs.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    places: tuple[str, ...],
    workers: int | None,
    scheduler: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Turn saved files, folders of them, or web pages into articles.

    What a source does not say can be given by options, or in a YAML file beside it (article.txt.yml). A
    source that is here already changes nothing. What was stopped goes on when the command is run again.
    """
    whose = workers_of(workers, scheduler)
    settings = open_archive(ctx.obj)
    switches = {name: given.pop(name) for name in _SWITCHES}
    options = _options(given)
    sources = _sources(places, settings)
    _refuse_sharing(options, sources)
    remove_leftovers((settings.articles, settings.saved))
    job = Job(read_shelf(settings), options, workers=whose or cores(), **switches)
    for error in job.shelf.unreadable.values():
        click.echo(f"not looked at: {error}", err=True)
    results: list[Result] = []
    with bar(sources.pieces, EntryBar.COLUMNS) as progress:
        show_now = not as_json and progress is None
        shown_bar = EntryBar(progress, sources.size) if progress else None

        def told(result: Result) -> None:
            results.append(result)
            if show_now:
                click.echo(_as_text(result))

        try:
            with stoppable():
                add_all(sources, job, told, shown_bar.move if shown_bar else None)
        except KeyboardInterrupt:
            remove_leftovers((settings.articles, settings.saved), own=True)
            raise
        finally:  # also on Ctrl-C: what is done is done, and said
            if progress is not None:
                progress.stop()
            if as_json:
                click.echo(json.dumps([result.to_json() for result in results], ensure_ascii=False, indent=2))
            elif not show_now and results:
                click.echo("\n".join(map(_as_text, results)))
    if not as_json:
        click.echo("\n".join(filter(None, (table(results), _summary(results)))))
    if any(result.status == "refused" for result in results):
        ctx.exit(1)


def _refuse_sharing(options: Fields, sources: Sources) -> None:
    given = [f"--{name}" for name in _OF_ONE_ARTICLE if name in options]
    if given and len(sources) != 1:
        raise UsageError(f"{' and '.join(given)} can be true of one article only, not of {len(sources)} sources")


def _options(given: dict[str, Any]) -> Fields:
    tags = split_labels(given.pop("tags") or "")
    return read_options({**given, "author": list(given["author"]), "tags": list(tags)})


def _sources(places: Sequence[str], settings: Settings) -> Sources:
    """Every file and URL once, folders as the files in them; always in the same order, so that it decides nothing in
    which order they were given."""
    urls = sorted({one for one in places if is_url(one)})
    found = (file for one in places if not is_url(one) for file in _files(Path(one), settings))
    by_place: dict[Path, Path] = {}
    for path in sorted(found, key=shown):  # of two names for one file always the same
        by_place.setdefault(path.resolve(), path)
    return Sources(tuple(by_place[place] for place in sorted(by_place, key=lambda place: place.parts)), tuple(urls))


def _files(path: Path, settings: Settings) -> Iterator[Path]:
    resolved = path.resolve()
    if resolved.is_relative_to(settings.docs) or settings.docs.is_relative_to(resolved):
        raise UsageError(f"{shown(path)} holds the archive's own pages, not sources")
    return walk(path) if path.is_dir() else iter([path])


def _as_text(result: Result) -> str:
    if result.status == "refused" and result.error:
        lines = [f"refused    {result.error}"]
    else:
        size = f"  ({result.characters:,} characters)" if result.characters is not None else ""
        lines = [f"{result.status:<10} {result.path}  {result.title}{size}"]
    if result.status != "refused":
        lines += [f"  checked: {remark}" for remark in result.remarks]
        if result.missing:
            lines.append(f"  missing: {', '.join(result.missing)}")
    lines += [f"  warning: {warning}" for warning in result.warnings]
    return "\n".join([*lines, *(f"    {line}" for line in result.diff)])


def _summary(results: Sequence[Result]) -> str:
    if not results:
        return "nothing to add"
    counts = dict.fromkeys(("created", "updated", "unchanged", "refused"), 0)
    for result in results:
        counts[result.status] += 1
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count)
