"""What a page says about its article in JSON-LD (schema.org)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from fumikura.html.dom import Element, all_text, collapsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARTICLES = re.compile(
    r"(?:\w*Article|BlogPosting|Report|ScholarlyArticle|\w*Posting|Review|Recipe|HowTo|CreativeWork|Book|Chapter)$"
)
_PAGES = frozenset({"WebPage", "ItemPage", "AboutPage", "FAQPage"})
_MAX_JSON = 2_000_000


def json_ld(root: Element) -> dict[str, Any]:
    """The JSON-LD object that describes the article, or the page; empty if there is none or it is broken."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            found += _objects(_loaded(all_text(script)))
    for wanted in (_ARTICLES.fullmatch, _PAGES.__contains__):
        for one in found:
            kinds = one.get("@type")
            if any(isinstance(kind, str) and wanted(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                return _with_references(one, found)
    return {}


def _loaded(text: str) -> Any:
    """JSON as pages write it: in a comment or CDATA, with line breaks in its strings. None if it is none."""
    text = re.sub(
        r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*;?\s*$",
        "",
        text,
    )
    if len(text) > _MAX_JSON:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in JSON-LD: one, a list, or a ``@graph``."""
    pending = [value]
    while pending:
        one = pending.pop(0)
        if isinstance(one, list):
            pending = [*one, *pending]
        elif isinstance(one, dict):
            yield one
            pending = [
                one[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(one.get(key), dict | list)
            ] + pending


def _with_references(one: dict[str, Any], found: list[dict[str, Any]]) -> dict[str, Any]:
    """``{"@id": x}`` replaced by the object of that id."""
    by_id = {str(other["@id"]): other for other in found if "@id" in other and len(other) > 1}

    def resolved(value: Any) -> Any:
        if isinstance(value, list):
            return [resolved(part) for part in value]
        if isinstance(value, dict) and set(value) == {"@id"}:
            return by_id.get(str(value["@id"]), value)
        return value

    return {key: resolved(value) for key, value in one.items()}


def text_in(value: Any) -> str | None:
    """A string of JSON-LD, which may be in a list, as one line."""
    if isinstance(value, list):
        value = value[0] if value else None
    return collapsed(value).strip() or None if isinstance(value, str) else None


def name_in(value: Any) -> str | None:
    """The name of a person or an organisation."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        return text_in(value.get("name"))
    return text_in(value)
