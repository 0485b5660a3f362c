"""The DOM of a page as lxml gives it: reading it, asking about it, and making an article's part ready to be
written.

Nothing here knows Markdown.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin, urlsplit

import lxml.html
import nh3
from lxml import etree

from fumikura.errors import ContentError
from fumikura.html.lazy_pictures import show_lazy_pictures
from fumikura.html.scripted import show_scripted
from fumikura.markdown.sanitise import TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

Element: TypeAlias = etree._Element

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p",
    "pre", "search", "section", "summary", "table", "caption", "thead", "tbody", "tfoot", "tr", "td",
    "th", "ul",
})  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "menu", "dir"})

_UNSEEN = frozenset({
    "head", "script", "style", "template", "noscript", "textarea", "object", "embed", "param",
    "source", "track", "title", "link", "meta", "base", "area", "map", "datalist", "noembed",
    "noframes",
})  # fmt: skip
_UNKNOWN_VOIDS = ("source", "track", "wbr")
"""Elements without content that libxml2 does not know as such: it puts what follows into them."""
_DISTRIBUTED = frozenset({"a", "b", "strong", "em", "i"})

MAX_CONTAINERS = 20_000
"""Bare containers in each other, from which on the time to remove them, which grows with the square, is minutes."""
_CONTAINER = re.compile(r"<(/?)(?:div|span|section)\b", re.IGNORECASE)

MAX_DEPTH = 60
"""Levels kept of an article's tree. A page has some 30; each costs the writers three calls."""

_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml\b[^>]*\?>")
"""XHTML's first line. What it says of the encoding is over: the text is decoded."""
_ALPHABET = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def _containers_deep(text: str) -> int:
    """How deep bare containers stand in each other, if all are closed."""
    deep = deepest = 0
    for match in _CONTAINER.finditer(text):
        deep = max(0, deep - 1) if match[1] else deep + 1
        deepest = max(deepest, deep)
    return deepest


def parse(text: str, name: str) -> Element:
    """The ``<html>`` element of a page, however broken it is.

    Raises ``ContentError`` naming ``name`` for a page without a single element, and for one that is nested
    deeper than any parser goes.
    """
    text = _DECLARATION.sub("", text, count=1)
    root, too_deep = _parsed(_ALPHABET.sub("", text))
    if too_deep:
        if _containers_deep(text) > MAX_CONTAINERS:
            raise ContentError(name, 1, "its elements are nested thousands deep", "save the page in reader view")
        # html5ever has no limit of its own; without its bare containers the tree may fit.
        flat = nh3.clean(text, tags=TAGS - {"div", "span", "section"}, strip_comments=True)
        body, too_deep = _parsed(flat)
        if too_deep or body is None:
            raise ContentError(name, 1, "its elements are nested thousands deep", "save the page in reader view")
        root = body
    if root is None:
        raise ContentError(name, 1, "there is no HTML in it", "save the page again, or remove the file")
    return root


def _parsed(text: str) -> tuple[Element | None, bool]:
    """The tree, if there is any, and whether libxml2 gave up before the end of the text (2,048 levels)."""
    parser = lxml.html.HTMLParser(huge_tree=True, recover=True)
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except etree.ParserError:
        return None, False
    too_deep = any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
    return root, too_deep


def address(value: str | None, base_url: str | None) -> str | None:
    """An absolute http(s) or mailto address, or None for anything else (``javascript:``, ``data:``, broken
    ones)."""
    if value is None:
        return None
    try:
        plain = re.sub(r"[\t\n\r]", "", value.strip())
        whole = urljoin(base_url or ("https:" if plain.startswith("//") else ""), plain)
        parts = urlsplit(whole)
    except ValueError:
        return None
    if parts.scheme in {"http", "https"} and parts.netloc:
        return whole
    return whole if parts.scheme == "mailto" and parts.path else None


def classes(element: Element) -> frozenset[str]:
    """The words of its ``class``, in lower case."""
    return frozenset((element.get("class") or "").lower().split())


def collapsed(text: str | None) -> str:
    """``text`` with its runs of HTML white space as one space."""
    return re.sub(r"[\t\n\f\r ]+", " ", text or "")


def all_text(element: Element) -> str:
    """All its text, as it is."""
    return "".join(str(text) for text in element.itertext())


def text_of(element: Element) -> str:
    """All its text, collapsed and without white space at the ends."""
    return collapsed(all_text(element)).strip()


