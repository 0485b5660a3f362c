"""``fumikura check``: everything a reviewer would want to know, with file and line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fumikura.annotation_changes import changes, findings
from fumikura.annotation_checks import may_run
from fumikura.annotations_at import standing, standing_at
from fumikura.archive import open_archive
from fumikura.canonical import canonical_text
from fumikura.checks import PageText, check, worst
from fumikura.docs_files import located_pictures, unsafe_files
from fumikura.earlier_texts import EarlierTexts
from fumikura.errors import Finding, UsageError
from fumikura.front_matter import split
from fumikura.git_files import Git
from fumikura.library import ArticleEntry, Entry
from fumikura.library_files import read_canonical, read_library, read_text
from fumikura.rendering import Renderer
from fumikura.reports import FORMATS, report
from fumikura.sanitise import sanitise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.annotation_changes import Standing
    from fumikura.library import Library
    from fumikura.settings import Settings


@click.command()
@click.option(
    "--base", metavar="REV", help="Say what the change since REV does to annotations; orphaning one is an error."
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.pass_obj
def command(directory: Path | None, base: str | None, form: str, strict: bool) -> None:
    """Check articles, annotations and notes; exit 1 if an error was found.

    Example: fumikura check --base origin/main --format github
    """
    settings = open_archive(directory)
    library = read_library(settings)
    renderer = Renderer(settings.extensions, settings.extension_configs)
    texts = EarlierTexts(settings, renderer)
    reader = _PageReader(settings, renderer, texts)
    by_change = list(_by_change(base, library, settings, renderer, texts)) if base is not None else []
    told = {finding.path for finding in by_change}
    files = (*unsafe_files(settings.docs, settings.root), *located_pictures(settings.docs, settings.root))
    # A link among the articles is found twice: as a page and as a file.
    everything = dict.fromkeys((*check(library, reader), *files, *_shallow(texts)))
    general = [one for one in everything if not (one.code in {"orphan", "fuzzy"} and one.path in told)]
    text = report([*general, *by_change], form)
    if text:
        click.echo(text)
    level = worst([*general, *by_change])
    sys.exit(1 if level == "error" or (strict and level == "warning") else 0)


def _by_change(
    base: str, library: Library, settings: Settings, renderer: Renderer, texts: EarlierTexts
) -> Iterator[Finding]:
    """What the articles that differ from ``base`` do to their annotations."""
    git = Git.at(settings.root)
    if git is None:
        raise UsageError("--base needs a git repository with a commit in it, and git")
    commit = git.parting(base)
    articles = settings.articles.relative_to(settings.root).as_posix()
    touched = {path.removeprefix(f"{articles}/").partition("/")[0] for path in git.changed(commit, articles)}
    before = standing_at(git, commit, [f"{articles}/{name}/" for name in touched], renderer, texts)
    now: dict[str, Standing] = {}
    for name in touched & library.articles.keys():
        entry = library.articles[name]
        now.update(standing(entry.path, entry.annotations, read_canonical(entry, settings, renderer), texts))
    # What is there and cannot be read is not removed; the other checks say what is wrong with it.
    gone = {key for key in before.keys() - now.keys() if not (settings.root / before[key].annotation.path).exists()}
    yield from findings(changes({key: one for key, one in before.items() if key in now or key in gone}, now))


def _shallow(texts: EarlierTexts) -> Iterator[Finding]:
    """Says so where annotations were placed without their text because the history is not here."""
    if texts.missing and texts.is_shallow:
        count = len(texts.missing)
        problem = f"the text that {count} annotation{'' if count == 1 else 's'} stood in is not in the history here"
        remedy = "fetch the whole history (git fetch --unshallow)"
        yield Finding("mkdocs.yml", 1, "info", "shallow", problem, remedy)


class _PageReader:
    """Reads a page when the checks come to it, and the list of files once."""

    def __init__(self, settings: Settings, renderer: Renderer, texts: EarlierTexts) -> None:
        self._settings = settings
        self._renderer = renderer
        self._texts = texts
        self._files = frozenset(
            path.relative_to(settings.docs).as_posix() for path in settings.docs.rglob("*") if path.is_file()
        )

    def __call__(self, entry: Entry) -> PageText:
        text = read_text(self._settings.docs / entry.src, entry.path)
        if not isinstance(entry, ArticleEntry):
            return PageText(text, self._files)
        _, body = split(text, entry.path)
        canonical = canonical_text(sanitise(self._renderer.html(body)))
        earlier = self._texts.of(entry.path, [one for one in entry.annotations if one.header.quote], canonical)
        comments = {one.id: self._renderer.html(one.comment) for one in entry.annotations if may_run(one)}
        return PageText(text, self._files, canonical, earlier, comments)
