from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fumikura.text.published_parts import published


def test_what_the_page_still_has_is_shown():
    assert published([("same", "The quick "), ("added", "red"), ("same", " fox")], "The quick red fox runs.") == [
        ("same", "The quick "),
        ("added", "red"),
        ("same", " fox"),
    ]


def test_of_what_was_removed_the_length_alone_is_shown():
    parts = [("same", "The quick "), ("removed", "secret"), ("same", "fox")]
    assert published(parts, "The quick fox") == [("same", "The quick "), ("gone", 6), ("same", "fox")]


def test_what_was_added_and_has_gone_since_is_counted():
    parts = [("same", "The quick fox ran. "), ("added", "A secret.")]
    assert published(parts, "The quick fox ran. The end.") == [("same", "The quick fox ran. "), ("added, gone", 9)]


def test_nothing_is_put_together_that_does_not_stand_together():
    parts = [("added", "alphabetical order and numerical order")]
    shown = published(parts, "numerical order. alphabetical order and")
    assert [kind for kind, _ in shown] == ["added", "added, gone", "added"]


KINDS = st.sampled_from(["same", "added", "removed", "left out"])


@given(st.lists(st.tuples(KINDS, st.text("ab ", min_size=1, max_size=30)), max_size=6), st.text("ab ", max_size=60))
def test_every_stretch_that_is_shown_stands_in_the_page(parts, text):
    stretch = ""
    for kind, words in [*published(parts, text), ("gone", 1)]:
        if kind in {"gone", "added, gone"}:
            assert stretch.strip() in text
            stretch = ""
        else:
            stretch += str(words)