def nodes(element: Element) -> Iterator[str | Element]:
    """Its text and its child elements, in order, without comments."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail


def blocky(root: Element) -> frozenset[Element]:
    """The elements under ``root`` that contain a block element, at any depth, ``root`` among them."""
    found: set[Element] = set()
    for element in root.iter(*BLOCKS):
        parent = element.getparent()
        while parent is not None and parent not in found:
            found.add(parent)
            parent = parent.getparent()
    return frozenset(found)


_SELF_LINK = re.compile(r"[¶#§🔗⚓\s\ufe0f]*")


def drop_self_links(root: Element) -> None:
    """Take out the links in headings and terms that lead to these themselves and say no word."""
    for heading in list(root.iter(*HEADINGS, "dt", "caption", "figcaption")):
        for link in list(heading.iter("a")):
            if "#" in (link.get("href") or "") and _SELF_LINK.fullmatch(text_of(link)) and not len(link):
                remove(link)


def prepared(element: Element) -> Element:
    """A copy of ``element`` in which everything is to be shown and no phrase contains a block."""
    root = copy.deepcopy(element)
    root.tail = None
    for void in list(root.iter(*_UNKNOWN_VOIDS)):
        _empty(void)
    show_scripted(root)
    show_lazy_pictures(root)
    for player in root.iter("video", "audio"):
        inner = next((source for source in player.iter("source") if source.get("src")), None)
        if inner is not None and not player.get("src"):
            player.set("src", str(inner.get("src")))
    for unseen in list(root.iter(*_UNSEEN)):
        if unseen is not root and unseen.getparent() is not None:
            remove(unseen)
    for comment in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        remove(comment)
    drop_self_links(root)
    _limit_depth(root)
    _distribute(root)
    return root


def remove(element: Element) -> None:
    """Take ``element`` out of its tree; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    _append_text(parent, element.getprevious(), element.tail)
    element.tail = None
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Take away ``element`` and leave what it contains."""
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    _append_text(parent, element.getprevious(), element.text)
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)
    _append_text(parent, element.getprevious(), element.tail)
    element.tail = None
    parent.remove(element)


def _empty(element: Element) -> None:
    """Put what ``element`` contains behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, element.tail, element.text = element.tail, element.text, None
    last = element
    for child in list(element):
        parent.insert(parent.index(last) + 1, child)
        last = child
    _append_text(parent, last, tail)


def _append_text(parent: Element, previous: Element | None, text: str | None) -> None:
    if not text:
        return
    if previous is None:
        parent.text = (parent.text or "") + text
    else:
        previous.tail = (previous.tail or "") + text


def _limit_depth(root: Element) -> None:
    """Unwrap what lies deeper than ``MAX_DEPTH``, with a space where a block ended."""
    depth = {root: 0}
    deep: list[Element] = []
    for element in root.iterdescendants():
        parent = element.getparent()
        level = depth[element] = depth[parent] + 1 if parent is not None else 0
        if level > MAX_DEPTH:
            deep.append(element)
    for element in reversed(deep):
        if element.tag in BLOCKS:
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
        unwrap(element)


def _distribute(root: Element) -> None:
    """``<a><div>x</div></a>`` as ``<div><a>x</a></div>``: Markdown has links and emphasis within a block
    only."""
    around_blocks = blocky(root)
    for element in list(root.iter(*_DISTRIBUTED)):
        if element in around_blocks and element is not root:
            _wrap_runs(element, element, around_blocks)
            element.tag = "div"
            element.attrib.clear()


def _wrap_runs(container: Element, wrapper: Element, around_blocks: frozenset[Element]) -> None:
    """Put a copy of ``wrapper`` around each run of phrases in ``container``, down through its blocks."""
    pending: list[Element] = [container]
    while pending:
        element = pending.pop()
        if element.tag in {"table", "ruby"}:
            continue
        content = list(nodes(element))
        for child in list(element):
            element.remove(child)
        element.text = None
        run: Element | None = None
        for node in content:
            if isinstance(node, str):
                run = _run_for_text(element, wrapper, run, node)
                continue
            node.tail = None
            if node.tag in BLOCKS or node in around_blocks:
                run = None
                element.append(node)
                pending.append(node)
            else:
                if run is None:
                    run = etree.SubElement(element, str(wrapper.tag), _attributes(wrapper))
                run.append(node)


def _attributes(element: Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _run_for_text(element: Element, wrapper: Element, run: Element | None, text: str) -> Element | None:
    if run is None and not text.strip():
        _append_text(element, element[-1] if len(element) else None, text)
        return None
    if run is None:
        run = etree.SubElement(element, str(wrapper.tag), _attributes(wrapper))
    _append_text(run, run[-1] if len(run) else None, text)
    return run


def lower_headings(element: Element) -> None:
    """A page's own title is its only ``<h1>``: where ``element`` has others, all its headings go down by one."""
    if next(element.iter("h1"), None) is None:
        return
    for heading in list(element.iter(*HEADINGS)):
        heading.tag = f"h{min(6, int(str(heading.tag)[1]) + 1)}"
