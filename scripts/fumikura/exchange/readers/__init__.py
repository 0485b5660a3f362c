"""One file for each format. A new format is a new file here and a new folder under ``tests/fixtures_annotations``.

Exactly one reader may claim a file, so that no order and no priority decides.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Protocol

from fumikura.importing.registry import modules_in, the_one

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.exchange.foreign import ForeignFile, Reading


class Reader(Protocol):
    """What a module in this folder offers."""

    def matches(self, file: ForeignFile, /) -> bool:
        """Whether ``file`` is of this format, told by its content first."""

    def read(self, file: ForeignFile) -> Reading:
        """The annotations in ``file``. Raises ``ContentError`` if none can be read."""


@functools.cache
def load_all() -> Mapping[str, Reader]:
    """All readers by name, in sorted order."""
    return modules_in(__name__, __path__)


def choose(file: ForeignFile, readers: Mapping[str, Reader]) -> str:
    """Name of the one reader that claims ``file``. Raises ``ContentError`` for none and for several."""
    problem = "no reader knows this format"
    if file.columns:
        problem += f" (a table of {', '.join(file.columns)[:200]})"
    remedy = f"export the annotations in one of the known formats: {', '.join(readers)}"
    return the_one(file, file.name, readers, (problem, remedy))
