"""The texts that annotations were made on, found in the history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from fumikura.history.earlier_texts import EarlierTexts
from fumikura.library.library_files import read_canonical, read_library
from fumikura.markdown.rendering import Renderer
from fumikura.model.annotations import make_header, render_annotation
from fumikura.text.threads import anchor_of
from making import commit, make_archive, write_article

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings
    from fumikura.text.anchors import Anchor

MOMENT = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
FIRST = "春の朝に庭を歩いた。話はここから始まる。\n\n秋の夕べに山を見た。話はここから始まる。\n"


def annotate(settings: Settings, start: int, end: int, article: str = "a-aaaaaa") -> None:
    """An annotation on a part of the article's text as it is now."""
    canonical = read_canonical(read_library(settings).articles[article], settings, Renderer())
    header = make_header(
        canonical.text, start, end, canonical.hash, by="葵", moment=MOMENT, motivation="highlighting", tags=()
    )
    folder = settings.articles / article / "annotations"
    folder.mkdir(exist_ok=True)
    (folder / f"20261123T1000{start:02d}Z-aaaaaa.md").write_text(render_annotation(header, ""), "utf-8")


def anchors(settings: Settings, texts: EarlierTexts | None = None) -> list[tuple[Anchor, str | None]]:
    """The place of each annotation of the one article, and the words there."""
    (entry,) = read_library(settings).articles.values()
    canonical = read_canonical(entry, settings, Renderer())
    earlier = (texts or EarlierTexts(settings, Renderer())).of(entry.path, entry.annotations, canonical)
    found = [anchor_of(one, canonical, canonical.hash, earlier) for one in entry.annotations]
    return [(one, None if one.start is None else canonical.text[one.start : one.end]) for one in found]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_archive(tmp_path)


def test_repeated_words_are_told_apart_by_the_text_they_were_marked_in(settings: Settings):
    write_article(settings, FIRST)
    annotate(settings, 31, 41)
    commit(settings.root)
    write_article(
        settings, "序。\n\n" + FIRST.replace("秋の夕べに山を見た。", "冬だ。").replace("春の朝に庭を歩いた。", "夏だ。")
    )
    ((anchor, words),) = anchors(settings)
    assert (anchor.status, words) == ("moved", "話はここから始まる。")
    assert anchor.start == len("序。 夏だ。話はここから始まる。 冬だ。")


def test_the_text_is_found_however_many_commits_ago_it_was(settings: Settings):
    write_article(settings, FIRST)
    annotate(settings, 0, 9)
    commit(settings.root)
    for number in range(3):
        write_article(settings, f"{number}。" + FIRST.replace("庭", "森").replace("話", f"話{number}"))
        commit(settings.root)
    ((anchor, words),) = anchors(settings)
    assert (anchor.status, words) == ("fuzzy", "春の朝に森を歩いた")


def test_a_title_that_changes_is_no_other_text(settings: Settings):
    write_article(settings, FIRST)
    annotate(settings, 0, 9)
    commit(settings.root)
    write_article(settings, FIRST, title="Another title")
    commit(settings.root)
    texts = EarlierTexts(settings, Renderer())
    ((anchor, _),) = anchors(settings, texts)
    assert anchor.status == "exact"
    assert texts.missing == set()


def test_without_a_repository_it_is_placed_by_its_surroundings(settings: Settings):
    write_article(settings, FIRST)
    annotate(settings, 0, 9)
    write_article(settings, FIRST.replace("庭", "森"))
    texts = EarlierTexts(settings, Renderer())
    ((anchor, words),) = anchors(settings, texts)
    assert (anchor.status, words) == ("fuzzy", "春の朝に森を歩いた")
    assert texts.missing == {"20261123T100000Z-aaaaaa"}


def test_a_text_that_was_never_committed_is_said_to_be_missing(settings: Settings):
    write_article(settings, "別の本文。")
    commit(settings.root)
    write_article(settings, FIRST)
    annotate(settings, 0, 9)
    write_article(settings, "これも別の本文。")
    texts = EarlierTexts(settings, Renderer())
    ((anchor, _),) = anchors(settings, texts)
    assert anchor.status == "orphan"
    assert texts.missing == {"20261123T100000Z-aaaaaa"}


def test_git_is_not_asked_where_no_text_has_changed(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    write_article(settings, FIRST)
    annotate(settings, 0, 9)
    commit(settings.root)
    monkeypatch.setenv("PATH", "")
    ((anchor, _),) = anchors(settings)
    assert anchor.status == "exact"


def test_a_page_that_was_broken_for_a_while_is_passed_over(settings: Settings):
    write_article(settings, FIRST)
    annotate(settings, 0, 9)
    commit(settings.root)
    (settings.articles / "a-aaaaaa/index.md").write_bytes(b"---\ntitle: [\n---\n\xff\xfe")
    commit(settings.root)
    write_article(settings, FIRST.replace("庭", "森"))
    texts = EarlierTexts(settings, Renderer())
    ((anchor, _),) = anchors(settings, texts)
    assert anchor.status == "fuzzy"
    assert texts.missing == set()
