"""Short rows in parcels: a dictionary that is kept, of which only what has changed is written."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fumikura.building.catalogue import open_catalogue
from fumikura.building.parcels import COUNT, Parcels

NAMES = st.sampled_from([f"articles/{name}/" for name in ("a", "b", "ü", "日本", "x\udc80")])
CHANGES = st.lists(st.tuples(NAMES, st.none() | st.integers() | st.text()))


@given(st.lists(CHANGES))
def test_whatever_is_put_and_removed_the_next_build_finds_what_a_dictionary_would_hold(builds: list[list[object]]):
    wanted: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        for changes in builds:
            catalogue = open_catalogue(Path(folder), "this")
            parcels = Parcels(catalogue, "pages")
            assert parcels.all() == wanted
            for name, value in changes:  # type: ignore[misc]
                if value is None:
                    parcels.remove([name])
                    wanted.pop(name, None)
                else:
                    parcels.put(name, value)
                    wanted[name] = value
                assert parcels.get(name) == wanted.get(name)
            parcels.flush()
            catalogue.save()
            catalogue.close()


def test_only_parcels_in_which_something_has_changed_are_written(tmp_path: Path):
    catalogue = open_catalogue(tmp_path, "this")
    parcels = Parcels(catalogue, "pages")
    for number in range(1_000):
        parcels.put(str(number), number)
    parcels.flush()
    assert len(catalogue.changes["pages"]) == COUNT
    catalogue.save()
    parcels = Parcels(catalogue, "pages")
    parcels.put("7", 8)
    parcels.remove(["none"])
    parcels.flush()
    assert len(catalogue.changes["pages"]) == 1
    catalogue.save()
    assert Parcels(catalogue, "pages").all() == {str(number): number for number in range(1_000)} | {"7": 8}
    catalogue.close()


def test_what_was_not_flushed_is_not_kept(tmp_path: Path):
    catalogue = open_catalogue(tmp_path, "this")
    Parcels(catalogue, "pages").put("a", 1)
    catalogue.save()
    assert Parcels(catalogue, "pages").all() == {}
    catalogue.close()
