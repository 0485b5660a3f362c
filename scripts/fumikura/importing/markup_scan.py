"""The attributes of a tag in a list of links: such a file of 50,000 lines is scanned, not parsed."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ATTRIBUTE = re.compile(r"([A-Za-z_][\w-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def attributes(inside: str) -> Mapping[str, str]:
    """Name in lower case -> value, for what stands between a tag's name and its ``>``."""
    return {name.lower(): html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(inside)}
