"""Two texts of an article -> what a reader is told of the difference: in paragraphs, not in lines of source. Pure.

Only paragraphs that differ are rendered. Within one, words are compared where words are written with spaces, and
characters otherwise; what two changes leave between them and is too short to be read becomes part of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import Indel

from fumikura.text.canonical import collapsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Kind = Literal["same", "added", "removed", "left out"]
Part = tuple[Kind, str]
"""``left out``: what is the same and too far from a change to be of use."""

CONTEXT = 40
"""Code points that are shown before and after a change."""
SHORT = 2
"""Code points between two changes that nobody could read as what stayed."""
MAX_PIECES = 8000
"""Words of a paragraph. Two longer ones are shown as one removed and one added."""
ALIKE = 0.4
"""How much of two paragraphs has to be the same for one to be a version of the other."""
MAX_PAIRS = 400
"""Pairs of paragraphs that are compared to find versions; of more, they are taken in their order."""

_GAP = re.compile(r"\n(?:[ \t]*\n)+")
_PIECE = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+|\s+|.", re.DOTALL)
_MARKUP = re.compile(
    r"""[*_`<>\[\]&~^=|\\{}"'$@]|--|\.\.\.|!\[|https?:|^[ \t]*(?:#|[-+:]|\d+[.)])|^(?: {4}|\t)""", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One that differs."""

    parts: tuple[Part, ...]
    after_gap: bool
    """Whether some that are the same stand before it."""


@dataclass(frozen=True, slots=True)
class ProseDiff:
    """How one text differs from another."""

    paragraphs: tuple[Paragraph, ...]
    added: int
    """Code points."""
    removed: int
    ends_with_gap: bool = False


def prose_diff(before: str, after: str, text_of: Callable[[str], str]) -> ProseDiff:
    """``before`` and ``after``: Markdown; ``text_of`` gives the text of a piece of it as a page shows it."""
    old, new = _GAP.split(before.strip()), _GAP.split(after.strip())
    paragraphs: list[Paragraph] = []
    gap = False
    for is_same, codes in groupby(Indel.opcodes(old, new), key=lambda code: code.tag == "equal"):
        changed = list(codes)
        if is_same:
            gap = True
            continue
        removed = [text for block in old[changed[0].src_start : changed[-1].src_end] if (text := _text(block, text_of))]
        added = [text for block in new[changed[0].dest_start : changed[-1].dest_end] if (text := _text(block, text_of))]
        for one, other in _versions(removed, added):
            if one != other:
                paragraphs.append(Paragraph(tuple(_parts(one, other)), gap))
            gap = one == other
    counts = {kind: sum(len(text) for one in paragraphs for sort, text in one.parts if sort == kind) for kind in _KINDS}
    return ProseDiff(tuple(paragraphs), counts["added"], counts["removed"], gap and bool(paragraphs))


_KINDS: tuple[Kind, ...] = ("added", "removed")


def _text(block: str, text_of: Callable[[str], str]) -> str:
    return collapsed(text_of(block) if _MARKUP.search(block) else block).strip()


def _versions(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each paragraph with what has become of it; an empty text stands for none."""
    if len(old) * len(new) > MAX_PAIRS:
        matched = dict(zip(range(len(new)), range(len(old)), strict=False))
    else:
        matched = _matched(old, new)
    at = 0
    for place, text in enumerate(new):
        if place in matched:
            for one in old[at : matched[place]]:
                yield one, ""
            at = matched[place] + 1
            yield old[at - 1], text
        else:
            yield "", text
    for one in old[at:]:
        yield one, ""


def _matched(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """The place in ``old`` of what became each of ``new``, both in their order."""
    found: dict[int, int] = {}
    start = 0
    for place, text in enumerate(new):
        scores = [(Indel.normalized_similarity(old[one], text), -one) for one in range(start, len(old))]
        best = max(scores, default=(0.0, 0))
        if best[0] >= ALIKE:
            found[place] = -best[1]
            start = -best[1] + 1
    return found


def _parts(old: str, new: str) -> Iterator[Part]:
    if not old or not new:
        yield ("added", new) if new else ("removed", old)
        return
    one, other = _PIECE.findall(old), _PIECE.findall(new)
    if max(len(one), len(other)) > MAX_PIECES:
        yield "removed", old
        yield "added", new
        return
    changes: list[tuple[str, str, str]] = []
    """What stayed, then what was removed after it, and what was added."""
    stayed = removed = added = ""
    for code in Indel.opcodes(one, other):
        gone = "".join(one[code.src_start : code.src_end])
        if code.tag != "equal":
            removed += gone if code.tag != "insert" else ""
            added += "".join(other[code.dest_start : code.dest_end])
        elif (
            (removed or added) and len(gone.strip()) <= SHORT and code.src_end < len(one) and code.dest_end < len(other)
        ):
            removed, added = removed + gone, added + gone
        else:
            changes.append((stayed, removed, added))
            stayed, removed, added = gone, "", ""
    changes.append((stayed, removed, added))
    yield from _shortened([change for change in changes if any(change)])


def _shortened(changes: Sequence[tuple[str, str, str]]) -> Iterator[Part]:
    flat: list[Part] = []
    for stayed, removed, added in changes:
        flat += [("same", stayed), ("removed", removed), ("added", added)]
    parts = [part for part in _merged(flat) if part[1]]
    for place, (kind, text) in enumerate(parts):
        first, last = place == 0, place == len(parts) - 1
        keep = (0 if first else CONTEXT, 0 if last else CONTEXT)
        if kind != "same" or len(text) <= sum(keep) + CONTEXT // 2:
            yield kind, text
            continue
        if keep[0]:
            yield "same", text[: keep[0]]
        yield "left out", text[keep[0] : len(text) - keep[1]]
        if keep[1]:
            yield "same", text[len(text) - keep[1] :]


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    for kind, group in groupby((part for part in parts if part[1]), key=lambda part: part[0]):
        yield kind, "".join(text for _, text in group)
