"""Medium's export: ``posts/*.html``, a page for each post, reply and draft (``draft_….html``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.html.dom import Element, address, classes, parse, remove, text_of
from fumikura.importing.article_bodies import body_of_element
from fumikura.model.articles import Article
from fumikura.model.dates import written_moment
from fumikura.sources.signatures import page_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.sources.source import Source

VERSION = 1
MANY = False


def matches(source: Source) -> bool:
    """By the line at its end: "Exported from Medium"."""
    return source.is_text and page_kind(source.text) == "medium"


def read(source: Source) -> Iterator[Article]:
    """The one article of the page. Raises ``ContentError`` for a page of the account, such as a list of followers."""
    root = parse(source.text, source.name)
    content = _classed(root, "e-content")
    if content is None:
        raise ContentError(source.name, 1, "this page of Medium's export holds no post", "leave it out", "format")
    title = text_of(heading) if (heading := _classed(root, "p-name")) is not None else ""
    subtitle = _classed(root, "p-summary")
    author = _classed(root, "p-author")
    time = _classed(root, "dt-published")
    link = _classed(root, "p-canonical")
    url = address(link.get("href"), None) if link is not None else None
    # Every section begins with a rule that is seen between sections only.
    for divider in [one for one in content.iter("div") if "section-divider" in classes(one)][:1]:
        remove(divider)
    for repeated in [one for one in content.iter("h3", "h1") if "graf--title" in classes(one)][:1]:
        if text_of(repeated) == title:
            remove(repeated)
    body = body_of_element(content, source, url)
    is_draft = time is None
    yield Article(
        title=title or source.stem,
        body=body.markdown,
        source=url,
        author=(text_of(author),) if author is not None else (),
        published=written_moment(time.get("datetime")) if time is not None else None,
        description=text_of(subtitle) or None if subtitle is not None else None,
        site="Medium",
        publication="draft" if is_draft else None,
        pictures=body.pictures,
        warnings=body.warnings,
        remarks=body.remarks,
    )


def _classed(root: Element, name: str) -> Element | None:
    return next((one for one in root.iter("*") if name in classes(one)), None)
