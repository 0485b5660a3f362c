"""Where a text ends because a paywall begins: what stands there instead is not the article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fumikura.html.dom import BLOCKS, Element, remove, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = re.compile(
    r"(?:この続きをみるには|ここから先は)(?:[、。:：]?)(?:\s.*|この記事を購入.*|.{0,3}[\d,]+\s*(?:字|文字|画像).*)?"
)
"""note.com's words, alone or with what can be bought. In a sentence they are only words."""
MAX_STUB = 400
"""Characters of a stub: how much follows, what it costs, a button."""


def stub_start(lines: Sequence[str]) -> int | None:
    """Index of the line at which the stub begins, or None where the text does not end in one."""
    for index, line in enumerate(lines):
        if _LINE.fullmatch(line.strip(" #*_|>\t\n")) and sum(map(len, lines[index:])) <= MAX_STUB:
            return index
    return None


def drop_stub(root: Element, content: Element) -> bool:
    """Whether the page has the stub of a paywall. It is taken out of ``content``, where it is in it."""
    blocks = [one for one in root.iter(*BLOCKS, "span", "p") if _LINE.fullmatch(text_of(one))]
    within = [one for one in blocks if content in one.iterancestors()]
    for stub in within:
        top = stub
        while (around := top.getparent()) is not None and around is not content and len(text_of(around)) <= MAX_STUB:
            top = around
        for one in [*top.itersiblings(), top] if _is_last(top) else [top]:
            if one.getparent() is not None:
                remove(one)
    return bool(blocks)


def _is_last(element: Element) -> bool:
    return sum(len(text_of(one)) for one in element.itersiblings()) <= MAX_STUB
