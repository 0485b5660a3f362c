"""Whether nothing has changed since the last build, or only a few articles. Opens no file of ``docs/`` or ``site/``."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.building.catalogue import Damaged
from fumikura.disk.looking_apart import changed_meanwhile
from fumikura.disk.stamps import changed, stamp_of, stamps, state_of, sum_of, unit_of
from fumikura.git.repository import history_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fumikura.building.catalogue import Catalogue
    from fumikura.disk.stamps import Stamp
    from fumikura.settings import Settings

SUMMARY, LEFT, REST, ENGINE, PLACES, SEARCHED = "summary", "left", "rest", "engine", "places", "searched"
"""Names in the catalogue's facts: what the last build said and left, what lies beside the articles, what the site
engine made, what links may lead to, what is in the search index."""
FEW = 20
"""Articles that are looked at one by one."""
LARGE = 2_000
"""Folders of a site that is looked at in a process of its own: for a smaller one it takes longer to start that."""
SHELF = "articles"


@dataclass(frozen=True, slots=True)
class Look:
    """What both trees looked like, before anything of them was read."""

    now: int
    """Nanoseconds since 1970."""
    rest: Mapping[str, Stamp]
    """Of each folder of ``docs``, but for the articles' own."""
    units: Mapping[str, str]
    """The state of each article, by the name of its folder, and of the rest (``""``). See ``stamps.state_of``."""
    site: Mapping[str, Stamp] | None
    """None where it is as the last build left it."""


@dataclass(frozen=True, slots=True)
class Left:
    """What the last build left: a sum of each tree tells whether it is as it was."""

    docs: str
    """Of the states of all units that the site was made from."""
    site: str
    """Of the stamps of all folders."""
    folders: int
    """Of the site."""


def look(settings: Settings, catalogue: Catalogue) -> Look:
    """What they look like now. Raises ``Damaged``."""
    now = time.time_ns()
    docs, site = str(settings.docs), str(settings.site)
    left = left_by(catalogue)
    if left is not None and left.folders > LARGE:
        (rest, units), site_now = changed_meanwhile(site, left.site, lambda: _look_at(docs, now))
    else:
        (rest, units), site_now = _look_at(docs, now), changed(site, left.site if left else "")
    return Look(now, rest, units, site_now)


def _look_at(docs: str, now: int) -> tuple[Mapping[str, Stamp], Mapping[str, str]]:
    rest = stamps(docs, unit_of)
    shelf = rest.get(SHELF)
    names = shelf.folders if shelf else ()
    units = {name: state_of(docs, f"{SHELF}/{name}", now) for name in names}
    return rest, _with_rest(units, rest, now)


def _with_rest(units: Mapping[str, str], rest: Mapping[str, Stamp], now: int) -> dict[str, str]:
    is_settled = all(stamp.is_settled(now) for stamp in rest.values())
    return {**units, "": sum_of(stamp.text for stamp in rest.values()) if is_settled else ""}


def look_again(before: Look, settings: Settings, units: Iterable[str]) -> Look:
    """What they look like now, when since ``before`` only ``units`` of ``docs`` have changed, and nothing in the site.

    ``units``: names of folders under ``docs/articles``.
    """
    now = time.time_ns()
    docs = str(settings.docs)
    shelf = stamp_of(docs, SHELF)
    names = set(shelf.folders)
    # What was new when it was looked at may have changed in the same tick of the clock.
    again = {unit for unit, state in before.units.items() if unit and not state} | set(units)
    known = {unit: state for unit, state in before.units.items() if unit in names}
    found = {unit: state_of(docs, f"{SHELF}/{unit}", now) for unit in (again | (names - known.keys())) & names}
    rest = {**before.rest, SHELF: shelf}
    return Look(now, rest, _with_rest({**known, **found}, rest, now), None)


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
    row, left = catalogue.value("facts", SUMMARY), left_by(catalogue)
    if row is None or left is None or seen.site is not None:
        return None
    pages, warnings, head = row[1]
    if head is not None and head != history_state(settings.root):
        return None
    if all(seen.units.values()) and sum_of(seen.units.values()) == left.docs:
        return Known(pages, warnings, ())
    changed = _few_changed(seen, left, catalogue)
    return None if changed is None else Known(pages, warnings, changed)


def _few_changed(seen: Look, left: Left, catalogue: Catalogue) -> tuple[str, ...] | None:
    """The articles that are not as they were, where these are few and all else is."""
    rest = catalogue.state("facts", REST)
    states = {**catalogue.states("folders"), "": rest or ""}
    # A build that was ended by force may have noted what it had read, but made no page of it.
    if sum_saved(states.values()) != left.docs or not rest or rest != seen.units[""]:
        return None
    if seen.units.keys() != states.keys():
        return None
    changed = tuple(name for name, state in seen.units.items() if not state or states[name] != state)
    return changed if len(changed) <= FEW else None


def sum_saved(states: Iterable[str], less: Iterable[str] = ()) -> str:
    """``stamps.sum_of`` of what a catalogue holds. Raises ``Damaged``."""
    try:
        return sum_of(states, less)
    except ValueError as error:
        raise Damaged("a state is none") from error


def left_by(catalogue: Catalogue) -> Left | None:
    """What the last build left, if one ended. Raises ``Damaged``."""
    row = catalogue.value("facts", LEFT)
    return Left(*row[1]) if row else None


def note_left(catalogue: Catalogue, left: Left) -> None:
    """Note what this build leaves."""
    catalogue.put("facts", LEFT, "", [left.docs, left.site, left.folders])
