from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fumikura.text.prose_diff import ProseDiff, prose_diff


def plain(markdown: str) -> str:
    """As a page shows Markdown that has no more in it than stars."""
    return markdown.replace("*", "")


def parts(found: ProseDiff) -> list[list[tuple[str, str]]]:
    return [list(one.parts) for one in found.paragraphs]


def test_words_are_compared_where_words_are_written_with_spaces():
    found = prose_diff("The quick brown fox.", "The quick red fox.", plain)
    assert parts(found) == [[("same", "The quick "), ("removed", "brown"), ("added", "red"), ("same", " fox.")]]


def test_characters_are_compared_in_japanese():
    found = prose_diff("雲は名前が変わる。", "雲は呼び名が変わる。", plain)
    assert parts(found) == [
        [("same", "雲は"), ("added", "呼び"), ("same", "名"), ("removed", "前"), ("same", "が変わる。")]
    ] or parts(found) == [[("same", "雲は"), ("removed", "名前"), ("added", "呼び名"), ("same", "が変わる。")]]


def test_paragraphs_that_are_the_same_are_left_out_and_marked_as_gaps():
    found = prose_diff("one\n\ntwo\n\nthree\n\nfour", "one\n\ntwo\n\nthree, changed\n\nfour", plain)
    assert [one.after_gap for one in found.paragraphs] == [True]
    assert found.ends_with_gap


def test_a_new_paragraph_is_added_as_a_whole():
    found = prose_diff("one", "one\n\nand quite another", plain)
    assert parts(found) == [[("added", "and quite another")]]
    assert (found.added, found.removed) == (17, 0)


def test_a_change_of_form_alone_is_no_change_of_text():
    assert prose_diff("a **word** here", "a *word* here", plain) == ProseDiff((), 0, 0)


def test_what_is_far_from_a_change_is_left_out_of_a_long_paragraph():
    long = "The beginning. " + "Words that stay. " * 20
    (found,) = parts(prose_diff(f"{long}Old end.", f"{long}New end.", plain))
    assert [kind for kind, _ in found] == ["left out", "same", "removed", "added", "same"]


@given(st.lists(st.text("ab 雲空。"), max_size=5), st.lists(st.text("ab 雲空。"), max_size=5))
def test_what_was_there_and_what_is_there_can_both_be_read_from_a_difference(old, new):
    found = prose_diff("\n\n".join(old), "\n\n".join(new), plain)
    for kinds, text in (({"removed", "same", "left out"}, old), ({"added", "same", "left out"}, new)):
        shown = "".join(words for one in found.paragraphs for kind, words in one.parts if kind in kinds)
        assert set(shown.replace(" ", "")) <= set("".join(text))
    assert found.added - found.removed == _length(new) - _length(old)


def _length(paragraphs: list[str]) -> int:
    """Code points as the page shows them."""
    blocks = "\n\n".join(paragraphs).strip().split("\n\n")
    return sum(len(" ".join(block.split())) for block in blocks)
