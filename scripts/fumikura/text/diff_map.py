"""An old text and the new one that it became -> where each passage of the old one is now.

The two are aligned once (Levenshtein, bit-parallel: some 6 ms for 8,000 code points, 140 ms for 40,000), and every
passage is then carried over by looking it up. What the alignment calls removed can only have gone to what it calls
added: a block that moved is looked for there and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from fumikura.text.likeness import fold, places

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CELLS = 40_000_000_000
"""Old length times new length, without what both begin and end with: 200,000 code points each, some four seconds. Two
texts that differ more than that are not aligned."""
SETTLED = 10
"""A run that stayed the same counts as kept from this length; shorter ones inside a new block are chance."""
CHANCE = 1.5
"""Code points of a run that stayed that may be alike by chance: one or two letters say nothing, ten say nearly all."""
LOSS = 0.2
"""What a changed code point takes from a kept one, when the stretch that a passage became is chosen."""
EDGE = 6
"""How many code points outside a passage speak for the end of it that they touch."""
LEAST_KEPT = 0.35
"""Share of a passage's code points that must have stayed (``Carried.kept``) for the place to be its place. This,
``LOSS`` and ``CHANCE``: `make bench-anchors`, seeds 1 to 3."""
WIDE = 64
"""Code points on each side of a passage that are looked for together with it where it may have moved."""
NEAR = 16
"""Code points on each side that must be found with it,"""
LEAST_NEAR = 0.45
"""and the share of passage and these that must: a moved block may end beside the passage, and one side be missing."""
HIDDEN = "\0"
"""Stands for every kept code point in ``added``. No canonical text has it: HTML gives U+FFFD for it."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a passage of the old text is in the new one."""

    start: int
    end: int
    kept: float
    """How many of its code points stayed, those in short runs counting less."""

    def meets(self, other: Carried) -> bool:
        """Whether the two have code points in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class _Run:
    """Code points that correspond one to one."""

    old: int
    new: int
    length: int
    weight: float
    """Of each of its code points, 0 to 1: how sure it is that they stayed and are not alike by chance. 0: replaced."""

    def within(self, start: int, end: int) -> _Run:
        """The part of it that lies in ``old[start:end]``."""
        low, high = max(self.old, start), min(self.old + self.length, end)
        return _Run(low, self.new + low - self.old, high - low, self.weight)

    @property
    def new_end(self) -> int:
        return self.new + self.length

    @property
    def old_end(self) -> int:
        return self.old + self.length


@dataclass(frozen=True)
class DiffMap:
    """What became of an old text."""

    old: str
    """Folded (``likeness.fold``), as is ``new``: width, case and kinds of quotation marks do not count."""
    new: str
    runs: tuple[_Run, ...]

    def carry(self, start: int, end: int) -> Carried | None:
        """Where ``old[start:end]`` is now; None if nothing of it stayed.

        The stretch in which the most of it stayed for what was put between: a few letters that are alike by chance,
        far away in a block that replaced the passage, are no part of it.
        """
        runs = self._over(start, end)
        pieces = [run.within(start, end) for run in runs]
        # A run that goes on beyond an end of the passage makes that end sure, however little of it lies inside.
        beyond = [
            min(EDGE, run.length - piece.length) if run.weight else 0 for run, piece in zip(runs, pieces, strict=True)
        ]
        first, last = _densest(pieces, beyond)
        if first == last:
            return None
        while first > 0 and pieces[first - 1].new_end == pieces[first].new and not pieces[first - 1].weight:
            first -= 1
        while last < len(pieces) and pieces[last - 1].new_end == pieces[last].new and not pieces[last].weight:
            last += 1
        kept = sum(piece.length * piece.weight for piece in pieces[first:last])
        return Carried(pieces[first].new, pieces[last - 1].new_end, kept)

    def found_in_added(self, start: int, end: int) -> list[Carried]:
        """Where ``old[start:end]`` may be in what is new, the likeliest first: it may have been moved.

        Its surroundings count too, so that another passage with the same words is not taken for it.
        """
        low, high = max(0, start - WIDE), min(len(self.old), end + WIDE)
        pattern = self.old[low:high]
        slack = max(12, len(pattern) // 3)
        found: list[Carried] = []
        for offset in places(pattern, self.added):
            begin = max(0, offset - slack)
            window = self.added[begin : offset + len(pattern) + slack]
            local = DiffMap(pattern, window, tuple(_aligned(pattern, window)))
            near = local.carry(max(0, start - low - NEAR), min(len(pattern), end - low + NEAR))
            carried = local.carry(start - low, end - low)
            if carried is None or near is None or carried.kept < LEAST_KEPT * (end - start):
                continue
            if near.kept >= LEAST_NEAR * (end - start + 2 * NEAR):
                found.append(Carried(carried.start + begin, carried.end + begin, near.kept))
        found.sort(key=lambda one: -one.kept)
        return [one for index, one in enumerate(found) if not any(one.meets(other) for other in found[:index])]

    def _over(self, start: int, end: int) -> list[_Run]:
        index = max(0, bisect_right(self.runs, start, key=lambda run: run.old) - 1)
        over = []
        for run in self.runs[index:]:
            if run.old >= end:
                break
            if run.old + run.length > start:
                over.append(run)
        return over

    @cached_property
    def added(self) -> str:
        """The new text with ``HIDDEN`` for each code point that the old one had in the same order."""
        parts: list[str] = []
        at = 0
        for run in self.runs:
            if run.weight and run.length >= SETTLED:
                parts += [self.new[at : run.new], HIDDEN * run.length]
                at = run.new + run.length
        parts.append(self.new[at:])
        return "".join(parts)


def _densest(pieces: Sequence[_Run], more: Sequence[int]) -> tuple[int, int]:
    """The slice of ``pieces`` with the most kept code points, less ``LOSS`` for each changed or added between them.

    ``more``: how many code points more each piece is worth.

    Source: Bentley, Programming Pearls, column 8 (the maximum subarray).
    """
    best = total = 0.0
    best_slice = (0, 0)
    first = 0
    for index, piece in enumerate(pieces):
        if index:
            before = pieces[index - 1]
            total -= LOSS * (piece.new - before.new_end + piece.old - before.old_end)
        if total <= 0:
            total, first = 0.0, index
        total += piece.length * (piece.weight or -LOSS) + more[index]
        if total > best:
            best, best_slice = total, (first, index + 1)
    return best_slice


@lru_cache(maxsize=8)
def diff_map(old: str, new: str) -> DiffMap | None:
    """Align ``old`` with ``new``; None where they are too long and too different (``MAX_CELLS``)."""
    folded_old, folded_new = fold(old), fold(new)
    before = _common(folded_old, folded_new)
    after = _common(folded_old[before:][::-1], folded_new[before:][::-1])
    inner_old = folded_old[before : len(old) - after]
    inner_new = folded_new[before : len(new) - after]
    if len(inner_old) * len(inner_new) > MAX_CELLS:
        return None
    first = _Run(0, 0, before, 1.0)
    last = _Run(len(old) - after, len(new) - after, after, 1.0)
    inner = _aligned(inner_old, inner_new, before)
    return DiffMap(folded_old, folded_new, tuple(run for run in (first, *inner, last) if run.length))


def _aligned(old: str, new: str, shift: int = 0) -> list[_Run]:
    """What corresponds in two texts that both begin at ``shift``."""
    return [
        _Run(
            code.src_start + shift,
            code.dest_start + shift,
            length := code.src_end - code.src_start,
            max(0.0, 1 - CHANCE / length) if code.tag == "equal" else 0.0,
        )
        for code in Levenshtein.opcodes(old, new)
        if code.tag in {"equal", "replace"}
    ]


def _common(one: str, other: str) -> int:
    """How many code points both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
