"""What a change does to annotations: where each stood before it and stands now, and what a reviewer is told. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fumikura.checks.annotation_checks import at_quote
from fumikura.errors import Finding, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.model.annotations import Annotation
    from fumikura.text.anchors import Anchor

Kind = Literal["moved", "fuzzy", "orphaned", "marked", "found", "added", "removed"]
SUMMARY = "change"
"""Code of the finding that says it all in one line."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An annotation and where it stands."""

    annotation: Annotation
    anchor: Anchor
    words: str | None
    """What stands there."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one annotation."""

    kind: Kind
    before: Standing | None
    now: Standing | None


def changes(before: Mapping[str, Standing], now: Mapping[str, Standing]) -> list[Change]:
    """What became of each annotation, by its id; those that stand as they stood are left out."""
    found = []
    for key in sorted({*before, *now}):
        kind = _kind(before.get(key), now.get(key))
        if kind is not None:
            found.append(Change(kind, before.get(key), now.get(key)))
    return found


def _kind(before: Standing | None, now: Standing | None) -> Kind | None:
    if now is None:
        return "removed"
    was_orphan = before is not None and before.anchor.status == "orphan"
    if now.anchor.status == "orphan":
        return None if was_orphan else "marked" if now.annotation.header.orphan else "orphaned"
    if before is None:
        return "added"
    return "found" if was_orphan else _drift(before, now)


def _drift(before: Standing, now: Standing) -> Kind | None:
    if now.anchor.status == "fuzzy" and now.words != before.words:
        return "fuzzy"
    return "moved" if now.anchor.start != before.anchor.start else None


def findings(found: list[Change]) -> Iterator[Finding]:
    """One finding for each annotation, then one that counts them."""
    for change in found:
        one = change.now or change.before
        if one is not None and change.kind != "added":
            yield _finding(change, one)
    yield Finding("docs/articles", 1, "info", SUMMARY, summary(found), "")


def _finding(change: Change, one: Standing) -> Finding:
    quote = f"“{shortened(one.annotation.header.quote or '')}”"
    match change.kind:
        case "orphaned" if change.before is None:
            remedy = "copy the passage from the page, or say `orphan: true` in its file"
            return at_quote(one.annotation, "error", "orphan-by-change", f"{quote} is not in the text", remedy)
        case "orphaned":
            remedy = "restore the words, correct `quote`, or say `orphan: true` in its file"
            return at_quote(one.annotation, "error", "orphan-by-change", f"{quote} loses its passage", remedy)
        case "marked":
            remedy = "nothing to do: the page lists it apart"
            problem = f"{quote} loses its passage, as its file says"
            return at_quote(one.annotation, "info", "orphan-by-change", problem, remedy)
        case "fuzzy":
            problem = f"{quote} now reads “{shortened(one.words or '')}”"
            remedy = "see whether that is the place; if not, correct `quote`, `prefix` and `suffix`"
            return at_quote(one.annotation, "warning", "fuzzy-by-change", problem, remedy)
        case "removed":
            remedy = "see whether its writer agrees"
            return Finding(one.annotation.path, 1, "warning", "removed-by-change", f"{quote} is removed", remedy)
        case "found":
            problem = f"{quote} is found again"
        case _:
            start = change.before.anchor.start if change.before else None
            problem = f"{quote} moves from {start} to {one.anchor.start}"
    remedy = "`fumikura anchors --write` brings its file up to date"
    return at_quote(one.annotation, "info", "moved-by-change", problem, remedy)


def summary(found: list[Change]) -> str:
    """One line for a pull request: "this change moves 3 annotations, makes 1 fuzzy, orphans 1"."""
    counts = Counter[str]("orphaned" if change.kind == "marked" else change.kind for change in found)
    parts: list[str] = []
    for kind, verb, rest in _VERBS:
        count = counts[kind]
        noun = "" if parts else " annotation" if count == 1 else " annotations"
        if count:
            parts.append(f"{verb} {count}{noun}{rest}")
    return f"this change {', '.join(parts)}" if parts else "this change leaves all annotations where they were"


_VERBS: tuple[tuple[Kind, str, str], ...] = (
    ("moved", "moves", ""),
    ("fuzzy", "makes", " fuzzy"),
    ("orphaned", "orphans", ""),
    ("found", "finds", " again"),
    ("added", "adds", ""),
    ("removed", "removes", ""),
)
