"""What the history of an article shows, and above all what it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fumikura.history.article_history import Addition, History, HistoryMaker
from fumikura.history.article_log import sole_addition
from fumikura.history.page_histories import PageHistories
from fumikura.library.library_files import read_library
from making import commit, git, make_archive, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    return make_archive(tmp_path / "archive")


def step(settings: Settings, body: str, **fields: str) -> None:
    write_article(settings, body, **fields)
    commit(settings.root)


def shown(settings: Settings, text: str = "", **options: str) -> History:
    chosen = replace(settings, **options)
    histories = PageHistories(chosen)
    entry = read_library(chosen).articles["a-aaaaaa"]
    try:
        maker = HistoryMaker(chosen, histories.objects.read, lambda markdown: markdown, lambda _: b"")
        return maker.history(entry, histories.commits(entry), text)
    finally:
        histories.objects.close()


def addition(settings: Settings, reads: list[str]) -> Addition | None:
    """What is said of the only commit; ``reads``: takes the names of the objects that were asked for."""
    histories = PageHistories(settings)
    entry = read_library(settings).articles["a-aaaaaa"]
    commit = sole_addition(histories.commits(entry))
    assert commit is not None

    def read(name: str) -> bytes | None:
        reads.append(name)
        return histories.objects.read(name)

    def source(_: object) -> bytes:
        return (settings.articles / "a-aaaaaa/index.md").read_bytes()

    try:
        return HistoryMaker(settings, read, lambda markdown: markdown, source).addition(entry, commit)
    finally:
        histories.objects.close()


def test_a_history_says_when_who_and_what_the_newest_first(settings: Settings):
    step(settings, "Some words.")
    step(settings, "Some more words.", title="Another title")
    newest, oldest = shown(settings, "Some more words.").changes
    assert (oldest.page, newest.page, oldest.author) == ("added", "changed", "A Tester")
    assert [(one.name, one.values) for one in newest.fields] == [("title", ("A title", "Another title"))]
    assert newest.text is not None
    assert newest.text.paragraphs[0].parts == (("same", "Some "), ("added", "more "), ("same", "words."))


def test_what_was_taken_out_is_nowhere_in_the_history(settings: Settings):
    step(settings, "Open words.")
    step(settings, "Open words. A secret passage.")
    step(settings, "Open words.")
    assert "secret" not in repr(shown(settings, "Open words."))
    assert "secret" in repr(shown(settings, "Open words.", history="full"))


@pytest.mark.parametrize("rights", ["excerpt", "private"])
def test_text_that_was_not_published_then_is_not_shown_now(settings: Settings, rights: str):
    step(settings, "Words one.", rights=rights)
    step(settings, "Words one, and unseen ones.", rights=rights)
    step(settings, "Words two.", rights="full")
    for history in ("summary", "full"):
        found = repr(shown(settings, "Words two.", history=history))
        assert "unseen" not in found
        assert "'Words" not in found


@pytest.mark.parametrize("history", ["summary", "full"])
def test_of_an_article_that_is_an_excerpt_now_no_text_is_shown(settings: Settings, history: str):
    step(settings, "Words that were whole.")
    step(settings, "Words that were changed.")
    step(settings, "Words that were changed.", rights="excerpt")
    found = shown(settings, "Words that were changed.", history=history)
    assert [one.text.paragraphs for one in found.changes if one.text] == [()]
    assert "Words" not in repr(found)


def test_changes_of_a_time_when_it_was_private_are_counted(settings: Settings):
    step(settings, "One.", rights="private")
    step(settings, "Two.", rights="private", title="A private title")
    step(settings, "Two.", rights="full")
    found = shown(settings, "Two.")
    assert ([one.page for one in found.changes], found.hidden) == (["published"], 2)
    assert "A private title" not in repr(found)


def test_old_values_are_shown_of_fields_that_hold_no_text_and_no_name(settings: Settings):
    step(settings, "One.", author="[A Person]", description="Somebody else's words", published="2020-01-01")
    step(settings, "One.", author="[B]", published="2020-01-02")
    found = {one.name: one.values for one in shown(settings, "One.").changes[0].fields}
    assert found == {"author": None, "description": None, "published": ("2020-01-01", "2020-01-02")}


def test_an_author_whose_name_is_an_address_is_shown_without_its_host(settings: Settings):
    write_article(settings, "One.")
    git(settings.root, "init", "-q")
    git(settings.root, "add", "-A")
    git(settings.root, "commit", "-q", "-m", "x", "--author", "ann@example.org \u202e<ann@example.org>")
    (change,) = shown(settings, "One.").changes
    assert change.author == "ann"


def test_a_version_that_cannot_be_read_shows_nothing(settings: Settings):
    step(settings, "One.")
    (settings.articles / "a-aaaaaa/index.md").write_text("---\ntitle: [\n---\nsecret\n", "utf-8")
    commit(settings.root)
    step(settings, "Two.")
    found = shown(settings, "Two.", history="full")
    assert "secret" not in repr(found)
    assert found.hidden == 1


def test_only_the_newest_changes_are_shown_and_the_others_counted(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fumikura.history.article_history.MAX_CHANGES", 2)
    for number in range(5):
        step(settings, f"Words {number}.")
    found = shown(settings, "Words 4.")
    assert (len(found.changes), found.more) == (2, 3)


def test_an_article_as_it_was_added_tells_who_did_that_and_git_reads_nothing(settings: Settings):
    step(settings, "One.\r\n")
    reads: list[str] = []
    found = addition(settings, reads)
    assert (found and found.author, reads) == ("A Tester", [])


@pytest.mark.parametrize(("rights", "is_told"), [("full", True), ("excerpt", True), ("private", False)])
def test_an_article_that_was_added_as_another_one_tells_it_if_it_was_published(
    settings: Settings, rights: str, is_told: bool
):
    step(settings, "One.", rights=rights)
    write_article(settings, "Two.", rights="full")
    reads: list[str] = []
    assert (addition(settings, reads) is not None) == is_told
    assert len(reads) == 1


def test_an_article_of_which_no_readable_file_was_added_tells_nothing(settings: Settings):
    (settings.articles / "a-aaaaaa").mkdir(parents=True)
    (settings.articles / "a-aaaaaa/index.md").write_text("---\ntitle: [\n---\nsecret\n", "utf-8")
    commit(settings.root)
    write_article(settings, "Two.")
    assert addition(settings, []) is None


def test_a_private_article_has_no_history(settings: Settings):
    step(settings, "One.", rights="private")
    entry = read_library(settings).articles["a-aaaaaa"]
    assert PageHistories(settings).commits(entry) == ()


def test_there_is_no_history_without_git_or_where_the_archive_wants_none(settings: Settings):
    write_article(settings, "One.")
    entry = read_library(settings).articles["a-aaaaaa"]
    assert PageHistories(settings).commits(entry) == ()
    commit(settings.root)
    assert PageHistories(replace(settings, history="none")).commits(entry) == ()
    assert len(PageHistories(settings).commits(entry)) == 1


def test_an_article_whose_beginning_a_shallow_clone_lacks_has_no_history(settings: Settings, tmp_path: Path):
    step(settings, "One.")
    write_article(settings, "Other.", article="b-bbbbbb")
    commit(settings.root)
    step(settings, "Two.")
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{settings.root}", "clone")
    clone = replace(settings, root=tmp_path / "clone", docs=tmp_path / "clone/docs")
    entries = read_library(clone).articles
    assert PageHistories(clone).commits(entries["a-aaaaaa"]) == ()
