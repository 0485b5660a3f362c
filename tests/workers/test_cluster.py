"""A cluster gives what processes here give, also when a worker of it is lost. A real one, over loopback."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from test_executors import deadly, erroneous, large, slow_at_first, up_to, where

from fumikura.building.building import build
from fumikura.commands import cli
from fumikura.errors import ContentError, FumikuraError, UsageError
from fumikura.workers import cluster
from fumikura.workers.executors import Cluster, over
from fumikura.workers.handing_out import Finished
from making import contents, make_archive
from test_incremental import annotate, clean, make, same, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.settings import Settings

pytestmark = pytest.mark.apart

TESTS = os.pathsep.join(map(str, (Path(__file__).parent, Path(__file__).parent.parent)))
"""Where workers find what they are to call."""


@dataclass
class Started:
    """A scheduler and its workers, each a process."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{(self.folder / 'port').read_text()}"

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        where = {**os.environ, "PYTHONPATH": TESTS, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        log = (self.folder / f"log-{len(self.processes)}").open("wb")
        command = [sys.executable, "-m", "dask", *arguments]
        self.processes.append(subprocess.Popen(command, cwd=self.folder, env=where, stdout=log, stderr=log))
        log.close()
        return self.processes[-1]

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        alone = options or ("--no-nanny",)
        return self.run("worker", self.address, "--nthreads", "2", "--no-dashboard", *alone)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    found = Started(folder)
    found.run("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", "scheduler.json")
    try:
        said = _said(folder / "scheduler.json")
        (folder / "port").write_text(said["address"].removeprefix("tcp://127.0.0.1:"))
        yield found
    finally:
        for process in reversed(found.processes):
            process.kill()
            process.wait()


def _said(path: Path) -> dict[str, Any]:
    """What is in a file of JSON, when all of it is there."""
    until = time.monotonic() + 200
    while time.monotonic() < until:
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            said: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return said
        time.sleep(0.1)
    raise TimeoutError(f"{path} is not there")


def archive(folder: Path) -> Settings:
    settings = make(folder)
    for number in range(150):
        write_article(settings, f"n{number}", f"Words of {number}, and more.", published=f"20{number % 20:02}-01-01")
        annotate(settings, f"n{number}", "1", f"Words of {number}")
    return settings


@pytest.mark.slow
def test_a_build_by_two_workers_of_which_one_is_killed_in_the_middle_has_the_bytes_of_a_local_one(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("fumikura.building.docs_state.FEW", 0)
    monkeypatch.setattr("fumikura.building.site_making.MANY", 0)
    settings = archive(tmp_path / "archive")
    first, _ = started.worker(), started.worker()
    killed = []

    def told(done: int, total: int) -> None:
        if done > total // 3 and not killed:
            first.send_signal(signal.SIGKILL)
            killed.append(done)

    built = build(settings, strict=False, workers=Cluster(started.address), told=told)
    assert killed
    assert first.wait() == -signal.SIGKILL
    assert built.rendered == built.pages > 300
    there, here = contents(settings.site), clean(settings, tmp_path / "clean")
    assert same(there, here) == []
    assert _index(there) == _index(here)


def _index(site: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the search index, which a build from nothing makes in one way."""
    found = {name: data for name, data in site.items() if name.startswith("search/")}
    assert any("/shards/" in name for name in found)
    return found


@pytest.mark.slow
def test_sources_are_converted_by_a_cluster_as_they_are_here(tmp_path: Path, started: Started):
    started.worker()
    made = []
    for name, options in (("here", ["--workers", "1"]), ("there", ["--scheduler", started.address])):
        settings = make_archive(tmp_path / name)
        for number in range(20):
            (settings.root / f"{number}.txt").write_text(f"見出し{number}\n\n" + f"本文{number}。\n\n" * 9, "utf-8")
        with contextlib.chdir(settings.root):
            done = CliRunner().invoke(cli, ["add", *(f"{number}.txt" for number in range(20)), *options])
        assert done.exit_code == 0, done.output
        made.append(contents(settings.docs))
    assert len(made[0]) == 20
    assert made[0] == made[1]


@pytest.mark.slow
def test_what_a_cluster_gives_has_the_order_of_the_items(tmp_path: Path, started: Started):
    started.worker()
    started.worker()
    whose = Cluster(started.address)
    for function, items in ((slow_at_first, range(40)), (up_to, [1000, 0, 1, 999]), (up_to, []), (large, [0])):
        assert list(over(function, items, workers=whose)) == list(over(function, items, workers=1))
    with contextlib.chdir(tmp_path):
        (_, folder), _ = over(where, [1], workers=whose)
    assert folder == str(tmp_path)
    with pytest.raises(ContentError, match="a fault"):
        list(over(erroneous, [1, 2, 3], workers=whose))


@pytest.mark.slow
def test_an_item_that_ends_every_worker_ends_with_a_fault_and_the_next_ones_go_on(started: Started):
    started.worker("--nanny")
    found = list(over(_deadly, range(8), workers=Cluster(started.address)))
    faults = [item for item, value in found if isinstance(value, Finished) and value.fault]
    assert faults == [5]
    assert [item for item, value in found if isinstance(value, Finished)] == list(range(8))


def _deadly(item: int) -> Iterator[int]:
    yield from deadly(item, "killed")


@pytest.mark.slow
def test_where_no_worker_comes_the_build_says_how_to_start_one(started: Started, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with pytest.raises(
        FumikuraError, match=r"no worker for 1 seconds\n  try: .*dask worker tcp://127.0.0.1:\d+ --nthr"
    ):
        list(over(up_to, [1], workers=Cluster(started.address)))


def test_a_worker_with_another_version_does_nothing():
    with pytest.raises(FumikuraError, match="another version"):
        cluster.work(up_to, [1], ".", "another")


def test_what_comes_before_an_error_is_given(tmp_path: Path):
    values, error = cluster.work(_half, [1, 2], str(tmp_path), cluster.program())
    assert [len(one) for one in values] == [1, 1]
    assert isinstance(error, LookupError)


def _half(item: int) -> Iterator[int]:
    yield item
    if item == 2:
        raise LookupError("a bug")


def test_where_no_scheduler_answers_the_error_says_how_to_start_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(FumikuraError, match=r"no Dask scheduler answers.*\n  try: start one with: dask scheduler"):
        list(over(up_to, [1], workers=Cluster("tcp://127.0.0.1:9")))


def test_without_dask_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"fumikura\[cluster\]"):
        list(over(up_to, [1], workers=Cluster("tcp://127.0.0.1:9")))


@pytest.mark.parametrize("command", [["build"], ["add", "x.txt"]])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--scheduler", "tcp://127.0.0.1:9", "--workers", "2"], "give one of the two"),
        (["--scheduler", "localhost"], "no address such as tcp://"),
    ],
)
def test_a_scheduler_is_an_address_and_has_workers_of_its_own(command: list[str], options: list[str], said: str):
    with pytest.raises(UsageError, match=said):
        CliRunner().invoke(cli, [*command, *options], catch_exceptions=False, standalone_mode=False)
