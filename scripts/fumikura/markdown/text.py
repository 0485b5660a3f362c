"""Plain text -> Markdown that Python-Markdown renders to the same text.

Escaped is what one of the extensions in ``rendering.py`` would take for markup, and little more, so that
a page reads well in a diff. "The same" is the canonical text (``canonical.py``): runs of ASCII white space
count as one space.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HARD_BREAK = "<br>\n"
"""A line break that is kept: two spaces at a line's end would not survive editors that trim lines."""

_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%`|{}^\\]+")
_BREAKS_AUTOLINK = re.compile(r"[\[\]`'|{}^\\]|&(?:#|\w+;)|[?#&]\Z")
"""Code spans, links and entities are read before autolinks are; a quote can swallow the ``>``."""

_ESCAPED_AFTER_BACKSLASH = r"!-/:-@\[-`{-~ \n"
"""ASCII punctuation and space: what Python-Markdown and its extensions may unescape."""

_SPECIAL = re.compile(
    rf"""
      (?P<backslash>  \\ (?=[{_ESCAPED_AFTER_BACKSLASH}]|\s|\Z) )
    | (?P<tick>       ` )
    | (?P<entity>     & (?=\#|\w+;) )
    | (?P<tag>        < (?=\S|\Z) )
    | (?P<bracket>    \[ (?=\^|TOC\]) | \] (?=[(]) | (?<=\])\[ )
    | (?P<attributes> (?<!\S) \{{ | \{{ (?=:) )
    | (?P<run>        \*+ | _+ | ~+ | \^+ | ={{2,}} )
    | (?P<separator>  [\u2028\u2029] )
    | (?P<marker>     (?<=/)/(?=/Footnotes\ Go\ Here///) )
    """,
    re.VERBOSE,
)

_EDGE_SPACES = re.compile(r"^[^\S\n]+|[^\S\n]+$", re.MULTILINE)

_LINE_START = re.compile(
    r"""^(?:
      (?P<sign>    \#+ | > | [*_~]+ | [-+*] (?=\s|$) | (?:-+|=+) (?=[ ]*$) | ={3} | !!! )
    | (?P<number>  \d+ (?=\.(?:\s|$)) )
    | (?P<named>   : (?=\s|$) | \?{3} )
    | (?P<label>   \[ (?!\^|TOC\]) (?! [^\[\]]* \] (?: [^:] | $ ) ) )
    | (?P<row>     (?=[|:\ -]*[|-]) [|:\ -]+ $ )
    )""",
    re.VERBOSE,
)


def inline(text: str, *, in_link: bool = False) -> str:
    """``text`` as it can stand within a line, before or after other markup.

    ``in_link``: it becomes the text of a link, so brackets are escaped and addresses stay
    plain text.
    A caller who puts it at the beginning of a line sends the line through ``line_start``.
    """
    if in_link:
        return re.sub(r"[\[\]]", r"\\\g<0>", _escaped(text, brackets=False))
    parts: list[str] = []
    position = 0
    for match in _URL.finditer(text):
        url = _without_trailing_punctuation(match[0])
        # A letter before it makes it part of another word, such as "view-source:http://…".
        if _BREAKS_AUTOLINK.search(url) or re.match(
            r"[\w<\\-]", text[max(0, match.start() - 1) : match.start()], re.ASCII
        ):
            continue
        parts += [_escaped(text[position : match.start()], after_url=position > 0), f"<{url}>"]
        position = match.start() + len(url)
    return "".join([*parts, _escaped(text[position:], after_url=position > 0)])


def line_start(line: str) -> str:
    """``line``, Markdown from ``inline``, so that its beginning starts no block: heading, list, quote,
    table …"""
    match = _LINE_START.match(line)
    if match is None:
        return line
    start = match[0]
    if match.lastgroup == "number":
        return f"{start}\\{line[len(start) :]}"
    if match.lastgroup == "named":
        return f"&#{ord(start[0])};{line[1:]}"
    if match.lastgroup == "row":
        return re.sub(r"[|-]", r"\\\g<0>", line, count=1) if "|" not in line else line.replace("|", "\\|")
    return f"\\{line}"


def paragraph(text: str, *, hard_breaks: bool = False) -> str:
    """One paragraph. Its line breaks stay line breaks of the file; ``hard_breaks`` shows them to the reader.

    White space at the edges of lines is kept only where HTML keeps it (``&#x3000;`` and its kin). ``text``
    has no blank lines and no control characters but ``\\n``; an empty text gives nothing.
    """
    lines = [line for line in inline(_collapsible_trimmed(text)).split("\n") if line]
    lines = [line_start(visible_edges(line)) for line in lines]
    return (HARD_BREAK if hard_breaks else "\n").join(lines)


def visible_edges(line: str) -> str:
    """``line`` with the Unicode spaces at both ends written as entities: Python-Markdown strips them."""
    return _EDGE_SPACES.sub(lambda match: "".join(map(_entity_of_space, match[0])), line)


def _collapsible_trimmed(text: str) -> str:
    """Without ASCII white space at the edges of lines: HTML does not show it, Markdown takes it for
    markup."""
    return "\n".join(line.strip(" \t\f") for line in text.split("\n"))


def _entity_of_space(char: str) -> str:
    return char if char in " \t\f" else f"&#x{ord(char):X};"


def _without_trailing_punctuation(url: str) -> str:
    """A full stop or a closing bracket after an address belongs to the sentence around it."""
    while url and (url[-1] in ".,;:!?'*_~" or (url[-1] == ")" and url.count(")") > url.count("("))):
        url = url[:-1]
    return url


def _escaped(text: str, *, brackets: bool = True, after_url: bool = False) -> str:
    """``text`` without autolinks. ``after_url``: it follows one, to which ``{…}`` would give attributes."""
    escape = _escape(brackets)
    escaped = _SPECIAL.sub(escape, text)
    return f"\\{escaped}" if after_url and escaped.startswith("{") else escaped


def _escape(brackets: bool) -> Callable[[re.Match[str]], str]:
    def replacement(match: re.Match[str]) -> str:
        found = match[0]
        kind = match.lastgroup
        if kind == "run" and _is_plain_run(match):
            return found
        if kind in {"entity", "tag"}:
            return "&amp;" if found == "&" else "&lt;"
        if kind in {"separator", "marker"}:
            return f"&#{ord(found)};"
        if kind == "bracket" and not brackets:
            return found
        return "".join(f"\\{char}" for char in found)

    return replacement


def _is_plain_run(match: re.Match[str]) -> bool:
    """Whether a run of ``*``, ``_`` … can open or close nothing: spaces around it, or ``_`` within a word."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if match[0][0] == "_" and before.isalnum() and after.isalnum():
        return True
    return before == " " == after  # other spaces may become entities, which are no spaces to Markdown
