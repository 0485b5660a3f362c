"""A progress bar on long work, for people: on the error output, and only if that is a terminal."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 20
"""Pieces of work from which on a progress bar is worth its place."""


@contextlib.contextmanager
def bar(pieces: int, columns: tuple[str | ProgressColumn, ...] = ()) -> Iterator[Progress | None]:
    """The bar, or None where there shall be none. ``columns``: what it shows, if not the usual."""
    console = Console(stderr=True)
    if pieces < LONG or not console.is_terminal:
        yield None
        return
    # Standard output stays what a pipe reads.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        yield progress


class EntryBar:
    """A bar over sources of very different size: it moves by their bytes, and counts articles."""

    COLUMNS = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[articles]:,} articles, {task.fields[rate]:,.0f} a second,"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )

    def __init__(self, progress: Progress, size: int) -> None:
        """``size``: bytes of all sources."""
        self._progress = progress
        self._task = progress.add_task("adding", total=max(1, size), articles=0, rate=0.0)
        self._ended = 0
        """Bytes of the sources that are done."""
        self._articles = 0
        self._in_hand = 0

    def move(self, size: int, articles: int, entries: int) -> None:
        """``size``: bytes of the source in hand; ``articles`` of it have come, of about ``entries``; 0: its end."""
        if entries:
            self._in_hand = articles
            done = size * min(1.0, articles / entries)
        else:
            self._ended += size
            self._articles += self._in_hand
            done = self._in_hand = 0
        count = self._articles + self._in_hand
        elapsed = self._progress.tasks[0].elapsed
        rate = count / elapsed if elapsed else 0.0
        self._progress.update(self._task, completed=self._ended + done, articles=count, rate=rate)


def page_columns() -> tuple[str | ProgressColumn, ...]:
    """What the bar of a build shows; its task has a ``rate``."""
    return (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.completed:,} of {task.total:,} pages, {task.fields[rate]:,.0f} a second,"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
