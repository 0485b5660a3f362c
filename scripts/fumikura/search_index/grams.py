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

from fumikura.search_index.inflections import base_form, forms_in, words_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

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
MOST_CELLS = 16_000_000
"""Bytes of a table of characters and units, which is some 300,000 for texts as most are."""


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


def keys(texts: Sequence[str], runs: Sequence[Collection[str]]) -> NDArray[np.uint64]:
    """``hash << 32 | unit`` of each gram in each unit, ascending, each once. Units are counted from 0.

    ``texts``: folded, of the units; ``runs``: the ``runs_of`` each of them.
    """
    codes, unit = _codes(texts)
    kinds = _classes()[codes]
    letter = kinds == LETTER
    pairs = np.flatnonzero((kinds[:-1] > NONE) & (kinds[1:] > NONE))
    two = mixed(mixed(np.full(len(pairs), SEEDS[2], np.uint32), codes[pairs]), codes[pairs + 1])
    triples = np.flatnonzero(_are_triples(codes, kinds))
    three = mixed(np.full(len(triples), SEEDS[3], np.uint32), codes[triples])
    three = mixed(mixed(three, codes[triples + 1]), codes[triples + 2])
    found = [_singles(codes, unit), (two, unit[pairs]), (three, unit[triples])]
    return _each_once([*found, *_seams(codes, letter, unit), _words(runs)])


_Grams = tuple["NDArray[np.uint32]", "NDArray[np.uint32]"]
"""The hashes of some grams, and the units that these stand in."""


def _each_once(found: Sequence[_Grams]) -> NDArray[np.uint64]:
    both = np.empty((sum(len(hashes) for hashes, _ in found), 2), "<u4")
    np.concatenate([unit for _, unit in found], out=both[:, 0])
    np.concatenate([hashes for hashes, _ in found], out=both[:, 1])
    every: NDArray[np.uint64] = both.view("<u8").ravel()
    every.sort()
    fresh = np.ones(len(every), np.bool_)
    np.not_equal(every[1:], every[:-1], out=fresh[1:])
    return every[fresh]


def _codes(texts: Sequence[str]) -> _Grams:
    """The characters of ``texts``, each text with a line break after it, and the unit of each character."""
    joined = "\n".join((*texts, "")).encode("utf-32-le", "surrogatepass")
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    return np.frombuffer(joined, "<u4"), np.repeat(np.arange(len(texts), dtype=np.uint32), lengths)


def _singles(codes: NDArray[np.uint32], unit: NDArray[np.uint32]) -> _Grams:
    """Characters, each once in a unit where that can be told by a table: they are half of all grams otherwise."""
    is_one = (codes > 0x20) & (codes != 0x3000)
    codes, unit = codes[is_one], unit[is_one]
    is_there = np.zeros(0x110000, np.bool_)
    is_there[codes] = True
    alphabet = np.flatnonzero(is_there).astype(np.uint32)
    hashes = mixed(np.full(len(alphabet), SEEDS[1], np.uint32), alphabet)
    numbers = np.empty(len(is_there), np.uint32)
    numbers[alphabet] = np.arange(len(alphabet))
    which = numbers[codes]
    units = int(unit.max(initial=0)) + 1
    if units * len(alphabet) > MOST_CELLS:
        return hashes[which], unit
    table = np.zeros((units, len(alphabet)), np.bool_)
    table[unit, which] = True
    rows, columns = np.nonzero(table)
    return hashes[columns], rows.astype(np.uint32)


def _are_triples(codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether each character but the last two forms a gram with the two after it."""
    is_kana, letter, is_word = (kinds == KANA).view(np.uint8), kinds == LETTER, kinds > NONE
    says_more = (is_kana[:-2] + is_kana[1:-1] + is_kana[2:] >= 2) | (letter[:-2] & letter[1:-1] & letter[2:])
    is_gap = ~is_word & (codes != 0x0A)
    is_mark = is_gap & (codes != 0x20)
    # Of a space between letters `_seams` tells more.
    is_between = is_mark[1:-1] | (is_gap[1:-1] & ~(letter[:-2] & letter[2:]))
    found: NDArray[np.bool_] = is_word[:-2] & is_word[2:] & ((is_word[1:-1] & says_more) | is_between)
    found |= is_gap[:-2] & is_gap[1:-1] & (codes[2:] != 0x0A)
    found |= (letter[:-2] & letter[1:-1] & is_mark[2:]) | (is_mark[:-2] & letter[1:-1] & letter[2:])
    return found


def _seams(codes: NDArray[np.uint32], letter: NDArray[np.bool_], unit: NDArray[np.uint32]) -> Iterator[_Grams]:
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
        yield state, unit[places]


def _words(runs: Sequence[Collection[str]]) -> _Grams:
    found = [list(itertools.chain.from_iterable(map(_run_hashes, own))) for own in runs]
    lengths = np.fromiter(map(len, found), np.int64, len(found))
    unit = np.repeat(np.arange(len(found), dtype=np.uint32), lengths)
    return np.fromiter(itertools.chain.from_iterable(found), np.uint32, len(unit)), unit
