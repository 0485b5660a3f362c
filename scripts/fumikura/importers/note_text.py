"""note.com articles saved as plain text: picture line, title, ``2,768 文字``, then one paragraph a line.

Each of the first three lines may be missing; they stand in this order. The count is that of the body's
characters without its line breaks, and so a checksum. What looks like Markdown below them is text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.importers import html_page
from fumikura.importing.covers import find_cover
from fumikura.importing.paywalls import stub_start
from fumikura.markdown.text import paragraph
from fumikura.model.articles import Article
from fumikura.sources.signatures import is_data, page_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.sources.source import Source

VERSION = 1
MANY = False

_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?(?P<address>[^\s<>]+?)>?\s*(?:\"[^\"]*\"\s*)?\)")
_COUNT = re.compile(r"(?P<count>\d+(?:[,，]\d{3})*)\s*(?:文字|字)")
MAX_TITLE = 100
"""Characters of a title line where no count line after it says that it is one."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which of the first lines is what."""

    picture: str | None
    title: str | None
    count: int | None
    body: list[str]
    """The paragraphs; none is blank."""


def matches(source: Source) -> bool:
    """A count line among the first three lines, or a picture first; in a ``.md`` file only a count tells."""
    if not source.is_text or html_page.matches(source) or source.text.startswith("---\n"):
        return False
    if page_kind(source.text) or is_data(source.text):
        return False
    head = _lines(source.text[:20_000])[:3]
    if any(_COUNT.fullmatch(line) for line in head):
        return not any(line.startswith(("# ", "> ")) for line in head)
    if not head or not _PICTURE.fullmatch(head[0]) or len(head) == 1:
        return False
    return source.suffix not in {".md", ".markdown"} and source.media_type != "text/markdown"


def read(source: Source) -> Iterator[Article]:
    """The one article of the file."""
    given_title = source.given.get("title")
    layout = _layout(_lines(source.prose), given_title if isinstance(given_title, str) else None)
    picture = _PICTURE.fullmatch(layout.picture.strip()) if layout.picture else None
    cover, pictures, warnings = find_cover(picture["address"] if picture else None, source)
    remarks: list[str] = []
    if layout.count is not None:
        right, sentence = _checked_count(layout.count, layout.body)
        (remarks if right else warnings).append(sentence)
    stub = stub_start(layout.body)
    if stub is not None:
        warnings.append("the text ends at a paywall; save the article again when you have bought it")
    if layout.title is None and given_title is None:
        warnings.append("there is no title line; the file's name stands in for the title")
    yield Article(
        title=layout.title or source.stem,
        body="\n\n".join(filter(None, map(paragraph, layout.body[:stub]))),
        cover=cover,
        incomplete="paywall" if stub is not None else None,
        pictures=pictures,
        warnings=tuple(warnings),
        remarks=tuple(remarks),
    )


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _layout(lines: list[str], given_title: str | None) -> _Layout:
    rest = list(lines)
    picture = rest.pop(0) if _PICTURE.fullmatch(rest[0].strip()) else None
    counts = [_COUNT.fullmatch(line.strip()) for line in rest[:2]]
    title = None
    if counts and counts[0]:
        del rest[0]
    elif len(counts) > 1 and counts[1]:
        title = rest[0].strip()
        del rest[:2]
    elif len(rest) > 1 and (rest[0].strip() == given_title or (given_title is None and _is_title(rest[0]))):
        title = rest.pop(0).strip()
    count = next((_number(match) for match in counts if match), None)
    return _Layout(picture, title, count, rest)


def _is_title(line: str) -> bool:
    """Whether a line, title or first paragraph, is rather a title: short, and no finished sentence."""
    return len(line) <= MAX_TITLE and not line.rstrip().endswith(("。", "．", ".", "、", "，"))


def _number(match: re.Match[str]) -> int:
    return int(unicodedata.normalize("NFKC", match["count"]).replace(",", ""))


def _checked_count(count: int, body: list[str]) -> tuple[bool, str]:
    """Whether ``count`` holds, and a sentence that says so."""
    found = sum(map(len, body))
    if found == count:
        return True, f"{found:,} characters, as the source says"
    difference = f"{abs(found - count):,} too {'few' if found < count else 'many'}"
    sentence = f"the source says {count:,} characters and has {found:,}: {difference}"
    units = sum(len(line.encode("utf-16-le")) // 2 for line in body)
    if units == count:
        sentence += " (it is right if an emoji counts as two, as a browser counts)"
    return False, sentence
