"""RSS 0.9 to 2.0, Atom and JSON Feed, saved as files: each entry becomes an article.

A whole text stands in ``content:encoded``, ``content`` or ``content_html``; some RSS feeds have it in
``description``. Where there is a summary only, the entry is a link with that as its description.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from fumikura.errors import ContentError
from fumikura.html.dom import address, parse, text_of
from fumikura.importing import json_items
from fumikura.importing.article_bodies import Body, body_of_html, body_of_text
from fumikura.importing.link_articles import saved_link
from fumikura.importing.xml_items import child_text, children, items, local_name
from fumikura.model.articles import Article, each
from fumikura.model.dates import written_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.html.dom import Element
    from fumikura.sources.source import Source

VERSION = 1
MANY = True

_START = re.compile(
    r"\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->)[\s\S])*-->\s*|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>\s*)*<(?:rss|feed|rdf:RDF)\b"
)
_WORDPRESS = "http://wordpress.org/export/"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ATOM = "{http://www.w3.org/2005/Atom}"
MIN_TEXT = 1000
"""Characters from which on a ``description`` with paragraphs is the text and no summary."""


def matches(source: Source) -> bool:
    """XML by its root, JSON by its version."""
    if re.match(r'\s*\{[^{}\[\]]*"version"\s*:\s*"https://jsonfeed\.org/', source.text[:2000]):
        return True
    return bool(_START.match(source.text[:4096])) and _WORDPRESS not in source.text[:4096]


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article, or a link, for each entry."""
    if source.text.lstrip().startswith("{"):
        found = each((one for _, one in json_items.items(source, "items")), lambda one: _from_json(one, source))
    else:
        found = each(items(source, {"item", "entry"}), lambda one: _from_xml(one, source))
    count = 0
    for article in found:
        count += 1
        yield article
    if not count:
        raise ContentError(source.name, 1, "the feed is empty", "save it again", "empty")


def _from_xml(entry: Element, source: Source) -> Article:
    channel = _channel(entry)
    url = _link(entry, _link(channel, None))
    title = _plain(child_text(entry, "title"), source)
    content, summary = _content(entry)
    body = body_of_html(content, source, url, title) if content else Body()
    return saved_link(
        url,
        title=title,
        published=_date(entry, "pubDate", "published", "issued", "date"),
        description=_plain(summary, source),
        author=_authors(entry) or _authors(channel),
        tags=_tags(entry),
        site=_plain(child_text(channel, "title"), source),
        lang=_language(channel.get("{http://www.w3.org/XML/1998/namespace}lang") or child_text(channel, "language")),
        body=body,
    )


def _channel(entry: Element) -> Element:
    """The element that tells of the feed: around the entries, in RSS 1.0 before them."""
    around = entry.getparent()
    if around is None:
        return entry
    return next(iter(children(around, "channel")), around)


def _link(element: Element, base: str | None) -> str | None:
    """The address of the page itself: Atom has several links, RSS one as text or a ``guid`` that is one."""
    for link in children(element, "link"):
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return address(link.get("href"), base)
    found = next((link.text for link in children(element, "link") if link.text and link.text.strip()), None)
    if found is None:
        guid = next(iter(children(element, "guid")), None)
        found = guid.text if guid is not None and guid.get("isPermaLink") != "false" else None
    return address(found, base) if found else None


def _content(entry: Element) -> tuple[str, str | None]:
    """HTML of the whole text, and the summary as it stands."""
    whole = child_text(entry, _CONTENT) or _atom_html(entry, "content")
    summary = child_text(entry, "description", "summary") or _atom_html(entry, "summary") or None
    if not whole and summary and len(summary) >= MIN_TEXT and re.search(r"<(?:p|br|div)\b", summary, re.IGNORECASE):
        return summary, None
    return whole, summary if summary != whole else None


def _atom_html(entry: Element, name: str) -> str:
    content = next((one for one in children(entry, name) if str(one.tag).startswith(_ATOM)), None)
    if content is None:
        return ""
    if content.get("type") == "xhtml":
        for one in content.iter(etree.Element):
            one.tag = local_name(one)
        return "".join(etree.tostring(child, encoding="unicode", method="html") for child in content)
    text = content.text or ""
    return (
        text
        if content.get("type") in {"html", "text/html"}
        else "".join(f"<p>{_escaped(one)}</p>" for one in text.split("\n\n"))
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _plain(text: str | None, source: Source) -> str | None:
    """What is seen of a title or summary, which may be HTML."""
    if not text or not re.search(r"<\w|&\w+;|&#", text):
        return text
    return text_of(parse(f"<div>{text}</div>", source.name)) or None


def _authors(element: Element) -> list[str]:
    """``dc:creator``, Atom's ``author/name``, or what RSS writes: ``mail@example.org (Name)``."""
    names = [
        child_text(one, "name") or (one.text or "")
        for one in (*children(element, "creator"), *children(element, "author"))
    ]
    return [re.sub(r"^\S+@\S+\s*\(([^)]*)\)$", r"\1", name.strip()) for name in names if name.strip()]


def _tags(entry: Element) -> list[str]:
    return [one.get("term") or (one.text or "") for one in (*children(entry, "category"), *children(entry, "subject"))]


def _date(entry: Element, *names: str) -> str | None:
    return next(filter(None, (written_moment(child_text(entry, name)) for name in names)), None)


def _language(code: str | None) -> str | None:
    return code if code and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) else None


def _from_json(entry: dict[str, Any], source: Source) -> Article:
    url, title = json_items.text_in(entry, "url", "external_url"), json_items.text_in(entry, "title")
    html, text = json_items.text_in(entry, "content_html"), json_items.text_in(entry, "content_text")
    authors = [*json_items.list_in(entry, "authors"), entry.get("author")]
    return saved_link(
        url,
        title=title,
        published=written_moment(json_items.text_in(entry, "date_published")),
        description=json_items.text_in(entry, "summary"),
        author=filter(None, (json_items.text_in(one, "name") for one in authors)),
        tags=json_items.labels_in(entry, "tags"),
        lang=_language(json_items.text_in(entry, "language")),
        cover=json_items.text_in(entry, "image"),
        body=body_of_html(html, source, url, title) if html else body_of_text(text or ""),
    )
