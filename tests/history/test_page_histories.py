"""Where the site shows the history of an article: on a page of its own, or in a line on the article."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import lxml.html
import pytest

from fumikura.building.building import build
from fumikura.git.objects import Objects
from fumikura.history.page_histories import PageHistories
from making import commit, contents, git
from test_incremental import built, clean, make, same, write, write_article

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.library.library import Entry
    from fumikura.settings import Settings

DAY = "2026-11-27"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Committed once."""
    monkeypatch.setenv("GIT_AUTHOR_DATE", f"{DAY}T12:00:00Z")
    settings = make(tmp_path / "archive")
    write(settings.root / ".gitignore", ".fumikura/\n/site/\n.site-*\n")
    commit(settings.root)
    return settings


def foot(settings: Settings, article: str) -> tuple[str, list[str], list[str]]:
    """The words of the line at the foot of an article, the dates in it, and whether it links to a history."""
    tree = lxml.html.document_fromstring((settings.site / f"articles/{article}/index.html").read_text("utf-8"))
    (line,) = tree.xpath("//p[@class='fk-edit']")
    return line.text_content(), line.xpath("./time/@datetime"), line.xpath("./a/@href[. = 'history/']")


def histories(settings: Settings) -> list[str]:
    """The articles that have a page of their history."""
    return sorted(path.parts[-3] for path in settings.site.glob("articles/*/history/index.html"))


def test_an_article_that_was_added_and_left_alone_says_so_itself(archive: Settings):
    build(archive, strict=False)
    words = "Edit this page · Added on November 27, 2026 by A Tester"
    assert foot(archive, "a1") == (words, [DAY], [])
    assert histories(archive) == []


def test_one_that_was_changed_leads_to_the_page_of_its_history(archive: Settings):
    write_article(archive, "a1", "Other words.")
    commit(archive.root)
    build(archive, strict=False)
    assert foot(archive, "a1") == ("Edit this page · History of this article", [], ["history/"])
    assert histories(archive) == ["a1"]


def test_a_name_is_text_without_an_address_for_mail_and_a_date_that_is_none_is_unknown(archive: Settings):
    write_article(archive, "b1", "New words.")
    commit(archive.root)
    raw = git(archive.root, "cat-file", "commit", "HEAD")
    head, _, rest = raw.partition("author ")
    hostile = f"{head}author {{by}}&lt;\u202eMallory@example.org <m@example.org> 99999999999999 +0000\n"
    hostile += rest.partition("\n")[2] + "\n"
    done = subprocess.run(
        ["git", "-C", str(archive.root), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        input=hostile.encode(),
        capture_output=True,
        check=True,
    )
    git(archive.root, "reset", "-q", "--hard", done.stdout.decode().strip())
    build(archive, strict=False)
    assert foot(archive, "b1") == ("Edit this page · Added by {by}&lt;\\u202eMallory, date unknown", [], [])


def test_of_an_article_that_was_added_as_a_private_one_only_that_is_said(archive: Settings):
    write_article(archive, "b1", "New words.", rights="private")
    commit(archive.root)
    write_article(archive, "b1", "New words.", rights="full")
    build(archive, strict=False)
    hidden = "1 change of the time when this article was not published is left out."
    assert foot(archive, "b1") == (f"Edit this page · {hidden}", [], [])


def test_no_file_of_an_article_that_is_as_it_was_added_is_read_from_git(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
):
    write_article(archive, "a1", "Other words.")
    read: list[str] = []

    def note(_: Objects, name: str) -> None:
        read.append(name)

    monkeypatch.setattr(Objects, "read", note)
    build(archive, strict=False, workers=1)
    assert read == [git(archive.root, "rev-parse", "HEAD:docs/articles/a1/index.md")]


def test_from_one_change_to_two_and_back_each_site_is_that_of_a_clean_build(archive: Settings, tmp_path: Path):
    first = built(archive)
    write_article(archive, "a1", "Other words.")
    assert same(built(archive), clean(archive, tmp_path / "clean")) == []
    assert histories(archive) == []
    commit(archive.root)
    assert same(built(archive), clean(archive, tmp_path / "clean")) == []
    assert histories(archive) == ["a1"]
    git(archive.root, "reset", "-q", "--hard", "HEAD~1")
    assert same(built(archive), first) == []
    assert not (archive.site / "articles/a1/history").exists()


def test_mkdocs_alone_shows_the_same_histories(archive: Settings):
    write_article(archive, "a1", "Other words.")
    write_article(archive, "b1", "New words.", rights="private")
    commit(archive.root)
    write_article(archive, "b1", "New words.")
    ours = built(archive)
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=archive.root, check=True)
    assert same(ours, contents(archive.site)) == []


def test_after_a_commit_only_histories_of_what_it_changed_may_be_others(archive: Settings):
    before = PageHistories(archive).head
    assert PageHistories(archive).changed_since(before) == frozenset()
    write_article(archive, "a1", "Other words.")
    write(archive.docs / "notes/one.md", "---\ntitle: Other\n---\nWords.\n")
    commit(archive.root)
    (archive.articles / "a2").rename(archive.articles / "a9")
    commit(archive.root)
    assert PageHistories(archive).changed_since(before) == {"a1", "a2", "a9"}


def test_where_the_history_was_written_anew_or_authors_are_called_otherwise_any_may_be_another(archive: Settings):
    before = PageHistories(archive).head
    write(archive.root / ".mailmap", "B. Tester <tester@example.org>\n")
    assert PageHistories(archive).changed_since(before) is None
    renamed = PageHistories(archive).head
    git(archive.root, "commit", "-q", "--amend", "-m", "otherwise")
    assert PageHistories(archive).changed_since(renamed) is None
    assert PageHistories(archive).changed_since("") is None


def test_a_build_after_a_commit_asks_for_the_history_of_what_that_changed_and_of_no_other(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
):
    build(archive, strict=False)
    write_article(archive, "a1", "Other words.")
    commit(archive.root)
    asked: list[str] = []
    state = PageHistories.state

    def noted(self: PageHistories, entry: Entry) -> str:
        asked.append(entry.id)
        return state(self, entry)

    with monkeypatch.context() as patched:
        patched.setattr(PageHistories, "state", noted)
        build(archive, strict=False)
        assert "a1" in asked
        assert "a3" not in asked  # neither neighbour nor target
        asked.clear()
        git(archive.root, "commit", "-q", "--allow-empty", "-m", "nothing")
        build(archive, strict=False)
        assert asked == []
