"""Files from strangers: too large, too deep, broken, or made to lead out of their place."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.errors import ContentError
from fumikura.exchange import files
from fumikura.exchange.files import read_foreign
from fumikura.exchange.json_text import MAX_DEPTH, as_front_matter, from_front_matter, read_json
from fumikura.exchange.offsets import from_utf_16, to_utf_16
from fumikura.model.front_matter import render, split

if TYPE_CHECKING:
    from pathlib import Path

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_json_survives_front_matter(values: dict[str, object]):
    text = render({"kept": as_front_matter(values)})
    assert text.encode("utf-8")
    kept = split(text, "x.md")[0].values.get("kept", {})
    assert from_front_matter(kept) == values


def test_half_a_surrogate_pair_survives_front_matter():
    kept = split(render({"kept": as_front_matter({"a": "\ud83d"})}), "x.md")[0].values["kept"]
    assert from_front_matter(kept) == {"a": "\ud83d"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"annotations": [\n{"id":', r"x:2: no JSON: expecting value"),
        ("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), "nested deeper than 50"),
        ("[" * 100_000, "nested deeper than 50"),
        ("[" + "1" * 5_000 + "]", "no JSON"),
        ("[NaN]", "NaN is no JSON number"),
    ],
)
def test_broken_and_hostile_json_is_an_error_with_its_line(text: str, problem: str):
    with pytest.raises(ContentError, match=problem):
        read_json(text, "x")


@given(st.text(), st.data())
def test_utf_16_units_become_code_points_and_back(text: str, data: st.DataObject):
    offset = data.draw(st.integers(0, len(text)))
    units = to_utf_16(text, offset)
    assert units == len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
    assert from_utf_16(text, units) == offset


def test_the_middle_of_a_character_and_what_lies_beyond_the_text_are_no_offsets():
    assert from_utf_16("a𠮷b", 2) is None
    assert from_utf_16("a𠮷b", 5) is None
    assert from_utf_16("a𠮷b", -1) is None
    assert from_utf_16("a𠮷b", 4) == 3


def archive(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return path


GOOD = {
    "metadata_0_to_20.json": json.dumps([{"slug": "s", "title": "S", "url": "https://s.example/"}]),
    "highlights/s.md": "> words",
    "content/s.html": "<p>not opened</p>",
}


def test_of_an_archive_only_what_readers_ask_for_is_opened(tmp_path: Path):
    assert set(read_foreign(archive(tmp_path / "x.zip", GOOD)).parts) == {"metadata_0_to_20.json", "highlights/s.md"}


@pytest.mark.parametrize("name", ["../highlights/s.md", "/highlights/s.md", "a/../../highlights/s.md", "..\\x.md"])
def test_an_archive_with_a_path_that_leads_out_of_it_is_refused(tmp_path: Path, name: str):
    with pytest.raises(ContentError, match="a path that leads out of it"):
        read_foreign(archive(tmp_path / "x.zip", {**GOOD, name: "x"}))


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MAX_PART", 1_000_000)
    bomb = archive(tmp_path / "x.zip", {**GOOD, "highlights/b.md": "0" * 5_000_000})
    assert bomb.stat().st_size < 10_000
    with pytest.raises(ContentError, match="more than the 1 MB"):
        read_foreign(bomb)
    monkeypatch.setattr(files, "MAX_BYTES", 1_500_000)
    many = {f"highlights/{number}.md": "0" * 900_000 for number in range(3)}
    with pytest.raises(ContentError, match="more than the 2 MB"):
        read_foreign(archive(tmp_path / "y.zip", many))


def test_a_broken_archive_is_refused(tmp_path: Path):
    whole = archive(tmp_path / "x.zip", GOOD).read_bytes()
    for name, data in {"cut": whole[:-40], "spoilt": whole.replace(b"words", b"w\0rds"), "head": b"PK\x03\x04"}.items():
        (tmp_path / name).write_bytes(data)
        if name != "spoilt":
            with pytest.raises(ContentError, match="no readable ZIP archive"):
                read_foreign(tmp_path / name)


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path):
    (tmp_path / "secret.md").write_text("> secret", "utf-8")
    (tmp_path / "export/highlights").mkdir(parents=True)
    (tmp_path / "export/highlights/s.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "export/metadata_0_to_20.json").write_text("[]", "utf-8")
    assert set(read_foreign(tmp_path / "export").parts) == {"metadata_0_to_20.json"}


def test_what_is_not_there_or_no_text_is_refused(tmp_path: Path):
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 400)
    (tmp_path / "empty").write_bytes(b"")
    for name, problem in {"noise": "binary", "empty": "empty", "missing": "there is no such file"}.items():
        with pytest.raises(ContentError, match=problem):
            read_foreign(tmp_path / name)
