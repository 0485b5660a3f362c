"""Code points, which we count in, and UTF-16 units, which browsers and the tools in them count in."""

from __future__ import annotations


def to_utf_16(text: str, offset: int) -> int:
    """How many UTF-16 units the first ``offset`` code points of ``text`` have."""
    head = text[:offset]
    return len(head) if head.isascii() else offset + sum(char > "\uffff" for char in head)


def from_utf_16(text: str, units: int) -> int | None:
    """How many code points the first ``units`` UTF-16 units of ``text`` have.

    None where there are not so many, or where they end within a character.
    """
    if units < 0:
        return None
    if units <= len(text) and (text.isascii() or max(text[:units], default="") <= "\uffff"):
        return units
    count = 0
    for offset, char in enumerate(text):
        if count >= units:
            return offset if count == units else None
        count += 2 if char > "\uffff" else 1
    return len(text) if count == units else None
