"""What MkDocs says of the links of a page: as texts, not in the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fumikura.engine.engine import LinkWarnings

if TYPE_CHECKING:
    from collections.abc import Callable

    from fumikura.engine.places import Places
    from fumikura.settings import Settings


class Collected(logging.Handler):
    """Keeps warnings instead of printing them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.texts.append(record.getMessage())

    def __enter__(self) -> Collected:
        logger = logging.getLogger("mkdocs")
        self._before = logger.propagate
        logger.propagate = False
        logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logger = logging.getLogger("mkdocs")
        logger.propagate = self._before
        logger.removeHandler(self)


def link_warnings(settings: Settings, places: Places) -> Callable[[str, str], list[str]]:
    """A function that gives the warnings of the page at ``docs/<src>`` with this body."""
    engine = LinkWarnings(settings, places)

    def of(src: str, body: str) -> list[str]:
        with Collected() as collected:
            engine.tell(src, body)
        return collected.texts

    return of
