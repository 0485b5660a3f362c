"""How Hypothesis finds a quote again, to compare with: the places with the fewest errors, scored by quote, prefix,
suffix and position with the weights 50, 20, 20 and 2; the best is taken, however good it is.

Source: hypothesis/client, src/annotator/anchoring/match-quote.ts, as read in November 2026; the search itself is Myers'
(Journal of the ACM 46, 1999) on Python's long integers.
"""

from __future__ import annotations

from fumikura.text.anchors import Anchor, Earlier, Selector
from fumikura.text.likeness import occurrences, similarity

WEIGHTS = {"quote": 50, "prefix": 20, "suffix": 20, "position": 2}
MAX_ERRORS = 256


def place(selector: Selector, text: str, _text_hash: str, _earlier: Earlier | None = None) -> Anchor:
    """The place that Hypothesis would take."""
    size = len(selector.quote)
    found = [(start, start + size, 0) for start in occurrences(selector.quote, text)] or _fewest_errors(
        selector.quote, text, min(MAX_ERRORS, size // 2)
    )
    if not found:
        return Anchor("orphan", reason="gone")
    start, end, _ = max(found, key=lambda one: _score(selector, text, *one))
    return Anchor("exact" if text[start:end] == selector.quote else "fuzzy", start, end, 1.0)


def _score(selector: Selector, text: str, start: int, end: int, errors: int) -> float:
    before = text[max(0, start - len(selector.prefix)) : start]
    after = text[end : end + len(selector.suffix)]
    parts = {
        "quote": 1 - errors / len(selector.quote),
        "prefix": similarity(selector.prefix, before) if selector.prefix else 1.0,
        "suffix": similarity(selector.suffix, after) if selector.suffix else 1.0,
        "position": 1 - abs(start - (selector.start or 0)) / len(text),
    }
    return sum(WEIGHTS[name] * value for name, value in parts.items())


def _fewest_errors(quote: str, text: str, limit: int) -> list[tuple[int, int, int]]:
    """Start, end and errors of each place with the fewest errors, no more than ``limit``."""
    errors = _errors_by_end(quote, text)
    least = min(errors)
    if least > limit:
        return []
    places = []
    for end in (at + 1 for at, count in enumerate(errors) if count == least):
        low = max(0, end - len(quote) - least)
        backwards = _errors_by_end(quote[::-1], text[low:end][::-1], anchored=True)
        places.append((end - 1 - backwards.index(min(backwards)), end, least))
    return places


def _errors_by_end(quote: str, text: str, *, anchored: bool = False) -> list[int]:
    """For each place of ``text`` the least errors of a match that ends there; ``anchored``: and begins at its start."""
    size = len(quote)
    full, top = (1 << size) - 1, 1 << (size - 1)
    peq: dict[str, int] = {}
    for index, char in enumerate(quote):
        peq[char] = peq.get(char, 0) | 1 << index
    plus, minus, score = full, 0, size
    scores = []
    for char in text:
        equal = peq.get(char, 0)
        vertical = equal | minus
        horizontal = (((equal & plus) + plus) ^ plus) | equal
        up = minus | ~(horizontal | plus) & full
        down = plus & horizontal
        score += bool(up & top) - bool(down & top)
        up = (up << 1 | anchored) & full
        plus = (down << 1 | ~(vertical | up)) & full
        minus = up & vertical
        scores.append(score)
    return scores
