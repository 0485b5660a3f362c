"""The benchmark of builds still runs, and what it makes is what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_library
from making import contents
from shared_data import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import build as build_bench
import build_corpus
import measuring

if TYPE_CHECKING:
    from pathlib import Path

ROW = re.compile(
    r"^ +12 fumikura +\S+ +(cold|one change|article added|nothing) +[\d.]+ s +[\d.]+ s +\d+ MB +[\d.]+ MB +(\d+)(?:  (.*))?$",
    re.MULTILINE,
)


def test_the_same_seed_makes_the_same_archive_and_another_seed_another_one(tmp_path: Path) -> None:
    made = []
    for place, seed in enumerate((1, 1, 2)):
        build_corpus.write_archive(tmp_path / str(place), 4, seed)
        made.append(contents(tmp_path / str(place) / "docs/articles"))
    assert made[0] == made[1] != made[2]


def test_the_articles_are_as_long_as_japanese_and_as_annotated_as_the_numbers_say(tmp_path: Path) -> None:
    settings = build_corpus.write_archive(tmp_path / "a", 120, 6)
    articles = list(read_library(open_archive(settings.root)).articles.values())
    assert len(articles) == 120
    texts = [(settings.docs / one.src).read_text("utf-8").split("\n---\n", 1)[1] for one in articles]
    assert 0.9 * build_corpus.MEAN < sum(map(len, texts)) / 120 < 1.1 * build_corpus.MEAN
    assert 0.6 < sum(one.header.lang == "ja" for one in articles) / 120 < 0.8
    assert {len(one.annotations) for one in articles} == {build_corpus.ANNOTATIONS}
    assert 3 < sum("![" in text for text in texts) < 30
    assert all(one.header.tags and one.header.author and one.header.site for one in articles)


def test_each_engine_is_given_the_same_article_more(tmp_path: Path) -> None:
    ours, theirs = (build_corpus.write_archive(tmp_path / name, 4, 6).articles for name in ("ours", "theirs"))
    name = build_corpus.add(ours, 6, annotated=True)
    assert build_corpus.add(theirs, 6, annotated=False) == name == "article-000004"
    added, bare = (contents(articles / name) for articles in (ours, theirs))
    assert len([path for path in added if path.startswith("annotations/")]) == build_corpus.ANNOTATIONS
    assert bare == {path: data for path, data in added.items() if not path.startswith("annotations/")}
    assert build_corpus.ADDED.encode() in bare["index.md"]


def test_what_a_program_leaves_behind_is_measured_too(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.4: pass\n"
    start = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}])"
    script = f"{start}; x = b'x' * 60_000_000; import time; time.sleep(2)"  # it is looked at now and then
    cost = measuring.measured([sys.executable, "-c", script], tmp_path)
    assert cost.processor > 0.4
    assert 60 < cost.megabytes < 200


def test_a_program_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError, match="exit status 3"):
        measuring.measured([sys.executable, "-c", "print('why'); raise SystemExit(3)"], tmp_path)


def test_files_that_differ_are_named_wherever_they_are(tmp_path: Path) -> None:
    for root, files in (("a", {"x": "1", "d/y": "2"}), ("b", {"x": "3", "d/z": "2"})):
        for name, text in files.items():
            (tmp_path / root / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / root / name).write_text(text)
    assert build_bench.different(tmp_path / "a", tmp_path / "b") == ["d/y", "d/z", "x"]


@pytest.mark.slow
def test_our_builds_are_measured_from_corpus_to_table(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks/build.py"), "--articles", "12", "--engines", "fumikura"]
    done = subprocess.run([*command, "--work", str(tmp_path)], capture_output=True, text=True, check=True)
    rows = ROW.findall(done.stdout)
    assert [state for state, *_ in rows] == list(build_bench.STATES), done.stdout
    assert all(int(files) > 36 for _, files, _ in rows)
    assert [right.startswith("as a clean build") for _, _, right in rows[1:3]] == [True, True]
    assert list(tmp_path.iterdir()) == []
