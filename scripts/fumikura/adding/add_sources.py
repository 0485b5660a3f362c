"""All sources of one ``fumikura add`` -> what became of each: converted on all cores, written by one process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fumikura.adding.adding import Adding
from fumikura.adding.converting import Conversion, Opened, convert, refused
from fumikura.adding.picture_fetching import fetch_pictures
from fumikura.adding.results import Result
from fumikura.adding.waiting import Waiting
from fumikura.errors import ContentError, FumikuraError
from fumikura.model.dates import utc
from fumikura.sources.fetch import fetch
from fumikura.sources.reading import shown
from fumikura.workers.executors import over
from fumikura.workers.handing_out import Finished

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from fumikura.adding.converting import Step
    from fumikura.adding.shelf import Shelf
    from fumikura.sources.source import Fields, Source
    from fumikura.workers.executors import Workers

FEW = 8
SMALL = 500_000
"""Files and bytes up to which starting workers takes longer than they save."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is to be added, each once, in an order that does not depend on how it was given."""

    paths: tuple[Path, ...]
    urls: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.paths) + len(self.urls)

    @property
    def size(self) -> int:
        """Bytes of the files, as far as there are any; a URL counts as a page of the usual size."""
        return sum(map(size_of, self.paths)) + sum(map(size_of, self.urls))

    @property
    def pieces(self) -> int:
        """How long the work is, roughly: files, or as many as a large one stands for."""
        return max(len(self), self.size // 50_000)


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with each source."""

    shelf: Shelf
    options: Fields
    update: bool
    allow_private: bool
    fetch_links: bool
    """Whether links without a text are fetched."""
    workers: Workers
    new: bool = False
    """Whether what has the text of an article here is another article all the same."""
    fetch_pictures: bool = False
    """Whether pictures that stay on the net are fetched."""
    keep_large: bool = False
    """Whether pictures that are made smaller are also kept as they were."""


def size_of(one: Path | str) -> int:
    """Bytes of a file; of a URL a guess."""
    if isinstance(one, str):
        return 100_000
    try:
        return one.stat().st_size
    except OSError:
        return 0  # what is wrong with it is said when it is read


def add_all(
    sources: Sources,
    job: Job,
    told: Callable[[Result], None],
    moved: Callable[[int, int, int], None] | None = None,
) -> None:
    """Add ``sources`` in their order. ``told`` takes each result once it is so on disk; ``moved`` hears of how far it
    is: bytes of the source in hand, articles of it so far, and how many there may be (0 at its end).

    When it is interrupted, what is done stays, what waits is written, and both are told.
    """
    waiting = Waiting(job.shelf, told)
    # What is fetched for an article changes its page, so that this has to be there.
    is_changed_at_once = job.fetch_links or job.fetch_pictures
    adding = Adding(job.shelf, update=job.update, new=job.new, waiting=None if is_changed_at_once else waiting)
    steps = _steps(sources, job)
    try:
        _add(steps, _Adder(job, adding, waiting), moved)
    finally:
        waiting.settle()
        steps.close()


def _add(steps: Iterator[tuple[Path | str, Step | Finished]], adder: _Adder, moved: Callable[..., None] | None) -> None:
    entries = articles = 0
    for one, step in steps:
        if isinstance(step, Finished):
            if step.fault is not None:
                adder.lose(one, step.fault)
            adder.close()
            articles = entries = 0
        elif isinstance(step, Opened):
            entries = entries + step.entries if step.source.container else step.entries
            adder.take(step)
        else:
            articles += 1
            adder.take(step)
        if moved is not None:
            moved(size_of(one), articles, entries)


def _steps(sources: Sources, job: Job) -> Generator[tuple[Path | str, Step | Finished], None, None]:
    """Of the files first; then of the web pages, which are fetched one by one, as politeness asks."""
    made = {} if job.update else job.shelf.made()
    is_little = len(sources.paths) <= FEW and sources.size <= SMALL
    workers: Workers = 1 if is_little else job.workers  # a single large one too: it is converted while it is written
    yield from over(Conversion(job.options, made, job.keep_large), sources.paths, workers=workers)
    for url in sources.urls:
        try:
            page = _fetched(url, job, job.options)
        except FumikuraError as error:
            yield url, refused(error, url)
        else:
            yield from ((url, step) for step in convert(page, made, keep_large=job.keep_large))
        yield url, Finished()


def _fetched(url: str, job: Job, options: Fields) -> Source:
    return fetch(url, utc(datetime.now(UTC)), options, allow_private=job.allow_private)


@dataclass(slots=True)
class _Adder:
    """Gives steps to the archive, and results to whoever waits for them."""

    job: Job
    adding: Adding
    waiting: Waiting
    name: str = ""
    """Of the source that is open."""

    def take(self, step: Step) -> None:
        """What becomes of one step, and of the page that a link leads to, if links are fetched."""
        if isinstance(step, Opened):
            self.name = step.source.name
        for result in self._results(step, self.name):
            self.waiting.tell(self._with_pictures(result))
            if self.job.fetch_links and result.id:
                self._fill(result.id)

    def lose(self, one: Path | str, fault: str) -> None:
        """A source whose worker has been lost."""
        name = one if isinstance(one, str) else shown(one)
        error = ContentError(
            name, 1, fault, "add it alone, with --workers 1, or save it in another format", "too-large"
        )
        self.waiting.tell(Result(source=name, status="refused", error=str(error)))

    def close(self) -> None:
        """Nothing more comes from the source."""
        self.adding.close()

    def _results(self, step: Step, name: str) -> Iterator[Result]:
        try:
            yield from self.adding.take(step)
        except FumikuraError as error:
            yield from self.adding.take(refused(error, name))

    def _with_pictures(self, result: Result) -> Result:
        """The same when the pictures of the article have been fetched, if that was asked for."""
        job = self.job
        if not job.fetch_pictures:
            return result
        try:
            return fetch_pictures(result, job.shelf, allow_private=job.allow_private, keep_large=job.keep_large)
        except ContentError as error:  # the article itself is there
            return replace(result, warnings=(*result.warnings, f"its pictures are not here: {error}"))

    def _fill(self, article: str) -> None:
        """An article that was a link, when its page is fetched. The address that was saved stays."""
        shelf = self.job.shelf
        known = shelf.with_id(article)
        url = known.text("source") if known is not None and known.text("kind") == "link" else None
        if url is None:
            return
        page = Adding(shelf, update=self.job.update, new=self.job.new)
        try:
            source = _fetched(url, self.job, {**self.job.options, "source": url})
            for step in convert(source, {}, keep_large=self.job.keep_large):
                for result in page.take(step):
                    self.waiting.tell(self._with_pictures(result))
        except FumikuraError as error:
            self.waiting.tell(Result(source=url, status="refused", error=refused(error, url).error))
