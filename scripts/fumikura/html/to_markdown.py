"""An article's DOM -> Markdown that Python-Markdown renders to the same text, headings, lists, tables and
links.

Our own writer: the libraries for it turn ``&lt;tag&gt;`` into live tags, lose or double ruby, and nest
lists by two spaces, which Python-Markdown does not read as nested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fumikura.html.code import code_parts, fenced, is_code_table
from fumikura.html.dom import BLOCKS, HEADINGS, LISTS, Element, all_text, blocky, nodes, prepared
from fumikura.html.footnotes import take_footnotes
from fumikura.html.inline import Line, to_line
from fumikura.html.raw import Places, raw
from fumikura.html.tables import is_layout, written_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_APART = "<!-- -->"
"""Between two lists or two quotes, which Python-Markdown would make one."""
_RAW_BLOCK = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS))})\b")


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page that blank lines set off."""

    kind: str
    """``text``, ``list``, ``quote``, ``code``, ``raw`` …: what its neighbours have to know."""
    markdown: str


@dataclass(frozen=True, slots=True)
class _Writer:
    """What the blocks have to know about the article."""

    line: Line
    around_blocks: frozenset[Element]
    nested: bool = False
    """In a list or a quote, where Python-Markdown knows no raw HTML blocks."""


def to_markdown(element: Element, base_url: str | None = None, pictures: Mapping[str, str | None] | None = None) -> str:
    """The Markdown of all that ``element`` contains. ``element`` itself is left as it is.

    ``base_url``: what relative addresses are relative to. ``pictures``: ``src`` as it stands in the DOM ->
    the file beside the article that holds the picture, or None to leave the picture out.
    """
    root = prepared(element)
    footnotes = take_footnotes(root)
    line = Line(Places(base_url, pictures or {}), footnotes.references)
    writer = _Writer(line, blocky(root))
    written = _joined(_blocks(root, writer))
    notes = [_footnote(label, note, line) for label, note in footnotes.notes.items()]
    return "\n\n".join(part for part in [written, *notes] if part) + "\n" if written or notes else ""


def _footnote(label: str, note: Element, line: Line) -> str:
    blocks = _blocks(note, _Writer(line, blocky(note), nested=True))
    if blocks and blocks[0].kind != "text":
        blocks = [Block("text", _APART), *blocks]
    return f"[^{label}]: {_indented(_joined(blocks)) or _APART}"


def _joined(blocks: list[Block]) -> str:
    """The blocks with a blank line between them, and more between those that would run together."""
    parts: list[str] = []
    for index, block in enumerate(blocks):
        if index and block.kind == blocks[index - 1].kind and block.kind in {"list", "quote", "terms"}:
            parts.append(_APART)
        if not (block.kind == "rule" and not parts):  # a rule at the top would be taken for front matter
            parts.append(block.markdown)
    return "\n\n".join(parts)


def _indented(markdown: str) -> str:
    """All lines but the first moved by four spaces; blank ones stay blank."""
    return re.sub(r"\n(?!\n|\Z)", "\n    ", markdown)


def _blocks(container: Element, writer: _Writer, without: Element | None = None) -> list[Block]:
    """The blocks in ``container``, but for the child ``without``. Runs of phrases between them become
    paragraphs."""
    found: list[Block] = []
    run: list[str | Element] = []
    for node in [*(node for node in nodes(container) if node is not without), None]:
        if node is not None and (isinstance(node, str) or not _is_block(node, writer)):
            run.append(node)
            continue
        found += _paragraphs(run, writer)
        run = []
        if node is not None and not isinstance(node, str):
            found += _block(node, writer)
    return found


def _is_block(node: Element, writer: _Writer) -> bool:
    return node.tag in BLOCKS or node in writer.around_blocks


def _paragraphs(run: list[str | Element], writer: _Writer) -> list[Block]:
    """Phrases as paragraphs; two ``<br>`` in a row end one."""
    parts: list[list[str | Element]] = [[]]
    breaks = 0
    for node in run:
        if not isinstance(node, str) and node.tag == "br":
            breaks += 1
        elif not isinstance(node, str) or node.strip("\t\n\f\r "):
            if breaks > 1:
                parts.append([])
            breaks = 0
        parts[-1].append(node)
    lines = [to_line(part, writer.line) for part in parts]
    return [Block("text", line) for line in lines if line]


def _block(node: Element, writer: _Writer) -> list[Block]:
    name = str(node.tag)
    if name in HEADINGS:
        return _heading(node, writer)
    return _WRITERS.get(name, _blocks)(node, writer)


def _heading(node: Element, writer: _Writer) -> list[Block]:
    text = to_line(list(nodes(node)), replace(writer.line, one_line=True))
    # Markdown takes away a heading's last signs, unless they are escaped.
    text = re.sub(r"(?<!\\)((?:\\\\)*)#$", r"\1\\#", text)
    return [Block("heading", f"{'#' * int(str(node.tag)[1])} {text}")] if text else []


def _code(node: Element, _: _Writer) -> list[Block]:
    code = fenced(node)
    return [Block("code", code)] if code else []


def _rule(_: Element, __: _Writer) -> list[Block]:
    return [Block("rule", "---")]


def _quote(node: Element, writer: _Writer) -> list[Block]:
    inside = _joined(_blocks(node, replace(writer, nested=True)))
    if not inside:
        return []
    return [Block("quote", "\n".join(f"> {line}".rstrip() for line in inside.split("\n")))]


