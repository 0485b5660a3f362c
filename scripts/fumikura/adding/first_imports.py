"""What a page was when it was imported, before anybody edited it: found in its history in git.

That is the oldest version with the original and the importer that the page names, without the edits that an update has
kept, and only if its text has the length that the importer counted. Where there is none (no repository, never
committed, edited before it was), nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fumikura.adding.line_changes import merged
from fumikura.adding.pages import characters_of
from fumikura.adding.reimport import AsImported, text_difference, typed
from fumikura.errors import ContentError
from fumikura.history.page_history import PageHistory
from fumikura.model.front_matter import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.settings import Settings


@dataclass
class FirstImports:
    """Asks git when it is first needed."""

    settings: Settings

    def of(self, path: str, now: Mapping[str, Any]) -> AsImported | None:
        """The page at ``path`` as it was imported; ``now``: its fields as they are, typed."""
        if not now["sha256"] or not now["converter"]:
            return None
        base: AsImported | None = None
        before = AsImported({"sha256": None, "converter": None}, "")
        for version in self._readable(path):
            if _made_from(version) != _made_from(before):
                base = _as_imported(version, before, base)
            before = version
        return base if _made_from(before) == (now["sha256"], now["converter"]) else None

    def _readable(self, path: str) -> Iterator[AsImported]:
        """The versions of a page that can be read, the oldest first."""
        for raw in reversed(self._history.of(path)):
            try:
                header, body = split(raw.decode("utf-8-sig"), path)
                yield AsImported(typed(header.values, path), body)
            except (UnicodeDecodeError, ContentError):
                continue  # a version that never was a readable page

    @cached_property
    def _history(self) -> PageHistory:
        return PageHistory(self.settings)


def _made_from(version: AsImported) -> tuple[str | None, str | None]:
    return version.values["sha256"], version.values["converter"]


def _as_imported(version: AsImported, before: AsImported, base: AsImported | None) -> AsImported | None:
    """``version``, the first of its original and importer, without the edits that the update kept.

    Those are what ``before``, the version before it, had changed in its own ``base``. None if the text has not the
    length that the importer counted.
    """
    body: str | None = version.body
    if base is not None and text_difference(base.body, before.body):
        body = merged(before.body, version.body, base.body)
    if body is None or version.values["characters"] != characters_of(body):
        return None
    return AsImported(version.values, body)
