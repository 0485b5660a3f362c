"""How well annotations find their passages again when the text has changed: ``make bench-anchors``.

Texts are the sample articles, one long text for each language. Each trial edits a text (random runs are replaced,
inserted and deleted until the given share of characters is touched, and one block is moved), and asks for the passages
selected before. Every character carries a number of its own through the edits, so the right answer is known.

right: placed, and the overlap with the right place is at least half of both together. wrong: placed elsewhere.
lost: not placed. A passage of which less than half is left has no right answer and is not counted; passages deleted as
a whole are asked for apart. "words alone" is exact matching, the way of the program without the step that is measured.
"""

from __future__ import annotations

import argparse
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from fumikura.anchors import Anchor, Selector, by_position, by_quote, place
from fumikura.annotations import CONTEXT
from fumikura.archive import open_archive
from fumikura.canonical import text_hash
from fumikura.library_files import read_canonical, read_library
from fumikura.rendering import Renderer

Marked = list[tuple[str, int]]
"""Characters, each with its number; -1 for a new one."""
Way = Callable[[Selector, str, str], Anchor]
LENGTHS = {"ja": (4, 80), "en": (8, 160)}
TEXT = 8_000
"""Characters of one text: some ten minutes of reading."""


def words_alone(selector: Selector, text: str, name: str) -> Anchor:
    """Exact matching only."""
    return by_position(selector, text, name) or by_quote(selector, text, name) or Anchor("orphan", reason="gone")


WAYS: dict[str, Way] = {"words alone": words_alone, "Fumikura": place}


def texts() -> dict[str, str]:
    """The sample articles of each language, joined."""
    settings = open_archive(Path(__file__).parent.parent)
    renderer = Renderer(settings.extensions, settings.extension_configs)
    joined: dict[str, list[str]] = {"ja": [], "en": []}
    for entry in read_library(settings).articles.values():
        joined[(entry.header.lang or "en")[:2]].append(read_canonical(entry, settings, renderer).text)
    return {lang: " ".join(parts) for lang, parts in joined.items()}


def edited(marked: Marked, share: float, rng: random.Random) -> Marked:
    """Random runs replaced, inserted or deleted, ``share`` of the characters in all; and one block moved."""
    result = list(marked)
    source = [char for char, _ in marked]
    touched = 0
    while touched < share * len(marked):
        size = rng.randint(1, 8)
        at = rng.randrange(len(result))
        start = rng.randrange(len(source) - size)
        new = [(char, -1) for char in source[start : start + size]]
        kind = rng.choice(["replace", "insert", "delete"])
        result[at : at + (0 if kind == "insert" else size)] = [] if kind == "delete" else new
        touched += size
    size = len(result) // 20
    start = rng.randrange(len(result) - size)
    block = result[start : start + size]
    del result[start : start + size]
    at = rng.randrange(len(result))
    result[at:at] = block
    return result


WIDTHS = str.maketrans(
    {"。": "．", "、": "，", "（": "(", "）": ")", "「": "｢", "」": "｣", "’": "'", "“": '"', "”": '"'}
)


def extracted_again(marked: Marked, rng: random.Random) -> Marked:
    """What another extractor does: other widths and punctuation, line breaks as spaces, spaces gone."""
    result: Marked = []
    for char, number in marked:
        new = char.translate(WIDTHS) if rng.random() < 0.7 else char
        if rng.random() < 0.3:
            new = unicodedata.normalize("NFKC", new)[:1]
        if char == " " and rng.random() < 0.1:
            continue
        result.append((new, number))
        if char in "。.！？" and rng.random() < 0.3:
            result.append((" ", -1))
    return result


def truth(new: Marked, start: int, end: int) -> tuple[int, int] | None:
    """Where ``start:end`` of the old text is now, or None where too little is left of it, or it was torn apart."""
    places = [place for place, (_, number) in enumerate(new) if start <= number < end]
    if len(places) < (end - start) / 2 or places[-1] - places[0] > 2 * (end - start):
        return None
    return places[0], places[-1] + 1


