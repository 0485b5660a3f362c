"""A web page saved as HTML: by a browser ("save page as"), by SingleFile, or as it came from the server.

A browser writes ``<!-- saved from url=(0042)https://… -->`` and puts the pictures into ``<name>_files/``;
SingleFile writes the address and the time into a comment and the pictures into ``data:`` addresses.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.html.dom import address
from fumikura.html.extract import Extracted, extract
from fumikura.html.page_dates import page_date
from fumikura.html.to_markdown import to_markdown
from fumikura.html.written import written
from fumikura.importing.article_pictures import collect_from_dom
from fumikura.model.articles import Article
from fumikura.sources.signatures import page_kind
from fumikura.sources.source import refuse_longer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.sources.source import Source

VERSION = 2
MANY = False

HEAD = 4096
"""Characters in which the comments of browsers and SingleFile stand."""
MAX_PAGE = 100_000_000
"""Characters. SingleFile's pages carry their pictures; libxml2 takes some five times as much memory."""

_START = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S]){0,20000}-->\s*)*"
    r"<(?:!doctype\s+html\b|(?:html|head|body|meta|title|link|article|main)[\s>])",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"\ufeff?\s*<(?:div|p|h[1-6]|section|table|ul|ol|blockquote|header)[\s>]", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(?P<url>\S+)\s*-->")
_SINGLE_FILE = re.compile(r"Page saved with SingleFile\s+url:\s*(?P<url>\S+)\s+saved date:\s*(?P<date>[^\n]*)")
_BROWSER_TIME = re.compile(
    r"(?:\w{3} )?(?P<month>\w{3}) (?P<day>\d{2}) (?P<year>\d{4}) (?P<time>[\d:]{8}) "
    r"(?:GMT|UTC)(?P<zone>[+-]\d{4})"
)


def matches(source: Source) -> bool:
    """A page begins with a doctype, ``<html>`` or the like; a fragment counts only in a file called
    ``.html``."""
    if not source.is_text or page_kind(source.text) is not None:
        return False
    if _START.match(source.text):
        return True
    is_page = source.suffix in {".html", ".htm", ".xhtml"} or (source.media_type or "") in {
        "text/html",
        "application/xhtml+xml",
    }
    return is_page and bool(_FRAGMENT.match(source.text) or not source.text.strip())


def read(source: Source) -> Iterator[Article]:
    """The one article of the page. Raises ``ContentError`` for a page without text or pictures."""
    if len(source.text) > MAX_PAGE:
        raise ContentError(
            source.name, 1, f"the page has more than {MAX_PAGE:,} characters", "save it without its pictures"
        )
    url, created = saved(source)
    found = extract(source.text, url, source.name)
    pictures = collect_from_dom(found.element, source, found.base_url)
    body = to_markdown(found.element, found.base_url, pictures.names)
    if not body.strip():
        remedy = "save the page again after it has loaded, or the text in it as a text file"
        raise ContentError(source.name, 1, "there is no text in this page", remedy, "empty")
    refuse_longer(body, source.name)
    there = written(found.element, body)
    yield Article(
        title=found.title or source.stem or source.name,
        body=body,
        source=found.source,
        author=found.author,
        published=found.published,
        created=created or source.fetched,
        description=found.description,
        site=found.site,
        lang=found.lang,
        license=found.license,
        cover=found.cover,
        pictures=tuple(pictures.files.values()),
        warnings=(*_warnings(found, pictures.said(), source), *there.warnings()),
        remarks=(found.kept.remark(), *there.remarks()),
    )


def saved(source: Source) -> tuple[str | None, str | None]:
    """Where and when the page was saved, as the program that saved it says."""
    head = source.text[:HEAD]
    if match := _SINGLE_FILE.search(head):
        return address(match["url"], None), _moment(match["date"].strip())
    if match := _SAVED_FROM.search(head):
        return address(match["url"], None) or source.url, None
    return source.url, None


def _moment(text: str) -> str | None:
    """``Wed Sep 24 2026 10:00:00 GMT+0900 (日本標準時)``, as JavaScript writes a date, or any other date."""
    if match := _BROWSER_TIME.match(text):
        written = f"{match['month']} {match['day']} {match['year']} {match['time']} {match['zone']}"
        try:
            return dt.datetime.strptime(written, "%b %d %Y %H:%M:%S %z").isoformat()
        except ValueError:  # 31 February
            return None
    return page_date(text)


def _warnings(found: Extracted, said: list[str], source: Source) -> list[str]:
    """What the person should know: no title, much left out, pictures."""
    warnings = [*found.kept.warnings(), *said]
    if found.title is None and "title" not in source.given:
        warnings.insert(0, "there is no title; the file's name stands in for it")
    return warnings
