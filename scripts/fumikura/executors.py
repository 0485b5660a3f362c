"""One function over many items, on all cores: what it gives comes in the order of the items, and memory stays bounded.

Each worker is a process of its own, so that one that dies or does not end takes one item with it and no more.
Past one machine the same is done by ``cluster.py``.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle  # what travels between our own processes
import queue
import signal
import sys
import threading
import time
from concurrent import futures
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from fumikura.errors import FumikuraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from types import TracebackType

Item = TypeVar("Item")
Value = TypeVar("Value")

MAX_SECONDS = 120.0
"""Between two values. The slowest saved page that was measured takes two; a table of 100 MB some ten."""
CHUNK = 8
"""Items that a worker takes at a time, where there are so many; of quick ones more."""
CHUNK_SECONDS = 0.1
"""How long it is to be busy with them: long beside the handing over, which takes a millisecond or two of each process,
and little to wait for at the end."""
LOOK_AHEAD = 4
"""Chunks for each worker that may be begun before the first of them has been taken."""
ROOM = 2
"""Batches of a chunk that may wait to be taken."""
BATCH_VALUES = 200
BATCH_BYTES = 4_000_000
BATCH_SECONDS = 0.2
"""What a worker sends at once: as much as this, or what it has after this time."""
_POLL = 0.1
"""Seconds until a thread that waits looks whether all is to stop."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Stands after the last value of an item."""

    fault: str | None = None
    """What ended it too early, as a phrase; None for what came to its end."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Workers on other machines: see ``cluster.py``."""

    scheduler: str
    """Address of a Dask scheduler, such as ``tcp://192.0.2.1:8786``."""


Workers = int | Cluster
"""How many processes here, or where others are."""


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def get_ready(module: str) -> None:
    """Have the process that workers are born of be started, and import ``module`` with all that it needs.

    That takes as long as to import them here, and can be done at the same time. Where workers are started in another
    way, nothing happens.
    """
    if not _has_forkserver():
        return
    from multiprocessing import forkserver  # noqa: PLC0415  not on every system

    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    _keep_ctrl_c()
    try:
        forkserver.set_forkserver_preload([module])
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def over(
    function: Callable[[Item], Iterable[Value]],
    items: Sequence[Item],
    *,
    workers: Workers,
    seconds: float = MAX_SECONDS,
) -> Iterator[tuple[Item, Value | Finished]]:
    """Each item with each value that ``function`` gives for it, then with ``Finished``; items in their order.

    ``workers``: processes, or a cluster; with 1 all happens here. ``function`` and what it takes and gives have to be
    picklable, and it gives the same for the same item whenever it is asked. An item whose worker dies, or, in processes
    of ours, gives nothing for ``seconds``, ends with a fault, and the next ones go on. What ``function`` raises is
    raised here. Closing the generator ends the workers.
    """
    if workers == 1:
        for item in items:
            for value in function(item):
                yield item, value
            yield item, Finished()
        return
    if isinstance(workers, Cluster):
        from fumikura.cluster import over_cluster  # noqa: PLC0415  seldom needed

        yield from over_cluster(function, items, workers.scheduler)
        return
    with _Lanes(function, items, workers, seconds) as lanes:
        yield from lanes.results()


@dataclass(slots=True)
class _Chunk(Generic[Item]):
    """Some items, and what has come of them."""

    items: tuple[Item, ...]
    out: queue.SimpleQueue[list[tuple[Item, bytes]] | Exception | None] = field(default_factory=queue.SimpleQueue)
    """Pickled values with their items, in order; an error of the function; None at the end."""
    room: _Tokens = field(default_factory=lambda: _tokens(ROOM))
    """One is taken for each that is put into ``out``, and given back when it has been taken from there."""


# Between the thread that reads results and the lanes, only this kind of queue may stand. A wish to stop may come to
# that thread between any two steps, and in the locks of ``threading``, which are written in Python, it would leave one
# held.
_Tokens = queue.SimpleQueue[None]


def _tokens(number: int) -> _Tokens:
    tokens: _Tokens = queue.SimpleQueue()
    for _ in range(number):
        tokens.put(None)
    return tokens


