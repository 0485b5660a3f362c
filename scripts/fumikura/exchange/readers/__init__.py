"""One file for each format. A new format is a new file here and a new folder under ``tests/fixtures_annotations``.

Exactly one reader may claim a file, so that no order and no priority decides.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING, Protocol, cast

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.exchange.foreign import ForeignFile, Reading


class Reader(Protocol):
    """What a module in this folder offers."""

    def matches(self, file: ForeignFile) -> bool:
        """Whether ``file`` is of this format, told by its content first."""

    def read(self, file: ForeignFile) -> Reading:
        """The annotations in ``file``. Raises ``ContentError`` if none can be read."""


@functools.cache
def load_all() -> Mapping[str, Reader]:
    """All readers by name, in sorted order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: cast("Reader", importlib.import_module(f"{__name__}.{name}")) for name in names}


def choose(file: ForeignFile, readers: Mapping[str, Reader]) -> str:
    """Name of the one reader that claims ``file``. Raises ``ContentError`` for none and for several."""
    claims = [name for name, reader in readers.items() if reader.matches(file)]
    if len(claims) == 1:
        return claims[0]
    if claims:
        problem = f"{' and '.join(claims)} both claim this file"
        raise ContentError(file.name, 1, problem, "report it with the file: one of them is wrong", "format")
    problem = "no reader knows this format"
    if file.columns:
        problem += f" (a table of {', '.join(file.columns)[:200]})"
    remedy = f"export the annotations in one of the known formats: {', '.join(readers)}"
    raise ContentError(file.name, 1, problem, remedy, "format")
