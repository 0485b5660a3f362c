"""How many items a worker is given at a time, and what stands after the last value of each."""

from __future__ import annotations

from dataclasses import dataclass

CHUNK = 8
"""Items that a worker takes at a time, where there are so many; of quick ones more."""
LOOK_AHEAD = 4
"""Chunks for each worker that may be begun before the first of them has been taken."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Stands after the last value of an item."""

    fault: str | None = None
    """What ended it too early, as a phrase; None for what came to its end."""