class _Stopped(Exception):  # noqa: N818  no error
    """Nobody waits for results any more."""


class _Lanes(Generic[Item, Value]):
    """Threads that each drive one worker. They take chunks in order, and results are given in that order."""

    def __init__(
        self, function: Callable[[Item], Iterable[Value]], items: Sequence[Item], workers: int, seconds: float
    ) -> None:
        self._function = function
        self._seconds = seconds
        self._items = items
        self._workers = workers
        self._begun = 0
        """Items that have been taken."""
        self._taken: queue.SimpleQueue[_Chunk[Item] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._ahead = _tokens(LOOK_AHEAD * workers)
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._lane, daemon=True) for _ in range(workers)]

    def __enter__(self) -> Self:
        try:
            for thread in self._threads:
                thread.start()
        except BaseException:
            self._stopped.set()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def results(self) -> Iterator[tuple[Item, Value | Finished]]:
        while (chunk := _waited(self._taken)) is not None:
            while (batch := _waited(chunk.out)) is not None:
                chunk.room.put(None)
                if isinstance(batch, Exception):
                    raise batch
                for item, value in batch:
                    yield item, pickle.loads(value)  # noqa: S301  from our own worker
            self._ahead.put(None)

    def _lane(self) -> None:
        _keep_ctrl_c()
        worker = _Worker(self._function, self._seconds, self._stopped)
        size = CHUNK
        try:
            while (chunk := self._take(size)) is not None:
                start = time.monotonic()
                try:
                    self._deliver(chunk, worker)
                except _Stopped:
                    raise
                except Exception as error:  # noqa: BLE001  it is raised where the results are read
                    self._put(chunk, error)
                size = _next_size(len(chunk.items), time.monotonic() - start)
                self._put(chunk, None)
        except _Stopped:
            pass  # nobody waits for what is left
        finally:
            worker.end()

    def _take(self, size: int) -> _Chunk[Item] | None:
        """The next ``size`` items at most: fewer where few are left, so that all workers end at about one time."""
        self._take_token(self._ahead)
        with self._lock:
            self._refuse_stopped()
            left = len(self._items) - self._begun
            taken = max(1, min(size, left // (2 * self._workers))) if left else 0
            chunk = _Chunk(tuple(self._items[self._begun : self._begun + taken])) if taken else None
            self._begun += taken
            self._taken.put(chunk)  # None too: all chunks before it have been taken
        return chunk

    def _deliver(self, chunk: _Chunk[Item], worker: _Worker[Item, Value]) -> None:
        items, done, given = chunk.items, 0, 0
        one_by_one = len(items) == 1
        while done < len(items):
            part = items[done : done + 1] if one_by_one else items[done:]
            try:
                for batch in worker.batches(part, given):
                    named = []
                    for value in batch:
                        named.append((items[done], value or _FINISHED))
                        done, given = (done, given + 1) if value else (done + 1, 0)
                    self._put(chunk, named)
            except _Died as died:
                if one_by_one:
                    self._put(chunk, [(items[done], pickle.dumps(Finished(str(died))))])
                    done, given = done + 1, 0
                one_by_one = True  # to see which one it was

    def _put(self, chunk: _Chunk[Item], message: list[tuple[Item, bytes]] | Exception | None) -> None:
        self._take_token(chunk.room)
        chunk.out.put(message)

    def _take_token(self, tokens: _Tokens) -> None:
        while True:
            self._refuse_stopped()
            try:
                return tokens.get(timeout=_POLL)
            except queue.Empty:
                continue

    def _refuse_stopped(self) -> None:
        if self._stopped.is_set():
            raise _Stopped


def _next_size(size: int, seconds: float) -> int:
    """How many items to take after ``size`` took so long: twice as many at most, since the next ones may be slower."""
    return max(CHUNK, min(2 * size, int(size * CHUNK_SECONDS / max(seconds, 1e-6))))


_FINISHED = pickle.dumps(Finished())


class _Died(Exception):  # noqa: N818  it is told as a phrase
    """A worker has ended in the middle. The message says why."""


class _Worker(Generic[Item, Value]):
    """One process, started when it is needed, and anew when it has died."""

    def __init__(self, function: Callable[[Item], Iterable[Value]], seconds: float, stopped: threading.Event) -> None:
        self._function = function
        self._seconds = seconds
        self._stopped = stopped
        self._executor: ProcessPoolExecutor | None = None
        self._pid: int | None = None

    def batches(self, items: tuple[Item, ...], given: int) -> Iterator[list[bytes | None]]:
        """The pickled values of ``items``, None after the last one of each; the first ``given`` are left out.

        The next batch is made while this one is looked at. Raises ``_Died``.
        """
        future = self._started().submit(_begin, items, given)
        while True:
            batch, more = self._result(future)
            if more:
                future = self._started().submit(_go_on)
            yield batch
            if not more:
                return

    def end(self) -> None:
        """End the process, whatever it is doing."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        if self._pid is not None:
            _kill(self._pid)
        executor.shutdown(wait=True, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            start = (self._function, str(Path.cwd()))
            self._pid = None
            try:
                self._executor = ProcessPoolExecutor(1, _context(), _start, start)
                self._pid = self._executor.submit(os.getpid).result()
            except (BrokenProcessPool, OSError, ImportError) as error:  # no memory, no semaphores on this system
                problem = f"worker processes cannot be started here: {error}"
                raise FumikuraError(f"{problem}\n  try: --workers 1") from error
        return self._executor

    def _result(self, future: Future[tuple[list[bytes | None], bool]]) -> tuple[list[bytes | None], bool]:
        deadline = time.monotonic() + self._seconds
        while not futures.wait((future,), timeout=_POLL).done:
            if self._stopped.is_set():
                raise _Stopped
            if time.monotonic() > deadline:
                self.end()
                raise _Died(f"it took more than {self._seconds:,.0f} seconds")
        try:
            return future.result()
        except BrokenProcessPool as error:
            self.end()
            raise _Died("its worker was ended by the system, perhaps for want of memory") from error


def _waited(source: queue.SimpleQueue[Any]) -> Any:
    """What comes next. With an end to each wait, since on Windows nothing else lets Ctrl-C through."""
    while True:
        try:
            return source.get(timeout=_POLL)
        except queue.Empty:
            continue


def _has_forkserver() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


def _context() -> multiprocessing.context.BaseContext:
    """Processes that are born of a small one and not of this one, which has threads; where there is such a way.

    That one is there for all that follow. It knows the modules of ours that this one knows, so that none of its
    children has to read them again.
    """
    if not _has_forkserver():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([name for name in list(sys.modules) if name.startswith("fumikura.")])
    return context


def _keep_ctrl_c() -> None:
    """Have the processes that this thread starts leave Ctrl-C alone from their first moment on."""
    if hasattr(signal, "pthread_sigmask"):
        from multiprocessing import resource_tracker  # noqa: PLC0415  not on every system

        resource_tracker.ensure_running()  # first, since it ends with Ctrl-C let through
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _kill(pid: int) -> None:
    try:
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    except ProcessLookupError:
        return


class _Work:
    """What one worker process is doing."""

    function: Callable[[Any], Iterable[Any]]
    values: Iterator[bytes | None] = iter(())


def _start(function: Callable[[Any], Iterable[Any]], folder: str) -> None:
    """In the worker: get ready. Ctrl-C is for the process that gives out the work, and this one ends with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.chdir(folder)
    _Work.function = function
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _begin(items: tuple[Any, ...], given: int) -> tuple[list[bytes | None], bool]:
    _Work.values = itertools.islice(_values(items), given, None)
    return _go_on()


def _values(items: tuple[Any, ...]) -> Iterator[bytes | None]:
    for item in items:
        yield from map(pickle.dumps, _Work.function(item))
        yield None


def _go_on() -> tuple[list[bytes | None], bool]:
    """The next values, and whether there may be more."""
    batch: list[bytes | None] = []
    size, until = 0, time.monotonic() + BATCH_SECONDS
    for value in _Work.values:
        batch.append(value)
        size += len(value or b"")
        if len(batch) >= BATCH_VALUES or size >= BATCH_BYTES or time.monotonic() > until:
            return batch, True
    return batch, False
