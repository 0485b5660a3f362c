"""A process that calls one function for item after item, and sends what it gives.

Each worker is a process of its own, so that one that dies or does not end takes one item with it and no more.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle  # what travels between our own processes
import signal
import sys
import threading
import time
from concurrent import futures
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from fumikura.errors import FumikuraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

Item = TypeVar("Item")
Value = TypeVar("Value")

BATCH_VALUES = 200
BATCH_BYTES = 4_000_000
BATCH_SECONDS = 0.2
"""What a worker sends at once: as much as this, or what it has after this time."""
POLL = 0.1
"""Seconds until a thread that waits looks whether all is to stop."""


class Stopped(Exception):  # noqa: N818  no error
    """Nobody waits for results any more."""


class Died(Exception):  # noqa: N818  it is told as a phrase
    """A worker has ended in the middle. The message says why."""


class Worker(Generic[Item, Value]):
    """One process, started when it is needed, and anew when it has died."""

    def __init__(self, function: Callable[[Item], Iterable[Value]], seconds: float, stopped: threading.Event) -> None:
        self._function = function
        self._seconds = seconds
        self._stopped = stopped
        self._executor: ProcessPoolExecutor | None = None
        self._pid: int | None = None

    def batches(self, items: tuple[Item, ...], given: int) -> Iterator[list[bytes | None]]:
        """The pickled values of ``items``, None after the last one of each; the first ``given`` are left out.

        The next batch is made while this one is looked at. Raises ``Died``.
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
                _leave_writing_to_the_worker(self._executor)
            except (BrokenProcessPool, OSError, ImportError) as error:  # no memory, no semaphores on this system
                problem = f"worker processes cannot be started here: {error}"
                raise FumikuraError(f"{problem}\n  try: --workers 1") from error
        return self._executor

    def _result(self, future: Future[tuple[list[bytes | None], bool]]) -> tuple[list[bytes | None], bool]:
        deadline = time.monotonic() + self._seconds
        while not futures.wait((future,), timeout=POLL).done:
            if self._stopped.is_set():
                raise Stopped
            if time.monotonic() > deadline:
                self.end()
                raise Died(f"it took more than {self._seconds:,.0f} seconds")
        try:
            return future.result()
        except BrokenProcessPool as error:
            self.end()
            raise Died("its worker was ended by the system, perhaps for want of memory") from error


def _leave_writing_to_the_worker(executor: ProcessPoolExecutor) -> None:
    """Close our own end of the pipe that results come through.

    A worker that is ended in the middle of a large result leaves a part of it in the pipe. While anyone else could
    write the rest, the executor's thread, and so ``shutdown``, waits for that without an end (CPython 3.11).
    """
    results: Any = executor._result_queue
    results._writer.close()


def get_ready(module: str) -> None:
    """Have the process that workers are born of be started, and import ``module`` with all that it needs.

    That takes as long as to import them here, and can be done at the same time. Where workers are started in another
    way, nothing happens.
    """
    if not _has_forkserver():
        return
    from multiprocessing import forkserver  # noqa: PLC0415  not on every system

    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    keep_ctrl_c()
    try:
        forkserver.set_forkserver_preload([module])
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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


def keep_ctrl_c() -> None:
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
