"""What tells whether a tree of files is as it was."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from fumikura.stamps import TICK, stamps, unit_of, unit_states
from fumikura.stamps_of_two import stamps_of_two

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def tree(folder: Path) -> Path:
    for name in ("a/x.md", "a/b/y.md", "z.md"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1", "utf-8")
    return folder


def test_a_tree_that_is_left_alone_has_the_same_stamps(tmp_path: Path):
    tree(tmp_path)
    assert stamps(tmp_path) == stamps(tmp_path)
    assert set(stamps(tmp_path)) == {"", "a", "a/b"}


def test_a_change_is_seen_though_size_and_modification_time_are_as_before(tmp_path: Path):
    path = tree(tmp_path) / "a/x.md"
    before, times = stamps(tmp_path), path.stat()
    time.sleep(0.02)  # a tick of the clock that change times are taken from
    path.write_text("2", "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = stamps(tmp_path)
    assert {name for name in before if before[name].text != after[name].text} == {"a"}


def test_a_new_folder_changes_the_stamp_of_the_one_that_it_lies_in(tmp_path: Path):
    before = stamps(tree(tmp_path))
    (tmp_path / "a/c").mkdir()
    assert stamps(tmp_path)["a"].text != before["a"].text


def test_what_was_just_written_is_not_trusted_and_neither_is_a_time_to_come(tmp_path: Path):
    path = tree(tmp_path) / "z.md"
    now = path.stat().st_ctime_ns
    assert not stamps(tmp_path)[""].is_settled(now)
    assert stamps(tmp_path)[""].is_settled(now + 2 * TICK)
    os.utime(path, ns=(now, now + 10 * TICK))
    assert not stamps(tmp_path)[""].is_settled(now + 2 * TICK)


def test_another_process_sees_the_same(tmp_path: Path):
    for name in ("one", "two"):
        tree(tmp_path / name)
        (tmp_path / name / os.fsdecode(b"\xff\xe6")).mkdir()
        (tmp_path / name / "日本.md").write_text("1", "utf-8")
    one, two, none = tmp_path / "one", tmp_path / "two", tmp_path / "none"
    assert stamps_of_two(one, two) == (stamps(one), stamps(two))
    assert stamps_of_two(one, none) == (stamps(one), {})


def test_where_no_other_process_can_be_started_both_are_seen_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    assert stamps_of_two(tree(tmp_path), tmp_path / "a") == (stamps(tmp_path), stamps(tmp_path / "a"))


def test_links_are_not_followed(tmp_path: Path):
    (tree(tmp_path) / "a/link").symlink_to(tmp_path)
    assert "a/link" not in stamps(tmp_path)
    assert "link" in stamps(tmp_path)["a"].files


def test_a_folder_is_read_with_its_article_or_with_the_rest():
    assert [unit_of(path) for path in ("", "articles", "articles/a", "articles/a/annotations", "notes")] == [
        "",
        "",
        "a",
        "a",
        "",
    ]


def test_a_unit_is_trusted_when_all_of_it_is_settled(tmp_path: Path):
    seen = stamps(tree(tmp_path / "docs") / "nothing") or stamps(tmp_path / "docs")
    now = max(one.newest for one in seen.values())
    assert unit_states(seen, now) == {"": ""}
    assert unit_states(seen, now + 2 * TICK)[""]
