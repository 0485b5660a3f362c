"""Hypothes.is: the client's export (``{"annotations": […]}``) and its API's answers (``{"total": …, "rows": […]}``).

Source: github.com/hypothesis/h, ``docs/_extra/api-reference``; github.com/hypothesis/client, ``src/types/api.ts``.
Offsets count UTF-16 units of the page that the annotation was made on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.exchange.foreign import ForeignAnnotation, Reading, count, moments
from fumikura.exchange.hypothesis_parts import (
    KEPT,
    api_iri,
    api_names,
    comment_of,
    labels_of,
    moment_of,
    quote_selector,
    title_of,
    usable,
    user_name,
)
from fumikura.exchange.json_text import as_front_matter, objects, text_of, texts
from fumikura.exchange.w3c_parts import of_type, pointed, selectors, source_of

if TYPE_CHECKING:
    from fumikura.exchange.foreign import ForeignFile


def matches(file: ForeignFile) -> bool:
    """A JSON object with a list of annotations that have an ``uri`` and a ``user`` or ``target``, or one of these."""
    found = _listed(file.json)
    if found is None:
        return False
    return any(map(_is_annotation, found)) if found else _is_envelope(file.json)


def read(file: ForeignFile) -> Reading:
    """Every annotation, page note and reply."""
    annotations: list[ForeignAnnotation] = []
    problems: list[ContentError] = []
    hidden = 0
    for number, one in enumerate(_listed(file.json) or [], start=1):
        if not _is_annotation(one):
            problem = f"annotation {number} is no annotation of Hypothes.is"
            problems.append(ContentError(file.name, number, problem, "remove it, or export again", "row"))
            continue
        annotations.append(_annotation(one, number))
        hidden += _is_private(one)
    remarks = []
    if hidden:
        words = "was" if hidden == 1 else "were"
        remarks.append(
            f"{count(hidden, 'annotation')} {words} not public at Hypothes.is; here they are as public as their article"
        )
    return Reading(tuple(annotations), tuple(problems), tuple(remarks))


def _listed(value: Any) -> list[Any] | None:
    if isinstance(value, dict):
        for key in ("annotations", "rows"):
            if isinstance(value.get(key), list):
                found: list[Any] = value[key]
                return found
        return [value] if _is_annotation(value) else None
    return value if isinstance(value, list) and value and _is_annotation(value[0]) else None


def _is_annotation(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("uri"), str):
        return False
    return isinstance(value.get("target"), list) or isinstance(value.get("user"), str)


def _is_envelope(value: Any) -> bool:
    return isinstance(value, dict) and ("export_userid" in value or value.get("total") == 0)


def _is_private(one: dict[str, Any]) -> bool:
    permissions = one.get("permissions")
    readers = texts(permissions.get("read")) if isinstance(permissions, dict) else []
    return bool(readers) and not any(reader.startswith("group:") for reader in readers)


def _annotation(one: dict[str, Any], number: int) -> ForeignAnnotation:
    targets = objects(one.get("target"))
    target = targets[0] if targets else {}
    quote = quote_selector(one)
    position = of_type(selectors(target), "TextPositionSelector")
    answered = texts(one.get("references"))
    created = text_of(one.get("created"))
    updated = text_of(one.get("updated"))
    return ForeignAnnotation(
        line=number,
        **pointed(quote, position),
        units="utf-16",
        comment=comment_of(one),
        by=user_name(one),
        **moments(created),
        modified=moment_of(updated) if updated != created else "",
        tags=labels_of(one),
        source=usable(text_of(one.get("uri"))) or usable(source_of(target)),
        title=title_of(one),
        iri=api_iri(one, text_of(one.get("id"))),
        aliases=api_names(text_of(one.get("id"))),
        reply_to=api_iri(one, answered[-1]) if answered else "",
        kept={KEPT: as_front_matter(_beyond_our_fields(one))},
    )


def _beyond_our_fields(one: dict[str, Any]) -> dict[str, Any]:
    """All that writing the annotation out again would not give back."""
    given: dict[str, Any] = {"text": comment_of(one), "tags": list(labels_of(one))}
    for key in ("created", "updated"):
        if moment_of(text_of(one.get(key))):
            given[key] = moment_of(text_of(one[key]))
    return {key: value for key, value in one.items() if key not in given or value != given[key]}
