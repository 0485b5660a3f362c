"""A site that a build leaves -> what the next build knows of it: the stamp of each folder, and their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.building.catalogue import Damaged
from fumikura.building.unchanged import Left, left_by, note_left, sum_saved
from fumikura.disk.stamps import stamp_of, stamps, sum_of
from fumikura.site.site_files import SEARCH, parents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fumikura.building.catalogue import Catalogue
    from fumikura.building.unchanged import Look

TABLE = "site"


def note_new_site(catalogue: Catalogue, site: Path, look: Look) -> None:
    """Note a site that was made anew; ``look``: what ``docs`` looked like."""
    _note_all(catalogue, {path: stamp.text for path, stamp in stamps(str(site)).items()}, look)


def note_touched(catalogue: Catalogue, site: Path, touched: set[str], look: Look) -> None:
    """Note a site of which only what lies directly in the folders ``touched`` was changed, and in the search index.

    What was not touched is noted as it was seen before: who has changed it meanwhile is found out by the next build.
    """
    folders = {"", *(parent for folder in touched for parent in parents(folder))}
    there = {path: stamp_of(str(site), path) for path in folders if not _is_searched(path) and (site / path).is_dir()}
    there |= stamps(str(site), start=SEARCH)
    now = {path: stamp.text for path, stamp in there.items()}
    if look.site is not None:
        known = catalogue.states(TABLE)
        before = {path: look.site[path].text for path in known.keys() & look.site.keys()}
        kept = {path: text for path, text in before.items() if path not in folders and not _is_searched(path)}
        _note_all(catalogue, kept | now, look)
        return
    left = left_by(catalogue)
    if left is None:
        raise Damaged("nobody knows what was left")
    noted = {path: catalogue.state(TABLE, path) for path in {*folders, SEARCH}}
    noted |= catalogue.states(TABLE, f"{SEARCH}/")
    before = {path: state for path, state in noted.items() if state is not None}
    _put(catalogue, before, now)
    total = sum_saved([left.site, *now.values()], less=before.values())
    note_left(catalogue, Left(sum_of(look.units.values()), total, left.folders + len(now) - len(before)))


def _is_searched(path: str) -> bool:
    return path == SEARCH or path.startswith(f"{SEARCH}/")


def _note_all(catalogue: Catalogue, now: Mapping[str, str], look: Look) -> None:
    _put(catalogue, catalogue.states(TABLE), now)
    note_left(catalogue, Left(sum_of(look.units.values()), sum_of(now.values()), len(now)))


def _put(catalogue: Catalogue, before: Mapping[str, str], now: Mapping[str, str]) -> None:
    for path, state in now.items():
        if before.get(path) != state:
            catalogue.put(TABLE, path, state, None)
    catalogue.remove(TABLE, before.keys() - now.keys())
