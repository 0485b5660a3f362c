"""What a build costs, beside other engines: cold, after one change, with an article more, with nothing changed.

``make bench-build``.

One archive of made-up articles (``build_corpus.py``), built by each engine in one run (``build_engines.py``). Seconds:
until all has ended. processor: seconds of all cores. MB: of the largest process. Ours also makes annotations, lists by
author, site, tag and language, and the search index, and cleans every text; Material makes its search index and one
page of tags; Hugo paged lists, with Pagefind after it.

The last column says whether the bytes are right: for ours, whether the whole site is what a clean build of the same
archive makes; for others, whether the page that was changed or added shows it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from build_corpus import ADDED, add, change, write_archive
from build_engines import ENGINES, Missing

from fumikura.git.repository import Git

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from build_engines import Engine
    from measuring import Cost

CACHE = Path.home() / ".cache" / "fumikura-bench-build"
SEED = 6
SIZES = (1_000, 3_000, 10_000)
START = 10
"""Articles of an archive whose build is nearly all start-up."""
SETTLE = 2.5
"""Seconds until what was just written may be trusted to be as its time of change says (``stamps.py``)."""
INDEX = re.compile(r"search/(?:[0-9a-f]{16}/|index\.json$)")
"""What of the search index may be in more segments after a change; that its answers are the same is for the tests."""
STATES = ("cold", "one change", "article added", "nothing")
OURS = "fumikura"


@dataclass(frozen=True, slots=True)
class Row:
    """One build."""

    cost: Cost
    bytes: int
    """Of the site."""
    files: int
    right: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One engine with one archive."""

    name: str
    engine: Engine
    place: Path
    """Where it builds."""

    def cold(self) -> Iterable[tuple[str, Row]]:
        """The first build, with its name."""
        yield "cold", self._sized(self.engine.build(self.place), "")

    def changed(self, seed: int, aside: Path) -> Iterable[tuple[str, Row]]:
        """The builds after that, with their names. ``aside``: a folder for what they are compared with."""
        more = partial(add, seed=seed, annotated=self.name == OURS)  # others would make pages of annotations
        steps: dict[str, Callable[[Path], str]] = {"one change": change, "article added": more}
        for state, step in steps.items():
            time.sleep(SETTLE)
            page = step(self.place / self.engine.articles)
            cost = self.engine.build(self.place)
            output = self.place / self.engine.output
            right = (
                _as_clean(self.engine, self.place, aside / f"clean, {state}")
                if self.name == OURS
                else _shows(output, page)
            )
            yield state, self._sized(cost, right)
        time.sleep(SETTLE)
        self.engine.build(self.place)  # what was read while it was new is read once more
        yield "nothing", self._sized(self.engine.build(self.place), "")

    def _sized(self, cost: Cost, right: str) -> Row:
        site = self.place / self.engine.output
        sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
        return Row(cost, sum(sizes), len(sizes), right)


def _as_clean(engine: Engine, place: Path, folder: Path) -> str:
    """Builds the archive once more, in a folder where nothing is known."""
    copy = folder / place.name
    shutil.copytree(place, copy, ignore=shutil.ignore_patterns(engine.output, engine.cache))
    engine.build(copy)
    differing = different(place / engine.output, copy / engine.output)
    pages = [path for path in differing if not INDEX.match(path)]
    if pages:
        return f"{len(pages)} WRONG: {pages[0]}"
    return "as a clean build, in other segments of the index" if differing else "as a clean build"


def different(one: Path, other: Path) -> list[str]:
    """The files that are not the same in two folders."""
    files = [{path.relative_to(root) for path in root.rglob("*") if path.is_file()} for root in (one, other)]
    same = (path for path in files[0] & files[1] if (one / path).read_bytes() != (other / path).read_bytes())
    return sorted(path.as_posix() for path in (*(files[0] ^ files[1]), *same))


def _shows(site: Path, page: str) -> str:
    text = (site / "articles" / page / "index.html").read_text("utf-8")
    return "shown" if ADDED in text else "WRONG: not shown"


def print_row(trial: Trial, count: int, state: str, row: Row) -> None:
    """One line."""
    cost, version = row.cost, trial.engine.version
    print(
        f"{count:7,} {trial.name:9} {version:15.15} {state:13}{cost.seconds:8.2f} s{cost.processor:8.1f} s"
        f"{cost.megabytes:7,.0f} MB{row.bytes / 1e6:9.1f} MB{row.files:8,}  {row.right}".rstrip(),
        flush=True,
    )


