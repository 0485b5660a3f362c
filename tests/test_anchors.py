"""Where an annotation points to."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from fumikura.anchors import Selector, place
from fumikura.annotations import CONTEXT
from fumikura.canonical import text_hash

TEXT = "核の話。夜の話。核の話。"


def placed(selector: Selector, text: str = TEXT):
    return place(selector, text, text_hash(text))


def test_in_the_same_text_the_position_holds():
    anchor = placed(Selector("核の話", start=8, text_hash=text_hash(TEXT)))
    assert (anchor.status, anchor.start, anchor.end, anchor.score) == ("exact", 8, 11, 1.0)


def test_a_quote_that_stands_once_is_found_wherever_it_moved():
    anchor = placed(Selector("夜の話", start=0, text_hash="0" * 16))
    assert (anchor.status, anchor.start) == ("moved", 4)


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
    assert placed(Selector("夜の話", start=8, text_hash=text_hash(TEXT))).start == 4


@given(st.text(min_size=1, max_size=200), st.data())
def test_what_was_selected_is_found_again(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = Selector(
        text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, text_hash(text)
    )
    assert (placed(made, text).start, placed(made, text).end) == (start, end)


@given(st.text(min_size=1, max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_a_unique_quote_survives_any_change_around_it(quote: str, before: str, after: str):
    text = before + quote + after
    assume(text.count(quote) == 1 and text.find(quote, text.find(quote) + 1) < 0)
    assert placed(Selector(quote, start=0, text_hash="0" * 16), text).start == len(before)
