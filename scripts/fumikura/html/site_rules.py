"""Where the article is on the pages of large Japanese sites: a table of hosts. It helps where it fits; a page that has
none of the elements named here is read as any other. Pages of note.com have an importer of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fumikura.html.dom import Element, all_text, remove
from fumikura.html.found import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class SiteRule:
    """Names are those of a class or an id."""

    hosts: tuple[str, ...]
    """The host, or the domain that it lies in."""
    content: tuple[str, ...]
    """Where the article is, the best first."""
    junk: tuple[str, ...] = ()
    """What in it is no part of it."""


RULES = (
    SiteRule(("qiita.com",), ("personal-public-article-body", "it-MdContent")),
    SiteRule(("zenn.dev",), ("znc",)),
    SiteRule(
        ("hatenablog.com", "hatenablog.jp", "hateblo.jp", "hatenadiary.com", "hatenadiary.jp", "hatenadiary.org"),
        ("hatenablog-entry", "entry-content"),
        ("customized-footer", "social-buttons"),
    ),
    SiteRule(("itmedia.co.jp",), ("cmsBody",), ("snsSharebox", "cmsPrevNext")),
    SiteRule(("news.yahoo.co.jp",), ("article_body",)),
)


def ruled_place(root: Element, url: str | None) -> tuple[Element, SiteRule] | None:
    """The element of the page ``root`` that the rule of its site names, and that rule; None if there is none.

    Of several the longest: comments carry the same name on some sites.
    """
    host = (urlsplit(url or "").hostname or "").lower()
    for rule in RULES:
        if any(host == one or host.endswith(f".{one}") for one in rule.hosts):
            for name in rule.content:
                found = [element for element in _named(root, name) if squeezed(all_text(element))]
                if found:
                    return max(found, key=lambda element: len(squeezed(all_text(element)))), rule
    return None


def drop_junk(article: Element, rule: SiteRule) -> None:
    """Take what ``rule`` calls junk out of ``article``, in place."""
    for name in rule.junk:
        for element in list(_named(article, name)):
            if element is not article:
                remove(element)


def _named(root: Element, name: str) -> Iterator[Element]:
    return (
        element
        for element in root.iter("div", "section", "article", "main", "p", "ul")
        if element.get("id") == name or name in (element.get("class") or "").split()
    )
