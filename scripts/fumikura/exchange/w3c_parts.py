"""What reading and writing W3C annotations share: the parts of one as JSON-LD gives them, in their many spellings.

Source: W3C Web Annotation Data Model (Recommendation of 23 February 2017).
"""

from __future__ import annotations

from typing import Any, TypedDict

from fumikura.exchange.comments import clean_context, clean_quote
from fumikura.exchange.json_text import as_list, objects, text_of, texts

ANNO = "http://www.w3.org/ns/anno.jsonld"
OURS = "fumikura:"
"""Prefix of the fields that the W3C model has no name for."""
NAMESPACE = "urn:fumikura:field:"
KEPT = "w3c"
"""The front matter key that holds what an imported annotation said beyond our fields."""
MODELLED = frozenset(
    ["@context", "id", "type", "motivation", "created", "modified", "creator", "body", "bodyValue", "target"]
) | {"canonical"}
"""Keys of an annotation that become fields of ours; all others are kept as they are."""


def said(annotation: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The comment and the tags of an annotation: its textual bodies by purpose. Model, 3.2.4 and 3.3.5."""
    comments: list[str] = []
    tags: list[str] = []
    for body in as_list(annotation.get("body")):
        if isinstance(body, dict) and "tagging" in texts(body.get("purpose")) and text_of(body.get("value")):
            tags.append(body["value"])
        elif isinstance(body, dict) and text_of(body.get("value")):
            comments.append(body["value"])
        elif isinstance(body, dict) or (isinstance(body, str) and body):
            comments.append(_link(body))
    comments.append(text_of(annotation.get("bodyValue")))
    return "\n\n".join(filter(None, comments)), tuple(tags)


def _link(body: Any) -> str:
    """A body that lies elsewhere is said by its address."""
    address = body if isinstance(body, str) else text_of(body.get("source")) or text_of(body.get("id"))
    return f"<{address}>" if address.startswith(("http://", "https://")) else address


def creator_name(creator: Any) -> str:
    """Who wrote it: a name, a nickname, or the address of one. Model, 3.3.2."""
    for one in as_list(creator):
        if isinstance(one, str) and one:
            return one
        if isinstance(one, dict):
            names = [*texts(one.get("name")), *texts(one.get("nickname")), text_of(one.get("id"))]
            found = next(filter(None, names), "")
            if found:
                return found
    return ""


def selectors(target: dict[str, Any]) -> list[dict[str, Any]]:
    """Every selector of a specific resource, also those that refine another. Model, 4.2."""
    found: list[dict[str, Any]] = []
    waiting = objects(target.get("selector"))
    while waiting and len(found) < 100:
        one = waiting.pop(0)
        found.append(one)
        waiting += objects(one.get("refinedBy")) + objects(one.get("items"))
    return found


def of_type(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The first of ``items`` with this type; an empty object where there is none."""
    return next((one for one in items if name in texts(one.get("type"))), {})


class Pointed(TypedDict):
    """What the selectors of a passage say, as ``ForeignAnnotation`` takes it."""

    quote: str
    prefix: str
    suffix: str
    start: int | None


def pointed(quote: dict[str, Any], position: dict[str, Any]) -> Pointed:
    """What a TextQuoteSelector and a TextPositionSelector say; each may be empty. Model, 4.2.4 and 4.2.5."""
    start = position.get("start")
    return {
        "quote": clean_quote(text_of(quote.get("exact"))),
        "prefix": clean_context(text_of(quote.get("prefix"))),
        "suffix": clean_context(text_of(quote.get("suffix"))),
        "start": start if isinstance(start, int) and not isinstance(start, bool) else None,
    }


def source_of(target: Any) -> str:
    """The address of what a target is about, or is a part of."""
    if isinstance(target, str):
        return target
    if not isinstance(target, dict):
        return ""
    source = target.get("source", target.get("id"))
    return source if isinstance(source, str) else text_of(source.get("id")) if isinstance(source, dict) else ""
