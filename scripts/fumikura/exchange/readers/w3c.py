"""W3C Web Annotations in JSON-LD: one Annotation, a page, a collection, a list of any of these; ours and others'.

Nothing is fetched: a collection's further pages, and bodies and stylesheets that lie elsewhere, stay addresses.
Source: W3C Web Annotation Data Model, 3 to 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.exchange.comments import clean_comment, clean_line
from fumikura.exchange.foreign import ForeignAnnotation, Reading, moments
from fumikura.exchange.hypothesis_parts import moment_of, usable
from fumikura.exchange.json_text import as_front_matter, as_list, from_front_matter, objects, text_of, texts
from fumikura.exchange.w3c_parts import (
    ANNO,
    KEPT,
    MODELLED,
    OURS,
    creator_name,
    of_type,
    pointed,
    said,
    selectors,
    source_of,
)
from fumikura.model.shapes import is_iri, is_motivation, labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.exchange.foreign import ForeignFile

_OURS_ANEW = frozenset({"text", "start", "created_local", "article", KEPT})
"""Our own fields that are worked out again, or have a place of their own."""
_UNDERSTOOD = frozenset({"TextQuoteSelector", "TextPositionSelector"})


def matches(file: ForeignFile) -> bool:
    """A JSON-LD object of a type that the W3C model names, or in its context."""
    return any(_is_ours(one) for one in objects(file.json)[:20])


def read(file: ForeignFile) -> Reading:
    """Every annotation, in the order of the file."""
    annotations: list[ForeignAnnotation] = []
    problems: list[ContentError] = []
    for number, one in enumerate(_annotations(file.json), start=1):
        if one.get("target") is None:
            problem, remedy = f"annotation {number} has no target", "say what it is about, or remove it"
            problems.append(ContentError(file.name, number, problem, remedy, "row"))
            continue
        annotations.append(_annotation(one, number))
    return Reading(tuple(annotations), tuple(problems))


def _is_ours(one: dict[str, Any]) -> bool:
    types = texts(one.get("type", one.get("@type")))
    named = {"Annotation", "AnnotationPage", "AnnotationCollection", "oa:Annotation"}
    return bool(named.intersection(types)) or ANNO in texts(one.get("@context"))


def _annotations(value: Any) -> Iterator[dict[str, Any]]:
    """Those of pages and collections, wherever they are nested."""
    waiting = list(reversed(objects(value)))
    while waiting:
        one = waiting.pop()
        inner = [key for key in ("items", "first", "@graph") if key in one]
        if inner and "Annotation" not in texts(one.get("type")):
            waiting += reversed([found for key in inner for found in objects(one[key])])
        elif "target" in one or "Annotation" in texts(one.get("type")):
            yield one


def _annotation(one: dict[str, Any], number: int) -> ForeignAnnotation:
    targets = as_list(one["target"])
    about = next((target for target in targets if isinstance(target, dict) and selectors(target)), targets[0])
    found = selectors(about) if isinstance(about, dict) else []
    quote, position = of_type(found, "TextQuoteSelector"), of_type(found, "TextPositionSelector")
    comment, tags = said(one)
    motivations = texts(one.get("motivation"))
    identity = text_of(one.get("id"))
    canonical = text_of(one.get("canonical"))
    return ForeignAnnotation(
        line=number,
        **pointed(quote, position),
        comment=clean_comment(comment),
        by=clean_line(creator_name(one.get("creator"))),
        **moments(text_of(one.get("created")) or text_of(one.get(f"{OURS}created_local"))),
        modified=moment_of(text_of(one.get("modified"))),
        motivation=motivations[0] if motivations and is_motivation(motivations[0]) else "",
        tags=labels(clean_line(tag) for tag in tags),
        source=usable(source_of(about)),
        title=clean_line(text_of(one.get(f"{OURS}article"))),
        iri=next((iri for iri in (canonical, identity) if is_iri(iri)), ""),
        aliases=tuple(iri for iri in (identity, canonical) if iri),
        reply_to=next((source_of(target) for target in targets if target is not about or not found), ""),
        location="" if quote else source_of(about),
        warnings=("it points to a part without quoting it: it is kept as a note on the whole article",)
        if found and not quote
        else (),
        kept=_kept(one, about),
    )


def _kept(one: dict[str, Any], about: Any) -> dict[str, Any]:
    """Front matter for all that our fields do not say: keys of the model, and our own from an export of ours."""
    rest = {key: value for key, value in one.items() if key not in MODELLED and not key.startswith(OURS)}
    if isinstance(one.get("motivation"), list) or ("motivation" in one and not is_motivation(one["motivation"])):
        rest["motivation"] = one["motivation"]
    if "body" in one and not all(map(_is_plain_body, as_list(one["body"]))):
        rest["body"] = one["body"]
    creator = one.get("creator")
    if creator is not None and creator != {"type": "Person", "name": clean_line(creator_name(creator))}:
        rest["creator"] = creator
    if isinstance(one["target"], list) or (isinstance(about, dict) and not _is_plain_target(about)):
        rest["target"] = one["target"]
    own = {key.removeprefix(OURS): value for key, value in one.items() if key.startswith(OURS)}
    rest.update(from_front_matter(own.get(KEPT)))
    extra = {key: value for key, value in own.items() if key not in _OURS_ANEW}
    return {**extra, **({KEPT: as_front_matter(rest)} if rest else {})}


def _is_plain_body(body: Any) -> bool:
    """Whether writing it out again gives the same."""
    if not isinstance(body, dict) or body.get("type") != "TextualBody" or not isinstance(body.get("value"), str):
        return False
    if body.get("purpose") == "tagging":
        return set(body) <= {"type", "value", "purpose"}
    return set(body) <= {"type", "value", "purpose", "format"} and body.get("format") == "text/markdown"


def _is_plain_target(target: dict[str, Any]) -> bool:
    types = {name for one in selectors(target) for name in texts(one.get("type"))}
    refined = any("refinedBy" in one for one in selectors(target))
    placed = not types or "TextQuoteSelector" in types
    return set(target) <= {"type", "source", "selector", "state"} and types <= _UNDERSTOOD and placed and not refined
