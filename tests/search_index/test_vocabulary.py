"""A word that is one slip away stands in a file that is looked into."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.search_index.inflections import runs_of
from fumikura.search_index.vocabulary import FILE, LONGEST, SHORTEST, Vocabulary, ends_of, word_counts

LETTERS = "abcdefgh"
words = st.text(LETTERS, min_size=5, max_size=12)


def counted(*texts: str) -> dict[str, int]:
    return word_counts(map(runs_of, texts))


def slips(word: str) -> set[str]:
    """All that is typed for ``word`` with one letter too many, too few or wrong, or two exchanged."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    fewer = {one + other[1:] for one, other in halves if other}
    more = {one + letter + other for one, other in halves for letter in LETTERS}
    wrong = {one + letter + other[1:] for one, other in halves if other for letter in LETTERS}
    exchanged = {one + other[1] + other[0] + other[2:] for one, other in halves if len(other) > 1}
    return (fewer | more | wrong | exchanged) - {word}


def looked_into(typed: str) -> set[str]:
    """The rule of ``spelling.js``: ends of the length of ``typed``, of one less and of one more."""
    sizes = {3 if length >= 7 else 2 for length in (len(typed) - 1, len(typed), len(typed) + 1)}
    return {end for size in sizes for end in (f"{typed[:size]}-", f"-{typed[-size:]}")}


@given(words)
def test_a_slip_leaves_an_end_of_a_word_by_which_it_is_found(word: str) -> None:
    for typed in slips(word):
        if len(typed) >= 5:
            assert looked_into(typed) & set(ends_of(word)), typed


def test_words_are_told_with_how_often_they_stand_in_units() -> None:
    vocabulary = Vocabulary()
    vocabulary.add(counted("the e-mail archive", "archive archive", "mail"))
    vocabulary.add(counted("archive"))
    assert list(vocabulary.files()) == [b"archive1\nemail0\nmail1"]


def test_words_that_nobody_types_are_left_out() -> None:
    found = counted("a" * (SHORTEST - 1), "b" * SHORTEST, "c" * LONGEST, "d" * (LONGEST + 1))
    assert found == {"b" * SHORTEST: 1, "c" * LONGEST: 1}


def test_a_word_counts_once_in_a_unit_however_it_is_joined() -> None:
    assert counted("mail e-mail mail-box mailbox") == {"mail": 1, "email": 1, "mailbox": 1}


@pytest.mark.parametrize(("count", "bits"), [(0, 0), (FILE // 4, 0), (FILE, 2), (FILE * 1000, 9)])
def test_files_become_more_not_larger_as_far_as_hosts_take_them(count: int, bits: int) -> None:
    vocabulary = Vocabulary()
    vocabulary.counts.update(range(count))  # type: ignore[arg-type]  # only their number counts here
    assert vocabulary.bits == bits