def print_ratios(found: Mapping[int, Mapping[str, Mapping[str, Row]]], start: Cost | None) -> None:
    """Our seconds by those of the others, and how they grow."""
    for count, engines in found.items():
        ours = engines.get(OURS)
        for name, rows in engines.items():
            if ours is None or name == OURS:
                continue
            ratios = ", ".join(f"{state} {_ratio(ours[state].cost, rows[state].cost)}" for state in STATES)
            print(f"{count:7,} {OURS} / {name}: {ratios}")
    sizes = [count for count, engines in found.items() if OURS in engines]
    if start is None or len(sizes) < 2:
        return
    print(f"start-up ({START} articles): {start.seconds:.2f} s")
    first, last = (found[count][OURS]["cold"].cost for count in (sizes[0], sizes[-1]))
    wall = _grown(first.seconds, last.seconds, start.seconds)
    worked = _grown(first.processor, last.processor, start.processor)
    print(
        f"{sizes[-1]:,} articles / ({sizes[0]:,} less start-up): {wall:.1f} times ({worked:.1f} of the processor),"
        f" for {sizes[-1] / sizes[0]:.1f}"
    )


def _grown(first: float, last: float, start: float) -> float:
    return last / (first - start) if first > start else float("inf")


def _ratio(ours: Cost, other: Cost) -> str:
    """Of seconds, and of those of the processor."""
    return f"{ours.seconds / other.seconds:.2f} ({ours.processor / other.processor:.2f} of the processor)"


def compare(options: argparse.Namespace, work: Path) -> None:
    """Build and print, one archive after the other."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{dt.datetime.now(dt.UTC).date()}; {os.cpu_count()} cores, load {load}; seed {options.seed}\n")
    print(f"articles engine    {'':15} {'':13}{'wall':>10}{'processor':>10}{'memory':>8}{'site':>12}{'files':>8}")
    engines = dict(_engines(options))
    start = None
    if OURS in engines and len(options.articles) > 1:
        start = measure_start(engines[OURS], options.seed, work / "start")
    found = {count: _measure(engines, count, options.seed, work / f"{count}") for count in options.articles}
    print()
    print_ratios(found, start)


def _measure(engines: Mapping[str, Engine], count: int, seed: int, folder: Path) -> dict[str, dict[str, Row]]:
    """The builds of all engines, by name and state. Nothing is removed: for a minute and more after many files were,
    ext4 takes four to ten times as long to make a new one, and whoever comes next would be charged for it. So all build
    first what is new, and last comes who empties its site for each build."""
    archive = folder / "archive"
    folder.mkdir()
    write_archive(archive, count, seed)
    _commit(archive)
    trials = [
        Trial(name, engines[name], engines[name].prepare(archive, folder / name)) for name in ENGINES if name in engines
    ]
    time.sleep(SETTLE)
    found: dict[str, dict[str, Row]] = {trial.name: {} for trial in trials}
    builds = [(trial, trial.cold()) for trial in trials] + [(trial, trial.changed(seed, folder)) for trial in trials]
    for trial, rows in builds:
        if trial.name not in found:
            continue
        try:
            for state, row in rows:
                found[trial.name][state] = row
                print_row(trial, count, state, row)
        except subprocess.CalledProcessError as error:
            print(f"{count:7,} {trial.name:9} failed: {str(error.output)[-500:]}", flush=True)
            del found[trial.name]
    return found


def measure_start(engine: Engine, seed: int, folder: Path) -> Cost:
    """What a build of next to nothing costs."""
    write_archive(folder, START, seed)
    engine.build(folder)
    engine.clean(folder)
    return engine.build(folder)


def _engines(options: argparse.Namespace) -> Iterable[tuple[str, Engine]]:
    for name in options.engines:
        try:
            yield name, ENGINES[name](options.cache)
        except Missing as error:
            print(f"{'':8}{name:9} could not be had: {error}", flush=True)


def _commit(archive: Path) -> None:
    """Archives lie in git, and a build asks it for the history."""
    who = ("-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgSign=false")
    for arguments in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "All")):
        subprocess.run(["git", "-C", archive, "-c", "gc.auto=0", *arguments], check=True)
    if Git.at(archive) is None:
        raise SystemExit("git does not take this folder for a repository")


def _arguments(given: Iterable[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=_numbers, default=SIZES, help="such as 1000,3000", metavar="N,N")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES), metavar="ENGINE")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--cache", type=Path, default=CACHE, help="what is downloaded and unpacked, to be used again")
    parser.add_argument("--work", type=Path, help="where archives and sites are made; else a temporary folder")
    parser.add_argument("--quick", action="store_true", help="200 articles")
    options = parser.parse_args(None if given is None else list(given))
    if options.quick:
        options.articles = (200,)
    return options


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def main(given: Iterable[str] | None = None) -> None:
    """Print the table."""
    options = _arguments(given)
    with tempfile.TemporaryDirectory(prefix="bench-build-", dir=options.work) as work:
        compare(options, Path(work))


if __name__ == "__main__":
    main()
