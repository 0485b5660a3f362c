"""``fumikura export``: annotations for other tools."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fumikura.commands.asked_article import find_article
from fumikura.commands.progress import bar
from fumikura.disk.atomic import Staging, write_atomically
from fumikura.errors import UsageError
from fumikura.exchange.to_hypothesis import article_annotations, export_file
from fumikura.exchange.to_w3c import annotation_page, page_text
from fumikura.history.earlier_texts import EarlierTexts
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_canonical, read_library
from fumikura.markdown.rendering import Renderer
from fumikura.model.dates import utc
from fumikura.text.threads import threads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.library.library import ArticleEntry
    from fumikura.settings import Settings
    from fumikura.text.anchors import Anchor

FORMATS = ("w3c", "hypothesis")


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("articles", nargs=-1, metavar="[ID…]")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write there instead of to standard output: w3c into a folder, a file for each article; hypothesis a file.",
)
@click.pass_obj
def command(directory: Path | None, form: str, articles: tuple[str, ...], output: Path | None) -> None:
    """Give the annotations of the articles ID, or of all, in FORMAT: w3c or hypothesis.

    w3c gives an AnnotationPage (JSON-LD) for one ID, else a list of them; hypothesis a file that Hypothes.is imports.
    Private articles are left out.

    Example: fumikura export w3c openai-3kx7qa
    """
    settings = open_archive(directory)
    entries = _entries(settings, articles)
    with bar(len(entries)) as progress:
        found = progress.track(entries, description="reading") if progress else entries
        if form == "w3c":
            _w3c(found, settings, output, alone=len(articles) == 1)
        else:
            _hypothesis(found, settings, output)


def _entries(settings: Settings, articles: tuple[str, ...]) -> list[ArticleEntry]:
    """The articles that are asked for and may be given, with annotations."""
    library = read_library(settings)
    for finding in library.findings:
        click.echo(f"not looked at: {finding}", err=True)
    wanted = [find_article(library, one) for one in dict.fromkeys(articles)] or list(library.articles.values())
    private = [entry for entry in wanted if entry.rights == "private"]
    if articles and private:
        raise UsageError(f"{private[0].id} is private, and nothing of a private article is exported")
    if private:
        click.echo(f"{len(private)} private article{'' if len(private) == 1 else 's'} left out", err=True)
    return [entry for entry in wanted if entry.rights != "private" and (entry.annotations or articles)]


def _w3c(entries: Any, settings: Settings, output: Path | None, *, alone: bool) -> None:
    pages = {
        entry.id: annotation_page(entry, anchors, settings.site_url) for entry, _, anchors in _placed(entries, settings)
    }
    if output is None:
        click.echo(page_text(next(iter(pages.values())) if alone else list(pages.values())), nl=False)
        return
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output} is no folder; w3c writes a file for each article into one")
    with Staging() as staging:
        for identity, page in pages.items():
            staging.file(output / f"{identity}.jsonld", page_text(page))
        staging.commit()
    click.echo(f"{len(pages)} file{'' if len(pages) == 1 else 's'} in {output}", err=True)


def _hypothesis(entries: Any, settings: Settings, output: Path | None) -> None:
    annotations = [
        one
        for entry, text, anchors in _placed(entries, settings)
        for one in article_annotations(entry, text, anchors, settings.site_url)
    ]
    text = page_text(export_file(annotations, utc(dt.datetime.now(dt.UTC))))
    if output is None:
        click.echo(text, nl=False)
        return
    if output.is_dir():
        raise UsageError(f"{output} is a folder; hypothesis writes one file")
    write_atomically(output, text)
    click.echo(f"{len(annotations)} annotation{'' if len(annotations) == 1 else 's'} in {output}", err=True)


def _placed(entries: Any, settings: Settings) -> Iterator[tuple[ArticleEntry, str, dict[str, Anchor]]]:
    """Each article with its canonical text and the places of its annotations in it."""
    renderer = Renderer(settings.extensions, settings.extension_configs)
    texts = EarlierTexts(settings, renderer)
    for entry in entries:
        canonical = read_canonical(entry, settings, renderer)
        earlier = texts.of(entry.path, entry.annotations, canonical)
        placed = threads(entry.annotations, canonical, earlier).placed
        yield entry, canonical.text, {one.annotation.id: one.anchor for one in placed}
