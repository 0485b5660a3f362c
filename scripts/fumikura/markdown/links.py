"""Links and pictures of a Markdown text, as they stand there; what is code is no link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LINK = re.compile(
    r"\[(?<!!\[)(?:[^\[\]]|!?\[[^\]]*\](?:\([^)]*\))?)*\]\(\s*<?([^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)|"
    r"<(https?://[^\s<>]+)>|\[(?<=^\[)[^\]^\n][^\]\n]*\]:\s*<?(\S+?)>?(?:\s|$)",
    re.MULTILINE,
)
"""Each way begins with a character, and looks back from there: a text is searched for that in a third of the time."""
_PICTURE = re.compile(
    r"!\[(?:[^\[\]]|\[[^\]]{0,200}\]){0,2000}\]\(\s*<?([^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)|<img\b[^>]*?\bsrc=[\"']?([^\"'\s>]+)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"!\[([^\[\]]*)\](?!\()(?:\[([^\[\]]*)\])?")
_DEFINITION = re.compile(r"^( {0,3}\[([^\]^\n][^\]\n]*)\]:[ \t]*<?)([^\s<>]+)", re.MULTILINE)
_HREF = re.compile(r"\bhref=[\"']?([^\"'\s>]+)", re.IGNORECASE)
_CODE = re.compile(r"^[ ]{0,3}(```+|~~~+).*?^[ ]{0,3}\1|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def links_in(body: str) -> tuple[str, ...]:
    """Link targets, once each, in order."""
    return _targets(_LINK, body)


def pictures_in(body: str) -> tuple[str, ...]:
    """Addresses of pictures, once each: those that stand in their place in order, then those that a label names."""
    return tuple(dict.fromkeys((*_targets(_PICTURE, body), *definitions_of_pictures(body).values())))


def definitions_of_pictures(body: str) -> dict[str, str]:
    """Label -> address for the labels that pictures have: ``![alt][label]`` with ``[label]: address``."""
    prose = _CODE.sub("", body)
    used = {_label(label or alt) for alt, label in _REFERENCE.findall(prose)}
    return {name: where for _, label, where in _DEFINITION.findall(prose) if (name := _label(label)) in used}


def redefined(body: str, names: Mapping[str, str | None]) -> str:
    """``body`` with the definitions of pictures' labels leading to ``names`` (by address)."""
    labels = definitions_of_pictures(body)
    return _DEFINITION.sub(
        lambda match: match[1] + (names.get(match[3]) or match[3]) if _label(match[2]) in labels else match[0], body
    )


def relinked_pages(body: str, change: Callable[[str], str | None]) -> str:
    """``body`` with the target of each link and picture replaced by what ``change`` gives for it; None keeps it."""
    code = [match.span() for match in _CODE.finditer(body)]
    found: dict[int, tuple[int, str]] = {}
    for pattern in (_LINK, _PICTURE, _DEFINITION, _HREF):
        for match in pattern.finditer(body):
            group = match.lastindex or 0
            start, end = match.span(group)
            new = change(match[group])
            if new is not None and not any(first <= start < last for first, last in code):
                found[start] = (end, new)
    for start, (end, new) in sorted(found.items(), reverse=True):
        body = body[:start] + new + body[end:]
    return body


def _label(text: str) -> str:
    return " ".join(text.lower().split())


def _targets(pattern: re.Pattern[str], body: str) -> tuple[str, ...]:
    prose = _CODE.sub("", body) if "`" in body or "~~~" in body else body
    found = (next(group for group in match if group) for match in pattern.findall(prose))
    return tuple(dict.fromkeys(found))
