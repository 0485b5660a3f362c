"""Whether nothing has changed since the last build, or only a few articles. Opens no file of ``docs/`` or ``site/``."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fumikura.git_files import history_state
from fumikura.stamps import Stamp, stamp_of, stamps, unit_of, unit_states
from fumikura.stamps_of_two import stamps_of_two

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fumikura.catalogue import Catalogue
    from fumikura.settings import Settings

SUMMARY, REST, ENGINE, PLACES, SEARCHED = "summary", "rest", "engine", "places", "searched"
"""Names in the catalogue's facts: what the last build said, what lies beside the articles, what the site engine made,
what links may lead to, what is in the search index."""
FEW = 20
"""Articles that are looked at one by one."""


@dataclass(frozen=True)
class Look:
    """What both trees looked like, before anything of them was read."""

    now: int
    """Nanoseconds since 1970."""
    docs: Mapping[str, Stamp]
    site: Mapping[str, Stamp]

    @cached_property
    def units(self) -> Mapping[str, str]:
        """See ``stamps.unit_states``."""
        return unit_states(self.docs, self.now)


LARGE = 2_000
"""Folders of a site that is looked at in a process of its own: for a smaller one it takes longer to start that."""


def look(settings: Settings, catalogue: Catalogue) -> Look:
    """What they look like now. Raises ``Damaged``."""
    now = time.time_ns()
    if catalogue.count("site") > LARGE:
        return Look(now, *stamps_of_two(settings.docs, settings.site))
    return Look(now, stamps(settings.docs), stamps(settings.site))


def look_again(before: Look, settings: Settings, units: Iterable[str], site: Mapping[str, str]) -> Look:
    """What they look like now, when since ``before`` only ``units`` of ``docs`` have changed, and nothing in the site.

    ``units``: names of folders under ``docs/articles``; ``site``: the text of the stamp of each folder of the site.
    """
    now = time.time_ns()
    # What was new when it was looked at may have changed in the same tick of the clock.
    again = {unit for unit, state in before.units.items() if unit and not state} | set(units)
    docs = {path: stamp for path, stamp in before.docs.items() if unit_of(path) not in again}
    articles = settings.articles
    shelf = articles.relative_to(settings.docs).as_posix()
    docs[shelf] = stamp_of(str(articles))
    for unit in again:
        if unit in docs[shelf].folders:
            found = stamps(articles / unit)
            docs |= {f"{shelf}/{unit}/{path}".rstrip("/"): stamp for path, stamp in found.items()}
    return Look(now, docs, {path: Stamp(text, 0) for path, text in site.items()})


@dataclass(frozen=True, slots=True)
class Known:
    """What the last build said."""

    pages: int
    warnings: list[str]
    changed: tuple[str, ...]
    """Folders under ``docs/articles`` that have to be read again."""


def known_before(seen: Look, settings: Settings, catalogue: Catalogue) -> Known | None:
    """What the last build said, if nothing but a few articles that were there then may be another now; None where more
    has to be looked at. Raises ``Damaged``.
    """
    row = catalogue.value("facts", SUMMARY)
    if row is None:
        return None
    pages, warnings, head = row[1]
    found = dict(seen.units)
    rest = found.pop("", "")
    states = catalogue.states("folders")
    changed = tuple(name for name, state in found.items() if not state or states.get(name) != state)
    if not rest or found.keys() != states.keys() or len(changed) > FEW:
        return None
    if catalogue.states("facts").get(REST) != rest:
        return None
    if {path: stamp.text for path, stamp in seen.site.items()} != catalogue.states("site"):
        return None
    if head is not None and head != history_state(settings.root):
        return None
    return Known(pages, warnings, changed)
