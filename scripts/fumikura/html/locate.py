"""Where on a page the article is.

The extractors rewrite what they find (they drop ruby, tables, pictures, whole paragraphs), so their results
only show the place: the smallest element of the page that covers the text they found. That element is taken
whole, without what is plainly no part of the article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.html.dom import BLOCKS, Element, all_text
from fumikura.html.found import TELLING, ask_extractors, squeezed
from fumikura.html.prune import prune
from fumikura.html.sections import with_sections
from fumikura.html.site_rules import drop_junk, ruled_place
from fumikura.html.trim import trim

if TYPE_CHECKING:
    from fumikura.html.found import Finders

RECALL = 3
"""How many times as much a covered text weighs as a text that nobody found (the beta of an F score).
Measured on half of the corpora of ``make bench-extraction``, confirmed on the other: with more, pages whole; with
less, parts of pages that have several."""
FRAME = 1.15
"""How much longer than the place found an ``<article>`` around it may be to be looked at for pictures."""
LEAST = 0.85
"""Share of the text agreed upon that the element must hold whatever else it holds."""

_SILENT = frozenset({"script", "style", "head", "title", "noscript", "template"})
_PLACES = frozenset({
    "html", "body", "main", "article", "section", "div", "blockquote", "figure", "center", "form",
    "fieldset", "dl", "table",
})  # fmt: skip
"""What an article can stand in; a part of a list or a table stands for the whole."""


def find_article(root: Element, url: str | None = None) -> Element:
    """The element of the page ``root`` that holds the article, taken out of it, without share bars, menus and the
    like. ``url``: where the page is, for the few sites with a rule of their own."""
    ruled = ruled_place(root, url)
    if ruled is not None:
        article = _taken_out(ruled[0])
        drop_junk(article, ruled[1])
        prune(article)
        return article
    finders = ask_extractors(root)
    place = _covering(root, finders)
    if place is None:
        place = next(root.iter("article", "main"), None)
    if place is None:
        place = next(root.iter("body"), root)
    frame = _frame(place)
    article = _taken_out(frame)
    prune(article)
    trim(article, finders, place)
    return article


def _taken_out(element: Element) -> Element:
    """``element`` without the page around it. Not a copy: of a large page that would be another tree in memory."""
    parent = element.getparent()
    element.tail = None
    if parent is not None:
        parent.remove(element)
    return element


def _frame(place: Element) -> Element:
    """The ``<article>`` around ``place`` if there is little more text in it: pictures often stand beside the text."""
    length = len(squeezed(all_text(place)))
    for around in place.iterancestors("article", "main"):
        if len(squeezed(all_text(around))) > FRAME * length:
            break
        return around
    return place


def _covering(page: Element, finders: Finders) -> Element | None:
    """The element that best covers what the extractors found."""
    if not finders.careful and not finders.generous:
        return None
    coverage = _Coverage(page, finders)
    if not coverage.total:
        return None
    blocks = [element for element in page.iter(*BLOCKS) if coverage.share(element) >= LEAST]
    place = max(reversed(blocks), key=coverage.score, default=page)
    place = with_sections(place, coverage.length)
    while place.tag not in _PLACES and place.getparent() is not None:
        place = _parent(place)
    return place


class _Coverage:
    """How much of the found text, and how much other text, each element of a page holds."""

    def __init__(self, page: Element, finders: Finders) -> None:
        """Counts once, in one walk over the page. Links count as other text: lists of them are everywhere."""
        self._found: dict[Element, float] = {}
        self._all: dict[Element, int] = {}
        in_link: dict[Element, bool] = {}
        elements = [element for element in page.iter() if isinstance(element.tag, str)]
        for element in elements:
            parent = element.getparent()
            linked = in_link[element] = element.tag == "a" or (parent is not None and in_link.get(parent, False))
            if element.tag not in _SILENT:
                self._count(element, None if linked else finders)
        for element in reversed(elements[1:]):
            parent = _parent(element)
            self._found[parent] = self._found.get(parent, 0) + self._found.get(element, 0)
            self._all[parent] = self._all.get(parent, 0) + self._all.get(element, 0)
        self.total = self._found.get(page, 0)

    def _count(self, element: Element, finders: Finders | None) -> None:
        length = 0
        weight = 0.0
        for text in (element.text, *(child.tail for child in element)):
            if text and (plain := squeezed(text)):
                length += len(plain)
                if finders is not None and len(plain) >= TELLING:
                    weight += len(plain) * finders.sure(plain)
        self._found[element], self._all[element] = weight, length

    def share(self, element: Element) -> float:
        """Of the found text, as much as ``element`` holds."""
        return self._found.get(element, 0) / self.total

    def length(self, element: Element) -> int:
        """Characters of all its text."""
        return self._all.get(element, 0)

    def score(self, element: Element) -> float:
        """F score of ``element``: its share of the found text, and how little else is in it."""
        share = self.share(element)
        pure = self._found.get(element, 0) / (self._all.get(element, 0) or 1)
        return (1 + RECALL**2) * share * pure / (RECALL**2 * pure + share) if share else 0.0


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent
