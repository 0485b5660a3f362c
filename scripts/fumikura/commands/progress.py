"""A progress bar on long work, for people: on the error output, and only if that is a terminal."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 20
"""Pieces of work from which on a progress bar is worth its place."""


@contextlib.contextmanager
def bar(pieces: int) -> Iterator[Progress | None]:
    """The bar, or None where there shall be none."""
    console = Console(stderr=True)
    if pieces < LONG or not console.is_terminal:
        yield None
        return
    # Standard output stays what a pipe reads.
    with Progress(console=console, transient=True, redirect_stdout=False) as progress:
        yield progress
