"""WARC and WACZ: the pages of a web archive, with the pictures that were archived with them.

An archive that lists its pages (WACZ' ``pages.jsonl``, Webrecorder's ``json-metadata``) gives those; another one all
HTML documents that came with success and are no frame of another. Sources: ISO 28500, WACZ 1.1.1.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import re
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from fumikura.errors import ContentError
from fumikura.importers import read_with_any
from fumikura.model.dates import written_moment
from fumikura.model.identity import canonical_url
from fumikura.pictures.files import MAX_BYTES as MAX_PICTURE
from fumikura.sources import signatures
from fumikura.sources.decoding import decode
from fumikura.sources.reading import MAX_CARRIER
from fumikura.sources.unpacking import MAX_RATIO, is_web_archive, open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.model.articles import Article
    from fumikura.sources.source import Source

VERSION = 1
MANY = True

MAX_PAGE = 20_000_000
"""Bytes of one HTML document."""
MAX_KEPT = 1_000_000_000
"""Bytes of documents and pictures that are held while their archive is read."""

_FRAME = re.compile(r"<i?frame\b[^>]*?\bsrc\s*=\s*[\"']([^\"']+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Document:
    url: str
    date: str | None
    charset: str | None
    data: bytes


@dataclass(slots=True)
class _Contents:
    """What is wanted of the archive's records."""

    documents: dict[str, _Document] = field(default_factory=dict)
    """By address; the first capture with success."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    """The addresses of the pages, where the archive lists them."""
    size: int = 0
    fault: ContentError | None = None
    """What ended the reading too early."""


def matches(source: Source) -> bool:
    """By the first record, packed or not; a WACZ by what is in it."""
    if source.is_text:
        return False
    if source.data.startswith(b"PK\x03\x04"):
        return is_web_archive(open_archive(source.data, source.name))
    return signatures.is_web_archive(source.data)


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article for each page. Raises ``ContentError`` for an archive without pages, and for a damaged one after the
    pages that can be read."""
    contents = _Contents()
    for name, data in _archives(source, contents):
        _take_records(data, name, contents)
    for document in _pages(contents):
        try:
            yield from _read_document(document, contents, source)
        except ContentError as error:
            yield error
    if contents.fault is not None:
        raise contents.fault
    if not contents.documents:
        raise ContentError(source.name, 1, "there is no page in this web archive", "archive the page again", "empty")


