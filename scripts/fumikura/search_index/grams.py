"""Folded text of units -> which gram stands in which unit.

- each character that is no white space, alone (dense lists are short when encoded);
- each pair of neighbouring characters of words;
- three neighbours where pairs say little: three letters of an alphabet, or three of which two or more are kana;
- two characters of words with one between them that is of none, such as a full stop; two letters before or after one
  that is no space; three of which the first two are of no word;
- where a space stands between letters, up to two of those before it and up to two after it;
- each English word, and its base form; words with hyphens between them as if these were not there.

A gram is known by 32 bits. Two that share them cost a needless look at a text, never an answer.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

import numpy as np

from fumikura.search_index.inflections import base_form, forms_in, runs_of, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

NONE, LETTER, KANA, IDEOGRAPH = range(4)
SEEDS = {1: 0x9E3779B1, 2: 0x85EBCA6B, 3: 0xC2B2AE35, 4: 0x2545F491, 5: 0x9E6C63D1}
"""First state for grams of so many characters."""
WORD_SEED = 0x27D4EB2F
"""Of base forms."""
FORM_SEED = 0xE7037ED1
"""Of words as they stand there."""
SEAM = 2
"""Letters on either side of a space that make one gram with it, if there are as many."""


@functools.cache
def _classes() -> NDArray[np.uint8]:
    """Class of each code point."""
    classes = np.zeros(0x110000, np.uint8)
    first, last = 0x30, 0x20000
    is_letter = map(str.isalnum, map(chr, range(first, last)))
    classes[first:last] = np.fromiter(is_letter, np.uint8, last - first) * LETTER
    for first, last in ((0x30A1, 0x30FA), (0x30FC, 0x30FE), (0x3041, 0x309F)):
        classes[first : last + 1] = KANA
    for first, last in (
        (0x3005, 0x3007),
        (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF),
        (0xAC00, 0xD7A3),
        (0xF900, 0xFAFF),
        (0x20000, 0x3FFFF),
    ):
        classes[first : last + 1] = IDEOGRAPH
    return classes


def mixed(state: NDArray[np.uint32], value: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """One step of the hash: after Appleby's MurmurHash3 (public domain), whose mixing of 32 bits this is."""
    state = (state ^ value) * np.uint32(0xCC9E2D51)
    state = (state ^ (state >> np.uint32(15))) * np.uint32(0x1B873593)
    return state ^ (state >> np.uint32(13))


def hash_of(seed: int, codes: Sequence[int]) -> int:
    """The 32 bits of one gram."""
    state = seed
    for code in codes:
        state = (state ^ code) * 0xCC9E2D51 & 0xFFFFFFFF
        state = (state ^ (state >> 15)) * 0x1B873593 & 0xFFFFFFFF
        state ^= state >> 13
    return state


@functools.lru_cache(1 << 17)
def _run_hashes(run: str) -> tuple[int, ...]:
    hashes = {hash_of(WORD_SEED, [ord(one) for one in base_form(word)]) for word in words_in(run)}
    return (*hashes, *{hash_of(FORM_SEED, [ord(one) for one in form]) for form in forms_in(run)})


def keys(texts: Sequence[str], first_unit: int) -> NDArray[np.uint64]:
    """``hash << 32 | unit`` of each gram in each unit, ascending, each once. ``texts``: folded, of the units from
    ``first_unit`` on."""
    joined = "\n".join((*texts, ""))
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    unit = np.repeat(np.arange(first_unit, first_unit + len(texts), dtype=np.uint64), lengths)
    kinds = _classes()[codes]
    one = mixed(np.full(len(codes), SEEDS[1], np.uint32), codes)
    is_pair = (kinds[:-1] > NONE) & (kinds[1:] > NONE)
    kana = (kinds == KANA).astype(np.uint8)
    letter = kinds == LETTER
    is_word = kinds > NONE
    says_more = (kana[:-2] + kana[1:-1] + kana[2:] >= 2) | (letter[:-2] & letter[1:-1] & letter[2:])
    is_gap = ~is_word & (codes != 0x0A)
    is_mark = is_gap & (codes != 0x20)
    # Of a space between letters `_seams` tells more.
    is_between = is_mark[1:-1] | (is_gap[1:-1] & ~(letter[:-2] & letter[2:]))
    is_triple = is_word[:-2] & is_word[2:] & ((is_word[1:-1] & says_more) | is_between)
    is_triple |= is_gap[:-2] & is_gap[1:-1] & (codes[2:] != 0x0A)
    is_triple |= (letter[:-2] & letter[1:-1] & is_mark[2:]) | (is_mark[:-2] & letter[1:-1] & letter[2:])
    pairs, triples = np.flatnonzero(is_pair), np.flatnonzero(is_triple)
    singles = np.flatnonzero((codes > 0x20) & (codes != 0x3000))
    two = mixed(mixed(np.full(len(pairs), SEEDS[2], np.uint32), codes[pairs]), codes[pairs + 1])
    three = mixed(np.full(len(triples), SEEDS[3], np.uint32), codes[triples])
    three = mixed(mixed(three, codes[triples + 1]), codes[triples + 2])
    found = [_keys(one[singles], unit[singles]), _keys(two, unit[pairs]), _keys(three, unit[triples])]
    found += [_words(texts, first_unit), *_seams(codes, letter, unit)]
    every: NDArray[np.uint64] = np.sort(np.concatenate(found))
    fresh: NDArray[np.bool_] = np.diff(every, prepend=~every[:1]) != 0
    return every.compress(fresh)


def _keys(hashes: NDArray[np.uint32], unit: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (hashes.astype(np.uint64) << np.uint64(32)) | unit


def _seams(
    codes: NDArray[np.uint32], letter: NDArray[np.bool_], unit: NDArray[np.uint64]
) -> Iterator[NDArray[np.uint64]]:
    """Of spaces between letters: up to ``SEAM`` letters before each, and up to as many after it."""
    spaces = np.flatnonzero((codes[1:-1] == 0x20) & letter[:-2] & letter[2:]) + 1
    edge = np.zeros(SEAM, np.bool_)
    wide = np.concatenate((edge, letter, edge))  # place + SEAM
    before, after = np.ones(len(spaces), np.int64), np.ones(len(spaces), np.int64)
    for distance in range(2, SEAM + 1):
        before += (before == distance - 1) & wide[spaces + SEAM - distance]
        after += (after == distance - 1) & wide[spaces + SEAM + distance]
    for left, right in itertools.product(range(1, SEAM + 1), repeat=2):
        places = spaces[(before == left) & (after == right)]
        size = left + 1 + right
        state = np.full(len(places), SEEDS[size], np.uint32)
        for step in range(size):
            state = mixed(state, codes[places - left + step])
        yield _keys(state, unit[places])


def _words(texts: Sequence[str], first_unit: int) -> NDArray[np.uint64]:
    found = [
        code << 32 | number
        for number, text in enumerate(texts, first_unit)
        for run in runs_of(text)
        for code in _run_hashes(run)
    ]
    return np.array(found, np.uint64)
