"""New articles that are written but not in their places yet: many go there at once, and results are told afterwards."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.adding.results import Result
from fumikura.disk.atomic import Staging, commit_all
from fumikura.workers.stopping import held_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from fumikura.adding.known_articles import Known
    from fumikura.adding.shelf import Shelf
    from fumikura.errors import ContentError

MAX_ARTICLES = 100
MAX_SECONDS = 0.5
"""Until what is written goes into place: what a stop may cost."""


@dataclass(frozen=True, slots=True)
class _Article:
    staging: Staging
    known: Known
    source: str


class Waiting:
    """The articles that wait, and the results of all in the order in which they came."""

    def __init__(self, shelf: Shelf, told: Callable[[Result], None], size: int = MAX_ARTICLES) -> None:
        """``told``: takes each result once what it says is so. ``size``: articles that may wait."""
        self._shelf = shelf
        self._told = told
        self._size = size
        self._articles: dict[str, _Article] = {}
        self._places: set[Path] = set()
        self._results: list[Result] = []
        self._since = 0.0

    def take(self, staging: Staging, known: Known, source: str) -> None:
        """Have a new article wait. ``staging`` is no longer the caller's."""
        if not self._articles:
            self._since = time.monotonic()
        staging.hand_over()
        self._articles[known.id] = _Article(staging, known, source)
        self._places.update(staging.places)

    def tell(self, result: Result) -> None:
        """A result, told once those before it are."""
        self._results.append(result)
        is_full = len(self._articles) >= self._size
        if is_full or not self._articles or time.monotonic() - self._since > MAX_SECONDS:
            self.settle()

    def settle_for(self, known: Iterable[Known], places: Iterable[Path] = ()) -> bool:
        """Have these articles and places be on disk, if any is among what waits. Whether any was: then it is to be
        looked for again, since it may not have been possible to write it."""
        has_to = any(one.id in self._articles for one in known) or not self._places.isdisjoint(places)
        if has_to:
            self.settle()
        return has_to

    def settle(self) -> None:
        """Put all into place and tell the results. What could not be written is refused, and unknown again.

        Ctrl-C waits until it is done. An article without a result, where it came in between, is not kept.
        """
        with held_back():
            with_result = {result.id for result in self._results}
            articles = [one for one in self._articles.values() if one.known.id in with_result]
            errors: dict[str, ContentError] = {}
            for one, error in zip(articles, commit_all([one.staging for one in articles]), strict=True):
                if error is not None:
                    errors[one.known.id] = error
                    self._shelf.forget(one.known)
            for one in self._articles.values():
                one.staging.clean()
            results, self._results = self._results, []
            self._articles.clear()
            self._places.clear()
            for result in results:
                self._told(_refused(result, errors[result.id]) if result.id in errors else result)


def _refused(result: Result, error: ContentError) -> Result:
    return Result(source=result.source, status="refused", error=f"{result.source}: {error}")
