"""What the theme writes around a page -> a shell that is filled for each page of its kind. Pure.

The theme renders one page of each kind whose title, description, address and content are tokens. Where they stand in
its output, those of other pages will stand. Whether that gives what the theme itself would give is tried on another
page whenever shells are made (``engine.py``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKENS = {
    "title": "fumikura0title0token",
    "description": "fumikura0description0token",
    "place": "fumikura0place0token",
    "content": "fumikura0content0token",
    "page": "<h1 fumikura0page0token>",
}
"""``content`` and ``page``: without and with a heading of the first order, which Material asks for."""
HEAD_END = "</head>"
DESCRIBED = "z"
"""Ends the place of a page that has a description: two pages cannot have one place."""
_TOKEN = re.compile("|".join(f"(?P<{name}>{re.escape(token)}{DESCRIBED}?)" for name, token in TOKENS.items()))


@dataclass(frozen=True, slots=True)
class Shell:
    """Text, a name of ``TOKENS`` or ``head``, text, a name, …, text."""

    parts: tuple[str, ...]

    def fill(self, values: Mapping[str, str], head: str = "") -> str:
        """A page. ``values``: HTML by the names of ``TOKENS``; ``head``: what is added to the end of its head."""
        filled = list(self.parts)
        for place in range(1, len(filled), 2):
            filled[place] = head if filled[place] == "head" else values[filled[place]]
        return "".join(filled)


def cut(page: str) -> Shell | None:
    """The shell of a ``page`` that was rendered with tokens; None where they are not in it as they should be."""
    head, end, body = page.partition(HEAD_END)
    parts = (*_cut(head), "head", *_cut(end + body))
    if not end or (parts.count("content"), parts.count("page")) not in {(0, 1), (1, 0)}:
        return None
    return Shell(parts)


def _cut(text: str) -> list[str]:
    parts: list[str] = []
    at = 0
    for match in _TOKEN.finditer(text):
        parts += [text[at : match.start()], str(match.lastgroup)]
        at = match.end()
    return [*parts, text[at:]]
