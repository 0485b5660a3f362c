"""The annotations of one article -> a W3C AnnotationPage in JSON-LD.

Offsets count code points of the canonical text, from 0, end excluded. Source: W3C Web Annotation Data Model, 3 to 5.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from fumikura.exchange.json_text import from_front_matter
from fumikura.exchange.w3c_parts import ANNO, KEPT, NAMESPACE, OURS, creator_name, said
from fumikura.model.shapes import MOTIVATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.library.library import ArticleEntry
    from fumikura.model.annotations import Annotation
    from fumikura.text.anchors import Anchor

DATA_NAME = "annotations.jsonld"
"""Name of the file beside an article's page."""
DATA_LINK = (
    '<link rel="alternate describedby" type="application/ld+json; '
    'profile=&quot;http://www.w3.org/ns/anno.jsonld&quot;" '
    f'href="{DATA_NAME}">'
)
"""For the page's head. Two relations, since Material's script takes what is ``alternate`` alone for a translation."""
CONTEXT = [ANNO, {OURS.removesuffix(":"): NAMESPACE}]

_SAID_ELSEWHERE = frozenset({KEPT, "text", "start", "created_local", "article"})
_EARLIEST, _LATEST = dt.timedelta(hours=14), dt.timedelta(hours=12)
"""How far a day begins before and ends after the same day in UTC, in the time zones that there are."""


def annotation_page(entry: ArticleEntry, anchors: Mapping[str, Anchor], site_url: str | None) -> dict[str, Any]:
    """All annotations of ``entry``, which is not private. ``anchors``: the places of those that have one, by id."""
    identity = f"{site_url}{entry.address}{DATA_NAME}" if site_url else f"urn:fumikura:{entry.id}"
    items = [_annotation(one, entry, anchors.get(one.id), site_url) for one in entry.annotations]
    return {"@context": CONTEXT, "id": identity, "type": "AnnotationPage", "items": items}


def page_text(page: Any) -> str:
    """As it is written to a file or to standard output."""
    return json.dumps(page, ensure_ascii=False, indent=2) + "\n"


def iri(article: str, annotation: str, site_url: str | None) -> str:
    """The name of an annotation in the world: where it is shown, or else a URN."""
    return f"{site_url}articles/{article}/#a-{annotation}" if site_url else f"urn:fumikura:{article}:{annotation}"


def _annotation(annotation: Annotation, entry: ArticleEntry, anchor: Anchor | None, site_url: str | None) -> Any:
    header = annotation.header
    kept = from_front_matter((header.model_extra or {}).get(KEPT))
    values: dict[str, Any] = {
        "@context": CONTEXT,
        "id": iri(entry.id, annotation.id, site_url),
        "type": "Annotation",
        "motivation": _motivation(annotation, kept),
        "created": _date_time(header.created),
        "modified": _date_time(header.modified),
        "creator": _creator(annotation, kept),
        "body": _bodies(annotation, kept),
        "target": _target(annotation, entry, anchor, site_url),
        "canonical": header.canonical,
    }
    restored = {key: value for key, value in kept.items() if key not in _CHECKED and key not in values}
    rest = {key: value for key, value in kept.items() if key in _CHECKED and value != values.get(key)}
    return {**_present(values), **restored, **_own_fields(annotation, anchor, rest, entry)}


_CHECKED = frozenset({"motivation", "creator", "body", "target"})
"""Keys that are given as they came only while our fields still say the same."""


def _own_fields(annotation: Annotation, anchor: Anchor | None, rest: Any, entry: ArticleEntry) -> dict[str, Any]:
    """What the model has no name for, under our prefix, so that nothing is lost."""
    header = annotation.header
    extra = {key: value for key, value in (header.model_extra or {}).items() if key not in _SAID_ELSEWHERE}
    if entry.rights == "excerpt":
        # The target as another tool gave it has more of the text around the quote.
        extra = {key: value for key, value in extra.items() if key != "hypothesis"}
        rest = {key: value for key, value in rest.items() if key != "target"}
    is_there = anchor is not None and anchor.start == header.start
    own = {
        "text": header.text,
        "start": None if is_there else header.start,
        "created_local": header.created_local,
        "article": entry.title,
        KEPT: rest or None,
        **extra,
    }
    return {OURS + key: value for key, value in own.items() if value is not None}


