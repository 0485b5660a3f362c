"""What tells whether a tree of files is as it was."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from fumikura.stamps import TICK, stamps, unit_of, unit_states

if TYPE_CHECKING:
    from pathlib import Path


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
    now = time.time_ns()
    path = tree(tmp_path) / "z.md"
    assert not stamps(tmp_path)[""].is_settled(now)
    assert stamps(tmp_path)[""].is_settled(now + 2 * TICK)
    os.utime(path, ns=(now, now + 10 * TICK))
    assert not stamps(tmp_path)[""].is_settled(now + 2 * TICK)


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
    assert unit_states(seen, time.time_ns()) == {"": ""}
    assert unit_states(seen, time.time_ns() + 2 * TICK)[""]
