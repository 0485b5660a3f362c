"""Annotations of articles -> the JSON file that Hypothes.is' client imports.

The client takes ``{"annotations": […]}`` and of each annotation ``target, tags, text, uri, document`` and whether it is
shared. Offsets count UTF-16 units. Source: github.com/hypothesis/client, ``src/sidebar/helpers/import.ts`` and
``services/import-annotations.ts``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fumikura import __version__
from fumikura.exchange.comments import clean_quote
from fumikura.exchange.hypothesis_parts import (
    ANONYMOUS,
    KEPT,
    comment_of,
    labels_of,
    moment_of,
    quote_selector,
    user_name,
)
from fumikura.exchange.json_text import from_front_matter, text_of
from fumikura.exchange.landing import squeeze
from fumikura.exchange.offsets import to_utf_16
from fumikura.exchange.to_w3c import iri

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fumikura.library.library import ArticleEntry
    from fumikura.model.annotations import Annotation
    from fumikura.text.anchors import Anchor

_PUBLIC = "__world__"
"""The group of all readers."""


def export_file(annotations: Sequence[Any], moment: str) -> dict[str, Any]:
    """The file. ``moment``: when it is made, ISO 8601."""
    return {
        "export_date": moment,
        "export_userid": "",
        "client_version": f"fumikura {__version__}",
        "annotations": list(annotations),
    }


def article_annotations(
    entry: ArticleEntry, text: str, anchors: Mapping[str, Anchor], site_url: str | None
) -> list[dict[str, Any]]:
    """The annotations of ``entry``, which is not private. ``text``: canonical; ``anchors``: as for W3C."""
    by_id = {one.id: one for one in entry.annotations}
    return [
        _annotation(one, entry, _selectors(one, entry, text, anchors.get(one.id)), _references(one, by_id), site_url)
        for one in entry.annotations
    ]


def _annotation(
    annotation: Annotation,
    entry: ArticleEntry,
    selectors: list[dict[str, Any]],
    references: list[str],
    site_url: str | None,
) -> dict[str, Any]:
    header = annotation.header
    kept = _kept(annotation)
    uri = entry.header.source or (f"{site_url}{entry.address}" if site_url else f"urn:fumikura:{entry.id}")
    values: dict[str, Any] = {
        "id": annotation.id,
        "created": header.created,
        "updated": header.modified or header.created,
        "user": _account(header.by, site_url),
        "user_info": {"display_name": header.by} if header.by else None,
        "uri": uri,
        "text": annotation.comment,
        "tags": list(header.tags),
        "group": _PUBLIC,
        "permissions": {"read": [f"group:{_PUBLIC}"]},
        "target": [{"source": uri, **({"selector": selectors} if selectors else {})}],
        "document": {"title": [entry.title]},
        "references": references or None,
        "links": {"html": iri(entry.id, annotation.id, site_url)} if site_url else None,
    }
    values = {key: value for key, value in values.items() if value is not None}
    if kept:
        # It has a place and a user there already.
        values = {key: value for key, value in values.items() if key not in {"links", "user_info"}}
    for key, value in kept.items():
        if _holds(key, value, annotation, entry):
            values[key] = value
    return values


def _kept(annotation: Annotation) -> dict[str, Any]:
    return from_front_matter((annotation.header.model_extra or {}).get(KEPT))


def _holds(key: str, value: Any, annotation: Annotation, entry: ArticleEntry) -> bool:
    """Whether what Hypothes.is said once is still what our file says."""
    header = annotation.header
    if key == "target":
        # It has more of the text around the quote, which an excerpt may not give away.
        said = clean_quote(text_of(quote_selector({key: value}).get("exact")))
        return entry.rights != "excerpt" and squeeze(said)[0] == squeeze(header.quote or "")[0]
    now: dict[str, bool] = {
        "text": comment_of({"text": value}) == annotation.comment,
        "tags": labels_of({"tags": value}) == header.tags,
        "created": moment_of(text_of(value)) == (header.created or ""),
        "updated": moment_of(text_of(value)) in {"", header.modified or header.created},
        "user": user_name(_kept(annotation)) == (header.by or ""),
    }
    return now.get(key, True)


def _account(by: str | None, site_url: str | None) -> str:
    """A name in the form of an account, at a host that is the archive's, or none at all (RFC 2606)."""
    host = (urlsplit(site_url).hostname if site_url else None) or "fumikura.invalid"
    name = "".join(char if char.isalnum() or char in "._" else "_" for char in by or ANONYMOUS)
    return f"acct:{name}@{host}"


def _selectors(annotation: Annotation, entry: ArticleEntry, text: str, anchor: Anchor | None) -> list[dict[str, Any]]:
    header = annotation.header
    if not header.quote:
        return []
    found: list[dict[str, Any]] = []
    if anchor is not None and anchor.start is not None and anchor.end is not None:
        start = to_utf_16(text, anchor.start)
        end = start + to_utf_16(text[anchor.start : anchor.end], anchor.end - anchor.start)
        found.append({"type": "TextPositionSelector", "start": start, "end": end})
    quote = {"type": "TextQuoteSelector", "exact": header.quote}
    if entry.rights != "excerpt":
        quote |= {"prefix": header.prefix, "suffix": header.suffix}
    return [*found, quote]


def _references(annotation: Annotation, by_id: Mapping[str, Annotation]) -> list[str]:
    """The thread above a reply, its root first, by the ids that the file gives them."""
    chain: dict[str, str] = {}
    current = by_id.get(annotation.header.reply_to or "")
    while current is not None and current.id not in chain:
        chain[current.id] = text_of(_kept(current).get("id")) or current.id
        current = by_id.get(current.header.reply_to or "")
    return list(reversed(chain.values()))
