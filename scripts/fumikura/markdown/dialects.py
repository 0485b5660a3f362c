"""Markdown as Obsidian, MarkDownload and GitHub read it -> Markdown that Python-Markdown reads the same way.

The dialects differ in four things that lose or break text: how far a nested list is indented, what may
follow a paragraph without a blank line, which characters a backslash escapes, and what counts as an HTML
tag (``Span<T>``).
Sources: CommonMark 0.31 (5.2 list items, 2.4 backslash escapes, 6.6 raw HTML), Python-Markdown's syntax page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.html import defs

from fumikura.markdown.sanitise import TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"(?P<indent>[ ]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$")
_ITEM = re.compile(r"(?P<indent>[ ]*)(?P<marker>[-+*]|\d{1,9}[.)])(?P<space>[ ]+|$)(?P<rest>.*)$")
_RULE = re.compile(r"[ ]{0,3}(?:(?:-[ ]*){3,}|(?:\*[ ]*){3,}|(?:_[ ]*){3,})$")
_DELIMITERS = re.compile(r"[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_HEADING = re.compile(r"#{1,6}(?:\s|$)")
_UNDERLINE = re.compile(r"(?:-+|=+)\s*$")
_RAW = re.compile(r"<(pre|script|style|textarea)(?=[\s>])", re.IGNORECASE)

_CODE_SPAN = re.compile(r"(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>]*>|<[\w.+-]+@[\w.-]+>")
_ATTRIBUTE = r"""\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_TAG = re.compile(rf"<(?P<close>/)?(?P<name>[A-Za-z][\w:-]*)(?P<attributes>(?:{_ATTRIBUTE})*)\s*/?>")
_BARE_WORDS = re.compile(r"\s([A-Za-z_:][\w:.-]*)(?![\w:.=-])")
_QUOTED = re.compile(r"""\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
_ESCAPE = re.compile(r"\\\\|\\([\"$%&',/:;<=?@^~])")
_SPECIAL_ELSEWHERE = frozenset("<&=^~:")
"""What Python-Markdown or an extension of ours reads as markup: the others need no escape at all."""

_NAMES = frozenset(TAGS | defs.tags | {"picture", "main", "template", "dialog", "slot", "rtc", "rb", "bdi", "data"})
# fmt: off
_BOOLEAN = frozenset(
    [
        "open", "hidden", "controls", "reversed", "disabled", "checked", "async", "defer",
        "autoplay", "loop", "muted", "selected", "required", "readonly", "multiple",
        "allowfullscreen", "nomodule", "novalidate", "itemscope", "ismap", "inert", "default",
    ]
)
# fmt: on


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on its way out."""

    text: str
    is_code: bool = False
    begins: bool = False
    """Whether a block begins here, so that no inline markup reaches over from the line before."""


class _Fences:
    """Whether a line stands in fenced code. Asked once for each line, in order."""

    def __init__(self) -> None:
        self._fence = ""

    def inside(self, line: str) -> bool:
        """True for the opening and the closing line too."""
        match = _FENCE.match(line)
        if self._fence:
            if match and match["fence"].startswith(self._fence) and not match["info"].strip():
                self._fence = ""
            return True
        self._fence = match["fence"] if match else ""
        return bool(match)

    @property
    def open(self) -> bool:
        """Whether the next line is still code."""
        return bool(self._fence)


def for_python_markdown(text: str) -> str:
    """``text`` in the dialect that ``rendering.py`` renders. What reads the same in both stays as it is."""
    return "\n".join(_blocks(text.split("\n")))


def _blocks(lines: list[str]) -> Iterator[str]:
    """Quotes are read by themselves, as documents within the document."""
    plain: list[str] = []
    quoted: list[str] = []
    fences = _Fences()
    for line in lines:
        is_code = fences.inside(line) if not quoted or not _QUOTE.match(line) else False
        if not is_code and (_QUOTE.match(line) or (quoted and _is_lazy(line, quoted[-1]))):
            if plain:
                yield from _apart(_lists(plain), after=True)
                plain = []
            quoted.append(_QUOTE.sub("", line, count=1))
            continue
        if quoted:
            yield from _apart(_quote(quoted), after=bool(line.strip()))
            quoted = []
        plain.append(line)
    yield from _lists(plain)
    yield from _quote(quoted)


def _is_lazy(line: str, before: str) -> bool:
    """Whether ``line``, without its ``>``, still belongs to the paragraph that a quote ended with."""
    if not line.strip() or not before.strip():
        return False
    return not (_FENCE.match(line) or _ITEM.match(line) or _HEADING.match(line.lstrip()) or _RULE.match(line))


def _quote(lines: list[str]) -> Iterator[str]:
    for line in _blocks(lines) if lines else ():
        yield f"> {line}".rstrip()


def _apart(lines: Iterator[str], *, after: bool) -> Iterator[str]:
    """``lines``, with a blank one at the end if something follows and there is none."""
    last = ""
    for last in lines:
        yield last
    if after and last.strip():
        yield ""


def _lists(lines: list[str]) -> Iterator[str]:
    """Lines without quotes, indented anew, with blank lines between blocks and only real tags."""
    chunk: list[str] = []
    for line in _Indenter().lines(lines):
        if chunk and (line.is_code or line.begins or not line.text):
            yield from inline("\n".join(chunk)).split("\n")
            chunk = []
        if line.is_code or not line.text:
            yield line.text
        else:
            chunk.append(line.text)
    if chunk:
        yield from inline("\n".join(chunk)).split("\n")


class _Indenter:
    """CommonMark nests by the column of an item's text, Python-Markdown by four spaces a level."""

    def __init__(self) -> None:
        self._items: list[int] = []
        """Column of the text of each open item."""
        self._fences = _Fences()
        self._fence_indent = 0
        self._raw: re.Pattern[str] | None = None
        """What ends the raw HTML that is open."""
        self._in_paragraph = False
        self._before = ""
        """The line before: ``blank``, ``code``, ``item`` or ``text``; empty at the start."""

    def lines(self, lines: list[str]) -> Iterator[_Line]:
        """``lines`` as Python-Markdown needs them."""
        for number, line in enumerate(lines):
            if self._fences.open or self._raw:
                yield self._verbatim(line)
            elif not line.strip():
                self._in_paragraph, self._before = False, "blank"
                yield _Line("")
            else:
                yield from self._line(_tabs_expanded(line), is_table=_is_table(lines, number))

    def _verbatim(self, line: str) -> _Line:
        self._before = "code"
        if self._raw:
            if self._raw.search(line):
                self._raw = None
            return _Line(line, is_code=True)
        self._fences.inside(line)
        if self._fence_indent:
            line = _tabs_expanded(line)
            line = line[min(self._fence_indent, len(line) - len(line.lstrip(" "))) :]
        return _Line("    " * len(self._items) + line if line.strip() else "", is_code=True)

    def _line(self, line: str, *, is_table: bool) -> Iterator[_Line]:
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        was_open = bool(self._items)
        inner = self._items[-1] if was_open else 0
        item = self._item(line, indent >= inner)
        is_block = bool(_FENCE.match(line) or _HEADING.match(text) or (_RULE.match(line) and indent < inner))
        if self._in_paragraph and not (item or is_block or is_table):
            self._in_paragraph = not _UNDERLINE.match(text)
            yield _Line(_no_item(text) if was_open else line)
            return
        while self._items and indent < self._items[-1]:
            self._items.pop()
        column = self._items[-1] if self._items else 0
        prefix = "    " * len(self._items)
        if indent - column >= 4:
            self._in_paragraph, self._before = False, "text"
            yield _Line(prefix + line[column:], is_code=True)
            return
        if self._needs_blank(bool(item), is_block or is_table, was_open):
            yield _Line("")
        yield self._item_line(item, prefix) if item else self._block_line(line, text, prefix, indent)

    def _item(self, line: str, in_same_container: bool) -> re.Match[str] | None:
        """The list item that ``line`` begins. Within a paragraph only a bullet or a 1 with a text does."""
        item = None if _RULE.match(line) else _ITEM.match(line)
        if item and self._in_paragraph and in_same_container:
            return item if item["rest"] and item["marker"] in {"-", "+", "*", "1.", "1)"} else None
        return item

    def _needs_blank(self, is_item: bool, is_block: bool, was_open: bool) -> bool:
        if self._before in {"", "blank"}:
            return False
        if self._before == "code":
            return True
        if is_item:
            return not was_open or self._before == "text"
        return is_block or (was_open and not self._in_paragraph)

    def _item_line(self, item: re.Match[str], prefix: str) -> _Line:
        space = len(item["space"])
        self._items.append(len(item["indent"]) + len(item["marker"]) + (space if 1 <= space <= 4 else 1))
        self._in_paragraph, self._before = bool(item["rest"]), "item"
        marker = item["marker"].replace(")", ".")
        return _Line(f"{prefix}{marker}{item['space'] or ' '}{item['rest']}".rstrip(), begins=True)

    def _block_line(self, line: str, text: str, prefix: str, indent: int) -> _Line:
        if self._fences.inside(line):
            self._fence_indent = indent
            self._in_paragraph, self._before = False, "code"
            return _Line(prefix + text, is_code=True)
        raw = _RAW.match(text)
        if raw and not (end := re.compile(rf"</{raw[1]}\s*>", re.IGNORECASE)).search(text):
            self._raw = end
        ends = raw or _HEADING.match(text) or _RULE.match(line)
        self._in_paragraph, self._before = not ends, "text"
        return _Line(prefix + text if self._items else line, is_code=bool(raw), begins=True)


def _no_item(text: str) -> str:
    """A line that goes on with a paragraph, though it looks like ``2. …``."""
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", text)


def _is_table(lines: list[str], number: int) -> bool:
    """Whether a table's first row stands here, with its row of hyphens below."""
    if "|" not in lines[number] or number + 1 >= len(lines) or "|" not in lines[number + 1]:
        return False
    return bool(_DELIMITERS.match(lines[number + 1]))


def _tabs_expanded(line: str) -> str:
    """Tabs at the beginning as spaces; those within code and text stay."""
    text = line.lstrip(" \t")
    return line[: len(line) - len(text)].expandtabs(4) + text


def inline(text: str) -> str:
    """One block's inline markup: escapes that Python-Markdown lacks, and what only looks like a tag."""
    parts: list[str] = []
    position = 0
    for code in _CODE_SPAN.finditer(text):
        parts += [_outside_code_spans(text[position : code.start()]), code[0]]
        position = code.end()
    return "".join([*parts, _outside_code_spans(text[position:])])


def _outside_code_spans(text: str) -> str:
    text = _ESCAPE.sub(_unescaped, text)
    return re.sub(r"<(?=[A-Za-z/?!])", lambda match: _opening(text, match.start()), text) if "<" in text else text


def _unescaped(match: re.Match[str]) -> str:
    char = match[1]
    if char is None:  # an escaped backslash
        return match[0]
    return f"&#{ord(char)};" if char in _SPECIAL_ELSEWHERE else char


def _opening(text: str, position: int) -> str:
    """``<`` where it opens a tag, an address or a comment, else its entity: the word would be dropped."""
    if _AUTOLINK.match(text, position) or text.startswith("<!--", position):
        return "<"
    tag = _TAG.match(text, position)
    if tag is None or tag["name"].lower() not in _NAMES:
        return "&lt;"
    bare = {word.strip().lower() for word in _BARE_WORDS.findall(_QUOTED.sub("", tag["attributes"]))}
    return "<" if bare <= _BOOLEAN else "&lt;"
