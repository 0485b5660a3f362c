"""Parts of an article that Markdown has no words for -> plain HTML that Markdown leaves alone.

Only what the sanitiser keeps is written. Characters that mean something to Markdown are entities, since
within a list or a quote Python-Markdown reads the text between raw tags too. No line is blank and each
begins with a tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.html.dom import BLOCKS, Element, address, collapsed, nodes
from fumikura.markdown.sanitise import ATTRIBUTES, TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping

_VOID = frozenset({"br", "hr", "img", "wbr", "col"})
_LINES = frozenset({
    "table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "figure", "figcaption", "ul",
    "ol", "li", "dl", "dt", "dd", "details", "summary",
})  # fmt: skip
"""Elements that begin a line of their own, so that a change shows in a diff as one line."""
_HOLDERS = frozenset({
    "table", "colgroup", "thead", "tbody", "tfoot", "figure", "ul", "ol", "dl", "details",
})  # fmt: skip
"""Those whose end tag does, too."""
_ROWS = frozenset({"td", "th"})
_OURS = frozenset({"class", "id", "style"})
_SPECIAL = re.compile(r"[&<>\"\\`*\[\]{}~^|]|_|==+|(?<=/)/(?=/Footnotes)|[\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Places:
    """Where an article's links and pictures lead."""

    base_url: str | None = None
    pictures: Mapping[str, str | None] = field(default_factory=dict)
    """``src`` as it stands in the DOM -> the file beside the article, or None for a picture left out."""

    def link(self, href: str | None) -> str | None:
        """The absolute address of a link, or None if it leads nowhere that a page may lead to."""
        return address(href, self.base_url) if href and href.strip() else None

    def picture(self, src: str | None) -> str | None:
        """A file beside the article, or an absolute address; None if there is neither."""
        if src is None or not src.strip():
            return None
        if src in self.pictures:
            return self.pictures[src]
        return address(src, self.base_url)


def escape(text: str) -> str:
    """``text`` for the inside of a raw element or attribute: HTML's and Markdown's special characters as
    entities."""
    return _SPECIAL.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    found = match[0]
    if found == "_":
        around = match.string[max(0, match.start() - 1) : match.end() + 1]
        return found if len(around) == 3 and around.replace("_", "x", 1).isalnum() else "&#95;"
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    return "".join(named.get(char, f"&#{ord(char)};") for char in found)


def raw(element: Element, places: Places) -> str:
    """``element`` and all in it as HTML. Elements that are not kept leave their content."""
    written = "".join(_written(element, places, preformatted=False))
    return re.sub(r"\s*\n\s*", "\n", written).strip("\n ")


def open_tag(element: Element, places: Places) -> str:
    """The start tag of ``element`` with its harmless attributes; nothing for a picture without an address."""
    name = str(element.tag)
    allowed = (ATTRIBUTES.get(name, set()) | ATTRIBUTES["*"]) - _OURS
    values: dict[str, str | None] = {key: str(element.get(key)) for key in element.attrib if key in allowed}
    align = re.search(r"text-align:\s*(left|center|right)", element.get("style") or "")
    if name in _ROWS and align and "align" not in values:
        values["align"] = align[1]
    if name == "a":
        values["href"] = places.link(element.get("href"))
    if name == "img":
        values["src"] = places.picture(element.get("src"))
        values.setdefault("alt", "")
    if name in {"blockquote", "q"}:
        values["cite"] = places.link(element.get("cite"))
    written = [f' {key}="{escape(collapsed(value).strip())}"' for key, value in values.items() if value is not None]
    return f"<{name}{''.join(written)}>"


def _written(element: Element, places: Places, *, preformatted: bool) -> list[str]:
    name = str(element.tag)
    kept = name in TAGS and name not in {"div", "span", "section"}
    if name == "img" and places.picture(element.get("src")) is None:
        return []
    if name == "a" and (places.link(element.get("href")) is None or next(element.iterancestors("a"), None) is not None):
        kept = False  # HTML has no link within a link
    line = "\n" if name in _LINES else ""
    if name in _VOID:
        return [open_tag(element, places)]
    preformatted = preformatted or name == "pre"
    parts = [line, open_tag(element, places)] if kept else [" "] if name in BLOCKS else []
    for node in nodes(element):
        if isinstance(node, str):
            if name not in _HOLDERS | {"tr"} or node.strip():
                parts.append(_text(node, preformatted=preformatted))
        else:
            parts += _written(node, places, preformatted=preformatted)
    if kept:
        parts += ["\n" if name in _HOLDERS else "", f"</{name}>", line]
    elif name in BLOCKS:
        parts.append("<br>" if name in {"div", "p"} and element.getnext() is not None else " ")
    return parts


def _text(text: str, *, preformatted: bool) -> str:
    if preformatted:  # a line of it could begin a block, and a blank one end this
        return escape(text).replace("\n", "&#10;").replace("\t", "&#9;").replace(" ", "&#32;")
    return escape(re.sub(r"[\t\n\f\r ]+", " ", text))
