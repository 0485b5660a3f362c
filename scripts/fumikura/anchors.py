"""Annotation + canonical text -> the place in it that the annotation points to.

The steps are tried in the order of ``STEPS``; the first that gives a place wins.
Source: W3C Web Annotation Data Model 4.2.4 and 4.2.5 (quote and position selectors).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from fumikura.likeness import most_like, occurrences

Status = Literal["exact", "moved", "fuzzy", "orphan"]


@dataclass(frozen=True, slots=True)
class Selector:
    """What an annotation knows of its passage. Offsets are code points of the canonical text."""

    quote: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    text_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the passage is now."""

    status: Status
    start: int | None = None
    end: int | None = None
    score: float = 0.0
    """0 to 1: how sure."""
    reason: str = ""
    """Why it is an orphan: ``gone`` or ``ambiguous``; empty otherwise."""


ORPHAN_GONE = Anchor("orphan", reason="gone")
ORPHAN_AMBIGUOUS = Anchor("orphan", reason="ambiguous")

Step = Callable[[Selector, str, str], Anchor | None]


def place(selector: Selector, text: str, text_hash: str) -> Anchor:
    """The place of ``selector`` in ``text``, whose hash is ``text_hash``."""
    if not selector.quote:
        return ORPHAN_GONE
    for step in STEPS:
        anchor = step(selector, text, text_hash)
        if anchor is not None:
            return anchor
    return ORPHAN_GONE


def by_position(selector: Selector, text: str, text_hash: str) -> Anchor | None:
    """The same text as then: the position holds, if the quote indeed stands there."""
    if selector.start is None or selector.text_hash is None or not text_hash.startswith(selector.text_hash):
        return None
    end = selector.start + len(selector.quote)
    return Anchor("exact", selector.start, end, 1.0) if text[selector.start : end] == selector.quote else None


def by_quote(selector: Selector, text: str, text_hash: str) -> Anchor | None:  # noqa: ARG001  the shape of a step
    """The quote, word for word. Among repeats the one whose context agrees most, if one stands out."""
    places = list(occurrences(selector.quote, text))
    if not places:
        return None
    if len(places) == 1:
        return _at(places[0], selector, 1.0 if len(selector.quote) > 1 else 0.9)
    context = len(selector.prefix) + len(selector.suffix)
    agreement = {start: _agreement(selector, text, start) for start in places}
    best = max(agreement.values())
    winners = [start for start in places if agreement[start] == best]
    if len(winners) > 1 and selector.start in winners:
        winners = [selector.start]
    if len(winners) > 1:
        return ORPHAN_AMBIGUOUS
    return _at(winners[0], selector, best / context if context else 0.5)


def by_likeness(selector: Selector, text: str, text_hash: str) -> Anchor | None:  # noqa: ARG001  the shape of a step
    """The place that is most like the quote in its surroundings, if its words have changed."""
    found = most_like(selector.quote, selector.prefix, selector.suffix, text)
    return None if found is None else Anchor("fuzzy", found.start, found.end, found.score)


STEPS: tuple[Step, ...] = (by_position, by_quote, by_likeness)


def _at(start: int, selector: Selector, score: float) -> Anchor:
    status: Status = "exact" if start == selector.start else "moved"
    return Anchor(status, start, start + len(selector.quote), round(score, 3))


def _agreement(selector: Selector, text: str, start: int) -> int:
    """How many code points of the context stand where they stood, counted outwards from the quote."""
    end = start + len(selector.quote)
    before = _common(reversed(selector.prefix), reversed(text[max(0, start - len(selector.prefix)) : start]))
    return before + _common(iter(selector.suffix), iter(text[end : end + len(selector.suffix)]))


def _common(left: Iterator[str], right: Iterator[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
