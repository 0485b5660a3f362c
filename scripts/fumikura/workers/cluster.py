"""One function over many items, on a Dask cluster: the same results, in the same order, as in processes of our own.

The workers see the same files under the same paths, and have the same version of this program and its libraries. What
a lost worker had in hand is done again by another one. Source: https://distributed.dask.org (Client, futures).
"""

from __future__ import annotations

import contextlib
import os
import pickle  # what travels between our own program here and there
import threading
import time
import warnings
from collections import deque
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from fumikura.errors import FumikuraError, UsageError
from fumikura.program import program
from fumikura.workers.handing_out import CHUNK, LOOK_AHEAD, Finished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from distributed import Future

Item = TypeVar("Item")
Value = TypeVar("Value")

CONNECT_SECONDS = 10
"""Until a scheduler has answered."""
PATIENCE = 60.0
"""Seconds without any worker after which nobody waits for one any more."""
_POLL = 0.5
_ONE_AT_A_TIME = threading.Lock()
"""A worker may have several threads; what it is given keeps one page at a time in mind."""

Answer = tuple[list[list[bytes]], Exception | None]
"""The pickled values of each item; what the function raised for the next one."""


def over_cluster(
    function: Callable[[Item], Iterable[Value]], items: Sequence[Item], scheduler: str
) -> Iterator[tuple[Item, Value | Finished]]:
    """As ``executors.over`` says, by the workers of the ``scheduler`` at this address, with no limit of time.

    Raises ``UsageError`` where Dask is not installed, ``FumikuraError`` where the cluster does not do its work.
    """
    with _connected(scheduler) as client:
        yield from _Work(client, scheduler, function).results(items)


class _Work:
    """The function of one call, and what of it is under way."""

    def __init__(self, client: Any, scheduler: str, function: Callable[[Any], Iterable[Any]]) -> None:
        self._client, self._scheduler, self._program = client, scheduler, program()
        # Not scattered: what is lost with a worker is made again only where the scheduler knows from what.
        self._function = self._submit(pickle.loads, pickle.dumps(function))

    def results(self, items: Sequence[Item]) -> Iterator[tuple[Item, Any]]:
        ahead = LOOK_AHEAD * max(1, len(self._client.nthreads()))
        waiting = _chunks(items, max(1, min(CHUNK, len(items) // ahead)))
        running: deque[tuple[tuple[Item, ...], Future[Answer]]] = deque()
        while True:
            while len(running) < ahead and (chunk := next(waiting, None)) is not None:
                running.append((chunk, self._begin(chunk)))
            if not running:
                return
            yield from self._given(*running.popleft())

    def _given(self, chunk: tuple[Item, ...], future: Future[Answer]) -> Iterator[tuple[Item, Any]]:
        from distributed import KilledWorker  # noqa: PLC0415  slow to import, and not always installed

        try:
            values, error = self._result(future)
        except KilledWorker:  # as often as the scheduler allows
            if len(chunk) == 1:
                yield chunk[0], Finished("its workers were ended, one after the other, perhaps for want of memory")
                return
            for item in chunk:  # to see which one it was
                yield from self._given((item,), self._begin((item,)))
            return
        for place, (item, made) in enumerate(zip(chunk, values, strict=False), 1):
            yield from ((item, pickle.loads(value)) for value in made)  # noqa: S301  from our own worker
            if error is not None and place == len(values):
                raise error
            yield item, Finished()

    def _begin(self, chunk: tuple[Item, ...]) -> Future[Answer]:
        return self._submit(work, self._function, chunk, os.getcwd(), self._program)  # noqa: PTH109  a string travels

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that the library's catalogue is large
            future: Future[Any] = self._client.submit(function, *arguments, pure=False)
        return future

    def _result(self, future: Any) -> Answer:
        import distributed  # noqa: PLC0415

        wait: Any = distributed.wait  # its annotations are not all there

        seen = time.monotonic()
        while not future.done():
            if self._client.nthreads():
                seen = time.monotonic()
            elif time.monotonic() - seen > PATIENCE:
                raise self._fault(f"there has been no worker for {PATIENCE:.0f} seconds")
            with contextlib.suppress(TimeoutError), self._client.as_current():
                wait(future, timeout=_POLL)
        try:
            answer: Answer = future.result()
        except distributed.KilledWorker:
            raise
        except Exception as error:
            raise self._fault(f"a worker could not do its work: {error}") from error
        return answer

    def _fault(self, problem: str) -> FumikuraError:
        remedy = f"start workers where this version is installed: dask worker {self._scheduler} --nthreads 1"
        return FumikuraError(f"{self._scheduler}: {problem}\n  try: {remedy}")


def _chunks(items: Sequence[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """``items`` in their order, ``size`` at a time."""
    return (tuple(items[start : start + size]) for start in range(0, len(items), size))


@contextlib.contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    try:
        import distributed  # noqa: PLC0415  slow to import, and not always installed
    except ImportError as error:
        raise UsageError("--scheduler needs Dask; try: pip install 'fumikura[cluster]'") from error
    connect: Any = distributed.Client  # its annotations are not all there
    try:
        client = connect(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        remedy = "start one with: dask scheduler; then give the address that it says, such as tcp://192.0.2.1:8786"
        raise FumikuraError(f"{scheduler}: no Dask scheduler answers: {error}\n  try: {remedy}") from error
    try:
        yield client
    finally:
        client.close()


def work(function: Callable[[Any], Iterable[Any]], items: Sequence[Any], folder: str, version: str) -> Answer:
    """In a worker: what ``function`` gives for ``items``. ``version``: of the program that asks (``program``).

    Raises ``FumikuraError`` where this program is another one: its bytes would be other ones.
    """
    if _program() != version:
        raise FumikuraError("it has another version of fumikura, of Python or of a library")
    values: list[list[bytes]] = []
    with _ONE_AT_A_TIME:
        before = os.getcwd()  # noqa: PTH109
        os.chdir(folder)
        try:
            for item in items:
                values.append([])
                values[-1].extend(map(pickle.dumps, function(item)))
        except Exception as error:  # noqa: BLE001  it is raised where the results are read
            return values, error
        finally:
            os.chdir(before)
    return values, None


@cache
def _program() -> str:
    return program()
