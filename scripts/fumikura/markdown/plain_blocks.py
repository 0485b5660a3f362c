"""Paragraphs that begin with words -> taken by Python-Markdown's paragraph step at once: an extension.

Python-Markdown tries some twenty kinds of blocks on each block of a text, and the paragraph last. Each of the others
asks for a sign at the beginning of a line, or for the bars of a table: where neither is there, the HTML is the same.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_FIRST = 200
"""Priority: before all other kinds of blocks."""
_LINE = r"(?:[^\W\d_]|[「『（“‘])[^\n|]*"
_PARAGRAPH = re.compile(f"{_LINE}(?:\n{_LINE})*")

KNOWN = frozenset(
    {
        *("abbr", "admonition", "code", "defindent", "deflist", "details", "empty", "footnote", "hashheader", "hr"),
        *("indent", "markdown_block", "olist", "paragraph", "quote", "reference", "setextheader", "table", "ulist"),
    }
)
"""Kinds of blocks, by their names in Python-Markdown's registry, that are no paragraph.

All are of Python-Markdown and PyMdown Extensions; another one may take any block for its own."""
_NAME = "fumikura_plain_blocks"


class PlainBlocks(Extension):
    """Has no effect where an extension adds a kind of block of its own."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        """Be asked first."""
        md.parser.blockprocessors.register(_PlainBlock(md.parser), _NAME, _FIRST)


class _PlainBlock(BlockProcessor):
    @cached_property
    def _are_all_known(self) -> bool:
        others = [one for one in self.parser.blockprocessors if one is not self]
        names = {name for name in KNOWN if name in self.parser.blockprocessors}
        libraries = {type(one).__module__.partition(".")[0] for one in others}
        return len(names) == len(others) and libraries <= {"markdown", "pymdownx"}

    def test(self, parent: Element, block: str) -> bool:
        """Whether ``block`` can be nothing but a paragraph."""
        return self._are_all_known and _PARAGRAPH.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Make it one."""
        return self.parser.blockprocessors["paragraph"].run(parent, blocks)