def outcome(anchor: Anchor, right: tuple[int, int] | None) -> str:
    """``right``, ``wrong`` or ``lost``; for a deleted passage ``wrong`` or ``lost``."""
    if anchor.start is None or anchor.end is None:
        return "lost"
    if right is None:
        return "wrong"
    overlap = min(anchor.end, right[1]) - max(anchor.start, right[0])
    together = max(anchor.end, right[1]) - min(anchor.start, right[0])
    return "right" if overlap >= together / 2 else "wrong"


def selections(text: str, lang: str, rng: random.Random, count: int) -> Iterator[tuple[int, int]]:
    """Random passages without white space at their ends."""
    for _ in range(count):
        size = rng.randint(*LENGTHS[lang])
        start = rng.randrange(len(text) - size)
        match = re.search(r"\S(?:.*\S)?", text[start : start + size])
        if match:
            yield start + match.start(), start + match.end()


def selector_of(text: str, start: int, end: int) -> Selector:
    """What an annotation would keep of ``text[start:end]``."""
    return Selector(
        text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, text_hash(text)
    )


def trial(text: str, lang: str, change: str, rng: random.Random, count: int) -> dict[str, Counter[str]]:
    """One edited text, asked for ``count`` passages."""
    marked: Marked = [(char, number) for number, char in enumerate(text)]
    results = {way: Counter() for way in WAYS}
    chosen = list(selections(text, lang, rng, count))
    if change == "deleted":
        for start, end in chosen:
            cut = edited(marked[:start] + marked[end:], 0.05, rng)
            _ask(results, selector_of(text, start, end), cut, None)
        return results
    new = extracted_again(marked, rng) if change == "extracted again" else edited(marked, float(change), rng)
    for start, end in chosen:
        right = truth(new, start, end)
        if right is not None:
            _ask(results, selector_of(text, start, end), new, right)
    return results


def _ask(results: dict[str, Counter[str]], selector: Selector, new: Marked, right: tuple[int, int] | None) -> None:
    text = "".join(char for char, _ in new)
    name = text_hash(text)
    kind = "long " if right is None and len(selector.quote) >= 20 else ""
    for way, find in WAYS.items():
        results[way][kind + outcome(find(selector, text, name), right)] += 1


def main() -> None:
    """Print one row for each language, change and way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trials", type=int, default=10)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.trials} texts of {TEXT:,} characters a row, 30 passages each")
    print(f"{'':3} {'change':16} {'way':12} {'asked':>6} {'right %':>8} {'wrong %':>8} {'lost %':>7}")
    for lang, whole in texts().items():
        for change in ("0.05", "0.1", "0.2", "extracted again", "deleted"):
            rng = random.Random(f"{options.seed}{lang}{change}")
            totals = {way: Counter() for way in WAYS}
            for _ in range(options.trials):
                start = rng.randrange(max(1, len(whole) - TEXT))
                for way, found in trial(whole[start : start + TEXT], lang, change, rng, 30).items():
                    totals[way] += found
            for way, found in totals.items():
                _print_row(lang, change, way, found)


def _print_row(lang: str, change: str, way: str, found: Counter[str]) -> None:
    asked = found.total()
    wrong = found["wrong"] + found["long wrong"]
    lost = found["lost"] + found["long lost"]
    note = f"  ({found['long wrong']} of 20 characters and more)" if change == "deleted" else ""
    shares = [100 * part / asked for part in (found["right"], wrong, lost)]
    label = f"{float(change):.0%} edited" if change[0] == "0" else change
    print(f"{lang:3} {label:16} {way:12} {asked:6} {shares[0]:8.1f} {shares[1]:8.1f} {shares[2]:7.1f}{note}")


if __name__ == "__main__":
    main()
