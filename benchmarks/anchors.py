"""How well annotations find their passages again when the text has changed: ``make bench-anchors``.

Texts are the sample articles, one long text for each language, with emoji and the like put in. Each trial changes a
text (``edits.py``) and asks for the passages selected before; the right answers are known.

right: placed, and the overlap with the right place is at least half of both together. wrong: placed elsewhere.
lost: not placed. A passage of which less than half is left has no right answer and is not counted; passages deleted as
a whole are asked for apart, each in an article of its own with 5% of the rest edited. "no history" knows what the
annotation's file says; "history" also the text that it was made on, as it lies in git.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis_way
from edits import Marked, edited, extracted_again, marked, truth, with_guests

from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_canonical, read_library
from fumikura.markdown.rendering import Renderer
from fumikura.model.annotations import CONTEXT
from fumikura.text.anchors import Anchor, Earlier, Selector, place
from fumikura.text.canonical import canonical_text, text_hash
from fumikura.text.marks import Mark, splice

LENGTHS = {"ja": (4, 80), "en": (8, 160)}
LONG = 20
"""Code points of a quote that must never be placed once it is deleted."""
TEXT = 8_000
"""Characters of one text: some ten minutes of reading."""
PASSAGES = 30
CHANGES = ("5% edited", "10% edited", "20% edited", "extracted again", "deleted")

Way = Callable[[Selector, str, str, Earlier], Anchor]
WAYS: dict[str, Way] = {
    "Hypothesis' way": hypothesis_way.place,
    "no history": lambda selector, text, name, _earlier: place(selector, text, name),
    "history": place,
}


def texts(rng: random.Random) -> dict[str, str]:
    """The sample articles of each language, joined."""
    settings = open_archive(Path(__file__).parent.parent)
    renderer = Renderer(settings.extensions, settings.extension_configs)
    joined: dict[str, list[str]] = {"ja": [], "en": []}
    for entry in read_library(settings).articles.values():
        joined[(entry.header.lang or "en")[:2]].append(read_canonical(entry, settings, renderer).text)
    return {lang: with_guests(" ".join(parts), rng) for lang, parts in joined.items()}


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


def trial(text: str, lang: str, change: str, rng: random.Random) -> dict[str, Counter[str]]:
    """One text, changed, asked for ``PASSAGES`` passages."""
    results = {way: Counter() for way in WAYS}
    chosen = list(selections(text, lang, rng, PASSAGES))
    old = marked(text)
    if change == "deleted":
        for start, end in chosen:
            _ask(results, text, (start, end), edited(old[:start] + old[end:], 0.05, rng), None)
        return results
    new = extracted_again(old, rng) if change == "extracted again" else edited(old, float(change[:-8]) / 100, rng)
    for start, end in chosen:
        right = truth(new, start, end)
        if right is not None:
            _ask(results, text, (start, end), new, right)
    return results


def _ask(
    results: dict[str, Counter[str]], old: str, passage: tuple[int, int], new: Marked, right: tuple[int, int] | None
) -> None:
    text = "".join(char for char, _ in new)
    name = text_hash(text)
    selector = selector_of(old, *passage)
    for way, find in WAYS.items():
        before = time.perf_counter()
        anchor = find(selector, text, name, Earlier(old, *passage))
        results[way]["microseconds"] += round(1e6 * (time.perf_counter() - before))
        results[way].update(_outcome(anchor, right, len(selector.quote)))


def _outcome(anchor: Anchor, right: tuple[int, int] | None, size: int) -> list[str]:
    """``right``, ``wrong`` (and ``long`` for a long passage that is deleted) or ``lost``."""
    if anchor.start is None or anchor.end is None:
        return ["lost"]
    if right is None:
        return ["wrong", "long"] if size >= LONG else ["wrong"]
    overlap = min(anchor.end, right[1]) - max(anchor.start, right[0])
    together = max(anchor.end, right[1]) - min(anchor.start, right[0])
    if overlap < together / 2:
        return ["wrong"]
    return ["right"]


def _print_row(lang: str, change: str, way: str, found: Counter[str]) -> None:
    asked = found["right"] + found["wrong"] + found["lost"]
    note = f"  ({found['long']} of {LONG} characters and more)" if change == "deleted" else ""
    shares = "".join(f"{100 * found[name] / asked:8.1f}" for name in ("right", "wrong", "lost"))
    print(f"{lang:3} {change:16} {way:16}{asked:6} {shares} {found['microseconds'] / 1000 / asked:9.2f}{note}")


def time_unchanged() -> str:
    """How long a page of 40,000 characters with 1,000 annotations takes, where its text is as it was."""
    rng = random.Random(1)
    words = "".join(rng.choice("あいうえおかきくけこ漢字仮名交じり文。、") for _ in range(40_000))
    html = "".join(f"<p>{words[at : at + 200]}</p>\n" for at in range(0, len(words), 200))
    canonical = canonical_text(html)
    chosen = [(at, at + rng.randint(4, 60)) for at in sorted(rng.sample(range(len(canonical.text) - 100), 1000))]
    selectors = [selector_of(canonical.text, *passage) for passage in chosen]
    seconds = []
    for _ in range(5):
        before = time.perf_counter()
        name = canonical.hash
        anchors = [place(selector, canonical.text, name) for selector in selectors]
        marks = [Mark(f"m{index}", one.start or 0, one.end or 0, index) for index, one in enumerate(anchors)]
        splice(canonical, marks, {})
        seconds.append(time.perf_counter() - before)
    return (
        f"1,000 annotations on 40,000 characters, unchanged: placed and spliced in {1000 * sorted(seconds)[2]:.0f} ms"
    )


def main() -> None:
    """Print one row for each language, change and way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trials", type=int, default=10)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.trials} texts of {TEXT:,} characters a row, {PASSAGES} passages each")
    print(f"{'':3} {'change':16} {'way':16}{'asked':>6} {'right %':>8}{'wrong %':>8}{'lost %':>8}{'ms each':>9}")
    for lang, whole in texts(random.Random(options.seed)).items():
        for change in CHANGES:
            rng = random.Random(f"{options.seed}{lang}{change}")
            totals = {way: Counter() for way in WAYS}
            for _ in range(options.trials):
                start = rng.randrange(max(1, len(whole) - TEXT))
                for way, found in trial(whole[start : start + TEXT], lang, change, rng).items():
                    totals[way] += found
            for way, found in totals.items():
                _print_row(lang, change, way, found)
    print(time_unchanged())


if __name__ == "__main__":
    main()
