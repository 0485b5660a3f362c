"""Markdown with marked passages, ``==so==``, as Obsidian writes them; the front matter says which article it is.

The file is read as ``fumikura add`` reads it, so that a passage is the words that a reader sees, with what stands
around them.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from fumikura.exchange.comments import clean_quote
from fumikura.exchange.foreign import ForeignAnnotation, Reading
from fumikura.importers import markdown_clip
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import sanitise
from fumikura.model.annotations import CONTEXT
from fumikura.sources.source import Source
from fumikura.text.canonical import canonical_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.exchange.foreign import ForeignFile
    from fumikura.model.articles import Article

_MARKED = re.compile(r"==(?=[^\s=])[^\n]{0,1000}?[^\s=]==(?!=)")
"""Bounded, so that a line of nothing but beginnings is soon read."""
_MARK = re.compile(r"<mark\b[^>]*>(.*?)</mark>", re.DOTALL)


def matches(file: ForeignFile) -> bool:
    """A Markdown file with at least one marked passage."""
    return file.suffix in {".md", ".markdown", ".mdown"} and _MARKED.search(file.text) is not None


def read(file: ForeignFile) -> Reading:
    """One highlight for each marked passage, in the order of the text."""
    source = Source(file.name, b"", text=file.text, encoding="utf-8")
    annotations = [one for article in markdown_clip.read(source) for one in _of_article(article, file)]
    return Reading(tuple(annotations))


def _of_article(article: Article, file: ForeignFile) -> Iterator[ForeignAnnotation]:
    canonical = canonical_text(sanitise(_renderer().html(article.body)))
    text = canonical.text
    for mark in _MARK.finditer(canonical.html):
        inside = [one for one in canonical.segments if mark.start() <= one.html_start < mark.end()]
        if not inside:
            continue
        start, end = inside[0].start, inside[-1].start + inside[-1].length
        quote = clean_quote(text[start:end])
        line = file.text.count("\n", 0, max(0, file.text.find(quote[:20]))) + 1
        yield ForeignAnnotation(
            line=line,
            quote=quote,
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
            start=start,
            source=article.source or "",
            title=file.stem if article.title == file.name else article.title,
            author=article.author,
            location=text[max(0, start - CONTEXT) : start],
            order=(float(start),),
        )


@functools.cache
def _renderer() -> Renderer:
    return Renderer()
