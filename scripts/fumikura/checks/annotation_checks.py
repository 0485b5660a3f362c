"""What a reviewer would want to know of annotations, as findings. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from fumikura.errors import Finding, Level, shortened
from fumikura.markdown.sanitise import dangers
from fumikura.text.threads import threads

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.library.library import ArticleEntry, Library
    from fumikura.model.annotations import Annotation
    from fumikura.text.anchors import Earlier
    from fumikura.text.canonical import CanonicalText
    from fumikura.text.threads import Threads

_MAY_RUN = re.compile(r"<|&|script\s*:|data\s*:", re.IGNORECASE)
"""A comment without any of these holds nothing that could run, and need not be rendered to see that."""


def placements(entry: ArticleEntry, canonical: CanonicalText, earlier: Mapping[str, Earlier]) -> Iterator[Finding]:
    """Annotations of an article whose passage, or whose partner, is gone or uncertain."""
    if entry.annotations:
        yield from of_threads(threads(entry.annotations, canonical, earlier), canonical)


def of_threads(found: Threads, canonical: CanonicalText) -> Iterator[Finding]:
    """The same for annotations that have been placed."""
    for one in found.placed:
        if one.anchor.status == "fuzzy":
            now = shortened(canonical.text[one.anchor.start : one.anchor.end])
            problem = f"“{shortened(one.annotation.header.quote or '')}” now reads “{now}”"
            remedy = "see whether that is the place; if not, correct `quote`, `prefix` and `suffix`"
            yield at_quote(one.annotation, "info", "fuzzy", problem, remedy)
        elif one.annotation.header.orphan:
            problem = "is marked as an orphan, and its passage is in the text"
            yield at_quote(one.annotation, "info", "orphan", problem, "remove the line `orphan: true`")
    for annotation, reason in found.orphans:
        yield _orphan(annotation, reason)


def _orphan(annotation: Annotation, reason: str) -> Finding:
    header = annotation.header
    if reason in {"reply", "circle"}:
        what = "is not in this article" if reason == "reply" else "answers this one in turn"
        remedy = "correct `reply_to`, or remove the file"
        return Finding(annotation.path, 1, "error", "reply", f"answers {header.reply_to}, which {what}", remedy)
    quote = f"“{shortened(header.quote or '')}”"
    if reason == "ambiguous" and not (header.prefix or header.suffix):
        remedy = "add `prefix` and `suffix`: what stands right before and behind it"
        problem = f"{quote} stands in the text several times, and nothing tells which is meant"
        return at_quote(annotation, "error", "ambiguous", problem, remedy)
    if header.orphan:
        remedy = "nothing to do: the page lists it apart"
        return at_quote(annotation, "info", "orphan", f"{quote} is gone, as the file says", remedy)
    what = "stands in the text several times" if reason == "ambiguous" else "is not in the text"
    remedy = "correct `quote`, `prefix` and `suffix`, or say `orphan: true`: the page lists it apart"
    return at_quote(annotation, "warning", "orphan", f"{quote} {what}", remedy)


def unsafe_comments(entry: ArticleEntry, html: Mapping[str, str]) -> Iterator[Finding]:
    """Comments with something in them that could run. ``html``: rendered, not sanitised, by the annotation's id."""
    for annotation in entry.annotations:
        found = dangers(html.get(annotation.id, ""))
        if found:
            problem = f"the comment has {', '.join(found)} in it; the page leaves it out"
            remedy = "remove it, or put it between backquotes (`…`) if it is meant to be read"
            yield Finding(annotation.path, annotation.comment_line, "error", "unsafe-comment", problem, remedy)


def may_run(annotation: Annotation) -> bool:
    """Whether the comment has to be rendered to see whether something in it could run."""
    return _MAY_RUN.search(annotation.comment) is not None


def duplicate_annotations(library: Library) -> Iterator[Finding]:
    """Files with one id, in two articles."""
    ids: dict[str, list[Annotation]] = defaultdict(list)
    for entry in library.articles.values():
        for annotation in entry.remarks:
            ids[annotation.id].append(annotation)
    for same in ids.values():
        for annotation in same[1:]:
            problem = f"the same id as {same[0].path}"
            yield Finding(annotation.path, 1, "error", "duplicate-annotation", problem, "rename one of the two files")


def at_quote(annotation: Annotation, level: Level, code: str, message: str, remedy: str) -> Finding:
    """A finding at the line of the annotation's quote."""
    return Finding(annotation.path, annotation.quote_line, level, code, message, remedy)
