"""Where an annotation points to."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from fumikura.model.annotations import CONTEXT
from fumikura.text.anchors import Earlier, Selector, place, stood_in
from fumikura.text.canonical import text_hash

TEXT = "核の話。夜の話。核の話。"


def placed(selector: Selector, text: str = TEXT, earlier: Earlier | None = None):
    return place(selector, text, text_hash(text), earlier)


def made_on(text: str, quote: str, context: int = CONTEXT) -> tuple[Selector, Earlier]:
    """What an annotation on the first ``quote`` of ``text`` keeps, and what the history has."""
    start = text.index(quote)
    end = start + len(quote)
    prefix, suffix = text[max(0, start - context) : start], text[end : end + context]
    return Selector(quote, prefix, suffix, start, text_hash(text)), Earlier(text, start, end)


def test_in_the_same_text_the_position_holds():
    anchor = placed(Selector("核の話", start=8, text_hash=text_hash(TEXT)))
    assert (anchor.status, anchor.start, anchor.end, anchor.score) == ("exact", 8, 11, 1.0)


def test_a_quote_that_stands_once_is_found_wherever_it_moved():
    anchor = placed(Selector("夜の話", "。", "。", start=0, text_hash="0" * 16))
    assert (anchor.status, anchor.start) == ("moved", 4)


def test_a_quote_written_by_hand_needs_nothing_else_if_it_stands_once():
    assert placed(Selector("夜の話")).start == 4


def test_a_short_quote_among_other_words_than_then_is_not_taken_for_the_passage():
    anchor = placed(Selector("夜の話", "森の奥で狐が語る", "を聞く子どもたち", 0, "0" * 16))
    assert (anchor.status, anchor.reason) == ("orphan", "gone")


def test_a_long_quote_is_believed_whatever_surrounds_it():
    long = "十五年前に書いた自分のブログを読み返したら"
    anchor = placed(Selector(long, "まったく別の前", "まったく別の後", 0, "0" * 16), f"題。{long}、本文より先に。")
    assert (anchor.status, anchor.start) == ("moved", 2)


def test_among_repeats_the_context_decides():
    anchor = placed(Selector("核の話", prefix="夜の話。", suffix="。"))
    assert anchor.start == 8


def test_among_equal_repeats_the_old_position_decides():
    assert placed(Selector("話", start=6), "話話話話話話話話").start == 6


def test_without_anything_to_tell_repeats_apart_it_is_an_orphan():
    anchor = placed(Selector("核の話"))
    assert (anchor.status, anchor.reason) == ("orphan", "ambiguous")


def test_a_quote_that_is_gone_is_an_orphan():
    anchor = placed(Selector("朝の話", start=0, text_hash=text_hash(TEXT)))
    assert (anchor.status, anchor.reason, anchor.start) == ("orphan", "gone", None)


def test_a_position_with_other_words_is_not_believed():
    assert placed(Selector("夜の話", "核の話。", "。核の話", start=8, text_hash=text_hash(TEXT))).start == 4


def test_the_text_it_was_made_on_tells_repeats_apart():
    selector, earlier = made_on("核の話。夜の話。核の話。", "核の話", context=0)
    new = "はじめに。" + TEXT
    assert placed(selector, new).reason == "ambiguous"
    assert (placed(selector, new, earlier).status, placed(selector, new, earlier).start) == ("moved", 5)


def test_with_the_text_it_was_made_on_a_deleted_passage_is_gone_though_its_words_stand_elsewhere():
    selector, earlier = made_on("夜の話をする。森の奥には狐がいる。朝になった。夜の話をする。", "夜の話")
    assert placed(selector, "森の奥には狐がいる。朝になった。夜の話をする。", earlier).reason == "gone"


def test_a_passage_with_a_changed_word_is_fuzzy_where_the_difference_leads():
    selector, earlier = made_on("世界中の核物質と核兵器を安全に保つことに焦点を当てる。", "核物質と核兵器")
    anchor = placed(selector, "世界中の核物質や核兵器を安全に保つことに焦点を当てる。", earlier)
    assert (anchor.status, anchor.start, anchor.end) == ("fuzzy", 4, 11)
    assert 0.8 < anchor.score < 1


def test_full_and_half_width_are_one_word_to_the_difference():
    selector, earlier = made_on("ＡＢＣという「言葉」を見た。終わり。", "「言葉」")
    anchor = placed(selector, "ABCという｢言葉｣を見た。終わり。", earlier)
    assert (anchor.status, anchor.start, anchor.end, anchor.score) == ("fuzzy", 6, 10, 1.0)


def test_a_text_is_known_again_by_its_hash_or_by_all_that_surrounds_the_passage():
    selector, _ = made_on(TEXT, "夜の話")
    other = "前置き。" + TEXT
    assert stood_in(selector, TEXT, text_hash(TEXT)) == Earlier(TEXT, 4, 7)
    assert stood_in(selector, other, text_hash(other)) == Earlier(other, 8, 11)
    assert stood_in(selector, "夜の話。", text_hash("夜の話。")) is None


@given(st.text(min_size=1, max_size=200), st.data())
def test_what_was_selected_is_found_again(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = Selector(
        text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, text_hash(text)
    )
    assert (placed(made, text).start, placed(made, text).end) == (start, end)


@given(st.text(min_size=20, max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_a_unique_long_quote_survives_any_change_around_it(quote: str, before: str, after: str):
    text = before + quote + after
    assume(text.count(quote) == 1 and text.find(quote, text.find(quote) + 1) < 0)
    assert placed(Selector(quote, start=0, text_hash="0" * 16), text).start == len(before)


@given(st.text(min_size=1, max_size=100), st.text(max_size=100), st.data())
def test_whatever_a_text_became_the_place_lies_in_it(old: str, new: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    selector = Selector(old[start:end], old[:start], old[end:], start, text_hash(old))
    anchor = placed(selector, new, Earlier(old, start, end))
    if anchor.status == "orphan":
        assert (anchor.start, anchor.end) == (None, None)
        assert anchor.reason in {"gone", "ambiguous"}
    else:
        assert 0 <= anchor.start < anchor.end <= len(new)
        assert (new[anchor.start : anchor.end] == old[start:end]) or anchor.status == "fuzzy"
