"""What is another line in two texts, shown as a diff; and two changes of one text, made into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTEXT = 1
"""Unchanged lines that are shown around a change, blank ones not counted."""
WIDTH = 120
"""Characters of a line in a short diff: a paragraph is one line."""
LEAD = 30
"""Of these, so many stand before the first one that differs."""
MAX_CELLS = 2_000_000_000
"""Lines of one text times those of the other: a second or two. An article of 5,000 paragraphs has 10,000 lines."""


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines ``start`` to ``end`` of the old text become ``lines``."""

    start: int
    end: int
    lines: tuple[str, ...]


def counts(old: str, new: str) -> tuple[int, int]:
    """How many lines are in ``new`` only, and how many in ``old`` only; a line that moved is both."""
    changes = _changes(_lines(old), _lines(new))
    return sum(len(one.lines) for one in changes), sum(one.end - one.start for one in changes)


def diff(old: str, new: str, before: str = "page", after: str = "source") -> list[str]:
    """A unified diff, whole lines, without line ends; empty where both have the same lines."""
    olds, news = _lines(old), _lines(new)
    changes = _changes(olds, news)
    rows = [f"--- {before}", f"+++ {after}"] if changes else []
    grown = at = 0
    for group in _groups(changes, olds):
        start, end = _widened(group[0].start, olds, -1), _widened(group[-1].end, olds, 1)
        more = sum(len(one.lines) - (one.end - one.start) for one in group)
        length = end - start
        rows.append(f"@@ -{start + 1},{length} +{start + grown + 1},{length + more} @@")
        at = start
        for one in group:
            rows += [f" {line}" for line in olds[at : one.start]]
            rows += [f"-{line}" for line in olds[one.start : one.end]] + [f"+{line}" for line in one.lines]
            at = one.end
        rows += [f" {line}" for line in olds[at:end]]
        grown += more
    return rows


def short_diff(old: str, new: str, most: int) -> list[str]:
    """The changed lines alone, each cut to what differs; ``most`` of them, and how many more there are."""
    olds = _lines(old)
    rows: list[str] = []
    for one in _changes(olds, _lines(new)):
        pairs = list(zip(olds[one.start : one.end], one.lines, strict=False))
        for before, after in pairs:
            start = max(0, _shared(before, after) - LEAD)
            rows += [f"-{_cut(before, start)}", f"+{_cut(after, start)}"]
        rows += [f"-{_cut(line, 0)}" for line in olds[one.start + len(pairs) : one.end] if line]
        rows += [f"+{_cut(line, 0)}" for line in one.lines[len(pairs) :] if line]
    rows = [row for row in rows if row not in {"-", "+"}]
    return rows if len(rows) <= most else [*rows[:most], f"… and {len(rows) - most:,} more lines"]


def merged(base: str, ours: str, theirs: str) -> str | None:
    """``base`` with the changes that ``ours`` and ``theirs`` made to it; None where both changed one place in other
    ways. Places that touch are one: two edits of neighbouring lines are for a person to judge."""
    lines = _lines(base)
    mine, other = _changes(lines, _lines(ours)), _changes(lines, _lines(theirs))
    result: list[str] = []
    at, first = 0, True
    for change in sorted({*mine, *other}, key=lambda one: (one.start, one.end, one.lines)):
        if change.start < at or (change.start == at and not first):  # one side's own changes never touch
            return None
        result += [*lines[at : change.start], *change.lines]
        at, first = change.end, False
    return "\n".join([*result, *lines[at:]]) + "\n"


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").strip("\n").split("\n")


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    """In order; no two touch. What is too long to align (``MAX_CELLS``) is one change, from the first line to the last
    that differs."""
    if len(old) * len(new) > MAX_CELLS:
        shorter = min(len(old), len(new))
        first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
        tail = 0
        while tail < shorter - first and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        if (len(old) - first - tail) * (len(new) - first - tail) > MAX_CELLS:
            return [_Change(first, len(old) - tail, tuple(new[first : len(new) - tail]))]
    found: list[_Change] = []
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            continue
        lines = tuple(new[code.dest_start : code.dest_end])
        if found and found[-1].end == code.src_start:
            last = found.pop()
            found.append(_Change(last.start, code.src_end, (*last.lines, *lines)))
        else:
            found.append(_Change(code.src_start, code.src_end, lines))
    return found


def _groups(changes: Sequence[_Change], lines: Sequence[str]) -> Iterator[list[_Change]]:
    """Changes that are shown together, since what stands around them meets."""
    group: list[_Change] = []
    for one in changes:
        if group and _widened(group[-1].end, lines, 1) < _widened(one.start, lines, -1):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _widened(at: int, lines: Sequence[str], step: int) -> int:
    """``at``, moved over ``CONTEXT`` lines that are not blank, forwards or backwards."""
    seen = 0
    while seen < CONTEXT and 0 <= (index := at if step > 0 else at - 1) < len(lines):
        seen += bool(lines[index].strip())
        at += step
    return at


def _shared(one: str, other: str) -> int:
    """Characters that both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _cut(line: str, start: int) -> str:
    shown = line[start : start + WIDTH]
    return f"{'…' if start else ''}{shown}{'…' if start + WIDTH < len(line) else ''}"
