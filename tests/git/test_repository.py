"""What git keeps of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fumikura.errors import UsageError
from fumikura.git.repository import Git
from making import commit, git

if TYPE_CHECKING:
    from pathlib import Path


def opened(folder: Path) -> Git:
    found = Git.at(folder)
    assert found is not None
    return found


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def texts(repository: Git, pattern: str, path: str) -> list[str]:
    return [raw.decode("utf-8") for raw in repository.read(repository.versions(pattern)[path])]


def test_a_folder_that_is_no_repository_has_no_git(tmp_path: Path):
    assert Git.at(tmp_path) is None


def test_a_repository_without_a_commit_has_no_git(tmp_path: Path):
    git(tmp_path, "init", "-q")
    assert Git.at(tmp_path) is None


def test_all_versions_of_a_file_are_found_the_newest_first(tmp_path: Path):
    for text in ("一", "二", "三"):
        write(tmp_path, "docs/a/index.md", text)
        commit(tmp_path)
    assert texts(opened(tmp_path), "docs/*/index.md", "docs/a/index.md") == ["三", "二", "一"]


def test_versions_from_before_a_file_was_deleted_are_found(tmp_path: Path):
    write(tmp_path, "docs/a/index.md", "一")
    commit(tmp_path)
    (tmp_path / "docs/a/index.md").unlink()
    commit(tmp_path)
    write(tmp_path, "docs/a/index.md", "二")
    commit(tmp_path)
    assert texts(opened(tmp_path), "docs/*/index.md", "docs/a/index.md") == ["二", "一"]


def test_a_version_that_only_a_merge_made_and_one_it_did_not_take_are_found(tmp_path: Path):
    write(tmp_path, "index.md", "root\n")
    commit(tmp_path)
    git(tmp_path, "switch", "-q", "-c", "side")
    write(tmp_path, "index.md", "side\n")
    commit(tmp_path)
    git(tmp_path, "switch", "-q", "main")
    write(tmp_path, "index.md", "main\n")
    commit(tmp_path)
    git(tmp_path, "merge", "-q", "-s", "ours", "--no-commit", "side")
    write(tmp_path, "index.md", "merged\n")
    commit(tmp_path)
    assert set(texts(opened(tmp_path), "index.md", "index.md")) == {"merged\n", "main\n", "side\n", "root\n"}


def test_an_archive_in_a_folder_of_a_repository_sees_its_own_paths(tmp_path: Path):
    write(tmp_path, "archive/docs/a/index.md", "一")
    write(tmp_path, "docs/a/index.md", "another")
    start = commit(tmp_path)
    write(tmp_path, "archive/docs/a/index.md", "二")
    repository = opened(tmp_path / "archive")
    assert texts(repository, "docs/*/index.md", "docs/a/index.md") == ["一"]
    assert {one.path for one in repository.changed_files(start)} == {"docs/a/index.md"}
    assert set(repository.tree(start, ["docs"])) == {"docs/a/index.md"}


def test_names_in_japanese_and_with_spaces_come_through(tmp_path: Path):
    write(tmp_path, "docs/記 事/index.md", "一")
    start = commit(tmp_path)
    repository = opened(tmp_path)
    assert list(repository.versions("docs/*/index.md")) == ["docs/記 事/index.md"]
    assert list(repository.tree(start, ["docs"])) == ["docs/記 事/index.md"]


def test_what_a_change_touches_is_committed_changed_or_new(tmp_path: Path):
    for name in ("committed.md", "changed.md", "gone.md", "same.md"):
        write(tmp_path, f"docs/{name}", "before")
    start = commit(tmp_path)
    write(tmp_path, "docs/committed.md", "after")
    commit(tmp_path)
    write(tmp_path, "docs/changed.md", "after")
    write(tmp_path, "docs/new.md", "after")
    (tmp_path / "docs/gone.md").unlink()
    changed = opened(tmp_path).changed_files(start)
    modes = {one.path: (one.before, one.mode, one.size, one.name is not None) for one in changed}
    assert modes == {
        "docs/committed.md": ("100644", "100644", 5, True),
        "docs/changed.md": ("100644", "100644", 5, False),
        "docs/new.md": (None, "100644", 5, False),
        "docs/gone.md": ("100644", None, None, False),
    }


def test_a_file_outside_of_the_archive_is_told_by_its_path_in_the_repository(tmp_path: Path):
    write(tmp_path, "archive/docs/a/index.md", "一")
    start = commit(tmp_path)
    write(tmp_path, ".github/workflows/new.yml", "on: push")
    write(tmp_path, "archive/docs/b/index.md", "二")
    commit(tmp_path)
    write(tmp_path, "other.md", "三")
    changed = opened(tmp_path / "archive").changed_files(start)
    assert {(one.path, one.is_inside, one.size) for one in changed} == {
        (".github/workflows/new.yml", False, 8),
        ("docs/b/index.md", True, 3),
        ("other.md", False, 3),
    }


def test_a_file_of_an_earlier_commit_is_read_whatever_lies_there_now(tmp_path: Path):
    write(tmp_path, "archive/mkdocs.yml", "before")
    start = commit(tmp_path)
    write(tmp_path, "archive/mkdocs.yml", "after")
    (tmp_path / "archive/link").symlink_to("mkdocs.yml")
    commit(tmp_path)
    repository = opened(tmp_path / "archive")
    assert repository.text_at(start, "mkdocs.yml") == b"before"
    assert repository.text_at(start, "link") is None
    assert repository.text_at("HEAD", "link") is None


def test_a_change_starts_where_it_parted_from_the_other_branch(tmp_path: Path):
    write(tmp_path, "a.md", "1")
    parting = commit(tmp_path)
    git(tmp_path, "switch", "-q", "-c", "change")
    write(tmp_path, "b.md", "1")
    commit(tmp_path)
    git(tmp_path, "switch", "-q", "main")
    write(tmp_path, "a.md", "2")
    commit(tmp_path)
    git(tmp_path, "switch", "-q", "change")
    assert opened(tmp_path).parting("main") == parting


@pytest.mark.parametrize("revision", ["nowhere", "--output=stolen", "-h", ""])
def test_a_revision_that_is_not_there_is_wrong_use(tmp_path: Path, revision: str):
    write(tmp_path, "a.md", "1")
    commit(tmp_path)
    with pytest.raises(UsageError, match="no revision"):
        opened(tmp_path).parting(revision)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "a.md"]


def test_a_shallow_clone_knows_that_it_is_one(tmp_path: Path):
    write(tmp_path / "whole", "a.md", "1")
    commit(tmp_path / "whole")
    write(tmp_path / "whole", "a.md", "2")
    commit(tmp_path / "whole")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path / 'whole'}", "shallow")
    assert not opened(tmp_path / "whole").is_shallow
    assert opened(tmp_path / "shallow").is_shallow
    assert texts(opened(tmp_path / "shallow"), "a.md", "a.md") == ["2"]


def test_it_works_inside_a_hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, "archive/a.md", "1")
    commit(tmp_path)
    monkeypatch.setenv("GIT_DIR", ".git")
    assert texts(opened(tmp_path / "archive"), "a.md", "a.md") == ["1"]


def test_nothing_that_the_repository_names_is_run(tmp_path: Path):
    write(tmp_path, ".gitattributes", "*.md diff=evil filter=evil\n")
    write(tmp_path, "a.md", "1")
    commit(tmp_path)
    for key in ("diff.evil.textconv", "diff.evil.command", "diff.external", "core.fsmonitor"):
        git(tmp_path, "config", key, f"touch {tmp_path / 'ran'}; cat")
    write(tmp_path, "a.md", "2")
    repository = opened(tmp_path)
    repository.changed_files("HEAD")
    repository.read(repository.versions("a.md")["a.md"])
    assert not (tmp_path / "ran").exists()


def test_a_history_goes_on_from_a_commit_after_which_all_else_came(tmp_path: Path):
    git(tmp_path, "init", "-q", "-b", "main")
    names = []
    for number in range(3):
        write(tmp_path, "a.md", str(number))
        commit(tmp_path)
        names.append(opened(tmp_path).head())
    git(tmp_path, "checkout", "-q", "-b", "other")
    write(tmp_path, "b.md", "b")
    commit(tmp_path)
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "other")
    repository = opened(tmp_path)
    assert [repository.goes_on_from(name) for name in names] == [True] * 3
    assert not repository.goes_on_from(repository.head())
    assert not repository.goes_on_from("0" * 40)
    assert b"a.md" not in repository.log("a.md", "b.md", after=names[2])
    assert b"b.md" in repository.log("a.md", "b.md", after=names[2])


def test_a_history_does_not_go_on_from_a_commit_beside_which_something_came_in(tmp_path: Path):
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, "a.md", "a")
    commit(tmp_path)
    git(tmp_path, "branch", "other")
    write(tmp_path, "a.md", "aa")
    commit(tmp_path)
    before = opened(tmp_path).head()
    git(tmp_path, "checkout", "-q", "other")
    write(tmp_path, "b.md", "b")
    commit(tmp_path)
    assert not opened(tmp_path).goes_on_from(before)
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "merge", "-q", "other")
    assert not opened(tmp_path).goes_on_from(before)
    git(tmp_path, "checkout", "-q", "--orphan", "anew")
    write(tmp_path, "a.md", "c")
    commit(tmp_path)
    assert not opened(tmp_path).goes_on_from(before)
