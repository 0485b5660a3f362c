from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.git.log import read_log
from fumikura.git.repository import Git, history_state
from making import commit, git

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, **texts: str) -> str:
    for name, text in texts.items():
        (root / "docs" / f"{name}.md").write_text(text, "utf-8")
    return commit(root)


def test_commits_come_newest_first_with_their_files(tmp_path: Path):
    (tmp_path / "docs").mkdir()
    first, second = write(tmp_path, a="1", 雲="2"), write(tmp_path, a="3")
    newest, oldest = read_log(Git(tmp_path).log("docs"))
    assert (newest.name, oldest.name) == (second, first)
    assert [one.path for one in oldest.files] == ["docs/a.md", "docs/雲.md"]
    assert (oldest.author, oldest.files[0].before) == ("A Tester", None)
    assert newest.files[0].before == oldest.files[0].after


def test_what_lies_elsewhere_is_no_part_of_it(tmp_path: Path):
    (tmp_path / "docs").mkdir()
    write(tmp_path, a="1")
    (tmp_path / "other").write_text("x", "utf-8")
    commit(tmp_path)
    assert len(read_log(Git(tmp_path).log("docs"))) == 1


def test_a_merge_has_only_what_is_as_in_none_of_its_parents(tmp_path: Path):
    (tmp_path / "docs").mkdir()
    write(tmp_path, a="1\n2\n3\n4\n5\n6\n7\n", b="1")
    git(tmp_path, "switch", "-q", "-c", "other")
    write(tmp_path, a="x\n2\n3\n4\n5\n6\n7\n", b="2")
    git(tmp_path, "switch", "-q", "main")
    write(tmp_path, a="1\n2\n3\n4\n5\n6\ny\n")
    git(tmp_path, "merge", "-q", "-m", "joined", "other")
    found = read_log(Git(tmp_path).log("docs"))
    assert found[0].is_merge
    assert [file.path for file in found[0].files] == ["docs/a.md"]
    assert len(found) == 4


def test_an_author_is_known_by_the_name_that_mailmap_has(tmp_path: Path):
    (tmp_path / "docs").mkdir()
    write(tmp_path, a="1")
    before = history_state(tmp_path)
    (tmp_path / ".mailmap").write_text("Another Name <tester@example.org>\n", "utf-8")
    assert read_log(Git(tmp_path).log("docs"))[0].author == "Another Name"
    assert history_state(tmp_path) != before


def test_there_is_no_state_of_a_history_that_is_not_there(tmp_path: Path):
    assert history_state(tmp_path) == ""


def test_objects_are_read_one_by_one_and_a_missing_one_is_none(tmp_path: Path):
    (tmp_path / "docs").mkdir()
    write(tmp_path, a="one\n", b="")
    objects = Git(tmp_path).objects()
    try:
        names = [file.after or "" for file in read_log(Git(tmp_path).log("docs"))[0].files]
        assert [objects.read(name) for name in (names[0], "0" * 39 + "1", names[1], names[0])] == [
            b"one\n",
            None,
            b"",
            b"one\n",
        ]
    finally:
        objects.close()


def test_an_object_that_is_too_large_is_passed_over(tmp_path: Path):
    (tmp_path / "docs").mkdir()
    write(tmp_path, a="x" * 5_000_001, b="small")
    objects = Git(tmp_path).objects()
    try:
        files = read_log(Git(tmp_path).log("docs"))[0].files
        assert [objects.read(one.after or "") for one in files] == [None, b"small"]
    finally:
        objects.close()
