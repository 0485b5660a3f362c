"""Forms of a word share their base, other words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.search_index.inflections import WORD, base_form, forms_in, runs_of

FAMILIES = """
index indexes indexed indexing
search searches searched searching search's
carry carries carried carrying
stop stops stopped stopping
write writes writing
use uses used using
add adds added adding
pass passes passed passing
fix fixes fixed fixing
box boxes
library libraries library's
agree agrees agreed agreeing
free frees freed freeing
play plays played playing
tie ties tied
reader readers reader's readers'
we we'll we've we're
fall falls falling
size sizes sized sizing
match matches matched matching
""".strip().splitlines()

OTHERS = """
nation national
need ned
sing s
bus bu
this thi
string str
thing th
user us
red r
analysis analysi
new news'paper
""".strip().splitlines()


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_a_word_share_their_base(family: str) -> None:
    assert len({base_form(word) for word in family.split()}) == 1, [base_form(word) for word in family.split()]


@pytest.mark.parametrize("pair", OTHERS)
def test_other_words_have_another_base(pair: str) -> None:
    one, other = pair.split()
    assert base_form(one) != base_form(other)


@given(st.from_regex(WORD, fullmatch=True))
def test_every_word_has_a_base(word: str) -> None:
    assert base_form(word)


@given(st.from_regex("[a-z]{4,}", fullmatch=True))
def test_a_possessive_has_the_base_of_its_word(word: str) -> None:
    assert base_form(f"{word}'s") == base_form(word)


def test_words_stand_in_the_index_as_they_are_and_with_their_hyphens() -> None:
    runs = runs_of("an e-mail, don't re-use a-b-c-d")
    assert {form for run in runs for form in forms_in(run)} == {"mail", "e-mail", "don't", "use", "re-use"}
