"""How much of a text's DOM is in the Markdown that was written of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from fumikura.html.found import NEAR, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.html.dom import Element

LEAST = 0.95
"""Share of the text below which a person should hear of it. A footnote's number and a formula are written otherwise;
on 146 pages the least was 0.98."""
MISSES = 1000
"""Texts not found after which the others are looked for in the next ``CLOSE`` characters only, lest it take minutes."""
CLOSE = 2000
SHORT = 200
"""Characters below which a share says nothing."""

_SILENT = frozenset(
    {"head", "script", "style", "template", "noscript", "svg", "object", "textarea", "title", "datalist", "math"}
)
_ADDRESS = re.compile(r"<((?:https?|mailto):[^\s<>]+)>")
"""An address in a text, which Markdown has in angle brackets to make it a link."""
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Written:
    """Characters without white space."""

    text: int = 0
    """All that the source says."""
    found: int = 0
    """That which stands in the Markdown, in the source's order."""

    def __add__(self, other: Written) -> Written:
        return Written(self.text + other.text, self.found + other.found)

    def remarks(self) -> tuple[str, ...]:
        """For the person who imports; nothing where the source has no text."""
        if not self.text:
            return ()
        return (f"{int(100 * self.found / self.text)}% of the source's text is in its Markdown",)

    def warnings(self) -> tuple[str, ...]:
        """That some of it is lost, if it is."""
        if self.text < SHORT or self.found >= LEAST * self.text:
            return ()
        missing = f"{self.text - self.found:,} of the source's {self.text:,} characters"
        return (f"{missing} are not in its Markdown as they stood; compare the article with its source",)


def written(element: Element, markdown: str) -> Written:
    """What of ``element`` stands in ``markdown``: its runs of text are looked for one by one, each behind the last or
    in its neighbourhood. One that Markdown writes otherwise, as it does a footnote's number, counts as missing."""
    whole = squeezed(unescape(_ESCAPED.sub("", _ADDRESS.sub(r"\1", markdown))))
    text = found = at = misses = 0
    for run in _runs(element):
        plain = squeezed(unescape(_ESCAPED.sub("", run)))
        text += len(plain)
        near = NEAR if misses < MISSES else CLOSE
        place = whole.find(plain, at, at + near)
        if place < 0:
            place = whole.find(plain, max(0, at - near), at + len(plain))
            misses += place < 0
        if place >= 0:
            found += len(plain)
            at = place + len(plain) if place >= at else at
    return Written(text, found)


def _runs(root: Element) -> Iterator[str]:
    """The texts in ``root`` that a reader sees, in order."""
    pending: list[str | Element] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            yield node
            continue
        if node.tag in _SILENT or "katex-html" in (node.get("class") or ""):
            continue  # a formula is drawn in one way and written in another
        inside: list[str | Element] = [node.text or ""]
        for child in node:
            if isinstance(child.tag, str):
                inside.append(child)
            if child.tail:
                inside.append(child.tail)
        pending += reversed(inside)
