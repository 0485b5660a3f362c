"""Sections that stand side by side: where one of them was found, the others belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.html.dom import HEADINGS, Element, classes

if TYPE_CHECKING:
    from collections.abc import Callable

PURE = 0.8
"""Share of an element's text that is in sections like the one found, and in their headings, for it to be the whole."""


def with_sections(found: Element, length: Callable[[Element], int]) -> Element:
    """``found``, or the element around it where that consists of sections like it and their headings.

    ``length`` tells the characters of an element.
    """
    around = found.getparent()
    if around is None or not classes(found):
        return found
    like = [one for one in around if one.tag == found.tag and one.get("class") == found.get("class")]
    parts = sum(length(one) for one in around if one in like or one.tag in HEADINGS)
    return around if len(like) > 1 and parts > PURE * length(around) else found
