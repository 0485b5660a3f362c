"""Phrases of an article's DOM (text, emphasis, links, pictures, ruby, code) -> one line of Markdown.

In two steps: the tree becomes a flat list of pieces, in which white space is settled as a browser would;
then each piece is written, knowing its neighbours. Emphasis is Markdown's where its signs are sure to be
read as such, and ``<strong>`` where they are not: in Japanese there is often no space around them
(CommonMark's flanking rule).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from fumikura.html.code import code_text
from fumikura.html.dom import BLOCKS, Element, classes, collapsed, nodes, text_of
from fumikura.html.raw import Places, escape, open_tag
from fumikura.markdown.text import HARD_BREAK, inline, line_start, visible_edges

Kind = Literal["text", "break", "open", "close", "atom"]

_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_NAMES = {"**": "strong", "*": "em"}
_CODE = frozenset({"code", "tt", "samp"})
_TAGGED = frozenset({
    "u", "s", "del", "ins", "mark", "small", "sub", "sup", "kbd", "var", "cite", "q", "abbr", "dfn",
    "time", "bdi", "bdo", "ruby", "rb", "rt", "rp", "rtc", "strike",
})  # fmt: skip
_PLAYERS = frozenset({"iframe", "video", "audio"})
_YOUTUBE = re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})")
_VIMEO = re.compile(r"https?://player\.vimeo\.com/video/(\d+)")
_SITES = {"youtube.com": "YouTube", "vimeo.com": "Vimeo", "nicovideo.jp": "ニコニコ動画"}
_ASCII_ESCAPED = frozenset("*_~^=[]{}<>&`\\|!#+-")


@dataclass(slots=True)
class Piece:
    """A part of a line."""

    kind: Kind
    text: str = ""
    """Plain text of a ``text``; Markdown of an ``atom``; what an ``open`` or ``close`` writes, once that is
    known."""
    sign: str = ""
    """``**``, ``*``, ``[`` or ``<`` (a raw tag) for an ``open`` and its ``close``."""
    partner: Piece | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What a line has to know about the article around it."""

    places: Places
    footnotes: dict[Element, str]
    """Elements that refer to a footnote, and its label."""
    one_line: bool = False
    """In a heading or a table: a break must not end the line of the file."""
    in_cell: bool = False
    """In a table: ``|`` is special."""


def to_line(content: list[str | Element], line: Line) -> str:
    """Markdown of ``content``, which is a run of phrases: one line, or more where ``<br>`` breaks it.

    Empty if there is nothing to see in it.
    """
    pieces: list[Piece] = []
    for node in content:
        _collect(node, line, pieces, in_link=False)
    pieces = _settled(pieces)
    if not any(piece.kind in {"text", "atom"} for piece in pieces):
        return ""
    _decide_emphasis(pieces)
    return _write(pieces, line)


def _collect(node: str | Element, line: Line, pieces: list[Piece], *, in_link: bool) -> None:
    """Add the pieces of ``node`` to ``pieces``."""
    if isinstance(node, str):
        pieces.append(Piece("text", node))
        return
    name = str(node.tag)
    if node in line.footnotes:
        pieces.append(Piece("atom", f"[^{line.footnotes[node]}]"))
    elif name == "br":
        pieces.append(Piece("break"))
    elif name == "wbr":
        pieces.append(Piece("atom", "<wbr>"))
    elif name == "img":
        pieces += _picture(node, line.places)
    elif name == "math" or "katex" in classes(node) or "mwe-math-element" in classes(node):
        _collect_formula(node, line, pieces, in_link=in_link)
    elif name in _PLAYERS:
        pieces += _player(node, line.places)
    elif name in _CODE and (code := _code(node, line)) is not None:
        pieces.append(Piece("atom", code))
    elif name != "svg":
        _collect_around(node, line, pieces, in_link=in_link)


def _collect_around(node: Element, line: Line, pieces: list[Piece], *, in_link: bool) -> None:
    """Pieces of an element with phrases in it: its signs around theirs."""
    name = str(node.tag)
    opening = closing = None
    if name in _EMPHASIS:
        opening, closing = _pair(_EMPHASIS[name])
    elif name == "a" and not in_link and (href := line.places.link(node.get("href"))) is not None:
        opening, closing = _pair("[")
        closing.text = f"]({_target(href)}{_title(node.get('title'))})"
        in_link = True
    elif name in _TAGGED or name in _CODE:
        opening, closing = _pair("<")
        opening.text, closing.text = open_tag(node, line.places), f"</{name}>"
        if name in _CODE or name == "strike":
            tag = "del" if name == "strike" else "code"
            opening.text, closing.text = f"<{tag}>", f"</{tag}>"
    if opening:
        pieces.append(opening)
    elif name in BLOCKS:
        pieces.append(Piece("text", " "))
    for child in nodes(node):
        _collect(child, line, pieces, in_link=in_link)
    if closing:
        pieces.append(closing)
    elif name in BLOCKS:
        pieces.append(Piece("text", " "))


def _pair(sign: str) -> tuple[Piece, Piece]:
    opening, closing = Piece("open", sign=sign), Piece("close", sign=sign)
    opening.partner, closing.partner = closing, opening
    return opening, closing


def _picture(node: Element, places: Places) -> list[Piece]:
    src = places.picture(node.get("src"))
    if src is None:
        return []
    alt = _attribute(node.get("alt") or "")
    return [Piece("atom", f"![{alt}]({_target(src)}{_title(node.get('title'))})")]


def _player(node: Element, places: Places) -> list[Piece]:
    """A film or a sound as a link: an archive keeps no players."""
    src = places.link(node.get("src"))
    if src is None:
        return []
    if match := _YOUTUBE.match(src):
        src = f"https://www.youtube.com/watch?v={match[1]}"
    elif match := _VIMEO.match(src):
        src = f"https://vimeo.com/{match[1]}"
    title = collapsed(node.get("title") or node.get("aria-label")).strip()
    label = f"[{inline(title or _site(src), in_link=True)}]({_target(src)})"
    return [Piece("text", " "), Piece("atom", label), Piece("text", " ")]


def _site(url: str) -> str:
    """What a film without a title is called: where it is."""
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return _SITES.get(host, host)


def _collect_formula(node: Element, line: Line, pieces: list[Piece], *, in_link: bool) -> None:
    """A formula as the TeX it was made from, in GitHub's notation; as its text where there is no TeX."""
    source = next((note for note in node.iter("annotation") if "tex" in (note.get("encoding") or "")), None)
    tex = text_of(source) if source is not None else ""
    if wrapped := re.fullmatch(r"\{\\(?:displaystyle|textstyle) (.*)\}", tex):
        tex = wrapped[1]  # MediaWiki's
    if tex:
        pieces += [Piece("text", "$"), Piece("atom", _ticked(tex)), Piece("text", "$")]
        return
    for child in nodes(node):
        if isinstance(child, str) or child.tag not in {"annotation", "annotation-xml"}:
            _collect(child, line, pieces, in_link=in_link)


def _code(node: Element, line: Line) -> str | None:
    """A code span, or None where Markdown's would change the text or hide what stands in it."""
    if any(isinstance(child.tag, str) and child.tag not in {"span", "br"} for child in node):
        return None
    text = collapsed(code_text(node)).strip(" ")
    if not text or text != text.strip() or re.match(r"#!|:::", text) or (line.in_cell and "|" in text):
        return None  # InlineHilite reads "#!sh x" as x in the language sh
    return _ticked(text)


def _ticked(code: str) -> str:
    ticks = "`" * (max([0, *(len(run) for run in re.findall(r"`+", code))]) + 1)
    space = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{space}{code}{space}{ticks}"


def _target(url: str) -> str:
    """An address for ``(…)``: what would end it, or be read as markup before links are, is
    percent-encoded."""
    encoded = "".join(
        "".join(f"%{byte:02X}" for byte in char.encode())
        if char.isspace() or char in "<>\"'`\\[]|{}^*" or unicodedata.category(char) == "Cc"
        else char
        for char in url
    )
    encoded = re.sub(r"&(?=#|\w+;)", "&amp;", encoded)
    return f"<{encoded}>" if re.search(r"[()]", encoded) else encoded


def _title(title: str | None) -> str:
    text = _attribute(title or "")
    return f' "{text}"' if text else ""


def _attribute(text: str) -> str:
    return escape(collapsed(text).strip()).replace("(", "&#40;").replace(")", "&#41;")


def _settled(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring texts as one, white space folded and outside of signs, and no signs around nothing."""
    pieces = _without_empty_pairs(_with_folded_spaces(pieces))
    merged: list[Piece] = []
    for piece in pieces:
        if piece.kind == "text" and merged and merged[-1].kind == "text":
            merged[-1].text += piece.text
        else:
            merged.append(piece)
    while merged and merged[-1].kind == "break":
        merged.pop()
    while merged and merged[0].kind == "break":
        merged.pop(0)
    return merged


def _with_folded_spaces(pieces: list[Piece]) -> list[Piece]:
    """A space at the beginning of emphasis or a link goes before it, one at the end behind it."""
    settled: list[Piece] = []
    space = False  # whether one is due before the next thing to see
    empty = True  # whether the line has nothing to see yet
    for piece in pieces:
        text = collapsed(piece.text) if piece.kind == "text" else ""
        space = space or text.startswith(" ")
        seen = bool(text.strip(" ")) or piece.kind == "atom"
        if seen and space and not empty:
            _put_before_openings(settled)
        if seen:
            settled.append(Piece("text", text.strip(" ")) if piece.kind == "text" else piece)
            space, empty = text.endswith(" "), False
        elif piece.kind != "text":
            settled.append(piece)
            if piece.kind == "break":
                space, empty = False, True
    return settled


def _put_before_openings(settled: list[Piece]) -> None:
    index = len(settled)
    while index and settled[index - 1].kind == "open":
        index -= 1
    settled.insert(index, Piece("text", " "))


def _without_empty_pairs(pieces: list[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in pieces:
        if piece.kind == "text" and not piece.text:
            continue
        if piece.kind == "close" and kept and kept[-1] is piece.partner:
            kept.pop()
        else:
            kept.append(piece)
    return kept


def _decide_emphasis(pieces: list[Piece]) -> None:
    """Write each emphasis with Markdown's signs if they are sure to be read as such, else with tags."""
    place = {id(piece): index for index, piece in enumerate(pieces)}
    inside = 0
    for index, piece in enumerate(pieces):
        if piece.sign not in _NAMES:
            continue
        if piece.kind == "open" and piece.partner is not None:
            end = place[id(piece.partner)]
            nested = inside or any(other.sign in _NAMES for other in pieces[index + 1 : end])
            if nested or not _flanked(pieces, index, end):
                name = _NAMES[piece.sign]
                piece.text, piece.partner.text = f"<{name}>", f"</{name}>"
            else:
                piece.text = piece.partner.text = piece.sign
        inside += 1 if piece.kind == "open" else -1


def _flanked(pieces: list[Piece], start: int, end: int) -> bool:
    """Whether signs at ``start`` and ``end`` open and close by CommonMark's rule and by Python-Markdown's."""
    first, last = pieces[start + 1], pieces[end - 1]
    before = pieces[start - 1] if start else None
    after = pieces[end + 1] if end + 1 < len(pieces) else None
    if any(piece is not None and piece.sign in _NAMES for piece in (before, after)):
        return False
    if "[" in (first.sign, first.text[:1]):
        return False  # "*[x]: y" would explain the abbreviation x
    opens = _is_letter(first, 0) or (_is_solid(first, 0) and (before is None or _separates(before, -1)))
    closes = _is_letter(last, -1) or (_is_solid(last, -1) and (after is None or _separates(after, 0)))
    return opens and closes


def _is_letter(piece: Piece, index: int) -> bool:
    return piece.kind == "text" and piece.text[index].isalnum()


def _is_solid(piece: Piece, index: int) -> bool:
    """Whether there is something at that end of ``piece`` that is no white space."""
    return piece.kind != "break" and not (piece.kind == "text" and piece.text[index].isspace())


def _separates(piece: Piece, index: int) -> bool:
    """Whether the character of ``piece`` at ``index`` is white space or punctuation that is written as it
    is."""
    if piece.kind == "break":
        return True
    if piece.kind != "text":
        return False
    char = piece.text[index]
    return char.isspace() or (unicodedata.category(char)[0] == "P" and char not in _ASCII_ESCAPED)


def _write(pieces: list[Piece], line: Line) -> str:
    lines: list[list[str]] = [[]]
    in_link = 0
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.sign == "[":
            in_link += 1 if piece.kind == "open" else -1
        if piece.kind == "break":
            lines.append([])
        elif piece.kind == "text":
            written = _written_text(piece.text, following, line, in_link=bool(in_link))
            lines[-1].append(written if lines[-1] else line_start(written))
        else:
            if piece.text.startswith("`") and lines[-1] and lines[-1][-1].endswith("`"):
                lines[-1].append("<!-- -->")  # two code spans side by side would be one
            lines[-1].append("[" if piece.sign == "[" and piece.kind == "open" else piece.text)
    shown = [visible_edges("".join(parts).strip(" ")) for parts in lines]
    return ("<br>" if line.one_line else HARD_BREAK).join(shown)


def _written_text(text: str, following: Piece | None, line: Line, *, in_link: bool) -> str:
    written = inline(text, in_link=in_link)
    if text.endswith("!") and following is not None and (following.sign == "[" or following.text.startswith("[")):
        written = f"{written[:-1]}\\!"
    return written.replace("|", "\\|") if line.in_cell else written
