"""What a build is asked for, and where its time goes."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.building.unchanged import look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fumikura.building.catalogue import Catalogue
    from fumikura.building.unchanged import Look
    from fumikura.settings import Settings
    from fumikura.workers.executors import Workers


@dataclass
class Order:
    """One build."""

    settings: Settings
    strict: bool
    workers: Workers | None
    """None for one process a processor."""
    told: Callable[[int, int], None]
    """Told how many pages have been made, of how many."""
    look: Callable[[Settings, Catalogue], Look] = look
    """What the archive and the site look like now."""
    seconds: dict[str, float] = field(default_factory=dict)
    """By stage."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done within as ``name``."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - start