def _table(node: Element, writer: _Writer) -> list[Block]:
    if is_code_table(node):
        codes = [fenced(pre) for pre in code_parts(node)]
        return [Block("code", code) for code in codes if code]
    if is_layout(node):
        return _blocks(node, writer)
    table = written_table(node, writer.line, writer.around_blocks)
    return [Block("raw" if table.startswith("<") else "table", table)] if table else []


def _list(node: Element, writer: _Writer) -> list[Block]:
    """A list; in HTML where its numbers are not 1, 2, 3, which Python-Markdown cannot say."""
    numbered = node.tag == "ol"
    if numbered and (
        node.get("start", "1") != "1" or node.get("reversed") is not None or node.find("li[@value]") is not None
    ):
        return [Block("raw", raw(node, writer.line.places))]
    items = [item for item in _items(node, replace(writer, nested=True)) if item]
    if not items:
        return []
    tight = all(_is_tight(item) for item in items)
    written = []
    for number, item in enumerate(items, start=1):
        blocks = item if item[0].kind == "text" else [Block("text", _APART), *item]
        marker = (f"{number}." if numbered else "-").ljust(3) + " "
        body = "\n".join(block.markdown for block in blocks) if tight else _joined(blocks)
        written.append(marker + _indented(body))
    return [Block("list", ("\n" if tight else "\n\n").join(written))]


def _is_tight(item: list[Block]) -> bool:
    """Whether an item is a line, and a list of such below it at most: then no blank lines are needed."""
    kinds = [block.kind for block in item]
    return kinds == ["text"] or (kinds == ["text", "list"] and "\n\n" not in item[1].markdown)


def _items(node: Element, writer: _Writer) -> list[list[Block]]:
    """The blocks of each item. A list or a text that is no item, which HTML forbids, belongs to the item
    before it."""
    items: list[list[Block]] = []
    for child in nodes(node):
        if not isinstance(child, str) and child.tag == "li":
            items.append(_blocks(child, writer))
            continue
        blocks = (
            _paragraphs([child], writer)
            if isinstance(child, str) or not _is_block(child, writer)
            else _block(child, writer)
        )
        if blocks and items:
            items[-1] = items[-1] + blocks
        elif blocks:
            items.append(blocks)
    return items


def _terms(node: Element, writer: _Writer) -> list[Block]:
    """A definition list; in HTML where a definition is more than a line."""
    parts = _term_parts(node)
    lines = [to_line(list(nodes(part)), replace(writer.line, one_line=True)) for part in parts]
    in_order = bool(parts) and parts[0].tag == "dt" and parts[-1].tag == "dd"
    simple = not any(part in writer.around_blocks or "<br>" in line for part, line in zip(parts, lines, strict=True))
    if writer.nested or not in_order or not simple or not all(lines):
        return [Block("raw", raw(node, writer.line.places))] if all_text(node).strip() else []
    written: list[str] = []
    for index, (part, line) in enumerate(zip(parts, lines, strict=True)):
        if part.tag == "dt" and index and parts[index - 1].tag == "dd":
            written.append("")
        written.append(line if part.tag == "dt" else f":   {line}")
    return [Block("terms", "\n".join(written))]


def _term_parts(node: Element) -> list[Element]:
    """The terms and definitions of a ``<dl>``, also in its ``<div>`` groups; none if there is anything else
    in it."""
    parts: list[Element] = []
    for child in nodes(node):
        if isinstance(child, str):
            if child.strip():
                return []
        elif child.tag in {"dt", "dd"}:
            parts.append(child)
        elif child.tag == "div" and (inner := _term_parts(child)):
            parts += inner
        else:
            return []
    return parts


def _details(node: Element, writer: _Writer) -> list[Block]:
    """Something that opens when clicked. Its content is Markdown where Python-Markdown reads it
    (md_in_html)."""
    summary = next((child for child in node if child.tag == "summary"), None)
    if writer.nested or summary is None or summary in writer.around_blocks:
        return [Block("raw", raw(node, writer.line.places))]
    inside = _joined(_blocks(node, replace(writer, nested=True), without=summary))
    if _RAW_BLOCK.search(inside):  # md_in_html loses text of raw HTML within it
        return [Block("raw", raw(node, writer.line.places))]
    head = raw(summary, writer.line.places)
    opened = " open" if node.get("open") is not None else ""
    return [Block("raw", f'<details markdown="1"{opened}>\n{head}\n\n{inside}\n\n</details>')]


def _figure(node: Element, writer: _Writer) -> list[Block]:
    """Pictures with their caption as a ``<figure>``; anything else as what it contains."""
    caption = node.find(".//figcaption")
    pictures = [src for picture in node.iter("img") if (src := writer.line.places.picture(picture.get("src")))]
    others = node.iterdescendants("table", "pre", "blockquote", "figure", "iframe", "video", "audio", "math")
    if caption is None or not pictures or next(others, None) is not None:
        return _blocks(node, writer)
    return [Block("raw", raw(node, writer.line.places))]


_WRITERS: dict[str, Callable[[Element, _Writer], list[Block]]] = {
    **dict.fromkeys(LISTS, _list),
    "blockquote": _quote,
    "details": _details,
    "dl": _terms,
    "figure": _figure,
    "hr": _rule,
    "pre": _code,
    "table": _table,
}
"""What writes a block; of the others only the content is written."""
