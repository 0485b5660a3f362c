"""Whether two texts are one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fumikura.adding.doubles import (
    Alike,
    Bands,
    Shingles,
    alike,
    estimate,
    letters,
    shingles,
    signature,
    speaks_for_two,
)
from making import essay

URL = "https://x.example/a"


def parts_of(markdown: str) -> Shingles:
    parts = shingles(letters(markdown))
    assert parts is not None
    return parts


def test_markup_addresses_readings_width_and_case_do_not_count():
    one = "## Ｔｈｅ **Text**\n\n[of a link](https://x.example/?a=1 'title') &amp; <ruby>漢字<rt>かんじ</rt></ruby> https://x.example/b."
    assert letters(one) == letters("the text of a link, 漢字") == "thetextofalink漢字"


def test_a_text_that_was_saved_with_another_tool_is_a_double():
    text = essay(1)
    clip = (
        "Share this page\n\n"
        + text.replace(" ", "\n\n**", 3).replace(text[200:230], "![a picture](a.png)")
        + "\n\nSign up"
    )
    assert alike(parts_of(text), parts_of(clip)).is_double(strict=True)


def test_half_of_a_text_is_a_double_and_a_third_of_it_is_not():
    text = essay(1)
    assert alike(parts_of(text), parts_of(text[: len(text) * 6 // 10])).is_double()
    assert not alike(parts_of(text), parts_of(text[: len(text) // 3])).is_double()


def test_a_form_that_is_filled_in_anew_is_not_a_double():
    form = (
        "Report for {}. We served {} readers, who looked at {} pages, and {} of them came back. Thank you to everybody who "
        "gave money, time or advice. The library stays open on all days but Sunday, from nine to five. If you want to "
        "help, write to us or come by. The next report will be out at the beginning of the month."
    )
    may, june = parts_of(form.format("May", 1203, 38211, 302)), parts_of(form.format("June", 1411, 41002, 377))
    how = alike(may, june)
    assert how.is_double()
    assert speaks_for_two(("Report", None), ("Report", None), min(len(may), len(june)))
    assert not how.is_double(strict=True)


def test_a_short_text_is_not_compared():
    assert shingles("a" * 199) is None
    assert shingles("ab" * 100) == {"ababa", "babab"}


def test_what_speaks_for_two_articles_is_their_addresses_or_their_numbers():
    assert speaks_for_two(("A", URL), ("A", "https://x.example/b"), 1000)
    assert speaks_for_two(("Letter 11", None), ("Letter 12", None), 1000)
    assert not speaks_for_two(("A", URL), ("A", "https://y.example/a"), 1000)
    assert not speaks_for_two(("A", URL), ("A", None), 1000)
    assert not speaks_for_two(("Letter 11", URL), ("Letter 11", URL), 1000)


def test_signatures_are_the_same_for_ever():
    assert signature(parts_of("これは同じ文章です。" * 40))[:8].hex() == "3781f6c03dd1e9c3"


def test_the_most_alike_are_looked_at_first_and_no_more_than_twenty():
    bands = Bands()
    text = essay(1)
    for number in range(30):
        bands.put(f"{number:02}", signature(parts_of(text + essay(100 + number, 3 * number))))
    near = bands.near(signature(parts_of(text)))
    assert len(near) == 20
    assert near[0] == "00"
    assert "29" not in near


def test_how_alike_is_said_in_words():
    assert str(Alike(0.961, 1.0, 0.97)) == "96% alike"
    assert str(Alike(0.5, 0.97, 0.5)) == "97% of the shorter one is in the other"


@given(st.integers(0, 10_000), st.integers(0, 399), st.integers(0, 400))
def test_whatever_is_cut_from_a_text_the_bands_lead_to_each_double(seed: int, start: int, length: int):
    words = essay(seed).split()
    cut = " ".join(words[:start] + words[start + length :])
    parts = shingles(letters(cut))
    whole = parts_of(" ".join(words))
    if parts is not None and alike(whole, parts).jaccard >= 0.7:
        bands = Bands()
        bands.put("whole", signature(whole))
        assert bands.near(signature(parts)) == ["whole"]


@given(st.text(min_size=200, max_size=400), st.text(min_size=200, max_size=400))
def test_being_alike_goes_both_ways_and_the_signature_tells_of_it(one: str, other: str):
    parts, others = shingles(one), shingles(other)
    assert parts is not None
    assert others is not None
    how = alike(parts, others)
    assert how == alike(others, parts)
    assert 0 <= how.jaccard <= how.within <= 1
    assert abs(estimate(signature(parts), signature(others)) - how.jaccard) < 0.35


@given(st.text())
def test_letters_and_digits_are_all_that_is_compared(text: str):
    assert all(char.isalnum() for char in letters(text))
