"""One browser and one built copy of this repository's own archive for each test worker."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser.index_reading import Reader, reading
from browser.serving import Served, serve
from browser.windows import DESKTOP, PATIENCE, Windows
from fumikura.building.building import build
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_library
from making import read_only
from shared_data import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.watching import Watch
    from fumikura.library.library import Library

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves this machine
)

expect.set_options(timeout=PATIENCE)


def missing(what: str) -> NoReturn:
    """Where nobody looks at what was skipped, a skipped browser test is a failure."""
    if os.environ.get("CI", "").lower() in {"true", "1"}:
        pytest.fail(f"{what}, and the browser tests must run where CI is set")
    pytest.skip(what)


def chromium_program() -> str | None:
    """Where there is one without windows, pages cost half as much in it. In CI it is the one that readers have."""
    names = ("chromium",) if os.environ.get("CI") else ("chromium-headless-shell", "chromium")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = chromium_program()
    if executable is None:
        missing("chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM), timeout=2 * PATIENCE)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """What the tests of a worker share of the browser."""
    return Windows(browser)


@pytest.fixture(scope="session")
def only_reader(browser: Browser) -> Iterator[Reader]:
    with reading(browser) as one:
        yield one


@pytest.fixture
def reader(only_reader: Reader) -> Reader:
    """A page that searches an index without a site: a new one, in the tab that all these tests share."""
    only_reader.begin()
    return only_reader


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """This repository's archive, built as published and served."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for name in ("docs", "saved"):
        shutil.copytree(ROOT / name, folder / name)
    settings = open_archive(folder)
    build(settings, strict=True)
    with read_only(folder), serve(settings, settings.site) as served:
        yield served


@pytest.fixture(scope="session")
def library(sample: Served) -> Library:
    """What the sample's site shows."""
    return read_library(sample.settings).published()


def search_for(page: Page, words: str) -> None:
    """Type ``words`` into the search box as with an input method: Material's search looks when a key is let go."""
    box = page.locator("input.md-search__input")
    box.click()
    box.fill(words)
    box.press("End")


@dataclass
class Visitor:
    """Opens pages of one site, and remembers what the browser said about each."""

    windows: Windows
    sample: Served
    _alone: list[Watch] = field(default_factory=list)

    @property
    def browser(self) -> Browser:
        return self.windows.browser

    def page(
        self,
        address: str = "",
        *,
        size: dict[str, int] = DESKTOP,
        scheme: str = "light",
        scripts: bool = True,
        before: str = "",
        alone: bool = False,
    ) -> Page:
        """The page at ``address``; with ``alone`` in a window of its own, which may be changed.

        ``before``: a script that runs before those of the site.
        """
        home = self.sample.url
        if alone:
            watch, page = self.windows.alone(home, size, scheme, scripts=scripts, before=before)
            self._alone.append(watch)
        else:
            page = self.windows.page(home, size, scheme, scripts=scripts, before=before)
        page.goto(home + address)
        return page

    def leave(self) -> tuple[list[str], list[str]]:
        """Leave all pages; gives what the browser complained of, and the requests to other hosts."""
        for watch in self._alone:
            watch.context.close()
        heard = [watch.heard() for watch in (*self._alone, *self.windows.leave())]
        return [one for said, _ in heard for one in said], [one for _, asked in heard for one in asked]


@contextlib.contextmanager
def visiting(windows: Windows, site: Served) -> Iterator[Visitor]:
    """A reader. Whatever a test reads: no error, nothing against the policy, no request to another host.

    Nothing is stored in the browser when it begins: see ``Windows``.
    """
    one = Visitor(windows, site)
    try:
        yield one
    finally:
        said, asked = one.leave()
    assert not said, f"the browser complained: {said}"
    assert not asked, f"requests to other hosts: {asked}"


@pytest.fixture
def visitor(windows: Windows, sample: Served) -> Iterator[Visitor]:
    """A reader of the sample's site."""
    with visiting(windows, sample) as one:
        yield one
