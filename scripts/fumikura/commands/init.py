"""``fumikura init``: a new archive, with a first article and what it needs to be published."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import click

from fumikura import __version__
from fumikura.adding import add_source
from fumikura.annotations import make_header, new_annotation_id, render_annotation
from fumikura.archive import open_archive
from fumikura.atomic import Staging, write_atomically
from fumikura.errors import UsageError
from fumikura.library_files import read_canonical, read_library
from fumikura.markdown_text import inline
from fumikura.reading import read_source
from fumikura.rendering import Renderer
from fumikura.shapes import one_line
from fumikura.shelf import read_shelf

if TYPE_CHECKING:
    from fumikura.settings import Settings

FIRST = {
    "ja": ("hajimeni.txt", "元のページが消えても、ここには文章が残ります。", "これが余白の書き込みです。"),
    "en": (
        "welcome.txt",
        "When the original page is gone, its text is still here.",
        "This is a margin note.",
    ),
}
"""By language: the first source, a passage of it, and a comment on that."""


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(sorted(FIRST)), default="en", show_default=True, help="Of the interface.")
@click.option("--title", metavar="TEXT", help="Name of the archive; the folder's name where it is not given.")
def command(directory: Path, lang: str, title: str | None) -> None:
    """Make a new archive in DIR, which must not exist or be empty.

    Example: fumikura init my-archive --lang ja
    """
    directory = directory.absolute()
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(f"{directory} is not empty; give the name of a new folder")
    beside = directory.with_name(f".{directory.name}.new")
    with Staging() as staging:
        staging.folder(beside, _skeleton(lang, title or directory.name))
        staging.commit()
    try:
        _add_first(open_archive(beside), lang)
        if directory.exists():
            directory.rmdir()
        beside.rename(directory)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    shown = directory.relative_to(Path.cwd()) if directory.is_relative_to(Path.cwd()) else directory
    click.echo(f"A new archive is in {shown}. Next:\n  cd {shown}\n  fumikura add FILE\n  fumikura serve")


def _skeleton(lang: str, title: str) -> dict[str, bytes | str]:
    """Every file of a new archive by its relative path."""
    words = {
        "title": inline(one_line(title)),
        "quoted_title": json.dumps(one_line(title), ensure_ascii=False),  # a JSON string is a YAML string
        "language": lang,
        "version": __version__,
    }
    found: dict[str, bytes | str] = {}
    with as_file(files("fumikura").joinpath("skeleton")) as skeleton:
        for part in ("common", lang):
            for path in sorted((skeleton / part).rglob("*")):
                if path.is_file():
                    name = path.relative_to(skeleton / part).as_posix()
                    text = path.read_text("utf-8")
                    found[name] = text if name.startswith("saved/") else Template(text).substitute(words)
    return found


def _add_first(settings: Settings, lang: str) -> None:
    """The first article and its annotation, by the same way as all that follow."""
    name, quote, comment = FIRST[lang]
    list(add_source(read_source(settings.saved / name), read_shelf(settings)))
    (entry,) = read_library(settings).articles.values()
    canonical = read_canonical(entry, settings, Renderer(settings.extensions, settings.extension_configs))
    start = canonical.text.index(quote)
    moment = dt.datetime.now(dt.UTC)
    header = make_header(
        canonical.text,
        start,
        start + len(quote),
        canonical.hash,
        by="fumikura",
        moment=moment,
        motivation="commenting",
        tags=(),
    )
    path = settings.articles / entry.id / "annotations" / f"{new_annotation_id(moment)}.md"
    write_atomically(path, render_annotation(header, comment))
