"""Many sources at once: the same archive whatever the order, the number of workers, and what interrupts the work."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fumikura.disk.atomic
from fixture_cases import cases, input_of
from fumikura.adding.add_sources import Job, Sources, add_all
from fumikura.adding.shelf import read_shelf
from fumikura.commands.add import _sources
from fumikura.workers.executors import over
from making import contents, essay, examples, make_archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fumikura.adding.results import Result
    from fumikura.settings import Settings

PATIENCE = 250
"""Seconds, on a machine with other work. No test asserts that it takes less."""


def add(archive: Settings, places: Iterable[Path], *, workers: int = 1, **options: Any) -> list[Result]:
    told: list[Result] = []
    job = Job(read_shelf(archive), {}, update=False, allow_private=False, fetch_links=False, workers=workers)
    add_all(_sources([str(place) for place in places], archive), job, told.append, **options)
    return told


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A file of each format, all with names that others have too; one article in several files; faulty files."""
    folder = tmp_path_factory.mktemp("mixed")
    for case in cases():
        if input_of(case).is_file():
            shutil.copytree(case, folder / case.parent.name / case.name, ignore=shutil.ignore_patterns("expected"))
    header = "---\ntitle: Wicks\nsource: https://lamp.example/w\n---\n"
    texts = {
        "a/wicks.md": f"{header}A wick is woven.",
        "b/wicks.md": f"{header}A wick is woven, and burns.",
        "c/links.csv": "title,url,time_added,tags,status\nWicks,https://lamp.example/w,1600000000,light,unread\n",
        "a/links.csv": "title,url,time_added,tags,status\nLamps,https://lamp.example/l,1600000000,light,unread\n",
        "b/lamps.md": "---\ntitle: Lamps\nsource: https://lamp.example/l\n---\nA lamp gives light.",
        "c/lamps.md": "---\ntitle: Lamps\nsource: https://lamp.example/l?utm_source=x\n---\nA lamp.",
        "a/same.txt": "The same\n\nThe same text.",
        "b/other name.txt": "The same\n\nThe same text.",
        "c/same.txt": "The same\n\nThe same text.\n\n",
        "a/note.txt": "One note\n\nText of one.",
        "b/note.txt": "Another note\n\nText of another.",
        "b/empty.txt": "",
        "c/cut.zip": "PK\x03\x04 cut",
        "c/cut.json": '[{"href": "https://lamp.example/x", "description"',
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.parent.name.endswith("_files"))


@pytest.fixture(scope="module")
def plain(mixed: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, bytes]]:
    """What all of them become one after the other: what is said, and the archive."""
    archive = make_archive(tmp_path_factory.mktemp("archive") / "plain")
    said = [str(result.to_json()) for result in add(archive, mixed)]
    return said, contents(archive.root)


