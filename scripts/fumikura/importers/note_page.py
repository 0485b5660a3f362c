"""A page of note.com saved as HTML: by a browser, by SingleFile, in MHTML or a web archive.

The article is where note.com says it is; that it ends at a paywall is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.html.dom import Element, address, parse, text_of
from fumikura.html.kept import kept
from fumikura.html.metadata import read_metadata
from fumikura.importers.html_page import saved
from fumikura.importing.article_bodies import body_of_element
from fumikura.importing.paywalls import drop_stub
from fumikura.model.articles import Article
from fumikura.model.dates import written_moment
from fumikura.sources.signatures import page_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.sources.source import Source

VERSION = 1
MANY = False

_BODY = "note-common-styles__textnote-body"


def matches(source: Source) -> bool:
    """By the classes of its title and its text."""
    return source.is_text and page_kind(source.text) == "note_page"


def read(source: Source) -> Iterator[Article]:
    """The one article of the page. Raises ``ContentError`` for a page without a text."""
    url, created = saved(source)
    root = parse(source.text, source.name)
    metadata = read_metadata(root, url)
    content = _classed(root, _BODY)
    if content is None:
        remedy = "save the page again after it has loaded"
        raise ContentError(source.name, 1, "there is no text of an article in this page of note.com", remedy, "empty")
    heading = _classed(root, "o-noteContentHeader__title")
    title = (text_of(heading) if heading is not None else None) or metadata.title
    is_cut = drop_stub(root, content)
    share = kept(root, content)
    body = body_of_element(content, source, url, title)
    warnings = [*body.warnings]
    if is_cut:
        warnings.append("the text ends at a paywall; save the page again when you have bought it")
    if title is None:
        warnings.insert(0, "there is no title; the file's name stands in for it")
    yield Article(
        title=title or source.stem or source.name,
        body=body.markdown,
        source=metadata.source or url,
        author=_author(root) or metadata.author,
        published=_published(root) or metadata.published,
        created=created or source.fetched,
        description=metadata.description,
        tags=_tags(root),
        site=metadata.site or "note",
        lang=metadata.lang,
        license=metadata.license,
        cover=metadata.cover or _eyecatch(root),
        incomplete="paywall" if is_cut else None,
        pictures=body.pictures,
        warnings=tuple(warnings),
        remarks=(share.remark(), *body.remarks),
    )


def _classed(root: Element, name: str) -> Element | None:
    return next((one for one in root.iter("*") if name in _classes(one)), None)


def _classes(element: Element) -> frozenset[str]:
    """note.com's classes have capitals."""
    return frozenset((element.get("class") or "").split())


def _author(root: Element) -> tuple[str, ...]:
    """The name in the head of the article."""
    name = _classed(root, "o-noteContentHeader__name")
    return (text_of(name),) if name is not None and text_of(name) else ()


def _published(root: Element) -> str | None:
    date = _classed(root, "o-noteContentHeader__date")
    time = next(date.iter("time"), None) if date is not None else None
    return written_moment(time.get("datetime")) if time is not None else None


def _tags(root: Element) -> tuple[str, ...]:
    """The hashtags below the text, without their ``#``."""
    links = (one for one in root.iter("a") if re.search(r"(?:^|note\.com)/hashtag/", one.get("href") or ""))
    return tuple(dict.fromkeys(tag for one in links if (tag := text_of(one).removeprefix("#").strip())))


def _eyecatch(root: Element) -> str | None:
    figure = _classed(root, "o-noteEyecatch")
    picture = next(figure.iter("img"), None) if figure is not None else None
    return address(picture.get("src"), None) if picture is not None else None
