"""One file for each format. A new format is a new file here and a new folder under ``tests/fixtures``.

Exactly one importer may claim a source, so that no order and no priority decides.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Protocol

from fumikura.importing.registry import modules_in, the_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.errors import ContentError
    from fumikura.model.articles import Article
    from fumikura.sources.source import Source


class Importer(Protocol):
    """What a module in this folder offers."""

    VERSION: int
    """Goes up when the same source gives another page; stands in the page's ``converter``."""
    MANY: bool
    """Whether one source can hold many articles."""

    def matches(self, source: Source, /) -> bool:
        """Whether ``source`` is of this format, told by its content first."""

    def read(self, source: Source) -> Iterator[Article | ContentError]:
        """The articles in ``source``, and an error for each entry that is none. Raises ``ContentError`` with the
        line where nothing more can be read."""


@functools.cache
def load_all() -> Mapping[str, Importer]:
    """All importers by name, in sorted order."""
    return modules_in(__name__, __path__)


def choose(source: Source, importers: Mapping[str, Importer]) -> str:
    """Name of the one importer that claims ``source``. Raises ``ContentError`` for none and for several."""
    remedy = "save it as HTML, Markdown or plain text; the README lists all formats"
    return the_one(source, source.name, importers, ("no importer knows this format", remedy))


def read_with_any(source: Source) -> Iterator[Article | ContentError]:
    """What the importer gives that claims ``source``, such as a page in an archive."""
    importers = load_all()
    return importers[choose(source, importers)].read(source)
