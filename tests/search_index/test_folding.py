"""What a reader would call the same is written the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fumikura.search_index.folding import BR, WRAP, fold, fold_each

NEIGHBOURLY = st.text(
    "アイあいーｰ-—– ・･人々國国eé\u0301\u0300が\u3099\u309aﾊﾞ\u200d\u034f각\u0627\u0653ΑΣςİJ̌ヷヽゝ゛ㄱㅏ a_b9.\n\u2028\u2029"
)
"""Characters that change with what is beside them."""


def same(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def test_full_width_letters_are_as_others() -> None:
    assert fold("ＡＢＣ１２３") == "abc123"


def test_half_width_katakana_are_as_full_width_ones() -> None:
    assert same("ﾌﾞﾝｺｰ", "ブンコー")


def test_capitals_are_as_small_letters() -> None:
    assert fold("Static Site") == "static site"


def test_hiragana_and_katakana_are_the_same() -> None:
    assert same("ネコとヴァイオリン", "ねことゔぁいおりん")


@pytest.mark.parametrize("dash", "‐‑‒–—―−─")
def test_what_looks_like_a_dash_is_one(dash: str) -> None:
    assert fold(f"a{dash}b") == "a-b"


def test_quotation_marks_of_printers_are_as_those_of_keyboards() -> None:
    assert fold("don’t “say” ‘it’") == "don't \"say\" 'it'"


def test_latin_letters_have_no_accents() -> None:
    assert fold("Café Ångström ṩ") == "cafe angstrom s"


def test_an_accent_of_its_own_goes_as_one_in_a_letter_does() -> None:
    assert same("e\u0301\u0323q\u0307", "eq")


def test_cyrillic_letters_keep_what_makes_them_other_letters() -> None:
    assert not same("й", "и")


def test_voiced_kana_stay_voiced() -> None:
    assert not same("が", "か")


def test_both_forms_of_a_small_sigma_are_one() -> None:
    assert same("ΟΔΟΣ", "οδοσ")


def test_what_is_invisible_is_not_there() -> None:
    assert fold("sta\u00adtic\u200b si\u2060te\ufe0f") == "static site"


def test_what_is_invisible_keeps_no_mark_from_its_letter() -> None:
    assert same("か\u200d\u3099", "が")


def test_old_forms_of_kanji_are_as_those_of_today() -> None:
    assert same("國立圖書館の舊藏", "国立図書館の旧蔵")


@pytest.mark.parametrize("between", ["・", "･", " ", "　", " ・ "])
def test_between_katakana_a_dot_or_a_space_says_nothing(between: str) -> None:
    assert same(f"スタティック{between}サイト", "スタティックサイト")


@pytest.mark.parametrize("line_break", [BR, WRAP])
def test_a_line_break_in_japanese_says_nothing_and_elsewhere_parts_words(line_break: str) -> None:
    assert same(f"静かに{line_break}切れて、{line_break}Web {line_break}では", "静かに切れて、Web では")
    assert same(f"one{line_break}line", "one line")


def test_between_hiragana_a_space_says_something() -> None:
    assert not same("ここ では", "ここでは")


@pytest.mark.parametrize("dash", "-−—ｰ")
def test_a_dash_after_katakana_is_the_long_vowel_that_it_stands_for(dash: str) -> None:
    assert same(f"サ{dash}バ{dash}", "サーバー")


def test_a_dash_before_a_letter_is_none() -> None:
    assert not same("データ-a", "データーa")


def test_dashes_in_a_row_are_a_rule_and_no_vowel() -> None:
    assert fold("データ----") == "でーた----"


@pytest.mark.parametrize(("short", "long"), [("人々", "人人"), ("人々々", "人人人"), ("國々", "国国")])
def test_a_repeated_kanji_is_as_one_that_is_written_again(short: str, long: str) -> None:
    assert same(short, long)


@given(st.text() | NEIGHBOURLY)
@example("ハ\u2028\uff9e")
@example("か\u2028\u0301\u3099")
@example("か\u2029\u309a")
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(NEIGHBOURLY | st.text("\0ア-々" + "\u0301\u2028", max_size=4)))
@example(["カ", "ーー"])
@example(["人", "々"])
@example(["が\u2028", "\u3099"])
def test_texts_that_are_folded_together_change_nothing_of_each_other(texts: list[str]) -> None:
    assert fold_each(texts) == [fold(text) for text in texts]
