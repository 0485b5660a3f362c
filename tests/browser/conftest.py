"""One browser and one built copy of this repository's own archive for each test worker."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser.index_reading import Reader, reading
from browser.serving import Served, serve
from browser.watching import Watch
from fumikura.building.building import build
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_library
from shared_data import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.library.library import Library

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves this machine
)

PATIENCE = 60_000
"""Milliseconds: other workers, builds and browsers may have the processor. No test asserts that it takes less."""

expect.set_options(timeout=PATIENCE)


def missing(what: str) -> NoReturn:
    """Where nobody looks at what was skipped, a skipped browser test is a failure."""
    if os.environ.get("CI", "").lower() in {"true", "1"}:
        pytest.fail(f"{what}, and the browser tests must run where CI is set")
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        missing("chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM), timeout=2 * PATIENCE)
        yield chromium
        chromium.close()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    """A page that searches an index without a site."""
    with reading(browser) as one:
        yield one


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """This repository's archive, built as published and served."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for name in ("docs", "saved"):
        shutil.copytree(ROOT / name, folder / name)
    settings = open_archive(folder)
    build(settings, strict=True)
    with serve(settings, settings.site) as served:
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

    browser: Browser
    sample: Served
    watches: list[Watch] = field(default_factory=list)

    def page(
        self,
        address: str = "",
        *,
        size: dict[str, int] = DESKTOP,
        scheme: str = "light",
        scripts: bool = True,
    ) -> Page:
        """A browser of its own on the page at ``address``."""
        options: dict[str, Any] = {
            "viewport": size,
            "color_scheme": scheme,
            "java_script_enabled": scripts,
            "reduced_motion": "reduce",
        }
        context = self.browser.new_context(**options)
        self.watches.append(Watch(context, self.sample.url))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(self.sample.url + address)
        return page


@contextlib.contextmanager
def visiting(browser: Browser, served: Served) -> Iterator[Visitor]:
    """A reader. Whatever a test reads: no error, nothing against the policy, no request to another host."""
    one = Visitor(browser, served)
    yield one
    for watch in one.watches:
        watch.context.close()
    said = [complaint for watch in one.watches for complaint in watch.complaints]
    asked = [request.url for watch in one.watches for request in watch.asked]
    assert not said, f"the browser complained: {said}"
    assert not asked, f"requests to other hosts: {asked}"


@pytest.fixture
def visitor(browser: Browser, sample: Served) -> Iterator[Visitor]:
    """A reader of the sample's site."""
    with visiting(browser, sample) as one:
        yield one
