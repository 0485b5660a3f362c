"""ISO 8601 dates as people know them: a year, a month, a day, or a moment. Nothing is ever filled in."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import re

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?)?)?"
)
_UTC = re.compile(r"[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
"""A moment as ``utc`` writes it, as nearly all are: it orders as it stands."""


def iso_date(text: str) -> str:
    """``text`` in its canonical ISO 8601 form, as precise as it was given.

    ``2025``, ``2025-03``, ``2025-03-10`` or ``2025-03-10T09:30:00+09:00``. Raises ``ValueError`` for anything
    else, also for a day that does not exist.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no ISO 8601 date such as 2025-03-10")
    year, month, day = (int(match[name] or 1) for name in ("year", "month", "day"))
    dt.date(year, month, day)
    date = "-".join(part for part in (match["year"], match["month"], match["day"]) if part)
    if match["time"] is None:
        return date
    zone = match["zone"] or ""
    if zone not in {"", "Z"} and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    moment = f"{date}T{match['time']}{zone}"
    dt.datetime.fromisoformat(moment)
    return moment


def iso_moment(text: str) -> str:
    """``text`` as a moment with a time zone, which is what orders annotations. Raises ``ValueError``."""
    moment = iso_date(text)
    if "T" not in moment or dt.datetime.fromisoformat(moment).tzinfo is None:
        raise ValueError(f"{text!r} is no moment with a time zone such as 2026-11-23T10:00:00Z")
    return moment


def utc(moment: dt.datetime) -> str:
    """A moment as we write it: UTC, whole seconds, ``2026-11-23T10:00:00Z``."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sort_key(text: str | None) -> str:
    """A string that orders dates of every precision; unknown dates come before all others."""
    if text is None:
        return ""
    if _UTC.fullmatch(text):
        return text[:-1]
    if "T" in text:
        moment = dt.datetime.fromisoformat(text)
        return (moment.astimezone(dt.UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M:%S")
    return text


def unix_moment(value: object) -> str | None:
    """Seconds since 1970 in UTC, as a number or its digits, as ISO 8601; None for nothing and for what is none.

    Milliseconds and microseconds, as browsers count, are known by their size.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except ValueError:
        return None
    if not 1 <= seconds < 1e18:
        return None
    while seconds > 1e11:  # the year 5138
        seconds /= 1000
    return utc(dt.datetime.fromtimestamp(seconds, dt.UTC))


def written_moment(text: str | None) -> str | None:
    """A date as programs write it: ISO 8601 (a fraction of the second is dropped), RFC 2822 as in mail and feeds, or
    Evernote's ``20250310T093000Z``. None for nothing, and for what is no date: nothing is guessed."""
    text = (text or "").strip()
    if compact := re.fullmatch(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", text):
        text = "{}-{}-{}T{}:{}:{}Z".format(*compact.groups())
    with contextlib.suppress(ValueError):
        return iso_date(re.sub(r"(:\d\d)\.\d+", r"\1", text))
    with contextlib.suppress(ValueError, TypeError, IndexError):
        return email.utils.parsedate_to_datetime(text).isoformat()
    return None
