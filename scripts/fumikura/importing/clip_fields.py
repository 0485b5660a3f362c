"""Front matter as clippers write it and people change it -> our names. What is not ours stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.model.front_matter import FrontMatter, Value
from fumikura.sources.given import COMPUTED, FIELDS, checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.sources.source import Fields

_OTHER_NAMES = {
    "title": ("headline",),
    "source": ("url", "link", "source_url", "original_url", "canonical", "permalink"),
    "author": ("authors", "creator", "byline"),
    "published": ("date", "date_published", "published_at", "publish_date", "pubdate"),
    "created": ("date_saved", "saved", "saved_at", "clipped", "date_clipped", "clipped_at", "archived"),
    "description": ("excerpt", "summary"),
    "tags": ("tag", "keywords"),
    "site": ("site_name", "website"),
    "lang": ("language",),
    "license": ("licence",),
    "cover": ("image", "thumbnail"),
}
"""The first that is there and makes sense is taken; our own name comes before them all."""

_UTC_OFFSET = re.compile(r"(?P<moment>\S+)\s*\((?:UTC|GMT)\s*(?P<zone>[+-]\d{2}:?\d{2})?\)")
"""MarkDownload: ``2024-02-06T12:00:00 (UTC +09:00)``."""
_NUMBERS = re.compile(r"(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?(?:\s+(\d{2}:\d{2}(?::\d{2})?))?")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})")


@dataclass(frozen=True, slots=True)
class ClipFields:
    """What a clip's header says."""

    fields: Fields
    kept: Mapping[str, str]
    """Keys that are not ours, each with its lines."""
    warnings: tuple[str, ...]


def recognise(front_matter: FrontMatter, path: str) -> ClipFields:
    """Our fields in a clip's header. A value that cannot be is left out, with a warning."""
    by_name = {_plain(key): key for key in reversed(list(front_matter.values))}
    fields: dict[str, str | tuple[str, ...]] = {}
    used: set[str] = set()
    warnings: list[str] = []
    for field in FIELDS:
        for name in (field, *_OTHER_NAMES.get(field, ())):
            key = by_name.get(name)
            value = _cleaned(field, front_matter.values[key]) if key else None
            if key is None or value is None:
                continue
            try:
                fields.update(checked(FrontMatter({field: value}, {field: front_matter.line(key)}), path))
            except ContentError as error:
                if name == field:
                    warnings.append(f"line {error.line}: {error.problem}; left out")
                continue
            used.add(key)
            break
    ours = {*FIELDS, *COMPUTED}
    kept = {key: text for key, text in front_matter.blocks.items() if key not in used and key not in ours}
    return ClipFields(fields, kept, tuple(warnings))


def _plain(key: str) -> str:
    return re.sub(r"[\s-]+", "_", key.strip().lower())


def _cleaned(field: str, value: Value) -> Value:
    if value in (None, "", []):
        return None
    if field == "tags":
        return _tags(value)
    if field in {"published", "created"} and isinstance(value, str):
        return plain_date(value)
    if field == "source" and isinstance(value, list | tuple):
        return value[0] if len(value) == 1 else None
    if field == "lang" and isinstance(value, str):
        return value.replace("_", "-")
    return value


def _tags(value: Value) -> Value:
    """A list, or one line: ``a, b`` or ``#a #b``."""
    if isinstance(value, str):
        value = value.split(",") if "," in value else re.split(r"\s+(?=#)", value)
    if not isinstance(value, list | tuple):
        return value
    return tuple(one.strip().removeprefix("#") if isinstance(one, str) else one for one in value)


def plain_date(text: str) -> str:
    """``text`` as ISO 8601 where its meaning is certain, else as it is. ``3/4/2024`` is not certain."""
    text = text.strip()
    if match := _UTC_OFFSET.fullmatch(text):
        text = match["moment"] + (match["zone"] or "Z")
    elif match := _NUMBERS.fullmatch(text):
        year, month, day, clock = match.groups()
        text = f"{year}-{int(month):02}-{int(day):02}" + (f"T{clock}" if clock else "")
    elif match := _MONTH_FIRST.fullmatch(text):
        text = _named(match[3], match[1], match[2], text)
    elif match := _DAY_FIRST.fullmatch(text):
        text = _named(match[3], match[2], match[1], text)
    return text


def _named(year: str, month: str, day: str, text: str) -> str:
    short = month[:3].lower()
    if short not in _MONTHS:
        return text
    return f"{year}-{_MONTHS.index(short) + 1:02}-{int(day):02}"
