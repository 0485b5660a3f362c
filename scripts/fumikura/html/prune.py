"""What is no part of an article by its element, its name or its role: menus, forms, share bars, lists of related
pages. In doubt it stays: a reader can cut, but not restore."""

from __future__ import annotations

import re

from fumikura.html.dom import HEADINGS, Element, all_text, remove, text_of, unwrap

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
    r"print|noprint|skip-link|pr-area)(?:$|[-_ \d])",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"^(?:comments?(?:[-_]?(?:area|section|list|form|wrapper|box))?|disqus_thread|respond)$", re.IGNORECASE
)
_UNSEEN_NAME = re.compile(
    r"(?:^|\s)(?:screen-reader-text|sr-only|visually-hidden|mw-editsection)(?:$|\s)", re.IGNORECASE
)
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:^|[;\s])(?:left|right|top)\s*:\s*-\d{4,}px", re.IGNORECASE
)
"""Not shown, or far outside of the page, where links for search engines are put."""
_ONLY_BOXES = re.compile(r"(?:^|[-_ ])(?:widgets?|noprint)(?:$|[-_ \d])", re.IGNORECASE)
"""Names of boxes of any kind: of these a picture or a phrase without a link may be the author's."""
_SOLID = frozenset({"picture", "img", "source", "figure", "body", "html", "article", "main"})


def prune(article: Element) -> None:
    """Take out of ``article`` what is plainly no part of it."""
    sizes = _sizes(article)
    whole = sizes[article] or 1
    pending = [article]
    while pending:
        for element in [child for child in pending.pop() if isinstance(child.tag, str)]:
            if element.tag in {"form", "fieldset"} and sizes[element] > LARGE * whole:
                pending.append(element)
            elif _is_junk(element, sizes[element], whole):
                around = element.getparent()
                remove(element)
                if element.tag == "form" and around is not None and around is not article and _only_calls(around):
                    remove(around)
            else:
                pending.append(element)
    for form in list(article.iter("form", "fieldset")):
        if form is not article:
            unwrap(form)  # ASP.NET puts all of a page into a form


def _only_calls(box: Element) -> bool:
    """Whether nothing but a heading is left in ``box``, out of which a form was taken."""
    shown = text_of(box)
    headed = " ".join(text_of(heading) for heading in box.iter(*HEADINGS))
    return 0 < len(shown) < 80 and shown == headed and next(box.iter("img"), None) is None


def _sizes(article: Element) -> dict[Element, int]:
    """Characters of each element under ``article``, white space folded."""
    sizes: dict[Element, int] = {}
    elements = [element for element in article.iter() if isinstance(element.tag, str)]
    for element in reversed(elements):
        own = sum(len(" ".join(text.split())) for text in (element.text, *(child.tail for child in element)) if text)
        sizes[element] = own + sum(sizes.get(child, 0) for child in element)
    return sizes


def _is_junk(element: Element, length: int, whole: int) -> bool:
    """Whether ``element``, of ``length`` characters, is no part of an article with ``whole`` characters."""
    if element.tag in {"script", "style", "template", "svg"}:
        return True
    if length > LARGE * whole or element.tag in _SOLID:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    is_menu = element.tag in _JUNK_TAGS or element.get("role") in {"navigation", "search"}
    if is_menu or is_unseen(element) or any(_COMMENTS.match(name) for name in names.split()):
        return True
    if element.tag in {"aside", "footer"}:
        return _is_mostly_links(element, length) and length > 0 and not names_licence(element)
    return _JUNK_NAME.search(names) is not None and _is_junk_box(element, length, names)


def _is_junk_box(element: Element, length: int, names: str) -> bool:
    """Whether ``element``, whose ``names`` are those of junk, is some."""
    empty = not all_text(element).strip()
    if _ONLY_BOXES.search(names) and _JUNK_NAME.search(_ONLY_BOXES.sub(" ", names)) is None:
        pictured = next(element.iter("img"), None) is not None
        if next(element.iter("a"), None) is None and (pictured or not empty):
            return False
    return (_is_mostly_links(element, length) or length < 80) and next(element.iter("pre", "table"), None) is None


def _is_mostly_links(element: Element, length: int) -> bool:
    """Whether there is little in ``element``, of ``length`` characters, besides links, or nothing."""
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return linked > 0.4 * length or not all_text(element).strip()


def names_licence(element: Element) -> bool:
    """Whether ``element`` links the licence of the page, as ``rel`` says."""
    return any("license" in (link.get("rel") or "").lower().split() for link in element.iter("a"))


def is_unseen(element: Element) -> bool:
    """Whether ``element`` is hidden from all readers, or from those who see; a formula beside its picture is not."""
    hidden = element.get("hidden") is not None or _UNSEEN_NAME.search(element.get("class") or "") is not None
    if hidden:
        return True
    if _UNSEEN_STYLE.search(element.get("style") or ""):
        return next(element.iter("math"), None) is None
    return element.get("aria-hidden") == "true" and next(element.iter("math", "img"), None) is None
