"""Files that change while the archive is read at home -> their paths, before anybody is told that something changed."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
)
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler

CHANGES: list[type[FileSystemEvent]] = [
    *(DirCreatedEvent, DirDeletedEvent, DirMovedEvent),
    *(FileClosedEvent, FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent),
]
"""What is told: not that something was read, as a build reads what it makes pages from. Were it told too, one look at
10,000 folders would be more than the system keeps for us (16,384 events on Linux), and to look what was lost would be
the next such look: without an end."""
SECONDS = 1.0
"""Between two looks at everything, where the system does not tell of changes."""


@dataclass
class Watch:
    """Stands for the observer of a live reload server. The system tells of changes; where it cannot, all is polled."""

    _observer: Any = field(default_factory=Observer)
    _scheduled: list[tuple[FileSystemEventHandler, str, bool]] = field(default_factory=list)
    _changed: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def schedule(self, handler: FileSystemEventHandler, path: str, *, recursive: bool = False) -> Any:
        """As watchdog's; what changes is noted before ``handler`` is told, once for each file."""
        tell = handler.on_any_event

        def noted(event: FileSystemEvent) -> None:
            with self._lock:
                self._changed.update(os.fsdecode(one) for one in (event.src_path, event.dest_path) if one)
            # The server takes no notice of folders, but one that was moved away takes its files with it.
            tell(FileModifiedEvent(event.src_path) if event.is_directory else event)

        handler.on_any_event = noted  # type: ignore[method-assign]
        self._scheduled.append((handler, path, recursive))
        return self._observer.schedule(handler, path, recursive=recursive, event_filter=CHANGES)

    def changed(self) -> set[str]:
        """The paths that have changed since this was asked last."""
        with self._lock:
            found, self._changed = self._changed, set()
        return found

    def start(self) -> None:
        """Begin to watch."""
        try:
            self._observer.start()
        except OSError:  # more folders than the system watches for one user
            self._observer = PollingObserver(timeout=SECONDS)
            for handler, path, recursive in self._scheduled:
                self._observer.schedule(handler, path, recursive=recursive, event_filter=CHANGES)
            self._observer.start()

    def stop(self) -> None:
        """End it."""
        self._observer.stop()

    def join(self) -> None:
        """Wait for its end."""
        if self._observer.is_alive():
            self._observer.join()

    def unschedule(self, watch: Any) -> None:
        """As watchdog's."""
        self._observer.unschedule(watch)