@pytest.mark.parametrize("workers", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_the_number_of_workers_changes_nothing(
    mixed: list[Path], plain: tuple[list[str], dict[str, bytes]], tmp_path: Path, workers: int
):
    shuffled = random.Random(workers).sample(mixed, len(mixed))
    archive = make_archive(tmp_path / "plain")
    said = [str(result.to_json()) for result in add(archive, shuffled, workers=workers)]
    assert said == plain[0]
    assert contents(archive.root) == plain[1]
    assert len(plain[1]) > 100
    assert {result.status for result in add(archive, shuffled, workers=workers)} == {"unchanged", "refused"}
    assert contents(archive.root) == plain[1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(10))
@given(data=st.data())
def test_the_order_of_the_arguments_changes_nothing(
    mixed: list[Path],
    plain: tuple[list[str], dict[str, bytes]],
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
):
    archive = make_archive(tmp_path_factory.mktemp("archive") / "plain")
    given_so = data.draw(st.permutations(mixed))
    assert [str(result.to_json()) for result in add(archive, given_so)] == plain[0]
    assert contents(archive.root) == plain[1]


def test_a_text_is_taken_for_a_link_wherever_the_two_stand(tmp_path: Path):
    link = "title,url,time_added,tags,status\nLamps,https://lamp.example/l,1600000000,light,unread\n"
    text = "---\ntitle: Lamps\nsource: https://lamp.example/l\n---\nA lamp gives light."
    for first, second in (("a.csv", "b.md"), ("b.csv", "a.md")):
        folder = tmp_path / first
        folder.mkdir()
        (folder / first).write_text(link, "utf-8")
        (folder / second).write_text(text, "utf-8")
        archive = make_archive(tmp_path / f"archive-{first}")
        assert not [result for result in add(archive, [folder]) if result.status == "refused"]
        (page,) = archive.articles.glob("*/index.md")
        assert page.read_text("utf-8").endswith("A lamp gives light.\n")


def note(number: int) -> str:
    text = f"{number} 番目の文章。" + essay(number)  # each another: the same text again would be a double
    return f"題 {number}\n\n{text}\n\nEnglish words of note {number}.\n"


HALF = 400
"""Files of one article each, and as many articles in one file: so many that the work goes on when it is to be stopped."""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    for number in range(HALF):
        (folder / f"{number:03}.txt").write_text(note(number), "utf-8")
    rows = (f"T {number},https://lamp.example/{number},1600000000,,unread\n" for number in range(HALF))
    (folder / "pocket.csv").write_text("title,url,time_added,tags,status\n" + "".join(rows), "utf-8")
    return folder


def command(archive: Settings, notes: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "fumikura", "-C", str(archive.root), "add", *options, str(notes)]


@pytest.fixture(scope="module")
def whole(notes: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The archive that they become when nothing stops it."""
    archive = make_archive(tmp_path_factory.mktemp("whole") / "archive")
    add(archive, [notes])
    return contents(archive.root)


@pytest.mark.parametrize("after", [20, pytest.param(HALF + 20, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "number", [signal.SIGINT, *(pytest.param(one, marks=pytest.mark.slow) for one in (signal.SIGTERM, signal.SIGKILL))]
)
def test_what_was_stopped_goes_on_to_the_same_archive(
    tmp_path: Path, notes: Path, whole: dict[str, bytes], number: signal.Signals, after: int
):
    archive = make_archive(tmp_path / "archive")
    with subprocess.Popen(
        command(archive, notes, "--workers", "2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and len(list(archive.articles.glob("[!.]*"))) < after:
            time.sleep(0.01)
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
    there = [page.parent.name for page in archive.articles.glob("[!.]*/index.md")]
    assert after / 2 < len(there) < 2 * HALF
    if number != signal.SIGKILL:
        assert process.returncode == 1
        assert "stopped; nothing is half written" in err
        assert "Traceback" not in err
        assert out.count("created ") == len(there)
        assert not list(archive.root.rglob(".fumikura-*"))
    done = subprocess.run(command(archive, notes), capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert done.stdout.splitlines()[-1] == f"{2 * HALF - len(there)} created, {len(there)} unchanged"
    assert contents(archive.root) == whole


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the test looks into /proc for the first worker")
@pytest.mark.parametrize("after", [0.2, *(pytest.param(after, marks=pytest.mark.slow) for after in (0, 0.4, 0.8))])
def test_ctrl_c_at_a_terminal_reaches_the_workers_too_and_they_say_nothing(tmp_path: Path, notes: Path, after: float):
    archive = make_archive(tmp_path / "archive")
    with subprocess.Popen(
        command(archive, notes, "--workers", "4"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not children.read_text("ascii"):
            time.sleep(0.005)  # before it begins with its work, Ctrl-C is Python's
        time.sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    # Where all was done before, Ctrl-C comes too late, or finds Python leaving, which it ends without a word.
    is_done = out.endswith(f"{2 * HALF} created\n")
    too_late = {(0, ""), (-signal.SIGINT, "")} if is_done else set()
    assert (process.returncode, err.strip()) in {(1, "stopped; nothing is half written")} | too_late


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_writes_is_not(tmp_path: Path):
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    for process in (ended.pid, os.getpid()):
        (tmp_path / f".fumikura-{process}-abc_x1").mkdir()
        (tmp_path / f".fumikura-{process}-abc_x1" / "index.md").write_text("x")
        (tmp_path / "article").mkdir(exist_ok=True)
        (tmp_path / "article" / f".fumikura-{process}-file").write_text("x")
    (tmp_path / ".fumikura-x").write_text("not ours")
    fumikura.disk.atomic.remove_leftovers([tmp_path, tmp_path / "none"])
    kept = {f".fumikura-{os.getpid()}-abc_x1/index.md", f"article/.fumikura-{os.getpid()}-file", ".fumikura-x"}
    assert set(contents(tmp_path)) == kept
    fumikura.disk.atomic.remove_leftovers([tmp_path], own=True)
    assert set(contents(tmp_path)) == {".fumikura-x"}


def test_an_article_that_cannot_be_written_is_refused_and_the_others_that_wait_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "abcde":
        (folder / f"{name}.txt").write_text(f"Title {name}\n\nText of {name}.", "utf-8")
    (folder / "f.txt").write_text("Title c\n\nText of c.", "utf-8")  # what was not written is not there for others
    archive = make_archive(tmp_path / "archive")
    real = fumikura.disk.atomic._sync

    def full(path: Path) -> None:
        if path.is_file() and "Text of c." in path.read_text("utf-8"):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path)

    with monkeypatch.context() as patched:
        patched.setattr(fumikura.disk.atomic, "_sync", full)
        results = add(archive, [folder])
    assert [result.status for result in results] == ["created", "created", "refused", "created", "created", "refused"]
    assert str(results[2].error).startswith(f"{folder}/c.txt: ")
    assert "no space left on device" in str(results[2].error)
    assert not list(archive.root.rglob(".fumikura-*"))
    assert [result.status for result in add(archive, [folder])] == ["unchanged"] * 2 + ["created"] + ["unchanged"] * 3


def test_results_are_told_once_they_are_so(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(250):
        (folder / f"{number:03}.txt").write_text(f"Title {number}\n\nText.", "utf-8")
    archive = make_archive(tmp_path / "archive")
    job = Job(read_shelf(archive), {}, update=False, allow_private=False, fetch_links=False, workers=1)
    told: list[bool] = []
    add_all(
        Sources(tuple(sorted(folder.iterdir())), ()),
        job,
        lambda one: told.append((archive.root / str(one.path)).is_file()),
    )
    assert told == [True] * 250


def killed_at(path: Path, real: Any, name: str) -> Iterator[Any]:
    if path.name == name:
        os.kill(os.getpid(), signal.SIGKILL)
    yield from real(path)


def test_a_file_that_kills_its_worker_is_named_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(f"Title {number}\n\nText.", "utf-8")
    archive = make_archive(tmp_path / "archive")

    def deadly(function: Any, items: Any, *, workers: int) -> Any:
        return over(functools.partial(killed_at, real=function, name="07.txt"), items, workers=workers)

    monkeypatch.setattr("fumikura.adding.add_sources.over", deadly)
    results = add(archive, [folder], workers=2)
    assert [result.source for result in results if result.status == "refused"] == [f"{folder}/07.txt"]
    assert "07.txt:1: its worker was ended by the system, perhaps for want of memory" in str(results[7].error)
    assert len(list(archive.articles.iterdir())) == 19


def test_how_far_it_is_can_be_seen_within_a_large_export(tmp_path: Path):
    export = tmp_path / "pocket.csv"
    rows = (f"T {number},https://lamp.example/{number},1600000000,,unread\n" for number in range(300))
    export.write_text("title,url,time_added,tags,status\n" + "".join(rows), "utf-8")
    moves: list[tuple[int, int, int]] = []
    add(make_archive(tmp_path / "archive"), [export], moved=lambda *move: moves.append(move))
    size = export.stat().st_size
    assert moves[0] == (size, 0, 301)
    assert moves[150] == (size, 150, 301)
    assert moves[-1] == (size, 0, 0)


def test_a_closed_standard_output_leaves_nothing_behind(tmp_path: Path, notes: Path):
    archive = make_archive(tmp_path / "archive")
    with subprocess.Popen(command(archive, notes), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=PATIENCE)
        assert process.returncode == 1
    assert not list(archive.root.rglob(".fumikura-*"))
