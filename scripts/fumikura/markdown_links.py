"""Links and pictures of a Markdown text, as they stand there; what is code is no link."""

from __future__ import annotations

import re

_LINK = re.compile(
    r"(?<!!)\[(?:[^\[\]]|!?\[[^\]]*\](?:\([^)]*\))?)*\]\(\s*<?([^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)|"
    r"<(https?://[^\s<>]+)>|^\[[^\]^\n][^\]\n]*\]:\s*<?(\S+?)>?(?:\s|$)",
    re.MULTILINE,
)
_PICTURE = re.compile(
    r"!\[[^\]]*\]\(\s*<?([^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)|<img\b[^>]*?\bsrc=[\"']?([^\"'\s>]+)", re.IGNORECASE
)
_CODE = re.compile(r"^[ ]{0,3}(```+|~~~+).*?^[ ]{0,3}\1|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def links_in(body: str) -> tuple[str, ...]:
    """Link targets, once each, in order."""
    return _targets(_LINK, body)


def pictures_in(body: str) -> tuple[str, ...]:
    """Addresses of pictures, once each, in order."""
    return _targets(_PICTURE, body)


def _targets(pattern: re.Pattern[str], body: str) -> tuple[str, ...]:
    prose = _CODE.sub("", body)
    found = (next(group for group in match if group) for match in pattern.findall(prose))
    return tuple(dict.fromkeys(found))