def _motivation(annotation: Annotation, kept: Mapping[str, Any]) -> Any:
    several = kept.get("motivation")
    still = isinstance(several, list) and several[:1] == [annotation.header.motivation]
    return several if still else annotation.header.motivation


def _creator(annotation: Annotation, kept: Mapping[str, Any]) -> Any:
    by = annotation.header.by
    if "creator" in kept and creator_name(kept["creator"]) == (by or ""):
        return kept["creator"]
    return {"type": "Person", "name": by} if by else None


def _bodies(annotation: Annotation, kept: Mapping[str, Any]) -> Any:
    header = annotation.header
    if "body" in kept and said({"body": kept["body"]}) == (annotation.comment, header.tags):
        return kept["body"]
    bodies: list[dict[str, str]] = []
    if annotation.comment:
        plain = header.motivation not in MOTIVATIONS or header.motivation in {"highlighting", "tagging"}
        purpose = "commenting" if plain else header.motivation
        text = {"type": "TextualBody", "value": annotation.comment, "format": "text/markdown", "purpose": purpose}
        bodies.append(text)
    bodies += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in header.tags]
    return bodies or None


def _target(annotation: Annotation, entry: ArticleEntry, anchor: Anchor | None, site_url: str | None) -> Any:
    header = annotation.header
    answered = iri(entry.id, header.reply_to, site_url) if header.reply_to else None
    if answered and not header.quote:
        return answered
    page = f"{site_url}{entry.address}" if site_url else f"urn:fumikura:{entry.id}"
    resource: dict[str, Any] = {"type": "SpecificResource", "source": entry.header.source or page}
    if header.quote:
        with_context = entry.rights != "excerpt"
        quote = {
            "type": "TextQuoteSelector",
            "exact": header.quote,
            "prefix": header.prefix if with_context else "",
            "suffix": header.suffix if with_context else "",
        }
        resource["selector"] = [_present(quote)]
        if anchor is not None and anchor.start is not None:
            position = {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end}
            resource["selector"].append(position)
    resource["state"] = _state(entry, site_url)
    resource = _present(resource)
    if len(resource) == 2:  # nothing to say but the address: no specific resource
        return resource["source"]
    return [answered, resource] if answered else resource


def _state(entry: ArticleEntry, site_url: str | None) -> dict[str, Any] | None:
    """When the copy was made that the annotation is about, and where it is. Model, 4.3.1."""
    saved = entry.header.created
    if saved is None:
        return None
    state: dict[str, Any] = {"type": "TimeState", **_moments(saved)}
    if site_url and entry.rights == "full" and entry.header.kind is None:
        state["cached"] = f"{site_url}{entry.address}"
    return state


def _moments(saved: str) -> dict[str, str]:
    """``saved`` as a moment; a day, month or year, or a time without zone, as the span in which it lies anywhere."""
    if "T" in saved:
        moment = dt.datetime.fromisoformat(saved)
        if moment.tzinfo is not None:
            return {"sourceDate": _date_time(saved) or saved}
        first = last = moment
    else:
        year, month, day = (int(part) for part in [*saved.split("-"), "0", "0"][:3])
        first = dt.datetime(year, month or 1, day or 1)  # noqa: DTZ001  the zone is what nobody knows
        last = first.replace(month=month or 12)
        last = last.replace(day=day or calendar.monthrange(last.year, last.month)[1]) + dt.timedelta(
            hours=23, minutes=59, seconds=59
        )
    try:
        span = (first - _EARLIEST, last + _LATEST)
    except OverflowError:
        span = (first, last)
    return {
        "sourceDateStart": f"{span[0].isoformat(timespec='seconds')}Z",
        "sourceDateEnd": f"{span[1].isoformat(timespec='seconds')}Z",
    }


def _date_time(moment: str | None) -> str | None:
    """With seconds, which RFC 3339 asks for and we do not."""
    if moment is None or re.search(r"T\d\d:\d\d:\d\d", moment):
        return moment
    return dt.datetime.fromisoformat(moment).isoformat()


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
