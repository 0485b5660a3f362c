"""MHTML: a page and its parts as one mail message, as Chrome, Edge and Opera save it (``Snapshot-Content-Location``).

Source: RFC 2557.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from fumikura.errors import ContentError
from fumikura.importers import read_with_any
from fumikura.model.dates import written_moment
from fumikura.sources.decoding import decode
from fumikura.sources.signatures import is_mail_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from fumikura.model.articles import Article
    from fumikura.sources.source import Source

VERSION = 1
MANY = False


def matches(source: Source) -> bool:
    """By the lines of its head."""
    return not source.is_text and is_mail_page(source.data)


def read(source: Source) -> Iterator[Article | ContentError]:
    """The one article of the page. Raises ``ContentError`` where there is no page, or its end is missing."""
    message = email.message_from_bytes(source.data, policy=email.policy.default)
    pages = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    if not pages:
        raise ContentError(source.name, 1, "there is no HTML page in this MHTML file", "save the page again", "empty")
    boundary = message.get_boundary()
    if boundary and f"--{boundary}--".encode() not in source.data:
        raise ContentError(source.name, 1, "the file ends in the middle", "save or download it again", "cut")
    page = pages[0]
    url = _line(message, "Snapshot-Content-Location") or _line(page, "Content-Location")
    decoded = decode(_bytes(page), source.name, page.get_content_charset())
    parts = {name: part for part in message.walk() for name in _names(part)}

    def part_at(address: str) -> bytes | None:
        found = parts.get(address) or parts.get(urljoin(url or "", address))
        return _bytes(found) if found is not None else None

    inner = replace(
        source,
        text=decoded.text,
        encoding=decoded.encoding,
        url=url,
        fetched=written_moment(_line(message, "Date")),
        media_type="text/html",
        parts=part_at,
    )
    return read_with_any(inner)


def _names(part: EmailMessage) -> Iterator[str]:
    """What a page may call a part by."""
    if location := _line(part, "Content-Location"):
        yield location
    if name := _line(part, "Content-ID"):
        yield f"cid:{name.strip('<>')}"


def _line(part: EmailMessage, name: str) -> str | None:
    value = part.get(name)
    return str(value).strip() or None if value is not None else None


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
