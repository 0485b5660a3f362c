"""Relative links of a page -> links of the site, as MkDocs writes them: a Python-Markdown extension.

MkDocs has the last word on what leads nowhere: such a link stays as it is, and what it would say is asked of it
(``engine.py``).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_ATTRIBUTES = {"a": "href", "img": "src"}


class SiteLinks(Extension):
    """``resolve`` gives the link of the site for one that stands in the page being rendered."""

    def __init__(self, resolve: Callable[[str], str]) -> None:
        super().__init__()
        self._resolve = resolve

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        """Run last, where MkDocs does."""
        md.treeprocessors.register(_Resolver(md, self._resolve), "fumikura_site_links", 0)


class _Resolver(Treeprocessor):
    def __init__(self, md: Markdown, resolve: Callable[[str], str]) -> None:
        super().__init__(md)
        self._resolve = resolve

    def run(self, root: Element) -> None:
        for element in root.iter():
            name = _ATTRIBUTES.get(element.tag)
            link = element.get(name) if name else None
            if name and link is not None:
                element.set(name, self._resolve(link))


def resolved(link: str, src: str, is_there: Callable[[str], bool]) -> str | None:
    """``link`` in ``docs/<src>`` as it stands in the site; None for one that names a file that is not there.

    What MkDocs takes for no link to a file (other hosts, addresses from the root, a mere fragment) stays as it is.
    """
    scheme, host, path, query, fragment = urlsplit(link)
    if scheme or host or not path or link.startswith(("/", "\\")) or AMP_SUBSTITUTE in link:
        return link
    path = unquote(path)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(src), path).lstrip("/"))
    if not is_there(target):
        return None if posixpath.splitext(path)[1] else link
    return urlunsplit(("", "", _relative(_address(target), _address(src)), query, fragment))


def _address(src: str) -> str:
    """Of the page or file at ``src``, percent-encoded."""
    folder, name = posixpath.split(src)
    stem, suffix = posixpath.splitext(name)
    if suffix not in {".md", ".markdown", ".mdown", ".mkdn", ".mkd"}:
        return quote(src)
    parts = [folder] if stem in {"index", "README"} else [folder, stem]
    return quote("/".join(filter(None, parts)) or ".") + "/"


def _relative(target: str, page: str) -> str:
    """From the page at the address ``page``, which ends in ``/``, to ``target``."""
    origin, goal = ([part for part in one.split("/") if part not in {"", "."}] for one in (page, target))
    common = 0
    while common < min(len(origin), len(goal)) and origin[common] == goal[common]:
        common += 1
    path = "/".join([".."] * (len(origin) - common) + goal[common:]) or "."
    return path + "/" if target.endswith("/") else path
