"""What is wrong with the texts of a change that can be seen before they are rendered. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fumikura.errors import Finding, shortened
from fumikura.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INCLUDE = re.compile(rb"^[ \t]*(?:-+8<-+|\{!.+?!\}|\{%-?\s*include)|\{%-?\s*include(?:-markdown)?\s", re.MULTILINE)
"""pymdownx.snippets, markdown-include and mdx_include, include-markdown and Jinja."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Overrides, embeddings and isolates; the marks for one letter are common in Arabic and Hebrew text."""
_READS = re.compile(
    r"snippet|include|b64|macro|exec|jinja|jupyter|notebook|gen.?files|literate|simple.hooks", re.IGNORECASE
)


def reading_extensions(names: Iterable[str]) -> list[str]:
    """Those of these extensions and plugins of ``mkdocs.yml`` by which a page can read files or run code."""
    return [name for name in names if _READS.search(name)]


def text_findings(path: str, raw: bytes, *, includes: bool) -> Iterator[Finding]:
    """Findings of one page or annotation. ``includes``: whether something in ``mkdocs.yml`` would heed an include."""
    shown = printable(path)
    for match in _INCLUDE.finditer(raw):
        line = raw.count(b"\n", 0, match.start()) + 1
        said = printable(shortened(raw[match.start() :].splitlines()[0].decode("utf-8", "replace").strip()))
        if includes:
            problem = f"“{said}” puts another file into the page, from anywhere on the machine that builds it"
            yield Finding(shown, line, "error", "include", problem, "write the text itself")
        else:
            problem = f"“{said}” would put another file into the page; nothing here heeds it"
            yield Finding(shown, line, "warning", "include", problem, "see whether it is meant to be read as it is")
        break
    yield from _line_ends(shown, raw)
    yield from _hidden(shown, raw.decode("utf-8", "replace"))


def _line_ends(shown: str, raw: bytes) -> Iterator[Finding]:
    alone = re.search(rb"\r(?!\n)", raw)
    remedy = "save the file with LF at the end of each line"
    if alone is not None:
        line = raw.count(b"\n", 0, alone.start()) + 1
        problem = "a line ends with CR alone: a diff does not show what follows as a line"
        yield Finding(shown, line, "error", "line-ends", problem, remedy)
    elif b"\r\n" in raw:
        yield Finding(shown, 1, "warning", "line-ends", "lines end with CR LF", remedy)


def _hidden(shown: str, text: str) -> Iterator[Finding]:
    for pattern, problem in (
        (_DIRECTION, "a character that changes the direction of text: a diff may show other words than the page has"),
        (_CONTROL, "a control character"),
    ):
        found = pattern.search(text)
        if found is not None:
            line = text.count("\n", 0, found.start()) + 1
            message = f"{problem} ({printable(found[0])})"
            yield Finding(shown, line, "warning", "hidden-text", message, "remove it, unless the text needs it")
