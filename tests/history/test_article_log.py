from __future__ import annotations

from dataclasses import replace

from fumikura.git.log import Commit, FileChange
from fumikura.history.article_log import ArticleLog, ArticleLogs, Changed, sole_addition

NOTE = "annotations/20260101T000000Z-abcd.md"


def file(path: str, before: str | None, after: str | None) -> FileChange:
    return FileChange(f"docs/articles/{path}", before, after)


def change(name: str, *files: FileChange) -> Commit:
    return Commit(name, 0, "Ann", files)


def log(
    *commits: Commit, article: str = "a", former: tuple[str, ...] = (), begins_at: tuple[str, ...] = ()
) -> ArticleLog:
    return ArticleLogs(commits, "docs/articles", begins_at).of(article, former)


def test_a_commit_is_told_in_page_annotations_and_pictures():
    (found,) = log(
        change("1", file("a/index.md", "x", "y"), file(f"a/{NOTE}", None, "z"), file("a/p.png", "p", None))
    ).commits
    assert found.page == ("x", "y")
    assert found.annotations == Changed(added=("20260101T000000Z-abcd",))
    assert found.pictures == Changed(removed=("p.png",))


def test_each_article_has_its_own_commits():
    commits = change("2", file("a/index.md", "x", "y")), change("1", file("b/index.md", None, "x"))
    assert [one.name for one in log(*commits, article="b").commits] == ["1"]


def test_a_history_goes_on_under_the_id_that_the_article_had():
    moving = change("2", file("old/index.md", "x", None), file("a/index.md", None, "x"))
    found = log(moving, change("1", file("old/index.md", None, "x")), former=("old",))
    assert [(one.name, one.moved_from, one.page) for one in found.commits] == [
        ("2", "old", None),
        ("1", "", (None, "x")),
    ]


def test_no_article_takes_the_history_of_another_for_its_own():
    commits = change("2", file("a/index.md", None, "y")), change("1", file("secret/index.md", None, "x"))
    assert [one.name for one in log(*commits, former=("secret",)).commits] == ["2"]


def test_two_articles_that_name_each_other_come_to_an_end():
    there = change("2", file("b/index.md", "x", None), file("a/index.md", None, "x"))
    back = change("1", file("a/index.md", "x", None), file("b/index.md", None, "x"))
    assert [one.moved_from for one in log(there, back, former=("a", "b")).commits] == ["b", "a"]


def test_a_history_that_is_no_more_than_an_addition_is_known():
    added, changed = change("1", file("a/index.md", None, "x")), change("2", file("a/index.md", "x", "y"))
    noted, joined = change("1", file(f"a/{NOTE}", None, "z")), replace(added, is_merge=True)
    (only,) = log(added).commits
    assert sole_addition([only]) == only
    for several in ((), (changed, added), (noted,), (joined,)):
        assert sole_addition(log(*several).commits) is None


def test_a_history_whose_beginning_is_missing_is_not_whole():
    commits = change("2", file("a/index.md", "x", "y")), change("1", file("a/index.md", None, "x"))
    assert not log(*commits, begins_at=("1",)).is_whole
    assert log(*commits).is_whole
