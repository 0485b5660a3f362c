"""Bookmarks of a browser or a service: the Netscape file (HTML), which nearly all can write; Firefox' and Chrome's
JSON.

``ADD_DATE`` is in Unix seconds, Firefox' dates in microseconds, Chrome's in microseconds since 1601.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.importing.json_items import has_keys, list_in, text_in
from fumikura.importing.link_articles import saved_link
from fumikura.importing.markup_scan import attributes
from fumikura.model.articles import each
from fumikura.model.dates import unix_moment
from fumikura.sources.signatures import page_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.model.articles import Article
    from fumikura.sources.source import Source

VERSION = 1
MANY = True

_TOKEN = re.compile(
    r"<H3\b[^<>]*>(?P<folder>[^<]*)</H3>|(?P<open><DL\b)|(?P<close></DL\b)"
    r"|<A\s(?P<attributes>[^<>]*)>(?P<title>(?:(?!</?A\b).){0,5000})</A>(?:\s*(?:</DT>)?\s*<DD>(?P<said>[^<]*))?",
    re.IGNORECASE | re.DOTALL,
)
_SECONDS_FROM_1601 = 11_644_473_600
_NO_PAGES = ("javascript:", "place:", "about:", "chrome:", "data:", "file:", "edge:")
"""What browsers keep among bookmarks and is no page on the web."""


def matches(source: Source) -> bool:
    """The Netscape file by its doctype, the JSON by the names of its roots."""
    if not source.is_text:
        return False
    is_json = has_keys(source, "roots", "bookmark_bar", within="roots") or has_keys(source, "root", within="placesRoot")
    return is_json or page_kind(source.text) == "bookmarks"


def read(source: Source) -> Iterator[Article | ContentError]:
    """A link for each bookmark of a page; the folders it is in, from the outermost, stand in ``folder``."""
    found = _in_html(source.text) if page_kind(source.text) == "bookmarks" else _in_json(source)
    count = 0
    for article in each(found, lambda one: saved_link(**one)):
        count += 1
        yield article
    if not count:
        raise ContentError(source.name, 1, "there are no bookmarks of pages in it", "export it again", "empty")


def _in_html(text: str) -> Iterator[dict[str, Any]]:
    folders: list[str] = []
    entered = ""
    for token in _TOKEN.finditer(text):
        if token["folder"] is not None:
            entered = html.unescape(token["folder"]).strip()
        elif token["open"]:
            folders.append(entered)
            entered = ""
        elif token["close"]:
            del folders[-1:]
        else:
            said = attributes(token["attributes"])
            if not said.get("href", "").lower().startswith(_NO_PAGES):
                yield {
                    "url": said.get("href"),
                    "title": html.unescape(re.sub(r"<[^>]*>", "", token["title"])),
                    "created": unix_moment(said.get("add_date", "")),
                    "description": html.unescape(token["said"] or "").strip() or None,
                    "tags": said.get("tags", "").split(","),
                    "kept": {"folder": " / ".join(filter(None, folders))},
                }


def _in_json(source: Source) -> Iterator[dict[str, Any]]:
    try:
        tree = json.loads(source.text)
    except (json.JSONDecodeError, RecursionError) as error:
        problem = f"not readable as JSON: {error}"
        raise ContentError(source.name, getattr(error, "lineno", 1), problem, "export it again", "json") from error
    roots = tree.get("roots")
    tops = list(roots.values()) if isinstance(roots, dict) else [tree]
    waiting: list[tuple[Any, tuple[str, ...]]] = [(one, ()) for one in reversed(tops)]
    while waiting:
        node, folders = waiting.pop()
        url = text_in(node, "url", "uri")
        if url and not url.lower().startswith(_NO_PAGES):
            yield {
                "url": url,
                "title": text_in(node, "name", "title"),
                "created": unix_moment(node.get("dateAdded")) or _chrome_moment(text_in(node, "date_added")),
                "tags": (text_in(node, "tags") or "").split(","),
                "kept": {"folder": " / ".join(folders)},
            }
        below = (*folders, *filter(None, [text_in(node, "name", "title")]))
        waiting.extend((child, below) for child in reversed(list_in(node, "children")))


def _chrome_moment(text: str | None) -> str | None:
    return unix_moment(int(text) / 1e6 - _SECONDS_FROM_1601) if text and text.isdecimal() else None
