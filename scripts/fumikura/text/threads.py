"""The annotations of one article, sorted out: placed in its text, in threads of answers, or without a place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.text.anchors import ORPHAN_MARKED, Anchor, Earlier, Selector, place
from fumikura.text.canonical import CanonicalText, collapsed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fumikura.model.annotations import Annotation

NESTED = 6
"""Levels of answers that a page shows within each other."""

NOTHING_EARLIER: Mapping[str, Earlier] = {}


@dataclass(frozen=True, slots=True)
class Placed:
    """An annotation with its place in the text."""

    annotation: Annotation
    anchor: Anchor
    number: int
    """Counted through the page, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Threads:
    """The annotations of one article, sorted out."""

    placed: tuple[Placed, ...]
    orphans: tuple[tuple[Annotation, str], ...]
    """Each with the reason: ``gone``, ``ambiguous``, ``marked``, ``reply`` or ``circle``."""
    replies: Mapping[str, tuple[Annotation, ...]]
    """By the id of the annotation that they answer, in the order in which they were made."""
    page_notes: tuple[Annotation, ...] = ()
    """About the article as a whole, in the order in which they were made."""


def selector(annotation: Annotation) -> Selector:
    """What ``annotation`` knows of its passage, with white space as in a canonical text.

    Who writes a long quote by hand folds its lines; those of YAML's block scalars also end in a line break.
    """
    header = annotation.header
    quote, prefix, suffix = (
        collapsed(part.strip("\r\n")) for part in (header.quote or "", header.prefix, header.suffix)
    )
    return Selector(quote, prefix, suffix, header.start, header.text)


def anchor_of(
    annotation: Annotation, canonical: CanonicalText, text_hash: str, earlier: Mapping[str, Earlier]
) -> Anchor:
    """Where the passage of ``annotation`` is now. For one that is marked as an orphan nothing is guessed."""
    anchor = place(selector(annotation), canonical.text, text_hash, earlier.get(annotation.id))
    return ORPHAN_MARKED if annotation.header.orphan and anchor.status == "fuzzy" else anchor


def threads(
    annotations: Sequence[Annotation], canonical: CanonicalText, earlier: Mapping[str, Earlier] = NOTHING_EARLIER
) -> Threads:
    """Place ``annotations`` in the text. A reply belongs to what it answers, even if it has a quote of its own.

    ``earlier``: see ``EarlierTexts.of``.
    """
    ids = {annotation.id for annotation in annotations}
    replies: dict[str, list[Annotation]] = defaultdict(list)
    found: list[tuple[Annotation, Anchor]] = []
    orphans: list[tuple[Annotation, str]] = []
    rooted = _rooted(annotations)
    text_hash = canonical.hash
    page_notes = tuple(annotation for annotation in annotations if annotation.header.target == "article")
    for annotation in annotations:
        if annotation.header.target == "article":
            continue
        answered = annotation.header.reply_to
        if answered is not None and answered in ids and annotation.id in rooted:
            replies[answered].append(annotation)
        elif answered is not None and not annotation.header.quote:
            orphans.append((annotation, "circle" if answered in ids else "reply"))
        else:
            anchor = anchor_of(annotation, canonical, text_hash, earlier)
            if anchor.start is None:
                orphans.append((annotation, anchor.reason))
            else:
                found.append((annotation, anchor))
    found.sort(key=lambda pair: (pair[1].start, pair[1].end, pair[0].order))
    placed = tuple(Placed(annotation, anchor, number) for number, (annotation, anchor) in enumerate(found, start=1))
    return Threads(placed, tuple(orphans), _shallow(replies), page_notes)


def _shallow(replies: Mapping[str, Sequence[Annotation]]) -> dict[str, tuple[Annotation, ...]]:
    """Answers deeper than ``NESTED`` stand side by side at that level: a phone is narrow, and so is a stack."""
    answers = {reply.id for ones in replies.values() for reply in ones}
    found: dict[str, list[Annotation]] = defaultdict(list)
    waiting = [(identity, identity, 1) for identity in replies if identity not in answers]
    while waiting:
        identity, host, level = waiting.pop()
        for reply in replies.get(identity, ()):
            found[host].append(reply)
            waiting.append((reply.id, reply.id, level + 1) if level < NESTED else (reply.id, host, level))
    return {host: tuple(sorted(ones, key=lambda one: one.order)) for host, ones in found.items()}


def _rooted(annotations: Sequence[Annotation]) -> set[str]:
    """Ids of the annotations whose chain of answers ends at one that answers nothing: not in a circle."""
    answers = {annotation.id: annotation.header.reply_to for annotation in annotations}
    rooted: set[str] = set()
    for annotation in annotations:
        chain: list[str] = []
        seen: set[str] = set()
        current: str | None = annotation.id
        while current in answers and current not in seen and current not in rooted:
            seen.add(current)
            chain.append(current)
            current = answers[current]
        if current is None or current in rooted or (current not in answers and len(chain) > 1):
            rooted.update(chain)
    return rooted
