"""Markdown files: Obsidian Web Clipper, MarkDownload, and what people write, with front matter or without.

Obsidian Web Clipper: ``title, source, author, published, created, description, tags``, names as links.
MarkDownload: ``created: 2024-02-06T12:00:00 (UTC +09:00)``, ``# title``, a quote ``> ## Excerpt``, a rule.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from fumikura.importers import html_page, note_text
from fumikura.importing.article_pictures import localise_markdown_pictures
from fumikura.importing.clip_fields import recognise
from fumikura.importing.clip_noise import clean
from fumikura.importing.covers import find_cover
from fumikura.markdown.dialects import for_python_markdown
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.text import line_start
from fumikura.model.articles import Article
from fumikura.model.front_matter import split
from fumikura.model.shapes import one_line
from fumikura.sources.signatures import is_data, page_kind
from fumikura.text.canonical import canonical_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.sources.source import Source

VERSION = 2
MANY = False

_HAS_HEADER = re.compile(r"---[ \t]*\n(?:[ \t]*#.*\n|[ \t]*\n)*(?:---|[\w\"'][^\n:]*:(?:\s|$))")
_HEADING = re.compile(
    r"\s*(?:#[ \t]+(?P<text>[^\n]+?)(?:[ \t]+#+)?[ \t]*|(?P<set>[^\n#>\-\s][^\n]*)\n=+[ \t]*)(?:\n|\Z)"
)
_EXCERPT = re.compile(r"\s*> ## Excerpt[ \t]*\n(?P<text>(?:>[^\n]*(?:\n|\Z))*)(?:\s*---[ \t]*(?:\n|\Z))?")


def matches(source: Source) -> bool:
    """Front matter, or the name of a Markdown file that is no note text."""
    if not source.is_text or html_page.matches(source) or page_kind(source.text) or is_data(source.text):
        return False
    if _HAS_HEADER.match(source.text):
        return True
    is_markdown = source.suffix in {".md", ".markdown", ".mdown"} or source.media_type == "text/markdown"
    return is_markdown and not note_text.matches(source)


def read(source: Source) -> Iterator[Article]:
    """The one article of the file. Raises ``ContentError`` for a header that cannot be read."""
    front_matter, body = split(source.prose, source.name)
    clip = recognise(front_matter, source.name)
    fields = clip.fields
    warnings = list(clip.warnings)
    title, body = _without_title(body, _line(fields.get("title", None)))
    if title is None and "title" not in source.given:
        warnings.append("there is no title; the file's name stands in for it")
    description, body = _without_excerpt(body, _line(fields.get("description", None)))
    cleaned = clean(body, title, _line(fields.get("source")))
    if cleaned.is_cut:
        warnings.append("the text ends at a paywall; save the page again when you have bought it")
    if title and cleaned.author:
        title = title.removesuffix(f"｜{cleaned.author}") or title
    body, pictures, problems = localise_markdown_pictures(cleaned.body.strip("\n"), source)
    cover, covers, cover_problems = find_cover(_line(fields.get("cover")) or cleaned.cover, source)
    yield Article(
        title=title or source.stem or source.name,
        body=for_python_markdown(body).strip("\n"),
        description=description,
        cover=cover,
        pictures=(*pictures, *(one for one in covers if one not in pictures)),
        author=_authors(_names(fields.get("author", ())), cleaned.author),
        tags=_names(fields.get("tags", ())),
        kept=clip.kept,
        warnings=(*warnings, *problems, *cover_problems),
        source=_line(fields.get("source")),
        published=_line(fields.get("published")),
        created=_line(fields.get("created")),
        site=_line(fields.get("site")),
        lang=_line(fields.get("lang")),
        license=_line(fields.get("license")),
        rights=_line(fields.get("rights")),
        incomplete="paywall" if cleaned.is_cut else None,
    )


def _line(value: str | tuple[str, ...] | None) -> str | None:
    return value if isinstance(value, str) else None


def _names(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _authors(said: tuple[str, ...], found: str | None) -> tuple[str, ...]:
    """Clippers take note.com, the site, for the author; below the title stands who it is."""
    return (found,) if found and set(said) <= {"note（ノート）", "note", "note.com"} else said


def _without_title(body: str, title: str | None) -> tuple[str | None, str]:
    """The title, from the first heading if the header has none, and the body without that heading."""
    match = _HEADING.match(body)
    heading = _plain(match["text"] or match["set"]) if match else ""
    if match is None or not heading or (title is not None and title not in {heading, one_line(match["text"] or "")}):
        return title, body
    return title or heading, body[match.end() :]


def _plain(heading: str) -> str:
    """What a reader sees of a heading's Markdown."""
    return canonical_text(_renderer().html(for_python_markdown(line_start(heading)))).text


@functools.cache
def _renderer() -> Renderer:
    return Renderer()


def _without_excerpt(body: str, description: str | None) -> tuple[str | None, str]:
    """MarkDownload's excerpt as the description; where there is another description, it stays in the body."""
    match = _EXCERPT.match(body)
    if match is None:
        return description, body
    excerpt = one_line(re.sub(r"^> ?", "", match["text"], flags=re.MULTILINE))
    if description is not None and description != excerpt:
        return description, body
    return excerpt or None, body[match.end() :]
