"""A passage whose words have changed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.text.anchors import Selector, place
from fumikura.text.canonical import text_hash
from fumikura.text.likeness import fold, most_like

TEXT = (
    "研究所はまた、核戦争のリスクを軽減し、世界中の核物質と核兵器を安全に保つことに焦点を当てています。"
    "これは非常に重要なユースケースです。サイバーセキュリティの強化と、電力網の保護も含まれます。"
)


def found(quote: str, text: str = TEXT, prefix: str = "", suffix: str = "") -> str | None:
    likeness = most_like(quote, prefix, suffix, text)
    return None if likeness is None else text[likeness.start : likeness.end]


def test_a_corrected_word_is_followed():
    quote = "世界中の核物質や核兵器を安全に保つこと"
    assert (
        found(quote, prefix="核戦争のリスクを軽減し、", suffix="に焦点を当て")
        == "世界中の核物質と核兵器を安全に保つこと"
    )


def test_width_case_and_punctuation_do_not_count():
    assert (
        found("これは非常に重要なユースケースです．", prefix="焦点を当てています。")
        == "これは非常に重要なユースケースです。"
    )
    text = "He said “Plain Text” and left it at that."
    assert found('said "PLAIN TEXT" and', text) == "said “Plain Text” and"


def test_a_passage_that_is_gone_is_not_found_by_its_surroundings_alone():
    assert (
        found(
            "まったく別の話をしている一文", prefix="安全に保つことに焦点を当てています。", suffix="これは非常に重要な"
        )
        is None
    )


def test_two_places_as_good_as_each_other_are_no_place():
    text = "春の朝に庭を歩いた。" + "雨" * 40 + "春の朝に庭を歩いた。"
    assert found("春の朝、庭を歩いた。", text) is None


def test_it_is_marked_as_a_guess_with_its_score():
    anchor = place(Selector("非常に重大なユースケース", "これは", "です。"), TEXT, text_hash(TEXT))
    assert anchor.status == "fuzzy"
    assert 0.6 < anchor.score < 1
    assert TEXT[anchor.start : anchor.end] == "非常に重要なユースケース"


@given(st.text(max_size=200))
def test_folding_keeps_every_place(text: str):
    assert len(fold(text)) == len(text)


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40), st.text(max_size=300))
def test_whatever_is_asked_the_answer_lies_in_the_text(quote: str, prefix: str, suffix: str, text: str):
    likeness = most_like(quote, prefix, suffix, text)
    if likeness is not None:
        assert 0 <= likeness.start < likeness.end <= len(text)
        assert 0 < likeness.score <= 1


@pytest.mark.parametrize("seed", range(3))
def test_most_passages_survive_an_edit_of_one_character_in_twenty(seed: int):
    rng = random.Random(seed)
    text = "".join(rng.choice("あいうえおかきくけこ漢字仮名交じり文。、") for _ in range(2000))
    changed = "".join("※" if rng.random() < 0.05 else char for char in text)
    right = 0
    for start in range(100, 1900, 60):
        anchor = place(
            Selector(text[start : start + 30], text[start - 32 : start], text[start + 30 : start + 62]), changed, ""
        )
        right += anchor.start is not None and abs(anchor.start - start) <= 3
    assert right >= 29
