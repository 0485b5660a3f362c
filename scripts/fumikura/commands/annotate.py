"""``fumikura annotate``: write one annotation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from fumikura.commands.asked_article import read_asked
from fumikura.disk.atomic import write_atomically
from fumikura.errors import UsageError
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_canonical
from fumikura.markdown.rendering import Renderer
from fumikura.model.annotations import MAX_COMMENT, is_too_long, make_header, new_annotation_id, render_annotation
from fumikura.model.dates import iso_moment, utc
from fumikura.model.shapes import MOTIVATIONS, AnnotationHeader, split_labels
from fumikura.text.likeness import occurrences

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.text.canonical import CanonicalText


@click.command()
@click.argument("article", metavar="ID")
@click.option("--quote", metavar="TEXT", help="The passage, as it reads on the page.")
@click.option("--prefix", metavar="TEXT", default="", help="What stands before it, where the passage is repeated.")
@click.option("--reply-to", metavar="ANNOTATION", help="The annotation to answer, instead of a quote.")
@click.option("--comment", metavar="TEXT", default="", help="Markdown; a highlight has none.")
@click.option("--by", metavar="NAME", help="Pen name.")
@click.option("--motivation", type=click.Choice(MOTIVATIONS), help="W3C motivation.")
@click.option("--tags", metavar="A,B", default="", help="Separated by commas.")
@click.option("--created", metavar="MOMENT", help="When it was made, if not now; ISO 8601 with a time zone.")
@click.pass_obj
def command(  # noqa: PLR0913  one parameter for each option
    directory: Path | None,
    article: str,
    quote: str | None,
    prefix: str,
    reply_to: str | None,
    comment: str,
    by: str | None,
    motivation: str | None,
    tags: str,
    created: str | None,
) -> None:
    """Write one annotation into the folder of the article ID, and print its path.

    Example: fumikura annotate openai-3kx7qa --quote 核セキュリティ --comment "Which programme?" --by aoi
    """
    if (quote is None) == (reply_to is None):
        raise UsageError("give either --quote or --reply-to")
    if is_too_long(comment):
        raise UsageError(f"the comment is longer than {MAX_COMMENT:,} bytes; make an article or a note of it")
    moment = _moment(created)
    labels = split_labels(tags)
    settings = open_archive(directory)
    entry = read_asked(settings, article)
    if quote is not None:
        canonical = read_canonical(entry, settings, Renderer(settings.extensions, settings.extension_configs))
        start = find_passage(canonical, " ".join(quote.split()), prefix)
        end = start + len(" ".join(quote.split()))
        header = make_header(
            canonical.text,
            start,
            end,
            canonical.hash,
            by=by,
            moment=moment,
            motivation=motivation or ("commenting" if comment else "tagging" if labels else "highlighting"),
            tags=labels,
        )
    else:
        if reply_to not in {annotation.id for annotation in entry.annotations}:
            raise UsageError(f"no annotation {reply_to!r} in {article}")
        header = AnnotationHeader.model_validate(
            {
                "reply_to": reply_to,
                "by": by,
                "created": utc(moment),
                "motivation": motivation or "replying",
                "tags": labels,
            }
        )
    path = settings.articles / entry.id / "annotations" / f"{new_annotation_id(moment)}.md"
    write_atomically(path, render_annotation(header, comment))
    click.echo(path.relative_to(settings.root).as_posix())


def find_passage(canonical: CanonicalText, quote: str, prefix: str) -> int:
    """Where ``quote`` begins. Raises ``UsageError`` where it is missing, or repeated with nothing to tell which."""
    if not quote:
        raise UsageError("the quote is empty")
    places = [start for start in occurrences(quote, canonical.text) if canonical.text.endswith(prefix, 0, start)]
    if not places:
        raise UsageError(f"the quote is not in the text: {quote!r}; `fumikura anchors --text ID` prints the text")
    if len(places) > 1:
        raise UsageError(f"the quote stands in the text {len(places)} times; give a longer one, or --prefix")
    return places[0]


def _moment(created: str | None) -> dt.datetime:
    if created is None:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromisoformat(iso_moment(created))
    except ValueError as error:
        raise UsageError(f"--created: {error}") from error
