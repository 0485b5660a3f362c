"""The units of an article: a paragraph, a heading, a list, a table, a figure, and what the extractors say of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from fumikura.html.dom import BLOCKS, Element, all_text, blocky, nodes
from fumikura.html.found import PROSE, squeezed, written_length
from fumikura.html.prune import names_licence
from fumikura.html.tables import is_layout

if TYPE_CHECKING:
    from collections.abc import Container

    from fumikura.html.found import Finders

FOUND = 0.5
"""Share of a unit's text that makes it found."""
WHOLES = frozenset({"ul", "ol", "dl", "table", "figure", "pre", "details", "math"})
"""Elements that are one unit, unless they hold a large part of the article."""
LARGE = 0.3
"""That part; and the share of links in a text up to which it is prose."""


@dataclass(slots=True)
class Unit:
    """A part of the article that is read as one."""

    element: Element
    text: str
    """Squeezed."""
    linked: int
    """Characters of ``text`` in links."""
    links: int
    careful: bool
    generous: bool
    """Whether each extractor found it."""
    stays: bool
    """In any case: the article refers to it, as to a footnote, or it links the licence."""
    gone: bool = False

    @property
    def found(self) -> bool:
        """By anyone."""
        return self.careful or self.generous

    @property
    def share_linked(self) -> float:
        """Between 0 and 1."""
        return self.linked / (len(self.text) or 1)

    @property
    def is_prose(self) -> bool:
        """Long, and not of links."""
        weight = written_length(self.text)
        is_words = weight > 1.5 * len(self.text) or len(all_text(self.element).split()) > 6  # and no address
        return weight >= PROSE and self.share_linked < LARGE and is_words

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see in it besides text."""
        return (
            self.element.tag == "figure" or next(self.element.iter("img", "iframe", "video", "audio"), None) is not None
        )


def units_of(article: Element, finders: Finders) -> list[Unit]:
    """The units of ``article``; loose phrases between blocks are put into a ``<div>`` first."""
    whole = len(squeezed(all_text(article))) or 1
    around = blocky(article)
    referred = _referred(article)
    found: list[Unit] = []
    pending = [article]
    while pending:
        element = pending.pop()
        is_whole = element.tag in WHOLES and not (element.tag == "table" and is_layout(element))
        if element is not article and (
            element not in around or (is_whole and len(squeezed(all_text(element))) < LARGE * whole)
        ):
            found.append(_unit(element, finders, referred))
            continue
        if element.tag not in {"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "figure", "details"}:
            _divide(element, around)
        pending += reversed([child for child in element if isinstance(child.tag, str)])
    return found


def _divide(container: Element, around: Container[Element]) -> None:
    """Put each run of phrases between the blocks of ``container`` into a ``<div>``."""
    content = list(nodes(container))
    for child in list(container):
        container.remove(child)
    container.text = None
    run: Element | None = None
    for node in content:
        if not isinstance(node, str):
            node.tail = None
            if node.tag in BLOCKS or node in around:
                run = None
                container.append(node)
                continue
        if run is None:
            if isinstance(node, str) and not node.strip():
                continue
            run = etree.SubElement(container, "div")
        if not isinstance(node, str):
            run.append(node)
        elif len(run):
            run[-1].tail = (run[-1].tail or "") + node
        else:
            run.text = (run.text or "") + node


def _unit(element: Element, finders: Finders, referred: frozenset[str]) -> Unit:
    text = squeezed(all_text(element))
    links = list(element.iter("a"))
    linked = sum(len(squeezed(all_text(link))) for link in links)
    if next(element.iterancestors("a"), None) is not None:
        linked = len(text)
    careful = finders.careful.share(element) > FOUND
    generous = finders.generous.share(element) > FOUND
    names = {str(one.get(name)) for one in element.iter(etree.Element) for name in ("id", "name")}
    names |= {str(one.get("id")) for one in element.iterancestors("li")}
    return Unit(
        element,
        text,
        min(linked, len(text)),
        len(links),
        careful,
        generous,
        bool(names & referred) or names_licence(element),
    )


def _referred(article: Element) -> frozenset[str]:
    """Names of the places in ``article`` that short links lead to, as footnotes are referred to."""
    links = [link for link in article.iter("a") if len(all_text(link).strip()) <= 8]
    return frozenset((link.get("href") or "").partition("#")[2] for link in links) - {""}
