"""A piece of HTML that is an article already, as exports and feeds have it -> its Markdown and its pictures.

Nothing is searched and little is cut: what another program has found or an author has written is taken whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.html.dom import HEADINGS, Element, lower_headings, parse, remove, text_of
from fumikura.html.lazy_pictures import show_lazy_pictures
from fumikura.html.to_markdown import to_markdown
from fumikura.html.written import Written, written
from fumikura.importing.article_pictures import collect_from_dom
from fumikura.markdown.text import paragraph
from fumikura.sources.source import refuse_longer

if TYPE_CHECKING:
    from fumikura.model.articles import Picture
    from fumikura.sources.source import Source


@dataclass(frozen=True, slots=True)
class Body:
    """What an article says, ready for its page."""

    markdown: str = ""
    pictures: tuple[Picture, ...] = ()
    warnings: tuple[str, ...] = ()
    written: Written = field(default_factory=Written)
    """How much of the source's text is in ``markdown``; nothing where that was not HTML."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """For the person who imports."""
        return self.written.remarks()


def body_of_html(fragment: str, source: Source, base_url: str | None = None, title: str | None = None) -> Body:
    """All that ``fragment``, a piece of HTML or a whole page, shows. ``title``: a first heading that repeats it is
    left out. Empty for an empty one; raises ``ContentError`` for what is nested too deep or too long."""
    if not fragment.strip():
        return Body()
    return body_of_element(parse(f"<div>{fragment}</div>", source.name), source, base_url, title)


def body_of_element(element: Element, source: Source, base_url: str | None = None, title: str | None = None) -> Body:
    """The same for an element that is parsed already, and changed by this."""
    show_lazy_pictures(element)
    first = next(element.iter(*HEADINGS), None)
    if title and first is not None and text_of(first) == title and text_of(element).startswith(title):
        remove(first)
    lower_headings(element)
    pictures = collect_from_dom(element, source, base_url)
    markdown = to_markdown(element, base_url, pictures.names)
    refuse_longer(markdown, source.name)
    there = written(element, markdown)
    return Body(markdown, tuple(pictures.files.values()), (*pictures.said(), *there.warnings()), there)


def body_of_text(text: str) -> Body:
    """A text without markup: a paragraph a line."""
    lines = (line.strip() for line in text.splitlines())
    return Body("\n\n".join(filter(None, map(paragraph, filter(None, lines)))))


def in_order(*bodies: Body) -> Body:
    """Several parts as one."""
    said = dict.fromkeys(warning for body in bodies for warning in body.warnings)
    pictures = {picture.name: picture for body in bodies for picture in body.pictures}
    markdown = "\n\n".join(filter(None, (body.markdown.strip("\n") for body in bodies)))
    return Body(markdown, tuple(pictures.values()), tuple(said), sum((body.written for body in bodies), Written()))
