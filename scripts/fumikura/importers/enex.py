"""Evernote's ENEX: ``note`` elements with ENML in a CDATA section, pictures in ``resource`` elements, by the MD5 of
their bytes. A note clipped from the web has its address in ``source-url``."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fumikura.html.dom import address
from fumikura.importing.article_bodies import body_of_html
from fumikura.importing.xml_items import child_text, children, items
from fumikura.model.articles import Article, each
from fumikura.model.dates import written_moment
from fumikura.model.shapes import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.errors import ContentError
    from fumikura.html.dom import Element
    from fumikura.sources.source import Source

VERSION = 1
MANY = True

_MEDIA = re.compile(r"<en-media\b(?P<attributes>[^>]*?)/?>(?:\s*</en-media>)?", re.IGNORECASE)
_TODO = re.compile(r"<en-todo\b(?P<attributes>[^>]*?)/?>(?:\s*</en-todo>)?", re.IGNORECASE)
_SECRET = re.compile(r"<en-crypt\b.*?</en-crypt>", re.IGNORECASE | re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_PROLOGUE = re.compile(r"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^>]*>\s*)?")
_HASH = re.compile(r"\bhash\s*=\s*[\"']([0-9a-fA-F]{32})")
_TASKS = re.compile(r"--en-task-group\s*:\s*true")


def matches(source: Source) -> bool:
    """By its root element."""
    return source.is_text and re.search(r"<en-export[\s>]", source.text[:4096]) is not None


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article for each note."""
    return each(items(source, {"note"}), lambda note: _from_note(note, source))


def _from_note(note: Element, source: Source) -> Article:
    resources: dict[str, Element] = {}
    files: dict[str, bytes] = {}
    for resource in children(note, "resource"):
        data = _data(resource)
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
        resources[digest], files[digest] = resource, data
    attributes = next(iter(children(note, "note-attributes")), None)
    content = _PROLOGUE.sub("", child_text(note, "content") or "")
    said = list(_left_out(content, resources))
    url = address(child_text(attributes, "source-url"), None) if attributes is not None else None
    author = child_text(attributes, "author") if attributes is not None else None
    title = one_line(child_text(note, "title") or "")
    body = body_of_html(_as_html(content), replace(source, parts=files.get), url, title)
    tags = (one_line("".join(map(str, tag.itertext()))) for tag in children(note, "tag"))
    return Article(
        title=title or "(without a title)",
        body=body.markdown,
        source=url,
        author=(one_line(author),) if author else (),
        created=written_moment(child_text(note, "created")),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        pictures=body.pictures,
        warnings=(*body.warnings, *said),
        remarks=body.remarks,
    )


def _as_html(content: str) -> str:
    content = _SECRET.sub("", _CDATA.sub(lambda text: html.escape(text[1]), content))
    content = _TODO.sub(lambda todo: "☑ " if "true" in todo["attributes"] else "☐ ", content)
    return _MEDIA.sub(_picture, content)


def _picture(media: re.Match[str]) -> str:
    digest = _HASH.search(media["attributes"])
    if digest is None or "image/" not in media["attributes"]:
        return ""
    alt = re.search(r"\balt\s*=\s*\"([^\"<>]*)\"", media["attributes"])
    return f'<img src="{digest[1].lower()}" alt="{alt[1] if alt else ""}">'


def _left_out(content: str, resources: Mapping[str, Element]) -> Iterator[str]:
    """What the page will not have."""
    for media in _MEDIA.finditer(content):
        if "image/" not in media["attributes"]:
            digest = _HASH.search(media["attributes"])
            resource = resources.get(digest[1].lower()) if digest else None
            about = next(iter(children(resource, "resource-attributes")), None) if resource is not None else None
            name = child_text(about, "file-name") if about is not None else None
            yield f"the attachment {name or 'without a name'} is left out"
    if _SECRET.search(content):
        yield "an encrypted passage is left out"
    if _TASKS.search(content):
        yield "a list of tasks is left out"


def _data(resource: Element) -> bytes:
    try:
        return base64.b64decode(re.sub(r"\s", "", child_text(resource, "data") or ""))
    except binascii.Error:
        return b""  # the picture is then missing from the page, which is said there
