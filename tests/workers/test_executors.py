"""Work for several processes: the same results as here, whatever becomes of a worker."""

from __future__ import annotations

import functools
import itertools
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fumikura.errors import ContentError, FumikuraError
from fumikura.workers.executors import MAX_SECONDS, cores, over
from fumikura.workers.handing_out import Finished
from fumikura.workers.processes import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType


def up_to(item: int) -> Iterator[int]:
    yield from range(item)


def slow_at_first(item: int) -> Iterator[int]:
    time.sleep(0.3 if item == 0 else 0)
    yield item


def slow(item: int) -> Iterator[int]:
    time.sleep(0.1)
    yield item


def deadly(item: int, how: str, twice: Path | None = None) -> Iterator[int]:
    yield item * 10
    if item == 5:
        time.sleep(0.3)  # so that what was given before has been sent
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)
    yield item * 10 + 1


def faulty(item: int) -> Iterator[int]:
    if item == 3:
        raise LookupError("a bug")
    yield item


def erroneous(item: int) -> Iterator[int]:
    raise ContentError("a.txt", item, "a fault", "a remedy", "a-code")
    yield item


def late(item: int) -> Iterator[int]:
    raise TimeoutError("a bug")
    yield item


def no_start(function: object, folder: str) -> None:
    os._exit(1)


def large(item: int) -> Iterator[bytes]:
    for number in range(40):
        yield bytes([number]) * 1_000_000


def process(item: int) -> Iterator[int]:
    yield os.getpid()


def parent(item: int) -> Iterator[int]:
    yield os.getppid()


def where(item: int) -> Iterator[str]:
    yield str(Path.cwd())


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_what_comes_has_the_order_of_the_items_whoever_is_first(workers: int):
    found = list(over(slow_at_first, range(40), workers=workers))
    assert found == [pair for item in range(40) for pair in ((item, item), (item, Finished()))]


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("items", [[], [0], [0, 0, 3], [1000, 0, 1, 999]])
def test_an_item_may_give_nothing_or_more_than_is_sent_at_once(workers: int, items: list[int]):
    found = list(over(up_to, items, workers=workers))
    assert [value for _, value in found if not isinstance(value, Finished)] == [
        n for item in items for n in range(item)
    ]
    assert [item for item, value in found if isinstance(value, Finished)] == items


def taken(monkeypatch: pytest.MonkeyPatch, function: Callable[[int], Iterator[object]], items: range) -> list[int]:
    """How many items the workers took at a time."""
    batches, sizes = Worker.batches, []

    def noted(worker: Any, part: tuple[int, ...], given: int) -> Any:
        sizes.append(len(part))
        return batches(worker, part, given)

    monkeypatch.setattr(Worker, "batches", noted)
    found = [item for item, value in over(function, items, workers=2) if isinstance(value, Finished)]
    assert found == list(items)
    return sizes


def test_of_quick_items_a_worker_takes_more_and_more_and_of_the_last_ones_few(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fumikura.workers.lanes.CHUNK_SECONDS", 1e9)  # on a busy machine nothing is quick otherwise
    sizes = taken(monkeypatch, process, range(2_000))
    assert sum(sizes) == 2_000
    assert sizes[0] == 8
    assert max(sizes) > 16
    assert sizes[-2:] == [1, 1]


def test_of_slow_items_a_worker_takes_few(monkeypatch: pytest.MonkeyPatch):
    assert max(taken(monkeypatch, slow, range(50))) == 8


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        ("killed", "ended by the system"),
        # Seconds in which the other items are done, on a machine with other work.
        pytest.param("slow", "took more than 8 seconds", marks=pytest.mark.slow),
    ],
)
def test_a_worker_that_dies_or_does_not_end_takes_one_item_with_it(how: str, fault: str):
    seconds = 8 if how == "slow" else MAX_SECONDS
    found = list(over(functools.partial(deadly, how=how), range(12), workers=2, seconds=seconds))
    faults = {item: value.fault for item, value in found if isinstance(value, Finished)}
    assert list(faults) == list(range(12))
    assert [item for item, said in faults.items() if said] == [5]
    assert fault in str(faults[5])
    values = [value for _, value in found if not isinstance(value, Finished)]
    assert set(values) - {50} == {10 * item + n for item in range(12) for n in (0, 1) if item != 5}
    assert values == sorted(values)
    assert len(values) == len(set(values))


