"""Where on a page the article is.

The extractors rewrite what they find (they drop ruby, tables, pictures, whole paragraphs), so their results
only show the place: the smallest element of the page that covers the text they found. That element is taken
whole, without what is plainly no part of the article.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

import trafilatura
from lxml import etree
from readability import Document
from readability.readability import Unparseable

from fumikura.html.dom import BLOCKS, Element, remove, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RECALL = 5
"""How many times as much a covered text weighs as a text that nobody found (the beta of an F score).
Measured on twelve Japanese and 62 English pages with known text: from 3 to 8 the results differ by a
hundredth."""
LEAST = 0.85
"""Share of the text agreed upon that the element must hold whatever else it holds."""
TELLING = 12
"""Characters from which on a text is taken to stand in one place only."""

LARGE = 0.3
"""Share of the text from which on an element is never junk, whatever it is called."""

_JUNK_TAGS = frozenset({
    "nav", "form", "button", "select", "input", "textarea", "dialog", "menu",
    "svg", "object",
})  # fmt: skip
_JUNK_NAME = re.compile(
    r"(?:^|[-_ ])(?:shar(?:e|es|ing)|sns|socials?|addtoany|hatena-bookmark|related|relation|"
    r"recommend(?:s|ed|ation)?|newsletter|subscribe|subscription|mailmagazine|breadcrumbs?|topicpath|pager|pagination|pagenavi?|ads?|"
    r"adsense|advert|advertisement|advertising|adslot|sponsor|sponsored|promo|promotion|banner|cookies?|consent|"
    r"sidebar|widgets?|ranking|popular|trending|outbrain|taboola|toolbar|popup|modal|follow|like-button|likes|"
    r"print|skip-link|pr-area)(?:$|[-_ \d])",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"^(?:comments?(?:[-_]?(?:area|section|list|form|wrapper|box))?|disqus_thread|respond)$", re.IGNORECASE
)
_UNSEEN_NAME = re.compile(
    r"(?:^|\s)(?:screen-reader-text|sr-only|visually-hidden|noprint|mw-editsection)(?:$|\s)", re.IGNORECASE
)
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "head", "title", "noscript", "template"})
_PLACES = frozenset({
    "html", "body", "main", "article", "section", "div", "blockquote", "figure", "center", "form",
    "fieldset", "dl", "table",
})  # fmt: skip
"""What an article can stand in; a part of a list or a table stands for the whole."""
_SOLID = frozenset({"picture", "img", "source", "body", "html", "article", "main"})


def find_article(root: Element) -> Element:
    """A copy of the element of the page ``root`` that holds the article, without share bars, menus and the
    like."""
    page = copy.deepcopy(root)
    place = _covering(page, [_squeezed(text) for text in _extracted_texts(page)])
    if place is None:
        place = next(page.iter("article", "main"), None)
    if place is None:
        place = next(page.iter("body"), page)
    article = copy.deepcopy(place)
    article.tail = None
    _prune(article)
    return article


def _extracted_texts(page: Element) -> Iterable[str]:
    source = etree.tostring(page, encoding="unicode", method="html")
    yield trafilatura.extract(source, favor_recall=True, include_comments=False, include_tables=True) or ""
    try:
        summary = Document(source).summary()
    except Unparseable:  # it gives up on pages without a paragraph
        return
    yield re.sub(r"<[^>]+>", "", summary)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _covering(page: Element, texts: list[str]) -> Element | None:
    """The element that best covers what all extractors found; what any of them found, if they hardly
    agree."""
    agreed = _Coverage(page, lambda text: all(text in found for found in texts))
    found = _Coverage(page, lambda text: any(text in found for found in texts))
    coverage = agreed if agreed.total > 0.3 * found.total else found
    if not coverage.total:
        return None
    blocks = [element for element in page.iter(*BLOCKS) if coverage.share(element) >= LEAST]
    place = max(reversed(blocks), key=coverage.score, default=page)
    while place.tag not in _PLACES and place.getparent() is not None:
        place = _parent(place)
    return place


class _Coverage:
    """How much of the found text, and how much other text, each element of a page holds."""

    def __init__(self, page: Element, is_found: Callable[[str], bool]) -> None:
        """Counts once, in one walk over the page. Links count as other text: lists of them are everywhere."""
        self.total = 0
        self._found: dict[Element, int] = {}
        self._all: dict[Element, int] = {}
        for element in page.iter():
            if isinstance(element.tag, str) and element.tag not in _SILENT:
                self._count(element, is_found)

    def _count(self, element: Element, is_found: Callable[[str], bool]) -> None:
        in_link = element.tag == "a" or next(element.iterancestors("a"), None) is not None
        length = weight = 0
        for text in (element.text, *(child.tail for child in element)):
            squeezed = _squeezed(text or "")
            length += len(squeezed)
            if len(squeezed) >= TELLING and not in_link and is_found(squeezed):
                weight += len(squeezed)
        self.total += weight
        holder: Element | None = element
        while length and holder is not None:
            self._found[holder] = self._found.get(holder, 0) + weight
            self._all[holder] = self._all.get(holder, 0) + length
            holder = holder.getparent()

    def share(self, element: Element) -> float:
        """Of the found text, as much as ``element`` holds."""
        return self._found.get(element, 0) / self.total

    def score(self, element: Element) -> float:
        """F score of ``element``: its share of the found text, and how little else is in it."""
        share = self.share(element)
        pure = self._found.get(element, 0) / (self._all.get(element, 0) or 1)
        return (1 + RECALL**2) * share * pure / (RECALL**2 * pure + share) if share else 0.0


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _prune(article: Element) -> None:
    """Take out what is plainly no part of the article. In doubt it stays: a reader can cut, but not
    restore."""
    whole = len(text_of(article)) or 1
    for element in list(article.iterdescendants()):
        if not isinstance(element.tag, str):
            continue
        if _is_gone(element, article):
            continue
        if element.tag in {"form", "fieldset"} and len(text_of(element)) > LARGE * whole:
            unwrap(element)  # ASP.NET puts all of a page into a form
        elif _is_junk(element, whole):
            remove(element)


def _is_gone(element: Element, article: Element) -> bool:
    """Whether it went with an element around it."""
    return element is not article and article not in element.iterancestors()


def _is_junk(element: Element, whole: int) -> bool:
    """Whether ``element`` is no part of an article with ``whole`` characters."""
    if element.tag in {"script", "style", "template", "svg"}:
        return True
    length = len(text_of(element))
    if length > LARGE * whole or element.tag in _SOLID:
        return False
    if element.tag in _JUNK_TAGS or _is_unseen(element) or element.get("role") in {"navigation", "search"}:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if any(_COMMENTS.match(name) for name in names.split()):
        return True
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    mostly_links = linked > 0.4 * length or not length
    if element.tag in {"aside", "footer"}:
        return mostly_links and length > 0
    is_named = _JUNK_NAME.search(names) is not None and (mostly_links or length < 80)
    return is_named and next(element.iter("pre", "table"), None) is None


def _is_unseen(element: Element) -> bool:
    return (
        element.get("hidden") is not None
        or _UNSEEN_STYLE.search(element.get("style") or "") is not None
        or _UNSEEN_NAME.search(element.get("class") or "") is not None
        or (element.get("aria-hidden") == "true" and next(element.iter("math", "img"), None) is None)
    )
