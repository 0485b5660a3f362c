"""English words of the texts -> files in which a word is found that is one slip away from what was typed.

One slip (a letter too many, too few, another one, or two neighbours exchanged) leaves the beginning or the end of a
word as it was. So each word stands in two files: one by its first letters, one by its last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.search_index.grams import hash_of
from fumikura.search_index.inflections import words_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

SHORTEST, LONGEST = 4, 20
"""Letters of a word that is kept: a slip may have added one to four, and nobody types more than twenty by heart."""
LONG = 7
"""Letters from which the files are by three letters of a word instead of two. Of seven letters a slip leaves three in
order at one end: at worst two neighbours in the middle are exchanged. Of four, five and six it leaves two."""
SEED = 0x165667B1
"""First state of the hash, as for grams."""
FILE = 1_200
"""Words that a file should have: some four kilobytes."""
MOST_BITS = 9


def ends_of(word: str) -> tuple[str, str]:
    """The first letters, and the last, by which files ``word`` is found. Told apart by a ``-``."""
    size = 3 if len(word) >= LONG else 2
    return f"{word[:size]}-", f"-{word[-size:]}"


def word_counts(runs: Iterable[Collection[str]]) -> dict[str, int]:
    """In how many units each word stands that is kept. ``runs``: of each unit (``inflections.runs_of``)."""
    counts: Counter[str] = Counter()
    for own in runs:
        is_plain = "-" not in "".join(own)
        counts.update(own if is_plain else {word for run in own for word in words_in(run)})
    return {word: count for word, count in counts.items() if SHORTEST <= len(word) <= LONGEST}


@dataclass
class Vocabulary:
    """Words, and in how many units each stands."""

    most_bits: int = MOST_BITS
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, counts: Mapping[str, int]) -> None:
        """Take in the ``word_counts`` of other units."""
        self.counts.update(counts)

    @property
    def bits(self) -> int:
        """How many of a hash's highest bits are the number of its file."""
        return min(self.most_bits, (2 * len(self.counts) // FILE).bit_length())

    def files(self) -> Iterator[bytes]:
        """For each number the words of that file, ascending, each with a digit: the binary logarithm of its units,
        rounded down, at most 9."""
        bits = self.bits
        parts: dict[int, set[str]] = defaultdict(set)
        for word in self.counts:
            for end in ends_of(word):
                parts[hash_of(SEED, [ord(one) for one in end]) >> (32 - bits)].add(word)
        for number in range(1 << bits):
            words = (f"{word}{min(9, self.counts[word].bit_length() - 1)}" for word in sorted(parts[number]))
            yield "\n".join(words).encode("ascii")
