"""Links to pages that are not published: a Python-Markdown extension takes the link away and leaves its words.

It works on the tree, before MkDocs resolves links: what is private must not show even as a broken link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from markdown import Markdown


class _Unlinker(Treeprocessor):
    def __init__(self, md: Markdown, is_hidden: Callable[[str], bool]) -> None:
        super().__init__(md)
        self._is_hidden = is_hidden

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == "a" and self._is_hidden(child.get("href", "")):
                    child.tag = "span"
                    child.attrib.clear()
                elif child.tag == "img" and self._is_hidden(child.get("src", "")):
                    child.tag = "span"
                    child.text = child.get("alt", "")
                    child.attrib.clear()


class HiddenLinks(Extension):
    """``is_hidden`` says of a link target, as it stands in the page being rendered, whether it must not show."""

    def __init__(self, is_hidden: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_hidden = is_hidden

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        """Run after the inline patterns (20) and before MkDocs' link resolver (0)."""
        md.treeprocessors.register(_Unlinker(md, self._is_hidden), "fumikura_hidden_links", 5)
