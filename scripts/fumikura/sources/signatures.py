"""What a file is, by how it begins: asked before it is decoded, and by the importers of prose, to which all text is
alike."""

from __future__ import annotations

import functools
import re
import zlib

HEAD = 4096
"""Bytes or characters that are looked at."""

_MAIL_PAGE = re.compile(
    rb"^(?:snapshot-content-location:|content-type:\s*multipart/related\b)", re.IGNORECASE | re.MULTILINE
)
_MAIL_HEADER = re.compile(rb"\s*[A-Za-z][A-Za-z-]*:[ \t]*\S")
_DATA = re.compile(
    r"""\s*(?:
      [\[{] \s* (?: [{\[]\s*["{\[\]}] | "(?:[^"\\]|\\.){0,200}"\s*[:,\]] | [\]}]\s*\Z )
    | <\?xml\b | <(?:rss|feed|rdf:RDF|en-export|plist|opml)\b | <!DOCTYPE\s+(?:en-export|rss|plist)\b
    | [^\n]+\n-[ ][^\n]*\|[^\n]*\n\n[^\n]*\n={10}\n
    | (?:AUTHOR|TITLE|BASENAME|STATUS|DATE):[ ][^\n]*\n(?:[A-Z ]+:[^\n]*\n)+-----\n
    )""",
    re.VERBOSE,
)
_COLUMNS = frozenset({"url", "post_id", "href", "highlight"})
"""One of them names a column of every table that an importer knows."""

_NOTE_CLASSES = ("note-common-styles__textnote-body", "o-noteContentHeader__title")
_NOTE = re.compile(rf'class="?[^">]*\b(?:{"|".join(_NOTE_CLASSES)})\b')
_MEDIUM = '<p>Exported from <a href="https://medium.com"'
_POCKET = "<title>Pocket Export</title>"
_BOOKMARKS = re.compile(r"\s*<!DOCTYPE NETSCAPE-Bookmark-file-1>", re.IGNORECASE)


def is_mail_page(data: bytes) -> bool:
    """Whether it is MHTML: a page and its parts as one mail message (RFC 2557)."""
    head = data[:HEAD]
    return bool(_MAIL_HEADER.match(head) and _MAIL_PAGE.search(head))


def is_carrier(data: bytes) -> bool:
    """Whether importers read its bytes and not its text: PDF, ZIP (EPUB, WACZ), WARC, MHTML."""
    return data.startswith((b"%PDF-", b"PK\x03\x04", b"PK\x05\x06")) or is_web_archive(data) or is_mail_page(data)


def is_web_archive(data: bytes) -> bool:
    """Whether it is a WARC file, packed with gzip or not."""
    if not data.startswith(b"\x1f\x8b"):
        return data.startswith(b"WARC/")
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:65536], 16).startswith(b"WARC/")
    except zlib.error:
        return False


def is_data(text: str) -> bool:
    """Whether ``text`` was written for a program: JSON, XML, a Movable Type export, Kindle's clippings, a table of
    links."""
    if _DATA.match(text[:HEAD]):
        return True
    return bool(_COLUMNS & set(columns(text))) and "," in text[:HEAD]


def columns(text: str) -> tuple[str, ...]:
    """The names in the first line of a table, in lower case; one name, the whole line, where it is none."""
    line = text[:HEAD].lstrip("\ufeff").partition("\n")[0]
    return tuple(cell.strip().strip('"').lower() for cell in line.split(","))


@functools.lru_cache(maxsize=2)  # every importer of pages and of prose asks
def page_kind(text: str) -> str | None:
    """Name of the importer that knows this kind of HTML page better than ``html_page``, if there is one."""
    head = text[:HEAD]
    if "<" not in head:
        return None
    if _BOOKMARKS.match(head):
        return "bookmarks"
    if _POCKET in head:
        return "pocket"
    if _MEDIUM in text[-HEAD:]:
        return "medium"
    is_note = any(name in text for name in _NOTE_CLASSES) and _NOTE.search(text)
    return "note_page" if is_note else None
