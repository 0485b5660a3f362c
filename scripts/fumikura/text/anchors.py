"""Annotation + canonical text -> the place in it that the annotation points to.

The ways are tried in the order of ``place``; the first that gives a place wins. A passage that none of them is sure of
is an orphan: a wrong place is worse than none.

Source: W3C Web Annotation Data Model 4.2.4 and 4.2.5 (quote and position selectors).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fumikura.text.diff_map import LEAST_KEPT, Carried, diff_map
from fumikura.text.likeness import LONG, agreement, fold, most_like, occurrences, similarity

Status = Literal["exact", "moved", "fuzzy", "orphan"]
STATUSES: tuple[Status, ...] = ("exact", "moved", "fuzzy", "orphan")

LEAST_AGREEMENT = 0.4
"""How much (0 to 1) one side of a shorter quote must still be like what stood there. See `make bench-anchors`."""
LEAST_LIKE = 0.5
"""Least similarity (0 to 1) of a passage to what the difference between two texts has made of it."""
LEAST_LEAD = 0.1
"""How much better than the next best place of repeated words the best one must agree."""


@dataclass(frozen=True, slots=True)
class Selector:
    """What an annotation knows of its passage. Offsets are code points of the canonical text."""

    quote: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    text_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that the article had when the passage stood in it, at ``start`` to ``end``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the passage is now."""

    status: Status
    start: int | None = None
    end: int | None = None
    score: float = 0.0
    """0 to 1: how sure."""
    reason: str = ""
    """Why it is an orphan: ``gone``, ``ambiguous`` or ``marked`` (its file says so); empty otherwise."""


ORPHAN_GONE = Anchor("orphan", reason="gone")
ORPHAN_AMBIGUOUS = Anchor("orphan", reason="ambiguous")
ORPHAN_MARKED = Anchor("orphan", reason="marked")


def place(selector: Selector, text: str, text_hash: str, earlier: Earlier | None = None) -> Anchor:
    """The place of ``selector`` in ``text``, whose hash is ``text_hash``.

    ``earlier``: the text that it was made on, where it is known and is another one. What became of the passage can then
    be told from the difference, and nothing is guessed that contradicts it.
    """
    if not selector.quote:
        return ORPHAN_GONE
    anchor = by_position(selector, text, text_hash) or by_surroundings(selector, text)
    if anchor is not None:
        return anchor
    if earlier is not None and earlier.text != text:
        carried = by_difference(selector, text, earlier)
        if carried is not None:
            return carried
    return by_quote(selector, text) or by_likeness(selector, text) or ORPHAN_GONE


def stood_in(selector: Selector, text: str, text_hash: str) -> Earlier | None:
    """``text`` as the one that the annotation was made on: it has its hash, or the passage with all its surroundings.

    The hash alone is not asked for: another version of the renderer may have made it.
    """
    anchor = by_position(selector, text, text_hash) or by_surroundings(selector, text)
    if anchor is None or anchor.start is None or anchor.end is None:
        return None
    return Earlier(text, anchor.start, anchor.end)


def by_position(selector: Selector, text: str, text_hash: str) -> Anchor | None:
    """The same text as then: the position holds, if the quote indeed stands there."""
    if selector.start is None or selector.text_hash is None or not text_hash.startswith(selector.text_hash):
        return None
    end = selector.start + len(selector.quote)
    return Anchor("exact", selector.start, end, 1.0) if text[selector.start : end] == selector.quote else None


def by_surroundings(selector: Selector, text: str) -> Anchor | None:
    """The quote with all that stood before and after it, word for word, once.

    A short quote that knows of no surroundings is believed only if it does not know its text either: such a one is
    written by hand, and there is nothing else to go by.
    """
    if not (selector.prefix or selector.suffix or selector.text_hash is None or len(selector.quote) >= LONG):
        return None
    whole = selector.prefix + selector.quote + selector.suffix
    first = text.find(whole)
    if first < 0 or text.find(whole, first + 1) >= 0:
        return None
    return _at(first + len(selector.prefix), selector, 1.0)


def by_difference(selector: Selector, text: str, earlier: Earlier) -> Anchor | None:
    """Where the difference between the two texts has carried the passage; an orphan if it says that it is gone.

    None if the texts are too long and too different to be compared.
    """
    became = diff_map(earlier.text, text)
    if became is None:
        return None
    carried = became.carry(earlier.start, earlier.end)
    if carried is not None and carried.kept >= LEAST_KEPT * (earlier.end - earlier.start):
        anchor = _carried(selector, text, carried)
        if anchor.score >= LEAST_LIKE:
            return anchor
    moved = [_carried(selector, text, one) for one in became.found_in_added(earlier.start, earlier.end)]
    likely = [one for one in moved if one.score >= LEAST_LIKE]
    if len(likely) > 1:
        return ORPHAN_AMBIGUOUS
    return likely[0] if likely else ORPHAN_GONE


def by_quote(selector: Selector, text: str) -> Anchor | None:
    """The quote, word for word, where its surroundings agree best with what they were.

    A short quote needs some agreement, even if it stands in the text once: the passage may be gone, and these words be
    others. Where nothing tells repeated words apart, it is an orphan.
    """
    places = list(occurrences(selector.quote, text))
    if not places:
        return None
    knows = bool(selector.prefix or selector.suffix)
    if len(places) == 1 and len(selector.quote) >= LONG:
        return _at(places[0], selector, 1.0)
    agreed = {start: _agreement(selector, text, start) for start in places}
    best = max(agreed.values())
    if knows and best < LEAST_AGREEMENT:
        # Only where it stood to the very code point: all before it is as long as it was.
        return _at(selector.start, selector, 0.5) if selector.start in agreed else None
    winners = [start for start in places if best - agreed[start] < LEAST_LEAD]
    if len(winners) > 1 and selector.start in winners:
        winners = [selector.start]
    if len(winners) > 1:
        return ORPHAN_AMBIGUOUS
    return _at(winners[0], selector, best if knows else 0.5)


def by_likeness(selector: Selector, text: str) -> Anchor | None:
    """The place that is most like the quote in its surroundings, if its words have changed."""
    found = most_like(selector.quote, selector.prefix, selector.suffix, text)
    return None if found is None else Anchor("fuzzy", found.start, found.end, found.score)


def _at(start: int, selector: Selector, score: float) -> Anchor:
    status: Status = "exact" if start == selector.start else "moved"
    return Anchor(status, start, start + len(selector.quote), round(score, 3))


def _carried(selector: Selector, text: str, carried: Carried) -> Anchor:
    """The place as carried over; exactly the quote if it stands there or beginning a few code points aside."""
    start, end = carried.start, carried.end
    slack = abs(end - start - len(selector.quote)) + 2
    nearby = [at for at in range(max(0, start - slack), start + slack + 1) if text.startswith(selector.quote, at)]
    if nearby:
        return _at(min(nearby, key=lambda at: abs(at - start)), selector, 1.0)
    score = similarity(fold(selector.quote), fold(text[start:end]))
    return Anchor("fuzzy", start, end, round(score, 3))


def _agreement(selector: Selector, text: str, start: int) -> float:
    """How much the side that agrees more is like what stood there."""
    end = start + len(selector.quote)
    return agreement(selector.prefix, selector.suffix, text, start, end)
