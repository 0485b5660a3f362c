"""Threads that each drive one worker process: results come in the order of the items, and memory stays bounded."""

from __future__ import annotations

import pickle  # what travels between our own processes
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from fumikura.workers.handing_out import CHUNK, LOOK_AHEAD, Finished
from fumikura.workers.processes import POLL, Died, Stopped, Worker, keep_ctrl_c

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

Item = TypeVar("Item")
Value = TypeVar("Value")

_PAUSE = 0.005
"""Seconds between two looks of a lane for a token. A ``SimpleQueue.get`` with an end may never end: where its time is
over just when it takes the queue's lock and finds nothing, CPython 3.11 makes of what is left of it a negative time,
which means for ever. On a busy machine that happens."""
CHUNK_SECONDS = 0.1
"""How long a worker is to be busy with what it is given: long beside the handing over, which takes a millisecond or two
of each process, and little to wait for at the end."""
ROOM = 2
"""Batches of a chunk that may wait to be taken."""


_FINISHED = pickle.dumps(Finished())


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


class Lanes(Generic[Item, Value]):
    """They take chunks in order, and results are given in that order."""

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
        """See ``executors.over``."""
        while (chunk := _waited(self._taken)) is not None:
            while (batch := _waited(chunk.out)) is not None:
                chunk.room.put(None)
                if isinstance(batch, Exception):
                    raise batch
                for item, value in batch:
                    yield item, pickle.loads(value)  # noqa: S301  from our own worker
            self._ahead.put(None)

    def _lane(self) -> None:
        keep_ctrl_c()
        worker = Worker(self._function, self._seconds, self._stopped)
        size = CHUNK
        try:
            while (chunk := self._take(size)) is not None:
                start = time.monotonic()
                try:
                    self._deliver(chunk, worker)
                except Stopped:
                    raise
                except Exception as error:  # noqa: BLE001  it is raised where the results are read
                    self._put(chunk, error)
                size = _next_size(len(chunk.items), time.monotonic() - start)
                self._put(chunk, None)
        except Stopped:
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

    def _deliver(self, chunk: _Chunk[Item], worker: Worker[Item, Value]) -> None:
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
            except Died as died:
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
                return tokens.get_nowait()
            except queue.Empty:
                time.sleep(_PAUSE)

    def _refuse_stopped(self) -> None:
        if self._stopped.is_set():
            raise Stopped


def _next_size(size: int, seconds: float) -> int:
    """How many items to take after ``size`` took so long: twice as many at most, since the next ones may be slower."""
    return max(CHUNK, min(2 * size, int(size * CHUNK_SECONDS / max(seconds, 1e-6))))


def _waited(source: queue.SimpleQueue[Any]) -> Any:
    """What comes next. With an end to each wait, since on Windows nothing else lets Ctrl-C through."""
    while True:
        try:
            return source.get(timeout=POLL)
        except queue.Empty:
            continue