class StopAfter:
    """Ctrl-C after so many steps of the interpreter in what waits for the workers."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def frame(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., object] | None:
        if not frame.f_code.co_filename.endswith(("lanes.py", "processes.py", "threading.py", "queue.py")):
            return None
        frame.f_trace_opcodes = True
        return self.step

    def step(self, _frame: FrameType, event: str, _argument: object) -> Callable[..., object] | None:
        self.left -= event == "opcode"
        if self.left == 0:
            raise KeyboardInterrupt
        return self.step


def is_stopped(after: int) -> bool:
    """Whether work for two workers was stopped after so many steps. Without an answer, it never ends."""
    before, pairs = sys.gettrace(), over(up_to, range(20), workers=2)
    next(pairs)
    sys.settrace(StopAfter(after).frame)
    try:
        for _ in pairs:
            pass
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.parametrize(
    ("start", "every"), [(1, 700), *(pytest.param(start, 173, marks=pytest.mark.slow) for start in (1, 60, 115))]
)
def test_whenever_a_wish_to_stop_comes_the_work_ends(start: int, every: int):
    stopped = list(itertools.takewhile(is_stopped, range(start, 10_000, every)))
    assert 865 < every * len(stopped) < 8650


def test_a_bug_of_ours_keeps_its_kind_and_ends_the_work():
    with pytest.raises(LookupError, match="a bug"):
        list(over(faulty, range(20), workers=2))


def test_where_no_worker_can_be_started_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fumikura.workers.processes._start", no_start)
    with pytest.raises(FumikuraError, match="cannot be started here") as raised:
        list(over(process, [1, 2, 3], workers=2))
    assert "--workers 1" in str(raised.value)


def test_an_error_of_ours_arrives_with_all_that_it_says():
    with pytest.raises(ContentError) as raised:
        list(over(erroneous, [7], workers=2))
    error = raised.value
    assert (error.path, error.line, error.problem, error.remedy, error.code) == (
        "a.txt",
        7,
        "a fault",
        "a remedy",
        "a-code",
    )
    assert str(error) == "a.txt:7: a fault\n  try: a remedy"


def test_relative_names_lead_from_the_same_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert next(over(where, [1, 2], workers=2)) == (1, str(tmp_path))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_who_stops_listening_ends_the_workers():
    results = over(process, range(1000), workers=2)
    _, pid = next(results)
    assert isinstance(pid, int)
    results.close()
    assert not is_running(pid)


def huge(_item: int) -> Iterator[bytes]:
    yield bytes(50_000_000)


@pytest.mark.timeout(200)
def test_a_worker_that_is_ended_while_it_sends_a_large_value_is_not_waited_for():
    for _ in range(4):
        results = over(huge, range(40), workers=2)
        next(results)
        results.close()


def test_what_waits_is_bounded_by_bytes():
    """40 MB an item, 8 MB each of which may be on their way: main's memory is told by the system, in a process of its own."""
    code = (
        "import pathlib, time\nfrom fumikura.workers.executors import over\nfrom test_executors import large\n"
        "if __name__ == '__main__':\n"
        "    results = over(large, range(20), workers=2)\n    next(results)\n    time.sleep(2)\n    results.close()\n"
        "    print(pathlib.Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent, timeout=300
    )
    assert int(done.stdout) < 200_000  # kB


def test_workers_end_when_the_process_that_started_them_is_killed(tmp_path: Path):
    code = (
        "import time\nfrom fumikura.workers.executors import over\nfrom test_executors import process\n"
        "if __name__ == '__main__':\n"
        "    for _, pid in over(process, range(1000), workers=2):\n"
        "        print(pid, flush=True)\n        time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # Python's own clearing up after the dead
        text=True,
        cwd=Path(__file__).parent,
    ) as main:
        assert main.stdout is not None
        worker = int(main.stdout.readline())
        assert is_running(worker)
        main.kill()
    until = time.monotonic() + 120
    while is_running(worker) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_running(worker)


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="workers are born otherwise")
def test_workers_are_born_of_the_process_that_was_got_ready_and_ctrl_c_is_not_for_that():
    code = (
        "import pathlib, signal\nfrom multiprocessing import forkserver\nfrom fumikura.workers.executors import over\nfrom fumikura.workers.processes import get_ready\n"
        "from test_executors import parent\n"
        "if __name__ == '__main__':\n"
        "    get_ready('fumikura.model.front_matter')\n"
        "    ready = forkserver._forkserver._forkserver_pid\n"
        "    here = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())\n"
        "    mask = pathlib.Path(f'/proc/{ready}/status').read_text().partition('SigBlk:')[2].split()[0]\n"
        "    there = bool(int(mask, 16) >> (signal.SIGINT - 1) & 1)\n"
        "    parents = {value for _, value in over(parent, [1, 2], workers=2) if isinstance(value, int)}\n"
        "    print(parents == {ready}, here, there)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent, timeout=300
    )
    assert done.stdout.split() == ["True", "False", "True"]


def test_there_is_at_least_one_core():
    assert 1 <= cores() <= (os.cpu_count() or 1)


def test_a_time_that_the_function_itself_has_exceeded_is_its_own_error():
    with pytest.raises(TimeoutError, match="a bug"):
        list(over(late, [1, 2], workers=2))


class _JustDone(Future[Any]):
    """Comes to its end in the moment in which whoever waits for it gives up."""

    def result(self, timeout: float | None = None) -> Any:
        if timeout is None:
            return super().result()
        self.set_result(([b"x"], False))
        raise TimeoutError


def test_a_value_that_comes_at_the_very_end_of_a_wait_is_taken():
    future = _JustDone()
    threading.Timer(0.05, lambda: future.done() or future.set_result(([b"x"], False))).start()
    assert Worker(up_to, 9.0, threading.Event())._result(future) == ([b"x"], False)
