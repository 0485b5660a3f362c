"""Documents are cut into units without a loss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.search_index.documents import OVERLAP, UNIT, Document, Remark, Section, Unit, described, units

long_texts = st.builds(
    lambda pieces: "".join(piece * times for piece, times in pieces),
    st.lists(
        st.tuples(st.text(min_size=1, max_size=30) | st.just("文。") | st.just("word "), st.integers(1, 400)),
        max_size=6,
    ),
)


def article(text: str) -> Document:
    return Document("a/", "題", "article", (Section("見出し", "h", text),))


def of_text(text: str) -> list[Unit]:
    return [unit for unit in units(article(text)) if unit.kind == "text"]


@given(long_texts)
def test_the_units_of_a_text_give_it_again(text: str) -> None:
    assert "".join(unit.text for unit in of_text(text)) == text


@given(long_texts)
def test_a_unit_is_not_longer_than_it_may_be(text: str) -> None:
    assert all(len(unit.text) <= UNIT for unit in units(article(text)))


@given(long_texts)
def test_what_follows_a_unit_is_indexed_with_it(text: str) -> None:
    place = 0
    for unit in of_text(text):
        place += len(unit.text)
        assert unit.after == text[place : place + OVERLAP]


@given(long_texts.filter(lambda text: len(text) > UNIT), st.data())
def test_a_phrase_that_is_not_too_long_stands_whole_in_the_unit_that_it_begins_in(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    phrase = text[start : start + OVERLAP]
    place = 0
    for unit in of_text(text):
        if place <= start < place + len(unit.text):
            assert f"{unit.text}{unit.after}"[start - place :].startswith(phrase)
            return
        place += len(unit.text)
    pytest.fail("the phrase begins in no unit")


def test_a_long_text_is_cut_after_a_sentence() -> None:
    text = ("あ" * 99 + "。") * 20
    assert of_text(text)[0].text.endswith("。")


def test_a_document_begins_with_its_title_and_what_else_it_is_found_by_then_come_its_headings() -> None:
    one = Document(
        "a/",
        "題",
        "article",
        (Section("", "", "序"), Section("一", "h1", "文")),
        site="a.example",
        authors=("人",),
        tags=("札",),
    )
    title, headings, before, after = units(one)
    assert (title.text, title.kind, title.more) == ("題", "title", "人\na.example\n札")
    assert (headings.text, headings.kind, headings.shown) == ("一", "headings", {"f": ["h1"]})
    assert (before.text, before.shown, after.text, after.shown) == (
        "序",
        {"h": "", "f": ""},
        "文",
        {"h": "一", "f": "h1"},
    )


def test_the_unit_in_which_an_annotated_passage_begins_is_marked() -> None:
    one = Document("a/", "題", "article", (Section("", "", "文" * UNIT * 2, passages=(UNIT + 1,)),))
    assert [(unit.kind, unit.marked) for unit in units(one)] == [("title", False), ("text", False), ("text", True)]


def test_readings_are_found_in_the_first_unit_of_their_section() -> None:
    one = Document("a/", "題", "article", (Section("", "", "文庫" * UNIT, ("ぶんこ",)),))
    assert [unit.more for unit in units(one)] == ["", "ぶんこ", ""]


def test_each_remark_is_a_unit_of_its_own() -> None:
    one = Document("a/", "題", "article", (), (Remark("x", "me", "まさか"),))
    assert [(unit.text, unit.kind, unit.more, unit.shown) for unit in units(one)][1:] == [
        ("まさか", "annotation", "me", {"a": "x", "by": "me"})
    ]


def test_what_is_not_known_of_a_document_is_not_said() -> None:
    assert described(Document("a/", "題", "note", date="2026")) == {"u": "a/", "t": "題", "k": "note", "d": "2026"}
