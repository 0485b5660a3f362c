"""What is compared of two pages: sequences of words and characters, and the parts of their HTML. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import lxml.html
from lxml import etree

from fumikura.text.canonical import canonical_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

N = 4
"""Words or characters of a sequence, as in the article-extraction-benchmark of Zyte (formerly Scrapinghub)."""
BLOCKS = (
    "p", "div", "li", "dt", "dd", "td", "th", "tr", "pre", "blockquote", "figure", "figcaption", "caption", "summary",
    "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr",
)  # fmt: skip
PARTS = ("text", "headings", "cells", "code", "quotes", "pictures", "links")


def sequences(units: Sequence[Hashable]) -> Counter[Hashable]:
    """Each run of ``N`` units and how often it occurs; a shorter text is one run."""
    return Counter(tuple(units[at : at + N]) for at in range(max(1, len(units) - N + 1)) if units)


def of_words(text: str) -> Counter[Hashable]:
    """Sequences of words, a word being ``\\w+``: the metric of the English corpus."""
    return sequences(re.findall(r"\w+", text))


def of_characters(text: str) -> Counter[Hashable]:
    """Sequences of characters without white space, for scripts that set no spaces between words."""
    return sequences(re.sub(r"\s", "", text))


def precision(found: Counter[Hashable], right: Counter[Hashable]) -> float | None:
    """Of what was found, the share that is right; None where nothing was found."""
    return (found & right).total() / found.total() if found else None


def recall(found: Counter[Hashable], right: Counter[Hashable]) -> float | None:
    """Of what is right, the share that was found; None where there is nothing to find."""
    return (found & right).total() / right.total() if right else None


def tree_of(html: str) -> etree._Element:
    """The HTML of an article as a tree, whatever is missing in it."""
    return lxml.html.fragment_fromstring(html, create_parent="div")


def text_of_html(html: str) -> str:
    """What a reader sees of ``html``: the canonical text, with a line for each block."""
    return canonical_text(re.sub(rf"(</?(?:{'|'.join(BLOCKS)})\b)", r" \1", html)).text


def parts_of(html: str, base_url: str, shown: str | None = None) -> dict[str, Counter[Hashable]]:
    """The parts of ``html``: what is counted of each is written beside it.

    ``shown``: the same HTML as readers get it, where ``html`` is from before the sanitiser, which takes the addresses
    of pictures on the net away.
    """
    before = tree_of(html)
    tree = tree_of(shown) if shown is not None else before
    return {
        "text": of_characters(text_of_html(shown if shown is not None else html)),
        "headings": _texts(tree, "h1", "h2", "h3", "h4", "h5", "h6"),  # one each, by its letters
        "cells": _texts(tree, "td", "th"),  # one each, by its letters
        "code": of_characters(_joined(tree, "pre")),
        "quotes": of_characters(_joined(tree, "blockquote")),
        "pictures": _addresses(before, "img", "src", base_url),
        "links": _addresses(tree, "a", "href", base_url),
    }


def _texts(tree: etree._Element, *names: str) -> Counter[Hashable]:
    texts = (re.sub(r"\W+", "", _text(element)) for element in tree.iter(*names))
    return Counter(text for text in texts if text)


def _joined(tree: etree._Element, name: str) -> str:
    outermost = (element for element in tree.iter(name) if next(element.iterancestors(name), None) is None)
    return "\n".join(_text(element) for element in outermost)


def _text(element: etree._Element) -> str:
    kept = element.xpath(".//text()[not(ancestor::rt or ancestor::rp or ancestor::a[@class='headerlink'])]")
    return "".join(str(text) for text in kept)


def _addresses(tree: etree._Element, name: str, attribute: str, base_url: str) -> Counter[Hashable]:
    """Whither the elements lead, each address once. Places on the same page are none: every page names its own."""
    found: set[Hashable] = set()
    for element in tree.iter(name):
        value = (element.get(attribute) or "").strip()
        if value and not value.startswith(("#", "data:", "javascript:")):
            found.add(_plain(value, base_url))
    return Counter(dict.fromkeys(found, 1))


def _plain(value: str, base_url: str) -> str:
    try:
        whole = urljoin(base_url, value)
    except ValueError:  # "http://[broken"
        whole = value
    plain = re.sub(r"^https?://", "", unquote(whole))
    return re.sub(r"^([^/?#]+)/?(?=[?#])|/+$", r"\1", plain)  # "a.example?x" is "a.example/?x"


def mean(values: Iterable[float | None]) -> float:
    """The mean of the pages that have a value; NaN if none has."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else float("nan")
