"""Reading at home: everything is shown, and after a change only what it changed is made. Counted, not timed."""

from __future__ import annotations

import functools
import shutil
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from watchdog.events import (
    DirMovedEvent,
    FileClosedNoWriteEvent,
    FileModifiedEvent,
    FileOpenedEvent,
    FileSystemEventHandler,
)

from fumikura.building.building import build
from fumikura.building.home_serving import HomeSite, server_of
from fumikura.disk.watching import Watch
from fumikura.errors import UnusualError
from fumikura.library.archive import open_archive
from fumikura.site.home_writing import PLACEHOLDER
from making import contents
from test_incremental import annotate, make, same, write, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.settings import Settings


pytestmark = pytest.mark.usefixtures("short_tick")


class Told(Watch):
    """A watch that is told what has changed by the test."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: set[str] = set()

    def changed(self) -> set[str]:
        found, self.paths = self.paths, set()
        return found


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    settings = make(tmp_path / "archive")
    write_article(settings, "a3", "Words that come first. " * 40)
    write_article(settings, "a4", "Secret words.", rights="private")
    annotate(settings, "a3", "1", "Words that come first.")
    return settings


@pytest.fixture
def home(archive: Settings) -> HomeSite:
    site = HomeSite(archive.root, 8000, Told())
    site.build()
    return site


def lengthened(home: HomeSite) -> Path:
    path = home.settings.articles / "a3/index.md"
    whole = path.with_name(".index.md")  # the watch is not to see half of it
    whole.write_text(path.read_text("utf-8") + "\nWords that come last.\n", "utf-8")
    return whole.replace(path)


def tell(home: HomeSite, path: Path) -> None:
    assert isinstance(home.watch, Told)
    home.watch.paths.add(str(path))


def shown(home: HomeSite, page: str) -> str:
    return (home.settings.site / page / "index.html").read_text("utf-8")


def test_what_is_private_is_shown_and_says_so_and_the_published_site_is_left_alone(home: HomeSite, archive: Settings):
    assert "fk-notice--private" in shown(home, "articles/a4")
    assert not archive.site.exists()
    build(archive, strict=False)
    assert not (archive.site / "articles/a4").exists()


def test_of_a_changed_text_only_its_page_is_made_and_no_other_folder_is_looked_at(
    home: HomeSite, monkeypatch: pytest.MonkeyPatch
):
    time.sleep(0.15)
    tell(home, home.settings.docs / "index.md")
    assert home.build().rendered == 0
    before = contents(home.settings.site)
    tell(home, lengthened(home))
    with monkeypatch.context() as patched:
        for name in ("fumikura.building.building._make", "fumikura.building.home_serving.look"):
            patched.setattr(name, None)
        assert home.build().rendered == 1
    assert same(before, contents(home.settings.site)) == ["articles/a3/index.html"]
    assert "Words that come last." in shown(home, "articles/a3")


def test_after_any_change_the_site_is_that_of_one_that_has_just_been_begun(home: HomeSite, tmp_path: Path):
    settings = home.settings
    tell(home, lengthened(home))
    home.build()
    shutil.move(settings.articles / "a1", settings.articles / "a9")
    write_article(settings, "a0", "Words of none.", rights="excerpt", tags="[t, rare]")
    write(settings.articles / "a2/picture.png", b"x")
    annotate(settings, "a4", "2", "Secret words.", "Not for all.")
    for name in ("a1", "a9", "a0/index.md", "a2/picture.png", "a4/annotations/x.md"):
        tell(home, settings.articles / name)
    home.build()
    write(settings.docs / "notes/one.md", "---\ntitle: Other\n---\nWords.\n")
    tell(home, settings.docs / "notes/one.md")
    home.build()
    copy = tmp_path / "clean" / settings.root.name
    shutil.copytree(settings.root, copy, ignore=shutil.ignore_patterns(".fumikura"))
    other = HomeSite(copy, 8000, Told())
    other.build()
    assert same(contents(settings.site), contents(other.settings.site)) == []


def test_after_a_build_that_failed_everything_is_looked_at(home: HomeSite, monkeypatch: pytest.MonkeyPatch):
    path = lengthened(home)
    tell(home, path)

    def fail(*_: object) -> None:
        write(home.settings.site / "articles/a0/index.html", "half")
        raise OSError(28, "No space left on device", "somewhere")

    with monkeypatch.context() as patched:
        for name in ("few_texts.FewTexts", "site_making.SiteMaking"):
            patched.setattr(f"fumikura.building.{name}.finish", fail)
        with pytest.raises(SystemExit, match="no space left"):
            home.rebuild()
    home.build()
    assert "Words that come last." in shown(home, "articles/a3")
    assert shown(home, "articles/a0") != "half"


def test_the_next_run_makes_nothing_that_is_there(home: HomeSite):
    time.sleep(0.15)
    home.build()
    again = HomeSite(home.root, 8000, Told()).build()
    assert (again.rendered, again.unchanged) == (0, again.pages)


get = functools.partial(httpx.get, timeout=120)


@pytest.fixture
def served(archive: Settings) -> Iterator[tuple[HomeSite, str, Any]]:
    site = HomeSite(archive.root, 0)
    site.build()
    server: Any = server_of(site)
    running = threading.Thread(target=server.serve)
    running.start()
    deadline = time.monotonic() + 120
    while not server.serve_thread.is_alive():  # begun when the server listens
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield site, f"http://127.0.0.1:{server.server_address[1]}", server
    server.shutdown(wait=True)
    running.join()


def test_a_page_that_is_asked_for_after_its_text_was_changed_shows_the_change(
    served: tuple[HomeSite, str, Any], caplog: pytest.LogCaptureFixture
):
    home, url, _ = served
    caplog.set_level("INFO", "mkdocs")
    assert "Words that come last." not in get(f"{url}/articles/a3/").text
    lengthened(home)
    deadline = time.monotonic() + 120
    while "Words that come last." not in get(f"{url}/articles/a3/").text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "1 pages made" in caplog.text
    assert get(f"{url}/nowhere/").status_code == 404


def test_pages_have_the_token_of_this_run_and_files_have_none(served: tuple[HomeSite, str, Any]):
    home, url, _ = served
    assert PLACEHOLDER in shown(home, "articles/a3")
    page = get(f"{url}/articles/a3/")
    assert PLACEHOLDER not in page.text
    assert "data-token=" in page.text
    assert page.headers["content-length"] == str(len(page.content))


def test_a_file_that_is_read_has_not_changed_and_a_folder_that_went_has() -> None:
    told: list[str] = []
    handler = FileSystemEventHandler()
    handler.on_any_event = lambda event: told.append(str(event.src_path))  # type: ignore[method-assign]
    watch = Watch()
    watch.schedule(handler, ".", recursive=True)
    handler.on_any_event(DirMovedEvent("docs/a", "docs/b"))
    handler.on_any_event(FileModifiedEvent("docs/c"))
    assert (watch.changed(), told) == ({"docs/a", "docs/b", "docs/c"}, ["docs/a", "docs/c"])
    assert watch.changed() == set()


def test_the_system_is_not_asked_to_tell_of_reading() -> None:
    asked = Watch().schedule(FileSystemEventHandler(), ".", recursive=True).event_filter
    assert asked
    assert not any(issubclass(one, kind) for one in (FileOpenedEvent, FileClosedNoWriteEvent) for kind in asked)


def test_an_archive_that_the_engine_has_to_build_whole_is_served_by_it(archive: Settings) -> None:

    text = (archive.root / "mkdocs.yml").read_text("utf-8")
    (archive.root / "mkdocs.yml").write_text(text + "not_in_nav: /x.md\n", "utf-8")
    with pytest.raises(UnusualError):
        HomeSite(open_archive(archive.root).root, 8000, Told()).build()
