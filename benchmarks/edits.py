"""Texts that change in ways whose right answers are known: every character carries a number of its own through them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

Marked = list[tuple[str, int]]
"""Characters, each with its number; -1 for a new one."""

GUESTS = ("🙂", "👩‍👩‍👧‍👦", "𠮷", "🇯🇵", "か゚", "☢️", "é", "㍿")
"""What browsers count as more than one unit, or draw from more than one code point."""
WIDTHS = str.maketrans(
    {
        "。": "．",
        "、": "，",
        "（": "(",
        "）": ")",
        "「": "｢",
        "」": "｣",
        "’": "'",
        "“": '"',
        "”": '"',
        "—": "–",
        "〜": "～",
    }
)


def with_guests(text: str, rng: random.Random) -> str:
    """``text`` with an emoji, a rare ideograph or a combined character at the end of every third sentence or so."""
    return re.sub(r"[。.！？](?=.)", lambda match: match[0] + (rng.choice(GUESTS) if rng.random() < 0.3 else ""), text)


def marked(text: str) -> Marked:
    """``text`` before any change."""
    return [(char, number) for number, char in enumerate(text)]


def edited(old: Marked, share: float, rng: random.Random) -> Marked:
    """Random runs replaced, inserted or deleted, ``share`` of the characters in all; and one block moved."""
    result = list(old)
    source = [char for char, _ in old]
    touched = 0
    while touched < share * len(old):
        size = rng.randint(1, 8)
        at = rng.randrange(len(result))
        start = rng.randrange(len(source) - size)
        new = [(char, -1) for char in source[start : start + size]]
        kind = rng.choice(["replace", "insert", "delete"])
        result[at : at + (0 if kind == "insert" else size)] = [] if kind == "delete" else new
        touched += size
    return block_moved(result, rng)


def block_moved(old: Marked, rng: random.Random) -> Marked:
    """A twentieth of the text cut out and put in elsewhere."""
    result = list(old)
    size = len(result) // 20
    start = rng.randrange(len(result) - size)
    block = result[start : start + size]
    del result[start : start + size]
    at = rng.randrange(len(result))
    result[at:at] = block
    return result


def extracted_again(old: Marked, rng: random.Random) -> Marked:
    """What another extractor makes of the same page: other widths and punctuation, line breaks as spaces or none,
    readings (ruby) in brackets behind the words that they belong to."""
    result: Marked = []
    for index, (char, number) in enumerate(old):
        new = char.translate(WIDTHS) if rng.random() < 0.7 else char
        if rng.random() < 0.3:
            new = unicodedata.normalize("NFKC", new)[:1]
        if char == " " and rng.random() < 0.1:
            continue
        result.append((new, number))
        if char in "。.！？" and rng.random() < 0.3:
            result.append((" ", -1))
        after = old[index + 1][0] if index + 1 < len(old) else ""
        if _is_ideograph(char) and not _is_ideograph(after) and rng.random() < 0.04:
            reading = "".join(rng.choice("あいうえおかきくけこさしすせそたちつてとなにぬねの") for _ in range(3))
            result += [(one, -1) for one in f"（{reading}）"]
    return result


def truth(new: Marked, start: int, end: int) -> tuple[int, int] | None:
    """Where ``start:end`` of the old text is now, or None where too little is left of it, or it was torn apart."""
    places = [place for place, (_, number) in enumerate(new) if start <= number < end]
    if len(places) < (end - start) / 2 or places[-1] - places[0] > 2 * (end - start):
        return None
    return places[0], places[-1] + 1


def _is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
