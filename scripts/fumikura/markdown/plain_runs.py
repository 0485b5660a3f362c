"""Text of a page in which nothing is marked -> left alone by Python-Markdown's inline patterns: an extension.

Most of an article is such text, and to try one pattern after the other on all of it takes longer than to parse the
blocks. What a pattern's own expression does not find it would not have changed: the HTML is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.inlinepatterns import BACKTICK_RE, LINK_RE, InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX, AtomicString

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_INLINE = 20
"""Priority of Python-Markdown's own step. The two here stand next to it, on either side."""

SIGNS = {BACKTICK_RE: "`", LINK_RE: "["}
"""What stands in all that these expressions find. They begin with a look back, so that they are tried at each character
of a text, which takes more time than all others together; this is not."""


class PlainRuns(Extension):
    """Python-Markdown processes no ``AtomicString``; what is none before is none afterwards."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        """Mark right before the inline patterns, and take the marks off right after them."""
        md.treeprocessors.register(_Marking(md), "fumikura_plain_runs", _INLINE + 0.001)
        md.treeprocessors.register(_Unmarking(md), "fumikura_plain_runs_end", _INLINE - 0.001)


class _PlainRun(AtomicString):
    """Tells our marks from those that others have set."""


class _Marking(Treeprocessor):
    def run(self, root: Element) -> None:
        patterns = list(self.md.inlinePatterns)
        if not all(isinstance(pattern, InlineProcessor) for pattern in patterns):
            return  # one of the old kind looks at the whole of a text, in a way of its own
        # Several patterns have one and the same expression.
        searches = [_searching(one) for one in dict.fromkeys(pattern.getCompiledRegExp() for pattern in patterns)]
        for element in root.iter():
            text, tail = element.text, element.tail
            if text and type(text) is str and _is_plain(text, searches):
                element.text = _PlainRun(text)
            if tail and type(tail) is str and _is_plain(tail, searches):
                element.tail = _PlainRun(tail)


def _searching(expression: re.Pattern[str]) -> Callable[[str], object]:
    """What tells whether ``expression`` finds anything in a text."""
    search, sign = expression.search, SIGNS.get(expression.pattern)
    return search if sign is None else lambda text: sign in text and search(text)


def _is_plain(text: str, searches: Sequence[Callable[[str], object]]) -> bool:
    """Whether no pattern finds anything in ``text``, and nothing was put aside from it."""
    return STX not in text and not [True for search in searches if search(text)]


class _Unmarking(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            if isinstance(element.text, _PlainRun):
                element.text = str(element.text)
            if isinstance(element.tail, _PlainRun):
                element.tail = str(element.tail)
