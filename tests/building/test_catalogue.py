"""What the last build knew: kept, and never believed when it is damaged, foreign or old."""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING

import pytest

from fumikura.building.catalogue import FOLDER, Damaged, json_of, open_catalogue
from fumikura.errors import FumikuraError
from making import git

if TYPE_CHECKING:
    from pathlib import Path


def filled(root: Path) -> Path:
    catalogue = open_catalogue(root, "this")
    catalogue.put("pages", "articles/a/", "key", {"lead": "日本", "files": {"x": "y"}})
    catalogue.put("documents", "articles/a/", "key", b"text" * 100)
    catalogue.save()
    catalogue.close()
    return catalogue.path


def test_what_was_saved_is_there_in_the_next_build(tmp_path: Path):
    filled(tmp_path)
    catalogue = open_catalogue(tmp_path, "this")
    assert catalogue.values("pages") == {"articles/a/": ("key", {"lead": "日本", "files": {"x": "y"}})}
    assert catalogue.value("documents", "articles/a/") == ("key", b"text" * 100)
    assert catalogue.value("documents", "articles/b/") is None


def test_what_was_not_saved_is_not_there(tmp_path: Path):
    catalogue = open_catalogue(tmp_path, "this")
    catalogue.put("pages", "a", "key", 1)
    catalogue.close()
    assert open_catalogue(tmp_path, "this").states("pages") == {}


def test_what_is_json_already_is_read_as_what_it_says_before_and_after_it_is_written(tmp_path: Path):
    value = {"題": ["x\udc80", 1, None]}
    catalogue = open_catalogue(tmp_path, "this")
    catalogue.put("folders", "a", "key", json_of(value))
    assert catalogue.value("folders", "a") == ("key", value)
    catalogue.write("folders")
    assert catalogue.value("folders", "a") == ("key", value)
    assert catalogue.values("folders") == {"a": ("key", value)}


def test_what_is_written_of_one_table_leaves_the_others_unsaved(tmp_path: Path):
    catalogue = open_catalogue(tmp_path, "this")
    catalogue.save()
    for table in ("folders", "pages"):
        catalogue.put(table, "a", "key", 1)
    catalogue.write("folders")
    catalogue.close()
    kept = open_catalogue(tmp_path, "this")
    assert kept.states("folders") == {"a": "key"}
    assert kept.states("pages") == {}


def test_a_name_that_is_no_unicode_is_kept(tmp_path: Path):
    catalogue = open_catalogue(tmp_path, "this")
    catalogue.put("site", "x\udc80", "stamp", None)
    catalogue.save()
    catalogue.close()
    assert open_catalogue(tmp_path, "this").states("site") == {"x\udc80": "stamp"}


def test_one_made_with_another_program_or_configuration_is_empty(tmp_path: Path):
    filled(tmp_path)
    assert open_catalogue(tmp_path, "other").states("pages") == {}


def test_one_of_another_version_is_empty(tmp_path: Path):
    path = filled(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert open_catalogue(tmp_path, "this").states("pages") == {}


@pytest.mark.parametrize("found", [b"", b"no database at all" * 300, b"SQLite format 3\0" + bytes(5000)])
def test_what_is_no_catalogue_is_replaced_by_an_empty_one(tmp_path: Path, found: bytes):
    path = filled(tmp_path)
    path.write_bytes(found)
    assert open_catalogue(tmp_path, "this").states("pages") == {}


@pytest.mark.parametrize("seed", range(30))
def test_of_a_damaged_one_nothing_wrong_is_read(tmp_path: Path, seed: int):
    path = filled(tmp_path)
    draw = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(1 + seed * 3):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    path.write_bytes(data)
    catalogue = open_catalogue(tmp_path, "this")
    try:
        pages, document = catalogue.values("pages"), catalogue.value("documents", "articles/a/")
    except Damaged:
        return
    assert {key for key, _ in pages.values()} <= {"key"}
    assert [value for _, value in pages.values()] in ([], [{"lead": "日本", "files": {"x": "y"}}])
    assert document in (None, ("key", b"text" * 100))


def test_one_that_git_tracks_is_refused(tmp_path: Path):
    filled(tmp_path)
    git(tmp_path, "init", "-q")
    (tmp_path / "README.md").write_text("x")
    git(tmp_path, "add", "README.md")
    git(tmp_path, "commit", "-q", "-m", "one")
    open_catalogue(tmp_path, "this").close()
    git(tmp_path, "add", "-f", FOLDER)
    with pytest.raises(FumikuraError, match="git tracks this folder"):
        open_catalogue(tmp_path, "this")
