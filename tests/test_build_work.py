"""How much a build does: counted, not timed."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fumikura.building import catalogue
from fumikura.building.building import build
from fumikura.building.catalogue import FOLDER, Catalogue
from fumikura.disk.tree_lock import locked
from fumikura.errors import FumikuraError
from fumikura.library.archive import open_archive
from fumikura.library.relatives import relatives
from fumikura.markdown.sanitise import sanitise_comment
from making import commit, contents, git
from test_incremental import CONFIG, annotate, clean, make, same, write, write_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fumikura.building.building import Built
    from fumikura.settings import Settings

pytestmark = pytest.mark.usefixtures("short_tick")

OLD = 1_700_000_000


class _Opened:
    """Paths that this process opens, while somebody counts."""

    paths: list[str] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _Opened.paths is not None and event == "open":
        _Opened.paths.append(str(arguments[0]))


sys.addaudithook(_note)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[list[str]]:
    """The files under ``folder`` that are opened meanwhile."""
    found: list[str] = []
    _Opened.paths = every = []
    try:
        yield found
    finally:
        _Opened.paths = None
        found += [path for path in every if path.startswith(f"{folder}{os.sep}") and not Path(path).is_dir()]


def settle(settings: Settings) -> None:
    """Wait until what was just written may be trusted."""
    time.sleep(0.15)


def quiet(settings: Settings, **options: int) -> Built:
    return build(settings, strict=False, **options)


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    settings = make(tmp_path / "archive")
    quiet(settings)
    settle(settings)
    quiet(settings)
    return settings


def test_what_has_not_changed_is_neither_opened_nor_made(archive: Settings):
    with opened(archive.docs) as sources, opened(archive.site) as files:
        done = quiet(archive)
    assert (done.rendered, done.unchanged) == (0, done.pages)
    assert sources == files == []


def test_of_one_changed_article_only_its_page_and_the_lists_that_show_it_are_made(archive: Settings):
    before = contents(archive.site)
    path = archive.articles / "a3/index.md"
    path.write_text(path.read_text("utf-8").replace("and more words", "and fewer words"), "utf-8")
    with opened(archive.docs) as sources:
        done = quiet(archive)
    changed = same(before, contents(archive.site))
    assert "articles/a3/index.html" in changed
    assert done.rendered == len([name for name in changed if name.endswith(".html")])
    assert {one.removeprefix(f"{archive.docs}{os.sep}") for one in sources} == {"articles/a3/index.md"}


def test_a_comment_that_an_article_and_a_list_show_is_rendered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = make(tmp_path / "archive")
    for number in range(3):
        annotate(settings, "a1", str(number + 1), "more words", f"Remark *{number}*.")
    rendered: list[str] = []

    def note(html: str) -> str:
        rendered.append(html)
        return sanitise_comment(html)

    monkeypatch.setattr("fumikura.site.article_html.sanitise_comment", note)
    build(settings, strict=False, workers=1)
    assert len(rendered) == 3
    made = contents(settings.site)
    for place in ("articles/a1/", "annotations/"):
        pages = b"".join(data for name, data in made.items() if name.startswith(place) and name.endswith(".html"))
        assert all(pages.count(f"Remark <em>{number}</em>.".encode()) == 1 for number in range(3))


def test_where_only_a_text_has_changed_neither_addresses_nor_relatives_are_worked_out_again(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
):
    write_article(archive, "a3", "Words.", source="https://example.com/3")
    quiet(archive)
    write_article(archive, "a3", "Other words.", source="https://example.com/3")

    def refuse(*_: object) -> str:
        raise AssertionError("it is known")

    with monkeypatch.context() as patched:
        patched.setattr("fumikura.building.docs_reading.same_url", refuse)
        patched.setattr("fumikura.building.docs_state.relatives", refuse)
        assert quiet(archive).rendered > 0


def test_of_an_archive_whose_change_shows_on_one_page_nothing_else_is_restored(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
):
    path = archive.articles / "a3/index.md"
    long = "Words that come first. " * 40
    write_article(archive, "a3", long)
    quiet(archive)
    settle(archive)
    quiet(archive)
    before = contents(archive.site)
    path.write_text(path.read_text("utf-8") + "\nWords that come last.\n", "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr("fumikura.building.building._make", None)
        assert quiet(archive).rendered == 1
    after = contents(archive.site)
    assert same(before, after) == ["articles/a3/index.html"]
    assert b"Words that come last." in after["articles/a3/index.html"]
    settle(archive)
    assert (quiet(archive).rendered, quiet(archive).rendered) == (0, 0)
    assert same(after, clean(archive, archive.root.parent / "clean")) == []


def test_an_article_that_gets_another_tag_gets_other_relatives(archive: Settings):
    write_article(archive, "a3", "Words.", tags="[rare]", site="x")
    write_article(archive, "a4", "Words.", tags="[rare]", site="y")
    write_article(archive, "a0", "Words.", tags="[common]", site="z")
    quiet(archive)
    before = contents(archive.site)["articles/a3/index.html"]
    write_article(archive, "a4", "Words.", tags="[common]", site="y")
    quiet(archive)
    assert contents(archive.site)["articles/a3/index.html"] != before


@pytest.mark.parametrize("sizes", [(40, 160), pytest.param((500, 2000), marks=pytest.mark.slow)])
def test_a_change_costs_the_same_in_a_larger_archive(tmp_path: Path, sizes: tuple[int, int]):
    counted = []
    for size in sizes:
        settings = make(tmp_path / str(size))
        for number in range(size):
            fields = {"tags": f"[t{number}]", "site": f"s{number}", "published": f"{2000 + number % 20}-01-01"}
            write_article(settings, f"n{number}", f"Words of {number}.", **fields)
        first = quiet(settings)
        assert first.rendered == first.pages
        settle(settings)
        quiet(settings)
        # Older than what the home page shows.
        write_article(settings, "n2", "Other words.", tags="[t2]", site="s2", published="2002-01-01")
        with opened(settings.docs) as sources:
            done = quiet(settings)
        counted.append((done.rendered, len(set(sources)), done.removed))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("sizes", [(40, 160), pytest.param((500, 2000), marks=pytest.mark.slow)])
def test_what_is_restored_and_compared_after_a_change_is_the_same_in_a_larger_archive(
    tmp_path: Path, sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
):
    restored: list[str] = []
    compared: list[int] = []
    monkeypatch.setattr(
        "fumikura.building.catalogue._loaded", noting(restored, catalogue._loaded, lambda name, *_: name)
    )
    monkeypatch.setattr(
        "fumikura.building.docs_state.relatives", noting(compared, relatives, lambda found: found.counted, True)
    )
    counted = []
    for size in sizes:
        settings = make(tmp_path / str(size))
        text = "Words that come first. " * 40
        for number in range(size):
            fields = {"tags": f"[t{number // 2}]", "site": f"s{number}", "author": f"[{'me' if number % 9 else 'you'}]"}
            write_article(settings, f"n{number}", text, **fields)
        quiet(settings)
        settle(settings)
        quiet(settings)
        write_article(settings, "n7", text + "Words that come last.", tags="[t3]", site="s7", author="[me]")
        restored.clear()
        quiet(settings)
        rows = len(restored)
        write_article(settings, "new", "Words.", tags="[t7]", site="s7", author="[her]")
        quiet(settings)
        counted.append((rows, compared[-1]))
    assert counted[0] == counted[1]
    assert counted[0][1] < 8


def remark(settings: Settings, article: str, name: str) -> None:
    """An annotation without a date of its own: the first is that of the file."""
    write(settings.articles / article / f"annotations/{name}.md", "---\nquote: Words\nby: ann\n---\nA remark.\n")


@pytest.mark.parametrize("sizes", [(40, 160), pytest.param((500, 2000), marks=pytest.mark.slow)])
def test_what_a_new_title_a_new_article_a_removed_one_and_a_comment_cost_is_the_same_in_a_larger_archive(
    tmp_path: Path, sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
):
    read: list[tuple[str, str]] = []
    value = Catalogue.value

    def noted(self: Catalogue, table: str, name: str) -> tuple[str, Any] | None:
        read.append((table, name))
        return value(self, table, name)

    monkeypatch.setattr(Catalogue, "value", noted)
    counted = []
    for size in sizes:
        settings = make(tmp_path / str(size))
        for number in range(size):
            day = dt.date(2000, 1, 1) + dt.timedelta(days=number)
            fields = {"tags": f"[t{number}]", "site": f"s{number}", "published": day.isoformat()}
            write_article(settings, f"n{number}", f"Words of {number}.", **fields)
            remark(settings, f"n{number}", f"20260101T{number:06}Z-abcd")
        quiet(settings)
        settle(settings)
        quiet(settings)
        n7 = {"tags": "[t7]", "site": "s7", "published": "2000-01-08"}
        old = {"tags": "[t7]", "site": "s7", "published": "1999-01-01"}  # the lists begin with the newest
        changes: list[Callable[[], object]] = [
            partial(write_article, settings, "n7", "Words of 7.", title="Another", **n7),
            partial(write_article, settings, "older", "Words.", **old),
            partial(shutil.rmtree, settings.articles / "older"),
            partial(remark, settings, "n7", "20250101T000000Z-abcd"),
        ]
        costs = []
        for change in changes:
            change()
            read.clear()
            before = contents(settings.site)
            quiet(settings)
            articles = [path for path in same(before, contents(settings.site)) if path.startswith("articles/n")]
            # Every list says how many there are: those of all articles are made anew where one has come or gone.
            taken = {name for table, name in read if table in {"files", "around"} and name.startswith("articles/n")}
            costs.append((articles, taken))
        counted.append(costs)
    assert counted[0] == counted[1]


def noting(found: list[Any], function: Any, what: Any, is_of_result: bool = False) -> Any:
    """``function``, which also puts into ``found`` what ``what`` makes of its arguments, or of its result."""

    def noted(*arguments: Any) -> Any:
        result = function(*arguments)
        found.append(what(result) if is_of_result else what(*arguments))
        return result

    return noted


@pytest.mark.parametrize("several", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_the_site_is_the_same_whatever_the_number_of_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, several: int
):
    monkeypatch.setattr("fumikura.building.site_making.FEW", 0)
    monkeypatch.setattr("fumikura.building.site_making.MANY", 0)
    monkeypatch.setattr("fumikura.building.docs_state.FEW", 0)
    sites = []
    for workers in (1, several):
        (tmp_path / str(workers)).mkdir()
        settings = make(tmp_path / str(workers) / "archive")
        annotate(settings, "a1", "1", "words", "A remark with a [link](../a2/index.md).")
        quiet(settings, workers=workers)
        sites.append(contents(settings.site))
    assert sites[0] == sites[1]


def test_the_site_does_not_depend_on_clock_zone_or_locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = make(tmp_path / "archive")
    quiet(first)
    before = contents(first.site)
    for name, value in (("TZ", "Asia/Tokyo"), ("LC_ALL", "tr_TR.UTF-8"), ("SOURCE_DATE_EPOCH", str(OLD))):
        monkeypatch.setenv(name, value)
    time.tzset()
    (tmp_path / "other").mkdir()
    second = make(tmp_path / "other" / "archive")
    quiet(second)
    monkeypatch.undo()
    time.tzset()
    assert same(before, contents(second.site)) == []


def test_a_file_of_the_site_that_somebody_changed_is_made_again(archive: Settings):
    before = contents(archive.site)
    write(archive.site / "articles/a1/index.html", "mine")
    write(archive.site / "articles/a1/stray.html", "mine")
    (archive.site / "assets/fumikura/annotate.js").unlink()
    done = quiet(archive)
    assert done.rendered < done.pages
    assert contents(archive.site) == before


def test_a_page_is_there_whose_folder_was_left_by_a_build_that_was_ended_by_force(archive: Settings):
    (archive.articles / "a3").rename(archive.articles / "a7")
    write(archive.site / "articles/a7/index.html", "half")
    quiet(archive)
    assert b"Title of a3" in (archive.site / "articles/a7/index.html").read_bytes()
    assert same(contents(archive.site), clean(archive, archive.root.parent / "clean")) == []


def test_an_article_that_goes_leaves_nothing_behind(archive: Settings):
    for path in sorted((archive.articles / "a4").rglob("*"), reverse=True):
        path.unlink()
    (archive.articles / "a4").rmdir()
    done = quiet(archive)
    assert done.removed >= 1
    assert not (archive.site / "articles/a4").exists()
    assert not [name for name, data in contents(archive.site).items() if b"Title of a4" in data]


def test_a_warning_of_a_page_that_is_left_alone_is_told_again(archive: Settings):
    write_article(archive, "a2", "[gone](../nowhere/index.md)")
    for _ in range(2):
        with pytest.raises(FumikuraError, match="1 warnings in strict mode"):
            build(archive, strict=True)
    quiet(archive)
    settle(archive)
    quiet(archive)
    with pytest.raises(FumikuraError, match="1 warnings in strict mode"):
        build(archive, strict=True)


def test_a_build_that_fails_under_strict_moves_nothing(archive: Settings):
    before = contents(archive.site)
    write_article(archive, "a2", "[gone](../nowhere/index.md)")
    with pytest.raises(FumikuraError):
        build(archive, strict=True)
    assert contents(archive.site) == before
    assert not list(archive.root.glob(".site-*"))


def test_a_second_build_waits_for_the_first(archive: Settings):
    told: queue.Queue[str] = queue.Queue()

    def second() -> None:
        with locked(archive.root / FOLDER / "lock", told.put):
            told.put("in")

    with locked(archive.root / FOLDER / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        assert told.get() == str(os.getpid())
        time.sleep(0.3)
        assert told.empty()
    thread.join()
    assert told.get_nowait() == "in"
    assert told.empty()


def test_a_build_that_never_ends_is_named(archive: Settings):
    lock = archive.root / FOLDER / "lock"
    message = rf"process {os.getpid()}\) is at work"
    with locked(lock), pytest.raises(FumikuraError, match=message), locked(lock, wait=0.1):
        pass


def test_what_a_build_had_read_that_was_ended_by_force_is_made_by_the_next_one(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
):
    write_article(archive, "a3", "Words that nobody has seen.")
    settle(archive)
    with monkeypatch.context() as patched:
        patched.setattr("fumikura.building.docs_state.FEW", 0)  # what was read is noted at once
        patched.setattr("fumikura.building.site_making.PageMaker", None)
        with pytest.raises(TypeError):
            quiet(archive)
    quiet(archive)
    assert b"Words that nobody has seen." in (archive.site / "articles/a3/index.html").read_bytes()


def test_what_a_build_left_that_was_ended_by_force_goes_with_the_next_one(archive: Settings):
    process = subprocess.Popen(["true"])
    process.wait()
    write(archive.root / f".site-{process.pid}-abc/new/index.html", "half")
    quiet(archive)
    assert not list(archive.root.glob(".site-*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_source_that_cannot_be_read_is_named(archive: Settings):
    (archive.articles / "a1/index.md").chmod(0)
    with pytest.raises(FumikuraError):
        build(archive, strict=True)


def test_a_commit_makes_the_history_of_what_it_changed_anew_and_no_other(tmp_path: Path):
    settings = make(tmp_path / "archive")
    write(settings.root / ".gitignore", ".fumikura/\nsite/\n")
    commit(settings.root)
    write_article(settings, "a1", "The bear is here.")
    commit(settings.root)
    quiet(settings)
    write_article(settings, "a1", "The beer is here.")
    quiet(settings)
    settle(settings)
    before = contents(settings.site)
    commit(settings.root)
    assert quiet(settings).rendered == 2
    assert same(before, contents(settings.site)) == ["articles/a1/history/index.html"]


def test_a_page_whose_annotation_needs_the_history_is_made_again_when_that_changes(tmp_path: Path):
    settings = make(tmp_path / "archive")
    write(settings.root / "mkdocs.yml", CONFIG.replace("{rights:", "{history: none, rights:"))
    settings = open_archive(settings.root)
    write(settings.root / ".gitignore", ".fumikura/\nsite/\n")
    write_article(settings, "a1", "The bear is here. It went away over the hill.")
    commit(settings.root)
    annotate(settings, "a1", "1", "The bear is here.")
    write_article(settings, "a1", "The beer is here. It went away over the hill.")
    quiet(settings)
    settle(settings)
    assert quiet(settings).rendered == 0
    git(settings.root, "commit", "-q", "--allow-empty", "-m", "nothing")
    assert quiet(settings).rendered == 0
    commit(settings.root)
    assert quiet(settings).rendered == 1
