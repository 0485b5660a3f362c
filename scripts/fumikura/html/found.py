"""What other extractors take for the article of a page. They rewrite and lose too much to be believed in what they
find, but they seldom agree on what is no part of it."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

import trafilatura
from lxml import etree
from readability import Document
from readability.readability import Unparseable

from fumikura.html.dom import Element, all_text, remove

if TYPE_CHECKING:
    from collections.abc import Iterable

TELLING = 12
"""Characters from which on a text is taken to stand in one place only; a shorter one must be a whole line."""
PROSE = 80
"""Length of a text from which on it is prose; labels and buttons are shorter."""
LARGE_PAGE = 2_000_000
"""Characters of markup beyond which nobody is asked: the extractors' time grows faster than the page."""
ALONE = 0.2
"""How sure a text is that one extractor alone has found. Measured on half of the corpora of ``make bench-extraction``;
with 0.5 many pages are taken whole."""
NEAR = 100_000
"""Characters of an extractor's text that are searched around the last find, where it has many more."""

_SILENT = ("script", "style", "svg", "template", "iframe", "object", "noscript", "link", "meta")
_ASKED = frozenset({"class", "id", "role", "style", "hidden", "href", "aria-hidden", "src"})
"""Attributes that the extractors look at, and no data: addresses among them."""


def squeezed(text: str) -> str:
    """``text`` without white space, which every tool sets differently."""
    return "".join(text.split())


def written_length(text: str) -> int:
    """Characters of ``text``; a sign of Chinese, Japanese or Korean says as much as two letters."""
    return sum(2 if char > "\u2e80" else 1 for char in text)


class Found:
    """The text that an extractor found."""

    def __init__(self, lines: Iterable[str]) -> None:
        """``lines`` as the extractor divides its text; they may be parts of paragraphs."""
        parts = [line for line in map(squeezed, lines) if line]
        self._lines = frozenset(parts)
        self._text = "".join(parts)
        self._at = 0

    def __bool__(self) -> bool:
        return bool(self._text)

    def has(self, text: str) -> bool:
        """Whether the squeezed ``text`` is in it. Ask in the order of the page: of a very long text only the
        neighbourhood of the last find is searched."""
        if text in self._lines:
            return True
        if len(text) < TELLING:
            return False
        if len(self._text) < 2 * NEAR:
            return text in self._text
        at = self._text.find(text, max(0, self._at - NEAR), self._at + NEAR)
        self._at = max(at, self._at)
        return at >= 0

    def share(self, element: Element) -> float:
        """Share of the text of ``element`` that is in it, between 0 and 1."""
        whole = squeezed(all_text(element))
        if not whole or self.has(whole):
            return 1.0 if whole else 0.0
        parts = [squeezed(str(text)) for text in element.itertext()]
        return sum(len(part) for part in parts if part and self.has(part)) / len(whole)


@dataclass(frozen=True, slots=True)
class Finders:
    """What the two extractors found."""

    careful: Found
    """Trafilatura: what it leaves out of the middle of an article often belongs there, what it takes almost
    always does."""
    generous: Found
    """Readability: takes whole elements."""

    def sure(self, text: str) -> float:
        """How sure it is that the squeezed ``text`` belongs to the article: 1 where both have it."""
        return (0.0, ALONE, 1.0)[self.careful.has(text) + self.generous.has(text)]


def ask_extractors(page: Element) -> Finders:
    """What is found in ``page``, which is left as it is. Nothing at all in a page that is very large."""
    bare = copy.deepcopy(page)
    for silent in list(bare.iter(*_SILENT, etree.Comment, etree.ProcessingInstruction)):
        remove(silent)
    for element in bare.iter(etree.Element):
        for name in list(element.attrib):
            if name not in _ASKED or str(element.get(name)).startswith("data:"):
                del element.attrib[name]
    source = etree.tostring(bare, encoding="unicode", method="html")
    if len(source) > LARGE_PAGE:
        return Finders(Found([]), Found([]))
    return Finders(Found(_careful_lines(bare)), Found(_generous_lines(source)))


def _careful_lines(page: Element) -> Iterable[str]:
    text = trafilatura.extract(page, fast=True, include_comments=False, include_tables=True) or ""
    for line in text.split("\n"):
        yield from line.removeprefix("- ").strip("|").split("|")


def _generous_lines(source: str) -> Iterable[str]:
    try:
        summary = Document(source).summary()
    except Unparseable:  # it gives up on pages without a paragraph
        return
    for part in re.split(r"<[^>]+>", summary):
        yield unescape(part)
