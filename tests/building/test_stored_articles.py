"""Articles that are not at hand: fetched from the catalogue when more is asked of them, in any process."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from fumikura.building.cards import card_of, dump_card, restore_card
from fumikura.building.catalogue import Catalogue, Damaged, open_catalogue
from fumikura.building.docs_reading import read_folder
from fumikura.building.stored_articles import StoredArticles
from fumikura.building.stored_rows import StoredRows
from fumikura.library.shelved import Shelf
from making import make_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.library.library import ArticleEntry

STATE = "state"
PAGE = "---\ntitle: 題\nauthor: [甲]\ntags: [核]\ncreated: 2026-01-02\n---\n\n本文。\n"
REMARK = "---\nquote: 本文\nby: 葵\n---\n\n言葉\n"


@pytest.fixture
def read(tmp_path: Path) -> ArticleEntry:
    """An article as it was read from its folder."""
    settings = make_archive(tmp_path)
    folder = settings.articles / "a"
    (folder / "annotations").mkdir(parents=True)
    (folder / "index.md").write_text(PAGE, "utf-8")
    for day in ("1", "3"):
        (folder / "annotations" / f"2026010{day}T000000Z-abcd.md").write_text(REMARK, "utf-8")
    entry = read_folder(folder, settings, frozenset(), {}).entry
    assert entry is not None
    return entry


@pytest.fixture
def catalogue(tmp_path: Path, read: ArticleEntry) -> Iterator[Catalogue]:
    """A catalogue that knows it."""
    settings = make_archive(tmp_path)
    catalogue = open_catalogue(tmp_path, "this")
    folder = read_folder(settings.articles / "a", settings, frozenset(), {})
    catalogue.put("folders", "a", STATE, folder.to_json())
    catalogue.save()
    yield catalogue
    catalogue.close()


def shelved(read: ArticleEntry, catalogue: Catalogue, tmp_path: Path, state: str = STATE) -> ArticleEntry:
    settings = make_archive(tmp_path)
    values = dump_card(card_of(read_folder(settings.articles / "a", settings, frozenset(), {})), state)
    entry = restore_card("a", values, Shelf("docs", StoredArticles(StoredRows(catalogue.path, catalogue)))).entry
    assert entry is not None
    assert entry is not read
    return entry


def test_it_answers_as_the_one_that_was_read(read: ArticleEntry, catalogue: Catalogue, tmp_path: Path):
    one = shelved(read, catalogue, tmp_path)
    for name in ("id", "path", "src", "title", "rights", "order", "tags", "authors", "site", "language", "former_ids"):
        assert getattr(one, name) == getattr(read, name), name
    for name in ("header", "links", "lines", "address", "date"):
        assert getattr(one, name) == getattr(read, name), name
    assert one.annotations == read.annotations
    assert one.whole == read


def test_it_arrives_in_another_process_as_a_reference_and_is_fetched_there(
    read: ArticleEntry, catalogue: Catalogue, tmp_path: Path
):
    sent = pickle.dumps(shelved(read, catalogue, tmp_path))
    assert "言葉".encode() not in sent
    catalogue.close()
    assert pickle.loads(sent).whole == read  # noqa: S301  our own


def test_threads_may_take_turns_with_what_is_opened_there(read: ArticleEntry, catalogue: Catalogue):
    fetch = pickle.loads(pickle.dumps(StoredArticles(StoredRows(catalogue.path))))  # noqa: S301  our own
    assert fetch("a", STATE) == read
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(fetch, "a", STATE).result() == read


def test_its_annotations_arrive_so_too_in_their_order(read: ArticleEntry, catalogue: Catalogue, tmp_path: Path):
    sent = pickle.dumps(shelved(read, catalogue, tmp_path).remarks)
    assert "言葉".encode() not in sent
    arrived = pickle.loads(sent)  # noqa: S301  our own
    assert [one.id for one in arrived] == [one.id for one in read.annotations]
    assert [one.article for one in arrived] == ["a", "a"]
    assert [one.comment for one in arrived] == ["言葉", "言葉"]
    assert [one.header for one in arrived] == [one.header for one in read.annotations]


@pytest.mark.parametrize("state", ["other", ""])
def test_what_the_catalogue_has_of_another_state_is_not_taken(
    read: ArticleEntry, catalogue: Catalogue, tmp_path: Path, state: str
):
    with pytest.raises(Damaged):
        _ = shelved(read, catalogue, tmp_path, state).whole
    arrived = pickle.loads(pickle.dumps(shelved(read, catalogue, tmp_path, state)))  # noqa: S301  our own
    with pytest.raises(Damaged):
        _ = arrived.whole


def test_what_the_catalogue_does_not_have_is_damage(read: ArticleEntry, catalogue: Catalogue, tmp_path: Path):
    one = shelved(read, catalogue, tmp_path)
    catalogue.remove("folders", ["a"])
    with pytest.raises(Damaged):
        _ = one.header
