"""How much of what a page shows is in the article that was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.html.found import squeezed
from fumikura.html.prune import is_unseen

if TYPE_CHECKING:
    from fumikura.html.dom import Element

LEFT_OUT = 0.3
"""Share of the text outside of navigation whose loss a person should hear of."""
SHORT = 200
"""Characters of such text below which a share says nothing."""

_SILENT = frozenset(
    {"head", "script", "style", "template", "noscript", "svg", "object", "iframe", "textarea", "select"}
)
_NAVIGATION = frozenset({"nav", "header", "footer", "aside", "form", "button", "menu", "dialog", "a"})
_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "complementary", "menu"})


@dataclass(frozen=True, slots=True)
class Kept:
    """Characters without white space."""

    article: int
    visible: int
    """All that the page shows without a script."""
    outside: int
    """That outside of menus, headers, footers, forms and links, as far as the page marks them."""
    article_outside: int
    """The same of the article."""

    def remark(self) -> str:
        """For the person who imports."""
        return f"{_percent(self.article, self.visible)}% of the text that the page shows is in the article"

    def warnings(self) -> list[str]:
        """That much is left out, if it is."""
        share = self.article_outside / self.outside if self.outside else 1.0
        if self.outside < SHORT or share >= 1 - LEFT_OUT:
            return []
        left_out = 100 - _percent(self.article_outside, self.outside)
        return [
            f"{left_out}% of the page's text outside of its menus is left out; "
            "compare the article with the page, since a part of it may be missing"
        ]


def _percent(part: int, whole: int) -> int:
    return min(100, round(100 * part / whole)) if whole else 100


def kept(page: Element, article: Element) -> Kept:
    """Compares ``article``, as it was cut out, with the whole ``page``."""
    return compared(lengths(page), article)


def compared(page: tuple[int, int], article: Element) -> Kept:
    """The same where the ``lengths`` of the page are known already."""
    visible, outside = page
    whole, without_links = lengths(article)
    return Kept(min(whole, visible), visible, outside, min(without_links, outside))


def lengths(root: Element) -> tuple[int, int]:
    """Characters of all visible text in ``root``, and of that outside of navigation."""
    visible = outside = 0
    pending = [(root, True)]
    while pending:
        element, counts = pending.pop()
        if element.tag in _SILENT or (element is not root and is_unseen(element)):
            continue
        counts = counts and element.tag not in _NAVIGATION and element.get("role") not in _ROLES
        for text in (element.text, *(child.tail for child in element)):
            length = len(squeezed(text)) if text else 0
            visible += length
            outside += length if counts else 0
        pending += [(child, counts) for child in element if isinstance(child.tag, str)]
    return visible, outside
