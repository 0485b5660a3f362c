"""wallabag's JSON: a list of entries, each with the ``annotations`` that were made on it.

An annotation is Annotator's: ``text`` (the comment), ``quote``, ``created_at``, ``updated_at``, ``ranges`` (XPath into
wallabag's own page, of no use here, but kept). Source: github.com/wallabag/wallabag, ``src/Entity/Annotation.php``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.exchange.comments import clean_comment, clean_line, clean_quote
from fumikura.exchange.foreign import ForeignAnnotation, Reading, count, moments
from fumikura.exchange.hypothesis_parts import moment_of, usable
from fumikura.exchange.json_text import as_front_matter, objects, text_of

if TYPE_CHECKING:
    from fumikura.exchange.foreign import ForeignFile

_OURS = frozenset({"text", "quote", "created_at", "updated_at", "user"})


def matches(file: ForeignFile) -> bool:
    """A list of entries as wallabag writes them, or the API's page of them."""
    entries = _entries(file.json)
    return bool(entries) and all(
        {"url", "title"} <= set(one) and ("is_archived" in one or "is_read" in one) for one in entries[:20]
    )


def read(file: ForeignFile) -> Reading:
    """The annotations of every entry, in its order."""
    annotations: list[ForeignAnnotation] = []
    bare = 0
    for number, entry in enumerate(_entries(file.json), start=1):
        found = [
            one for one in objects(entry.get("annotations")) if text_of(one.get("quote")) or text_of(one.get("text"))
        ]
        bare += not found
        annotations += (_annotation(number, entry, one) for one in found)
    remarks = (f"{count(bare, 'article')} without annotations passed over",) if bare else ()
    return Reading(tuple(annotations), (), remarks)


def _entries(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        embedded = value.get("_embedded")
        value = embedded.get("items") if isinstance(embedded, dict) else None
    return objects(value) if isinstance(value, list) else []


def _annotation(number: int, entry: dict[str, Any], one: dict[str, Any]) -> ForeignAnnotation:
    created, updated = text_of(one.get("created_at")), text_of(one.get("updated_at"))
    rest = {key: value for key, value in one.items() if key not in _OURS}
    return ForeignAnnotation(
        line=number,
        quote=clean_quote(text_of(one.get("quote"))),
        comment=clean_comment(text_of(one.get("text"))),
        by=clean_line(text_of(one.get("user"))),
        **moments(created),
        modified=_moment(updated) if updated != created else "",
        source=usable(text_of(entry.get("url"))),
        title=clean_line(text_of(entry.get("title"))),
        location=str(one.get("id", "")),
        kept={"wallabag": as_front_matter(rest)} if rest else {},
    )


def _moment(text: str) -> str:
    return moment_of(text) and moments(text).get("created", "")
