"""EPUB 2 and 3: the chapters in the order of the spine as one article, with the book's pictures and its cover.

Source: EPUB 3.3, "Packages".
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

import lxml.html
from lxml import etree

from fumikura.errors import ContentError
from fumikura.html.dom import Element, address, parse, text_of
from fumikura.importing.article_bodies import body_of_element
from fumikura.importing.xml_items import child_text, children, local_name
from fumikura.model.articles import Article
from fumikura.model.dates import written_moment
from fumikura.model.shapes import one_line
from fumikura.pictures.files import UnusablePicture, make_picture
from fumikura.sources.decoding import decode
from fumikura.sources.unpacking import is_book, open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.model.articles import Picture
    from fumikura.sources.source import Source
    from fumikura.sources.unpacking import Archive

VERSION = 1
MANY = False

_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_AGAIN = "get the book again"


@dataclass(slots=True)
class _Book:
    """The package document, as far as it is needed."""

    metadata: Element
    chapters: list[str] = field(default_factory=list)
    """Paths in the archive, in reading order."""
    cover: str | None = None


def matches(source: Source) -> bool:
    """By what is in the archive."""
    return source.data.startswith(b"PK\x03\x04") and is_book(open_archive(source.data, source.name))


def read(source: Source) -> Iterator[Article]:
    """The book. Raises ``ContentError`` for one that is locked, damaged, or has no text."""
    archive = open_archive(source.data, source.name)
    _refuse_locked(archive)
    book = _book(archive)
    whole, missing = _joined(archive, book)
    body = body_of_element(whole, replace(source, parts=archive.part))
    if not body.markdown.strip():
        raise ContentError(source.name, 1, "there is no text in this book", _AGAIN, "empty")
    title = child_text(book.metadata, "title")
    cover = _cover(archive, book)
    dates = (one for one in children(book.metadata, "date") if "modification" not in str(one.attrib.values()))
    said = [f"the chapter {path} is missing from the book" for path in missing]
    if not title and "title" not in source.given:
        said.append("there is no title; the file's name stands in for it")
    yield Article(
        title=one_line(title or "") or source.stem or source.name,
        body=body.markdown,
        source=_address(book.metadata),
        author=_texts(book.metadata, "creator"),
        published=next((date for one in dates if (date := written_moment(one.text))), None),
        description=_plain(child_text(book.metadata, "description"), source),
        tags=_texts(book.metadata, "subject"),
        site=child_text(book.metadata, "publisher"),
        lang=_language(child_text(book.metadata, "language")),
        license=child_text(book.metadata, "rights"),
        cover=cover.name if cover else None,
        pictures=(*body.pictures, *([cover] if cover and cover not in body.pictures else [])),
        warnings=(*body.warnings, *said),
        remarks=body.remarks,
    )


def _xml(archive: Archive, path: str) -> Element:
    name = f"{archive.name}/{path}"
    if path not in archive.members:
        raise ContentError(archive.name, 1, f"the book has no {path}, which it needs", _AGAIN, "archive")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    data = archive.read(path)
    if b"<!ENTITY" in data:
        raise ContentError(name, 1, "it declares entities of its own, as an XML bomb does", _AGAIN, "xml")
    root: Element | None = etree.fromstring(data, parser=parser)
    if root is None:
        raise ContentError(name, 1, "it is not readable as XML", _AGAIN, "xml")
    return root


def _book(archive: Archive) -> _Book:
    container = _xml(archive, "META-INF/container.xml")
    path = next((unquote(one.get("full-path", "")) for one in container.iter("{*}rootfile")), "")
    package = _xml(archive, path)
    folder = posixpath.dirname(path)
    metadata = next(iter(children(package, "metadata")), package)
    old = next(iter(children(metadata, "dc-metadata")), metadata)
    items = {one.get("id"): one for one in package.iter("{*}item")}

    def path_of(item: Element) -> str:
        return posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))

    book = _Book(old)
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and item.get("media-type") in _PAGES and "nav" not in item.get("properties", "").split():
            book.chapters.append(path_of(item))
    named = next((one.get("content") for one in metadata.iter("{*}meta") if one.get("name") == "cover"), None)
    for key, item in items.items():
        if "cover-image" in item.get("properties", "").split() or (named and key == named):
            book.cover = path_of(item)
            break
    return book


def _joined(archive: Archive, book: _Book) -> tuple[Element, list[str]]:
    """All chapters as one element, in which addresses lead within the archive, and the chapters that are missing."""
    whole = lxml.html.fragment_fromstring("<div></div>")
    numbers = {path: number for number, path in enumerate(book.chapters, start=1)}
    missing = []
    for path, number in numbers.items():
        if path not in archive.members:
            missing.append(path)
            continue
        data = archive.read(path)
        if not data.strip():
            continue
        page = parse(decode(data, f"{archive.name}/{path}").text, archive.name)
        body = next(page.iter("body"), page)
        _relink(body, path, number, numbers)
        body.tag = "div"
        whole.append(body)
    _link_back(whole)
    return whole, missing


def _link_back(whole: Element) -> None:
    """A book says which links are references to notes; on the web a note is known by its link back."""
    by_id = {one.get("id"): one for one in whole.iter(etree.Element) if one.get("id")}
    for number, link in enumerate(whole.iter("a")):
        if "noteref" not in f"{link.get('epub:type')} {link.get('role')}":
            continue
        note = by_id.get(link.get("href", "").removeprefix("#"))
        if note is not None:
            link.set("id", link.get("id") or f"noteref-{number}")
            etree.SubElement(note, "a", {"href": f"#{link.get('id')}"}).text = "↩"


def _relink(body: Element, path: str, number: int, numbers: Mapping[str, int]) -> None:
    """Names of places are those of one chapter only, and addresses relative to it."""
    folder = posixpath.dirname(path)
    for element in body.iter(etree.Element):
        for name in ("id", "name"):
            if element.get(name):
                element.set(name, f"c{number}-{element.get(name)}")
        for name in ("src", "{http://www.w3.org/1999/xlink}href", "xlink:href"):
            value = element.get(name)
            if value and address(value, None) is None and not value.startswith("data:"):
                element.set(name, "/" + posixpath.normpath(posixpath.join(folder, value)))
        if element.tag == "image" and (value := element.get("xlink:href") or element.get("href")):
            element.tag = "img"  # a picture in an SVG of its own, as covers are
            element.set("src", value if value.startswith("/") else "/" + posixpath.join(folder, value))
            svg = element.getparent()
            if svg is not None and local_name(svg) == "svg":
                svg.tag = "div"
        link = element.get("href")
        if element.tag == "a" and link and address(link, None) is None:
            file, _, place = link.partition("#")
            target = posixpath.normpath(posixpath.join(folder, unquote(file))) if file else path
            if target in numbers and place:
                element.set("href", f"#c{numbers[target]}-{place}")


def _refuse_locked(archive: Archive) -> None:
    """Fonts are often disguised; where chapters are, the book has a lock (DRM)."""
    if "META-INF/encryption.xml" not in archive.members:
        return
    methods = [one.get("Algorithm", "") for one in _xml(archive, "META-INF/encryption.xml").iter("{*}EncryptionMethod")]
    if any(method not in _FONT_METHODS for method in methods):
        problem = "the book is encrypted (DRM)"
        raise ContentError(archive.name, 1, problem, "get a copy without a lock from its publisher", "encrypted")


def _cover(archive: Archive, book: _Book) -> Picture | None:
    data = archive.part(book.cover) if book.cover else None
    try:
        return make_picture(data) if data else None
    except UnusablePicture:
        return None  # the book is whole without it


def _texts(metadata: Element, name: str) -> tuple[str, ...]:
    found = (one_line("".join(map(str, one.itertext()))) for one in children(metadata, name))
    return tuple(dict.fromkeys(filter(None, found)))


def _address(metadata: Element) -> str | None:
    """Where the book was published, if its source or identifier is an address."""
    found = (address(text, None) for name in ("source", "identifier") for text in _texts(metadata, name))
    return next((url for url in found if url and not url.startswith("mailto:")), None)


def _plain(text: str | None, source: Source) -> str | None:
    return one_line(text_of(parse(f"<div>{text}</div>", source.name))) or None if text else None


def _language(code: str | None) -> str | None:
    return code if code and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) else None
