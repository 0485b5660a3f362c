"""The progress bar of a build. Costs nothing where no page is made: rich is slow to import."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress


class PageBar:
    """A bar over the pages of a build, from the first one that is made on."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._progress: Progress | None = None
        self._is_asked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def move(self, done: int, total: int) -> None:
        """``done`` pages of ``total`` have been made."""
        if not self._is_asked:
            self._begin(total)
        if self._progress is not None:
            elapsed = self._progress.tasks[0].elapsed
            rate = done / elapsed if elapsed else 0.0
            self._progress.update(self._progress.task_ids[0], completed=done, rate=rate)

    def _begin(self, total: int) -> None:
        from fumikura.commands.progress import bar, page_columns  # noqa: PLC0415

        self._is_asked = True
        self._progress = self._stack.enter_context(bar(total, page_columns()))
        if self._progress is not None:
            self._progress.add_task("building", total=total, rate=0.0)
