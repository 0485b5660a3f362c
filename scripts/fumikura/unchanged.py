"""Whether nothing has changed since the last build: neither ``docs/`` nor ``site/``. Opens no file of either."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.git_files import Git
from fumikura.stamps import stamps, unit_states

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.catalogue import Catalogue
    from fumikura.settings import Settings
    from fumikura.stamps import Stamp

SUMMARY, REST = "summary", "rest"
"""Names in the catalogue's facts."""


@dataclass(frozen=True, slots=True)
class Look:
    """What both trees looked like, before anything of them was read."""

    now: int
    """Nanoseconds since 1970."""
    docs: Mapping[str, Stamp]
    site: Mapping[str, Stamp]


def look(settings: Settings) -> Look:
    """What they look like now."""
    return Look(time.time_ns(), stamps(settings.docs), stamps(settings.site))


@dataclass(frozen=True, slots=True)
class Known:
    """What the last build said."""

    pages: int
    warnings: list[str]


def left_as_is(seen: Look, settings: Settings, catalogue: Catalogue) -> Known | None:
    """What the last build said, if this one would do and say the same; None where something has to be looked at.

    Raises ``Damaged``.
    """
    row = catalogue.value("facts", SUMMARY)
    if row is None:
        return None
    pages, warnings, head = row[1]
    found = unit_states(seen.docs, seen.now)
    rest = found.pop("", "")
    if not rest or not all(found.values()) or found != catalogue.states("folders"):
        return None
    if catalogue.states("facts").get(REST) != rest:
        return None
    if {path: stamp.text for path, stamp in seen.site.items()} != catalogue.states("site"):
        return None
    if head and head != _head(settings):
        return None
    return Known(pages, warnings)


def _head(settings: Settings) -> str:
    git = Git.at(settings.root)
    return git.head() if git else ""
