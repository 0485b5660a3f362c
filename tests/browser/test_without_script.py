"""The whole archive is readable with JavaScript switched off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.windows import DESKTOP, PHONE
from fumikura.strings import Strings

if TYPE_CHECKING:
    from browser.conftest import Visitor
    from fumikura.library.library import Library

pytestmark = pytest.mark.browser

LISTS = ("articles/", "authors/", "sites/", "tags/", "languages/", "annotations/", "notes/")


def test_the_home_page_shows_what_is_new_and_says_why_it_cannot_search(visitor: Visitor, library: Library) -> None:
    page = visitor.page(scripts=False)
    expect(page.locator(".fk-item__title").first).to_have_text(library.newest[0].title)
    words = Strings(visitor.sample.settings.language).t("home.search.noscript")
    expect(page.locator(".fk-notice")).to_have_text(words)
    expect(page.locator(".fk-search")).to_be_hidden()
    expect(page.locator(".md-search")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_way_to_the_search_leads_to_the_lists_and_says_why(visitor: Visitor, size: dict[str, int]) -> None:
    page = visitor.page("articles/", scripts=False, size=size)
    page.locator("header a.fk-to-search").click()
    words = Strings(visitor.sample.settings.language).t("search.noscript")
    expect(page.locator(".fk-notice:visible")).to_have_text(words)
    expect(page.locator(".fk-find__form")).to_be_hidden()
    assert [link.get_attribute("href") for link in page.locator(".fk-find__lists a").all()] == [
        f"../{kind}" for kind in ("articles/", "annotations/", "notes/", "authors/", "sites/", "tags/", "languages/")
    ]


@pytest.mark.parametrize(
    "size", [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desktop", marks=pytest.mark.slow)]
)
def test_the_home_page_leads_to_every_list_and_each_list_to_a_text(visitor: Visitor, size: dict[str, int]) -> None:
    page = visitor.page(scripts=False, size=size)
    for kind in LISTS:
        page.goto(visitor.sample.url)
        page.locator(f'.fk-numbers a[href="{kind}"]').click()
        page.wait_for_url(f"**/{kind}")
        if page.locator(".fk-groups").count():
            page.locator(".fk-groups a").first.click()
        page.locator(".fk-list a:not(.fk-item__count)").first.click()
        expect(page.locator(".fk-text, .fk-excerpt").first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_article_shows_its_text_its_marks_and_its_margin_notes(
    visitor: Visitor, library: Library, size: dict[str, int]
) -> None:
    entry = next(
        entry
        for entry in library.newest
        if entry.rights == "full" and any(one.header.quote and one.comment for one in entry.annotations)
    )
    page = visitor.page(entry.address, scripts=False, size=size)
    expect(page.locator("#fk-text p").first).to_be_visible()
    mark = page.locator('mark.fk-mark[id^="a-"]').first
    expect(mark).to_be_visible()
    name = mark.get_attribute("data-annotation")
    expect(page.locator(f"#n-{name}")).to_be_visible()

    page.locator(f'.fk-number a[href="#n-{name}"]').click()
    expect(page).to_have_url(re.compile(f"#n-{name}$"))
    expect(page.locator(f"#n-{name}")).to_be_in_viewport()
    page.locator(f"#n-{name} .fk-note__number").click()
    expect(mark).to_be_in_viewport()


def test_the_article_says_where_it_comes_from_when_asked(visitor: Visitor, library: Library) -> None:
    entry = next(entry for entry in library.newest if entry.header.original)
    page = visitor.page(entry.address, scripts=False)
    original = page.locator(".fk-provenance dl")
    expect(original).to_be_hidden()
    page.locator(".fk-provenance summary").click()
    expect(original).to_be_visible()
    expect(original).to_contain_text(entry.header.original or "")


def test_the_table_of_contents_of_an_article_can_be_opened(visitor: Visitor, library: Library) -> None:
    address = next(entry.address for entry in library.newest if b"fk-contents" in visitor.sample.html(entry.address))
    page = visitor.page(address, scripts=False)
    page.locator(".fk-contents summary").click()
    first = page.locator(".fk-contents a").first
    expect(first).to_be_visible()
    first.click()
    expect(page).to_have_url(re.compile("#.+"))


def test_the_excerpt_the_notes_and_the_orphans_are_readable(visitor: Visitor, library: Library) -> None:
    excerpt = next(entry for entry in library.newest if entry.rights == "excerpt")
    page = visitor.page(excerpt.address, scripts=False)
    expect(page.locator(".fk-excerpt .fk-quote").first).to_be_visible()
    expect(page.locator("#fk-text")).to_have_count(0)
    page.goto(visitor.sample.url + library.newest_notes[0].address)
    expect(page.locator(".fk-text p").first).to_be_visible()
