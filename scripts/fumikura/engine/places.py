"""What a link or a picture in a page can lead to: every file that becomes part of the site, by its path in ``docs/``.

Pure but for one question to the disk, about files that are not published.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = "page"
HIDDEN = "hidden"
NOWHERE = ""


@dataclass
class Places:
    """Answers, and remembers what was asked: what a page is made from includes the answers that it was given."""

    docs: Path
    published: Mapping[str, str]
    """``PAGE``, or the hash of a file that is no page."""
    asked: dict[str, str] = field(default_factory=dict)

    def at(self, src: str) -> str:
        """What is at ``src``: a value of ``published``, or ``NOWHERE``."""
        answer = self.published.get(src, NOWHERE)
        self.asked[src] = answer
        return answer

    def is_hidden(self, target: str) -> bool:
        """Whether a link to ``target`` leads to what is there and not published."""
        if self.at(target):
            return False
        answer = self._hidden(target)
        self.asked[f"?{target}"] = answer
        return answer == HIDDEN

    def still(self, asked: Mapping[str, str]) -> bool:
        """Whether all of ``asked`` would be answered as it was."""
        published = self.published
        return all(
            (self._hidden(src[1:]) if src[:1] == "?" else published.get(src, NOWHERE)) == answer
            for src, answer in asked.items()
        )

    def _hidden(self, target: str) -> str:
        for src in (target, f"{target}.md", posixpath.join(target, "index.md")):
            if src not in self.published and _is_file(self.docs, src):
                return HIDDEN
        return NOWHERE


def _is_file(docs: Path, src: str) -> bool:
    try:
        return Path(docs, src).is_file()
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return False
