"""``fumikura add``: sources to articles."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fumikura.adding import add_source
from fumikura.archive import open_archive
from fumikura.commands.add_table import table
from fumikura.commands.progress import bar
from fumikura.dates import utc
from fumikura.errors import ContentError, FumikuraError, UsageError
from fumikura.fetch import fetch, is_url
from fumikura.given import read_options
from fumikura.picture_fetching import fetch_pictures
from fumikura.publish import Result
from fumikura.reading import read_source, shown, walk
from fumikura.shapes import RIGHTS, split_labels
from fumikura.shelf import Shelf, read_shelf
from fumikura.unpacking import members

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.progress import Progress

    from fumikura.settings import Settings
    from fumikura.sources import Fields, Source

_OF_ONE_ARTICLE = ("source", "title")
"""Options that can be true of one article only."""
_SWITCHES = ("update", "new", "allow_private", "fetch_links", "fetch_pictures", "keep_large")
"""Options that say what to do, not what is true of an article."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What to do with each source."""

    shelf: Shelf
    options: Fields
    update: bool
    new: bool
    """Whether what has the text of an article here is another article all the same."""
    allow_private: bool
    fetch_links: bool
    """Whether links without a text are fetched."""
    fetch_pictures: bool
    """Whether pictures that stay on the net are fetched."""
    keep_large: bool
    """Whether pictures that are made smaller are also kept as they were."""


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
@click.option("--json", "as_json", is_flag=True, help="The results as JSON, for programs.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    places: tuple[str, ...],
    as_json: bool,
    **given: Any,
) -> None:
    """Turn saved files, folders of them, or web pages into articles.

    What a source does not say can be given by options, or in a YAML file beside it (article.txt.yml). A
    source that is here already changes nothing.
    """
    settings = open_archive(ctx.obj)
    switches = {name: given.pop(name) for name in _SWITCHES}
    job = _Job(read_shelf(settings), _options(given), **switches)
    sources = list(_sources(places, settings))
    _refuse_sharing(job.options, sources)
    for error in job.shelf.unreadable.values():
        click.echo(f"not looked at: {error}", err=True)
    results: list[Result] = []
    with bar(len(sources)) as progress:
        show_now = not as_json and progress is None
        try:
            for result in _results(sources, job, progress):
                results.append(result)
                if show_now:
                    click.echo(_as_text(result))
        finally:  # also on Ctrl-C: what is done is done, and said
            if progress is not None:
                progress.stop()
            if as_json:
                click.echo(json.dumps([result.to_json() for result in results], ensure_ascii=False, indent=2))
            elif not show_now:
                click.echo("\n".join(map(_as_text, results)))
    if not as_json:
        click.echo("\n".join(filter(None, (table(results), _summary(results)))))
    if any(result.status == "refused" for result in results):
        ctx.exit(1)


def _refuse_sharing(options: Fields, sources: Sequence[str | Path]) -> None:
    given = [f"--{name}" for name in _OF_ONE_ARTICLE if name in options]
    if given and len(sources) != 1:
        raise UsageError(f"{' and '.join(given)} can be true of one article only, not of {len(sources)} sources")


def _options(given: dict[str, Any]) -> Fields:
    tags = split_labels(given.pop("tags") or "")
    return read_options({**given, "author": list(given["author"]), "tags": list(tags)})


def _sources(places: Sequence[str], settings: Settings) -> Iterator[str | Path]:
    """Every file and URL once, folders as the files in them."""
    seen: set[str] = set()
    for one in places:
        found: Iterator[str | Path] = iter([one]) if is_url(one) else _files(Path(one), settings)
        for source in found:
            key = source if isinstance(source, str) else str(source.resolve())
            if key not in seen:
                seen.add(key)
                yield source


def _files(path: Path, settings: Settings) -> Iterator[Path]:
    resolved = path.resolve()
    if resolved.is_relative_to(settings.docs) or settings.docs.is_relative_to(resolved):
        raise UsageError(f"{shown(path)} holds the archive's own pages, not sources")
    return walk(path) if path.is_dir() else iter([path])


def _results(sources: Sequence[str | Path], job: _Job, progress: Progress | None) -> Iterator[Result]:
    for one in progress.track(sources, description="adding") if progress else sources:
        name = one if isinstance(one, str) else shown(one)
        try:
            for source in members(_read(one, job)):
                yield from _added(source, job)
        except FumikuraError as error:
            yield _refused(error, name)


def _added(source: Source | ContentError, job: _Job) -> Iterator[Result]:
    """What becomes of one source, or of what could not become one."""
    if isinstance(source, ContentError):
        yield Result(source=source.path, status="refused", error=str(source))
        return
    try:
        for result in add_source(source, job.shelf, update=job.update, new=job.new, keep_large=job.keep_large):
            yield _with_pictures(result, job)
            if job.fetch_links and result.id:
                yield from _filled(result.id, job)
    except FumikuraError as error:
        yield _refused(error, source.name)


def _filled(article: str, job: _Job) -> Iterator[Result]:
    """What becomes of an article that was a link, when its page is fetched. The address that was saved stays."""
    known = job.shelf.with_id(article)
    url = known.text("source") if known is not None and known.text("kind") == "link" else None
    if url is None:
        return
    try:
        page = _fetched(url, job, {**job.options, "source": url})
        for result in add_source(page, job.shelf, update=job.update, new=job.new, keep_large=job.keep_large):
            yield _with_pictures(result, job)
    except FumikuraError as error:
        yield _refused(error, url)


def _with_pictures(result: Result, job: _Job) -> Result:
    """The same when the pictures of the article have been fetched, if that was asked for."""
    if not job.fetch_pictures:
        return result
    try:
        return fetch_pictures(result, job.shelf, allow_private=job.allow_private, keep_large=job.keep_large)
    except ContentError as error:  # the article itself is there
        return replace(result, warnings=(*result.warnings, f"its pictures are not here: {error}"))


def _refused(error: FumikuraError, name: str) -> Result:
    return Result(source=name, status="refused", error=_named(error, name))


def _read(one: str | Path, job: _Job) -> Source:
    if isinstance(one, Path):
        return read_source(one, job.options)
    return _fetched(one, job, job.options)


def _fetched(url: str, job: _Job, options: Fields) -> Source:
    return fetch(url, utc(datetime.now(UTC)), options, allow_private=job.allow_private)


def _named(error: FumikuraError, name: str) -> str:
    """The message; where it is about another file, such as the page, with the source's name before it."""
    if isinstance(error, ContentError) and error.path != Path(name).as_posix() and name not in str(error):
        return f"{name}: {error}"
    return str(error)


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
