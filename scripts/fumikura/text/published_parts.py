"""Parts of an earlier text -> those that the page shows today, and how much of the others there is. Pure.

Who takes a passage out of an article may have to: the history says that something went, not what. So of a text only
what stands in the page as it is published today is shown, and two pieces of it that do not stand together there are
never put together.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fumikura.text.prose_diff import Kind, Part

Shown = tuple[Literal["same", "added", "removed", "left out", "gone", "added, gone"], str | int]
"""As in ``prose_diff``; ``gone`` and ``added, gone``: how many code points are not shown."""
_GONE: tuple[Literal["gone"], Literal["added, gone"]] = ("gone", "added, gone")
LEAST = 8
"""Code points of a piece that is worth showing alone."""


def published(parts: Sequence[Part], text: str) -> list[Shown]:
    """What is shown of ``parts``, one paragraph. ``text``: the canonical text of the page as it is now."""
    whole = "".join(words for kind, words in parts if kind != "removed")
    pieces = [(0, len(whole))] if whole.strip() in text else list(_pieces(whole, text))
    found: list[Shown] = []
    start = 0
    for kind, words in parts:
        if kind == "removed":
            found.append(("gone", len(words)))
        else:
            found += _within(kind, whole, (start, start + len(words)), pieces)
            start += len(words)
    return list(_merged(found))


def _merged(parts: Iterable[Shown]) -> Iterator[Shown]:
    """``parts`` with what is not shown in one place counted together."""
    for is_gone, group in groupby(parts, key=lambda part: part[0] in _GONE):
        if not is_gone:
            yield from group
            continue
        listed = list(group)
        for kind in _GONE:
            if count := sum(int(many) for sort, many in listed if sort == kind):
                yield kind, count


def _within(kind: Kind, whole: str, span: tuple[int, int], pieces: Iterable[tuple[int, int]]) -> Iterator[Shown]:
    """What is shown of one part, which ``span`` is the place of."""
    at, end = span
    for start, stop in pieces:
        first, last = max(at, start), min(end, stop)
        if first < last:
            if first > at:
                yield _gone(kind, first - at)
            yield kind, whole[first:last]
            at = last
    if at < end:
        yield _gone(kind, end - at)


def _gone(kind: Kind, count: int) -> Shown:
    return ("added, gone" if kind == "added" else "gone"), count


def _pieces(whole: str, text: str) -> Iterator[tuple[int, int]]:
    """Start and end of what stands in ``text``, with something between any two of them."""
    start = 0
    while start + LEAST <= len(whole):
        if whole[start : start + LEAST] not in text:
            start += 1
            continue
        length = _length(whole, start, text)
        yield start, start + length
        start += length + 1


def _length(whole: str, start: int, text: str) -> int:
    """Of the longest piece from ``start`` that stands in ``text``."""
    known, limit = LEAST, len(whole) - start
    step = LEAST
    while known < limit and step:
        longer = min(known + step, limit)
        if whole[start : start + longer] in text:
            known, step = longer, step * 2
        else:
            step //= 2
    return known
