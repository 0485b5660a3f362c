"""``fumikura check``: everything a reviewer would want to know, with file and line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fumikura.archive import open_archive
from fumikura.canonical import canonical_text
from fumikura.checks import PageText, check, worst
from fumikura.docs_files import unsafe_files
from fumikura.front_matter import split
from fumikura.library import ArticleEntry, Entry
from fumikura.library_files import read_library, read_text
from fumikura.rendering import Renderer
from fumikura.reports import FORMATS, report
from fumikura.sanitise import sanitise

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.pass_obj
def command(directory: Path | None, form: str, strict: bool) -> None:
    """Check articles, annotations and notes; exit 1 if an error was found.

    Example: fumikura check --format github
    """
    settings = open_archive(directory)
    unsafe = unsafe_files(settings.docs, settings.root)
    # A link among the articles is found twice: as a page and as a file.
    findings = list(dict.fromkeys((*check(read_library(settings), _PageReader(settings)), *unsafe)))
    text = report(findings, form)
    if text:
        click.echo(text)
    level = worst(findings)
    sys.exit(1 if level == "error" or (strict and level == "warning") else 0)


class _PageReader:
    """Reads a page when the checks come to it, and the list of files once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._renderer = Renderer(settings.extensions, settings.extension_configs)
        self._files = frozenset(
            path.relative_to(settings.docs).as_posix() for path in settings.docs.rglob("*") if path.is_file()
        )

    def __call__(self, entry: Entry) -> PageText:
        text = read_text(self._settings.docs / entry.src, entry.path)
        if not isinstance(entry, ArticleEntry):
            return PageText(text, self._files)
        _, body = split(text, entry.path)
        return PageText(text, self._files, canonical_text(sanitise(self._renderer.html(body))))
