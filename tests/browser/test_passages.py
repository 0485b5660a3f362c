"""The passage that a result leads to, where the browser does not mark it, and where no page is loaded."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import CHROMIUM, Visitor, chromium_program, search_for, visiting
from browser.serving import serve
from browser.windows import DESKTOP, PATIENCE, Windows
from fumikura.building.building import build
from fumikura.library.archive import open_archive
from shared_data import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from browser.serving import Served

pytestmark = pytest.mark.browser


def test_a_result_leads_to_its_heading_where_its_words_are_gone(visitor: Visitor) -> None:
    page = visitor.page("search/?q=ゴロム・ライス")
    link = page.locator(".fk-result h2 a").first
    href = link.get_attribute("href") or ""
    link.evaluate("link => link.href = link.href.replace(/text=.*/, 'text=%E3%81%AA%E3%81%84%E8%A8%80%E8%91%89')")
    link.click()
    page.wait_for_url("**/guide/search-format/*")
    expect(page.locator(f'[id="{href.split("#")[1].split(":~:")[0]}"]')).to_be_in_viewport()


# --- without text fragments --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain_windows(browser: Browser) -> Iterator[Windows]:
    """Of a browser that knows no text fragments."""
    flag = "--disable-blink-features=TextFragmentIdentifiers,TextFragmentAPI"
    executable = chromium_program()
    chromium = browser.browser_type.launch(executable_path=executable, args=[*CHROMIUM, flag], timeout=2 * PATIENCE)
    yield Windows(chromium)
    chromium.close()


@pytest.fixture
def plain(plain_windows: Windows, sample: Served) -> Iterator[Visitor]:
    """A reader with such a browser."""
    with visiting(plain_windows, sample) as one:
        yield one


def follow(page: Page, words: str) -> None:
    """Open the first result that shows ``words`` marked in its passage."""
    result = page.locator(".fk-result").filter(has=page.locator(".fk-result__passage mark", has_text=words)).first
    result.locator("h2 a").click()
    page.wait_for_url(re.compile("/(articles|guide|notes)/"))


@pytest.mark.parametrize("words", ["リンク切れ", "moderation"])
def test_the_passage_is_shown_and_marked_all_the_same(plain: Visitor, words: str) -> None:
    page = plain.page(f"search/?q={words}")
    assert page.evaluate("'fragmentDirective' in document") is False
    follow(page, words)
    mark = page.locator("mark.fk-target")
    expect(mark).to_have_text(words)
    expect(mark).to_be_in_viewport()
    assert page.evaluate("scrollY") > 0


def test_a_passage_that_is_gone_gives_its_heading(plain: Visitor) -> None:
    page = plain.page("guide/search-format/#fold:~:text=ない言葉")
    expect(page.locator("#fold")).to_be_in_viewport()
    expect(page.locator("mark.fk-target")).to_have_count(0)


def test_a_passage_across_elements_is_marked_in_each_of_them(plain: Visitor) -> None:
    page = plain.page("guide/en/#search:~:text=also%20annotations%2C%20annotated")
    expect(page.locator("mark.fk-target")).to_have_text(["also", "annotations", ",", "annotated"])


# --- without loading a page --------------------------------------------------------------------------


@pytest.fixture
def instant(windows: Windows, tmp_path: Path) -> Iterator[Visitor]:
    """A reader of a site whose pages take each other's place without being loaded."""
    for name in ("docs", "saved"):
        shutil.copytree(ROOT / name, tmp_path / name)
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    config = config.replace("    - navigation.top\n", "    - navigation.top\n    - navigation.instant\n")
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    settings = open_archive(tmp_path)
    with serve(settings, settings.site) as served:
        text = config.replace("https://example.org/fumikura/", served.url)  # its sitemap says what can be shown so
        (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
        build(open_archive(tmp_path), strict=True)
        with visiting(windows, served) as one:
            yield one


def test_box_page_and_programs_work_where_pages_are_not_loaded(instant: Visitor) -> None:
    page = instant.page(size=DESKTOP)
    page.wait_for_load_state("networkidle")
    # The search page is loaded. On it Material takes links over when it has read what there is to be shown so.
    with page.expect_event("requestfinished", lambda request: request.url.endswith("/sitemap.xml")):
        page.locator("header a.fk-to-search").click()
    page.wait_for_url("**/search/")
    page.evaluate("fetch('../sitemap.xml').then((answer) => answer.blob()).then((blob) => blob.text())")
    page.evaluate("window.same = true")
    page.locator("#fk-find-query").fill("リンク切れ")
    expect(page.locator(".fk-find__count")).to_have_text("4件")
    follow(page, "リンク切れ")
    expect(page.locator("mark.fk-target")).to_have_text("リンク切れ")
    expect(page.locator("mark.fk-target")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#fk-find-query")).to_have_value("リンク切れ")
    expect(page.locator(".fk-find__count")).to_have_text("4件")
    expect(page.locator("#__search")).not_to_be_checked()
    search_for(page, "moderation")
    expect(page.locator("a.md-search-result__link mark").first).to_have_text(re.compile("moderation", re.IGNORECASE))
    assert page.evaluate("window.fumikura.search('moderation').then(({ total }) => total)") == 2
    assert page.evaluate("window.same") is True
    page.locator(".fk-all").click()
    page.wait_for_url("**/search/?q=moderation")
    expect(page.locator(".fk-find__count")).to_have_text("2件")
