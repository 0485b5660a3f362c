"""One file for each format. A new format is a new file here and a new folder under ``tests/fixtures``.

Exactly one importer may claim a source, so that no order and no priority decides.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING, Protocol, cast

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.articles import Article
    from fumikura.sources import Source


class Importer(Protocol):
    """What a module in this folder offers."""

    VERSION: int
    """Goes up when the same source gives another page; stands in the page's ``converter``."""
    MANY: bool
    """Whether one source can hold many articles."""

    def matches(self, source: Source) -> bool:
        """Whether ``source`` is of this format, told by its content first."""

    def read(self, source: Source) -> Iterator[Article | ContentError]:
        """The articles in ``source``, and an error for each entry that is none. Raises ``ContentError`` with the
        line where nothing more can be read."""


@functools.cache
def load_all() -> Mapping[str, Importer]:
    """All importers by name, in sorted order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: cast("Importer", importlib.import_module(f"{__name__}.{name}")) for name in names}


def choose(source: Source, importers: Mapping[str, Importer]) -> str:
    """Name of the one importer that claims ``source``. Raises ``ContentError`` for none and for several."""
    claims = [name for name, importer in importers.items() if importer.matches(source)]
    if len(claims) == 1:
        return claims[0]
    if claims:
        problem = f"{' and '.join(claims)} both claim this file"
        raise ContentError(source.name, 1, problem, "report it with the file: one of them is wrong", "format")
    remedy = "save it as HTML, Markdown or plain text; the README lists all formats"
    raise ContentError(source.name, 1, "no importer knows this format", remedy, "format")


def read_with_any(source: Source) -> Iterator[Article | ContentError]:
    """What the importer gives that claims ``source``, such as a page in an archive."""
    importers = load_all()
    return importers[choose(source, importers)].read(source)
