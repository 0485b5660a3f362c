"""What tells whether a tree of files is as it was."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

from fumikura.disk.looking_apart import changed_meanwhile
from fumikura.disk.stamps import TICK, changed, stamps, state_of, sum_of, unit_of

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
    assert stamps(str(tmp_path)) == stamps(str(tmp_path))
    assert set(stamps(str(tmp_path))) == {"", "a", "a/b"}


def test_a_change_is_seen_though_size_and_modification_time_are_as_before(tmp_path: Path):
    path = tree(tmp_path) / "a/x.md"
    before, times = stamps(str(tmp_path)), path.stat()
    time.sleep(0.02)  # a tick of the clock that change times are taken from
    path.write_text("2", "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = stamps(str(tmp_path))
    assert {name for name in before if before[name].text != after[name].text} == {"a"}


def test_a_new_folder_changes_the_stamp_of_the_one_that_it_lies_in(tmp_path: Path):
    before = stamps(str(tree(tmp_path)))
    (tmp_path / "a/c").mkdir()
    assert stamps(str(tmp_path))["a"].text != before["a"].text


def test_what_was_just_written_is_not_trusted_and_neither_is_a_time_to_come(tmp_path: Path):
    path = tree(tmp_path) / "z.md"
    now = path.stat().st_ctime_ns
    assert not stamps(str(tmp_path))[""].is_settled(now)
    assert stamps(str(tmp_path))[""].is_settled(now + 2 * TICK)
    os.utime(path, ns=(now, now + 10 * TICK))
    assert not stamps(str(tmp_path))[""].is_settled(now + 2 * TICK)


def test_a_folder_that_cannot_be_read_is_never_trusted(tmp_path: Path):
    (tmp_path / "docs").write_text("no folder", "utf-8")
    assert state_of(str(tmp_path), "docs", time.time_ns() + 2 * TICK) == ""


def test_another_process_tells_the_same_of_a_tree_while_this_one_does_something_else(tmp_path: Path):
    (tree(tmp_path) / os.fsdecode(b"\xff\xe6")).mkdir()
    (tmp_path / "日本.md").write_text("1", "utf-8")
    root, none = str(tmp_path), str(tmp_path / "none")
    seen = stamps(root)
    as_it_was = sum_of(stamp.text for stamp in seen.values())
    assert changed_meanwhile(root, as_it_was, lambda: "done") == ("done", None)
    assert changed_meanwhile(root, sum_of([]), lambda: "done") == ("done", seen)
    assert changed_meanwhile(none, as_it_was, lambda: "done") == ("done", {})


def test_where_no_other_process_can_be_started_it_is_seen_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    root = str(tree(tmp_path))
    assert changed_meanwhile(root, "", lambda: "done") == ("done", stamps(root))


def test_links_are_not_followed(tmp_path: Path):
    (tree(tmp_path) / "a/link").symlink_to(tmp_path)
    assert "a/link" not in stamps(str(tmp_path))
    assert "link" in stamps(str(tmp_path))["a"].files


def test_a_folder_is_read_with_its_article_or_with_the_rest(tmp_path: Path):
    paths = ("", "articles", "articles/a", "articles/a/annotations", "notes")
    assert [unit_of(path) for path in paths] == ["", "", "a", "a", ""]
    for path in paths:
        (tmp_path / path).mkdir(exist_ok=True)
    assert set(stamps(str(tmp_path), unit_of)) == {"", "articles", "notes"}


def test_a_state_tells_of_all_that_lies_in_a_folder_and_is_trusted_when_all_of_it_is_settled(tmp_path: Path):
    root, later = str(tree(tmp_path)), time.time_ns() + 100 * TICK
    assert state_of(root, "a", max(one.newest for one in stamps(root).values())) == ""
    before = state_of(root, "a", later)
    (tmp_path / "a/b/y.md").rename(tmp_path / "a/b/w.md")
    after = state_of(root, "a", later)
    assert len({"", before, after}) == 3


def test_folders_that_have_changed_places_are_not_as_they_were(tmp_path: Path):
    root, later = str(tmp_path), time.time_ns() + 100 * TICK
    for name in ("a/one/x.md", "a/two/x.md", "b/x.md", "c/x.md"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("1", "utf-8")
    before = [state_of(root, name, later) for name in "abc"], sum_of(one.text for one in stamps(root).values())
    for one, other in (("a/one", "a/two"), ("b", "c")):
        (tmp_path / one).rename(tmp_path / "aside")
        (tmp_path / other).rename(tmp_path / one)
        (tmp_path / "aside").rename(tmp_path / other)
    after = [state_of(root, name, later) for name in "abc"], sum_of(one.text for one in stamps(root).values())
    assert not set(before[0]) & set(after[0])
    assert sum_of(before[0]) != sum_of(after[0])
    assert before[1] != after[1]


def test_a_sum_is_corrected_by_what_has_changed_alone():
    draw = random.Random(1)
    states = [f"{draw.getrandbits(128):032x}" for _ in range(50)]
    new = [f"{draw.getrandbits(128):032x}" for _ in range(3)]
    assert sum_of([sum_of(states), *new], less=states[:2]) == sum_of([*new, *states[2:]])
    assert sum_of([*states, ""]) == sum_of(reversed(states))
    assert sum_of(states, less=states) == sum_of([])


def test_a_tree_is_as_it_was_when_its_sum_is(tmp_path: Path):
    root = str(tree(tmp_path))
    seen = stamps(root)
    assert changed(root, sum_of(stamp.text for stamp in seen.values())) is None
    assert changed(root, "") == seen
