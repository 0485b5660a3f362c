"""One article -> the inside of its page: where it comes from, the text with its marks, and what belongs to it."""

from __future__ import annotations

import html as html_entities
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from fumikura.markdown.sanitise import sanitise_comment
from fumikura.text.canonical import CanonicalText, canonical_text, count_characters
from fumikura.text.marks import Mark, splice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fumikura.markdown.rendering import Renderer
    from fumikura.model.annotations import Annotation
    from fumikura.text.threads import Placed

EXCERPT = 200
"""Code points of an excerpt: some two sentences, well inside what quotation allows."""
LEAD = 120
"""Code points of the beginning of a text that a list shows."""

CHARACTERS_A_MINUTE = 357
"""Japanese, and WORDS_A_MINUTE English: Trauzettel-Klosinski, Dietz: Standardized Assessment of Reading Performance
(IReST), Investigative Ophthalmology & Visual Science 53 (2012), table 2."""
WORDS_A_MINUTE = 228

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_HEADING = re.compile(r'<h([23])\b[^>]*\bid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


def length(canonical: CanonicalText, lang: str | None) -> tuple[str, int, int]:
    """Unit (``characters`` or ``words``), count, and minutes of reading of a text."""
    if lang is not None and lang.partition("-")[0] in {"ja", "zh", "ko"}:
        count = count_characters(canonical)
        return "characters", count, max(1, round(count / CHARACTERS_A_MINUTE))
    count = len(_WORD.findall(canonical.text))
    return "words", count, max(1, round(count / WORDS_A_MINUTE))


def beginning(text: str, limit: int) -> str:
    """The first ``limit`` code points of ``text``, cut after a sentence or a word where one ends in the last half."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    ends = [match.end() for match in re.finditer(r"[。！？]|[.!?](?=\s)|\s", head)]
    sentence_ends = [end for end in ends if not head[end - 1].isspace()]
    best = (sentence_ends or ends or [limit])[-1]
    return (head[:best] if best > limit // 2 else head).rstrip() + " …"


def contents(html: str) -> list[dict[str, Any]]:
    """The headings of the text, for its table of contents: ``{level, id, title}``."""
    return [
        {"level": int(level), "id": html_entities.unescape(identity), "title": canonical_text(inner).text}
        for level, identity, inner in _HEADING.findall(html)
    ]


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments as safe HTML, each rendered once: several pages show it."""

    renderer: Renderer
    enter: Callable[[str], None] = lambda _: None
    """Told of the article (id) whose comment is rendered next: a link in it starts from there."""
    known: dict[tuple[str, str], Markup] = field(default_factory=dict)
    """By article and annotation (ids)."""

    def html(self, annotation: Annotation) -> Markup:
        """The comment of ``annotation``, which its writer wrote in Markdown."""
        key = (annotation.article, annotation.id)
        if key not in self.known:
            comment = annotation.comment
            self.enter(annotation.article)
            self.known[key] = Markup(sanitise_comment(self.renderer.html(comment)) if comment else "")
        return self.known[key]


def marked_text(
    canonical: CanonicalText, placed: Iterable[Placed], asides: Mapping[str, str], labels: Mapping[str, str]
) -> str:
    """The article's HTML with its marks and margin notes."""
    marks = [
        Mark(
            one.annotation.id,
            one.anchor.start or 0,
            one.anchor.end or 0,
            one.number,
            one.anchor.status == "fuzzy",
            html_entities.escape(labels[one.annotation.id]),
        )
        for one in placed
    ]
    return splice(canonical, marks, asides)
