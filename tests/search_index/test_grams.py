"""Which gram stands in which unit, beside a plain statement of the rule."""

from __future__ import annotations

import random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.search_index.folding import fold
from fumikura.search_index.grams import FORM_SEED, SEEDS, WORD_SEED, hash_of, keys
from fumikura.search_index.inflections import base_form, forms_in, runs_of, words_of

texts = st.lists(
    st.text("アイウーあいう漢字仮名abcé1 .、。-ー'\n\u3000々가", max_size=12) | st.text(max_size=8), max_size=4
)


def kind(character: str) -> str:
    code = ord(character)
    if 0x30A1 <= code <= 0x30FA or 0x30FC <= code <= 0x30FE or 0x3041 <= code <= 0x309F:
        return "kana"
    blocks = (
        (0x3005, 0x3007),
        (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF),
        (0xAC00, 0xD7A3),
        (0xF900, 0xFAFF),
        (0x20000, 0x3FFFF),
    )
    if any(first <= code <= last for first, last in blocks):
        return "ideograph"
    if character == "\n":
        return "break"
    return "letter" if character.isalnum() else "gap"


def is_gram(characters: str) -> bool:
    """The rule of the module's docstring."""
    kinds = [kind(character) for character in characters]
    inside = [one in {"kana", "ideograph", "letter"} for one in kinds]
    if len(characters) == 1:
        return ord(characters) > 0x20 and characters != "\u3000"
    if len(characters) == 2:
        return all(inside)
    if all(inside):
        return kinds == ["letter"] * 3 or kinds.count("kana") >= 2
    if kinds[:2] == ["gap", "gap"]:
        return True
    if inside[0] and inside[2]:
        return kinds[1] == "gap" and (characters[1] != " " or kinds != ["letter", "gap", "letter"])
    return kinds in (["letter", "letter", "gap"], ["gap", "letter", "letter"]) and " " not in characters


def seams(text: str) -> list[str]:
    """Around each space between letters: two before it and two after it, or the one that there is."""
    letter = [kind(character) == "letter" for character in f"\n{text}\n"]
    found = []
    for place, character in enumerate(f"\n{text}\n"):
        if character == " " and letter[place - 1] and letter[place + 1]:
            first = place - 1 - letter[place - 2]
            last = place + 1 + letter[place + 2]
            found.append(f"\n{text}\n"[first : last + 1])
    return found


def grams(units: list[str]) -> list[tuple[int, int]]:
    """The hash of each gram with the number of its unit."""
    return [(key >> 32, key & 0xFFFFFFFF) for key in keys(units, [runs_of(text) for text in units]).tolist()]


def plainly(units: list[str]) -> set[tuple[int, int]]:
    found = set()
    for number, text in enumerate(units):
        for size in (1, 2, 3):
            for start in range(len(text) - size + 1):
                gram = text[start : start + size]
                if "\n" in gram or not is_gram(gram):
                    continue
                found.add((hash_of(SEEDS[size], [ord(one) for one in gram]), number))
        for seam in seams(text):
            found.add((hash_of(SEEDS[len(seam)], [ord(one) for one in seam]), number))
        for word in words_of(text):
            found.add((hash_of(WORD_SEED, [ord(one) for one in base_form(word)]), number))
        for form in (form for run in runs_of(text) for form in forms_in(run)):
            found.add((hash_of(FORM_SEED, [ord(one) for one in form]), number))
    return found


@given(texts)
def test_the_grams_of_units_are_those_of_the_rule(units: list[str]) -> None:
    assert grams(units) == sorted(plainly(units))


@given(texts)
def test_grams_are_the_same_where_a_table_of_characters_would_be_too_large(units: list[str]) -> None:
    whole = grams(units)
    with patch("fumikura.search_index.grams.MOST_CELLS", 0):
        assert grams(units) == whole


@pytest.mark.parametrize(
    ("gram", "expected"),
    [
        ("漢", True),
        (" ", False),
        ("漢字", True),
        ("漢。", False),
        ("abc", True),
        ("漢字か", False),
        ("字かな", True),
        ("a b", True),
        ("ab.", True),
        (") と", True),
        ("a, ", False),
        (", a", True),
        ("ab ", False),
        (" ab", False),
        ("b cd", True),
        ("ab cd", True),
        ("ab cde", False),
        ("漢。字", True),
        ("漢字。", False),
    ],
)
def test_a_gram_is_one_or_is_not(gram: str, expected: bool) -> None:
    found = {code for code, _ in grams([gram])}
    assert (hash_of(SEEDS.get(len(gram), 0), [ord(one) for one in gram]) in found) is expected


def test_a_gram_does_not_reach_from_one_unit_into_the_next() -> None:
    both = {code for code, _ in grams(["漢", "字"])}
    assert hash_of(SEEDS[2], [ord("漢"), ord("字")]) not in both


def test_the_hash_of_a_gram_does_not_change_with_the_program() -> None:
    # A new value here is a new version of the format.
    hashes = [hash_of(seed, [ord(one) for one in "文庫"]) for seed in (SEEDS[2], WORD_SEED)]
    assert hashes == [1814956041, 766789919]


def test_hashes_use_all_their_bits() -> None:
    draw = random.Random(7)
    grams = {fold("".join(chr(draw.randrange(0x3041, 0x9FFF)) for _ in range(2))) for _ in range(20_000)}
    shards = {hash_of(SEEDS[2], [ord(one) for one in gram]) >> 20 for gram in grams}
    assert len(shards) > 4000  # of 4,096