def _archives(source: Source, contents: _Contents) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each WARC file."""
    if not source.data.startswith(b"PK\x03\x04"):
        yield source.name, source.data
        return
    archive = open_archive(source.data, source.name)
    for path in sorted(archive.members):
        if re.fullmatch(r"pages/(?:extraP|p)ages\.jsonl", path):
            contents.listed.extend(_listed(archive.read(path)))
        elif re.fullmatch(r"archive/.+\.warc(?:\.gz)?", path):
            yield f"{source.name}/{path}", archive.read(path, MAX_CARRIER)


def _listed(lines: bytes) -> Iterator[str]:
    for line in lines.decode("utf-8", "replace").splitlines():
        try:
            page = json.loads(line)
        except json.JSONDecodeError:
            continue  # a line of the list; the pages themselves are read all the same
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            yield page["url"]


class _Bounded:
    """A packed archive as a stream, up to what an honest one unpacks to."""

    def __init__(self, stream: gzip.GzipFile, packed: int, name: str) -> None:
        self._stream = stream
        self._left = max(MAX_KEPT, packed * MAX_RATIO)
        self._name = name

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read1(size)  # what there is, before a cut is found
        self._left -= len(data)
        if self._left < 0:
            problem = "it unpacks to far more than its size, as a bomb does"
            raise ContentError(self._name, 1, problem, "unpack it by hand if you trust it", "too-large")
        return data


def _take_records(data: bytes, name: str, contents: _Contents) -> None:
    is_packed = data.startswith(b"\x1f\x8b")
    stream = _Bounded(gzip.GzipFile(fileobj=io.BytesIO(data)), len(data), name) if is_packed else io.BytesIO(data)
    try:
        # The library writes to the error output where a record's length is wrong, and goes on.
        with contextlib.redirect_stderr(io.StringIO()):
            for record in ArchiveIterator(stream):
                _take(record, name, contents)
        if not is_packed and b"\r\n\r\n" not in data[data.rfind(b"WARC/1.") :]:
            raise _cut(name)  # within the head of a record, which the library passes over
    except (ArchiveLoadFailed, EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        problem = f"the web archive is damaged or half downloaded: {error or type(error).__name__}"
        remedy = "download it again; the pages before the damage are read"
        contents.fault = ContentError(name, 1, problem, remedy, "archive")
    except ContentError as error:
        contents.fault = error


def _take(record: Any, name: str, contents: _Contents) -> None:
    if record.rec_type == "warcinfo":
        contents.listed.extend(_listed_in_info(record.raw_stream.read(1_000_000)))
        return
    url = record.rec_headers.get_header("WARC-Target-URI")
    if record.rec_type not in {"response", "resource"} or not url:
        return
    http = record.http_headers
    if http is not None and not http.get_statuscode().startswith("2"):
        return
    said = (http or record.rec_headers).get_header("Content-Type") or ""
    media_type = said.partition(";")[0].strip().lower()
    is_page = media_type in {"text/html", "application/xhtml+xml"}
    if not is_page and not media_type.startswith("image/"):
        return
    limit = MAX_PAGE if is_page else MAX_PICTURE
    content = record.content_stream().read(limit + 1)
    if len(content) > limit:
        return
    if record.rec_headers.get_header("Content-Length") and getattr(record.raw_stream, "limit", 0) > 0:
        raise _cut(name)
    contents.size += len(content)
    if contents.size > MAX_KEPT:
        problem = f"its pages and pictures unpack to more than {MAX_KEPT / 1e6:,.0f} MB"
        raise ContentError(name, 1, problem, "archive the pages in several files", "too-large")
    url = url.strip("<>")
    if not is_page:
        contents.pictures.setdefault(url, content)
    elif content.strip():
        charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", said, re.IGNORECASE)
        date = written_moment(record.rec_headers.get_header("WARC-Date"))
        contents.documents.setdefault(url, _Document(url, date, charset[1] if charset else None, content))


def _cut(name: str) -> ContentError:
    return ContentError(name, 1, "the web archive ends in the middle", "download it again", "archive")


def _listed_in_info(info: bytes) -> Iterator[str]:
    """Webrecorder's list of pages in a ``warcinfo`` record."""
    found = re.search(rb"^json-metadata:\s*(\{.*\})\s*$", info, re.MULTILINE)
    try:
        said = json.loads(found[1]) if found else {}
    except ValueError:
        return
    for page in said.get("pages") or []:
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            yield page["url"]


def _pages(contents: _Contents) -> list[_Document]:
    listed = {_canonical(url) for url in contents.listed}
    found = [one for url, one in contents.documents.items() if _canonical(url) in listed]
    if found:
        return found
    frames = {
        _canonical(urljoin(one.url, frame.group(1)))
        for one in contents.documents.values()
        for frame in _FRAME.finditer(one.data.decode("latin-1"))
    }
    return [one for url, one in contents.documents.items() if _canonical(url) not in frames]


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url


def _read_document(document: _Document, contents: _Contents, source: Source) -> Iterator[Article | ContentError]:
    decoded = decode(document.data, f"{source.name}: {document.url}", document.charset)
    page = replace(
        source,
        name=f"{source.name}: {document.url}",
        path=None,
        url=document.url,
        text=decoded.text,
        encoding=decoded.encoding,
        fetched=document.date,
        media_type="text/html",
        warnings=decoded.warnings,
        parts=lambda address: contents.pictures.get(urljoin(document.url, address)),
    )
    return read_with_any(page)
