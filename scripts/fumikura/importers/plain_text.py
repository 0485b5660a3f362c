"""Plain text: paragraphs between blank lines, perhaps a title first. All that looks like markup is text."""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

from fumikura.importers import html_page, markdown_clip, note_text
from fumikura.markdown.text import paragraph
from fumikura.model.articles import Article
from fumikura.sources.signatures import is_data, page_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.sources.source import Source

VERSION = 1
MANY = False

MAX_TITLE = 100
"""Characters of a first line that can be a title."""
MIN_WRAP = 40
"""Columns: where all lines are shorter, somebody broke them on purpose, as in a poem or an address."""
MAX_WRAP = 120
"""Columns: where a line is longer, each line is a paragraph of its own, blank lines or not."""

_BREAK_BETWEEN_WIDE = re.compile("(?<=[\u3000-\u9fff\uff01-\uff60])\n(?=[\u3000-\u9fff\uff01-\uff60])")

# fmt: off
_OWN_FORMATS = frozenset(
    [
        ".csv", ".tsv", ".json", ".jsonl", ".xml", ".opml", ".rss", ".atom", ".enex", ".eml",
        ".mbox", ".mht", ".mhtml", ".warc", ".yml", ".yaml", ".toml", ".ini", ".log", ".sql",
        ".ics", ".vcf", ".bib", ".ris", ".rtf", ".tex", ".rst", ".adoc", ".org", ".textile", ".srt",
        ".vtt", ".py", ".sh", ".bat", ".htm", ".html", ".xhtml",
    ]
)
# fmt: on
"""Endings of text that is written for a program: shown as prose, it would be nonsense."""


def matches(source: Source) -> bool:
    """Text that is nothing else."""
    if not source.is_text or source.suffix in _OWN_FORMATS or page_kind(source.text) or is_data(source.text):
        return False
    others = (html_page, markdown_clip, note_text)
    return not any(other.matches(source) for other in others)


def read(source: Source) -> Iterator[Article]:
    """The one article of the file."""
    blocks = [block.strip("\n") for block in re.split(r"\n(?:[^\S\n]*\n)+", source.prose.strip("\n")) if block.strip()]
    given = source.given.get("title")
    title, blocks = _title(blocks, given if isinstance(given, str) else None)
    warnings = [] if title or given else ["there is no title line; the name stands in for the title"]
    yield Article(
        title=title or source.stem or source.name,
        body="\n\n".join(filter(None, map(_markdown, blocks))),
        warnings=tuple(warnings),
    )


def _title(blocks: list[str], given: str | None) -> tuple[str | None, list[str]]:
    """The title that the text begins with, if any, and the other blocks."""
    first = blocks[0].strip()
    if given is not None:
        return (given, blocks[1:]) if first == given.strip() else (None, blocks)
    if "\n" not in first and len(first) <= MAX_TITLE and len(blocks) > 1 and not first.endswith(("。", "、", ",")):
        return first, blocks[1:]
    return None, blocks


def _markdown(block: str) -> str:
    lines = [line.strip(" \t") for line in block.split("\n")]
    if max(map(_columns, lines)) > MAX_WRAP:
        return "\n\n".join(filter(None, map(paragraph, lines)))
    if _is_wrapped(lines):
        # In Japanese a line break within a paragraph is no space.
        return paragraph(_BREAK_BETWEEN_WIDE.sub("", "\n".join(lines)))
    return paragraph("\n".join(lines), hard_breaks=True)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines were broken because they were full: none had room for the next one's first word."""
    limit = max(map(_columns, lines))
    if limit < MIN_WRAP:
        return False
    for line, following in itertools.pairwise(lines):
        if _columns(line) + _columns(_first_word(following)) + 1 <= limit - 2:
            return False
    return True


def _first_word(line: str) -> str:
    """What is not divided at a line's end: a word, or a Japanese character with the punctuation after it."""
    word = line.split(" ", 1)[0]
    wide = re.match(r"[^\x00-\u02ff][、。」』）！？]*", word)
    return wide[0] if wide else word


def _columns(text: str) -> int:
    """Width in a terminal: East Asian wide characters take two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
