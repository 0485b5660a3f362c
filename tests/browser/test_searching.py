"""Material's search box with our index behind it: what is found, where a result leads, what is said when it cannot be."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from browser.conftest import search_for
from browser.serving import serve
from browser.windows import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Request

    from browser.conftest import Visitor
    from browser.serving import Served
    from browser.windows import Windows

pytestmark = pytest.mark.browser

RESULT = "a.md-search-result__link"


def passage(page: Page, words: str) -> Locator:
    """The first result that shows ``words`` marked, below the title of its page."""
    mark = page.locator("mark", has_text=re.compile(f"^{words}$", re.IGNORECASE))
    return page.locator(f'{RESULT}[href*=":~:text="]').filter(has=mark).first


def asked_for(page: Page) -> list[str]:
    """Grows by the address of each file that the next page or its workers load. No page is shown now that might still."""
    page.goto("about:blank")
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.context.on("request", note)
    return asked


# --- what is found -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("リンク切れ", "リンク切れ"),
        ("ﾘﾝｸ切れ", "リンク切れ"),
        ("moderations", "moderation"),
        ("MODERATION", "moderation"),
    ],
)
def test_a_phrase_is_found_and_marked_as_the_text_has_it(visitor: Visitor, typed: str, marked: str) -> None:
    page = visitor.page()
    search_for(page, typed)
    expect(passage(page, marked)).to_be_visible()


def test_what_an_annotation_says_is_found_and_leads_to_it(visitor: Visitor, library: Any) -> None:
    entry, annotation = next(
        (entry, one)
        for entry in library.newest
        for one in entry.annotations
        if entry.rights == "full" and re.match(r"[ぁ-んァ-ヶ一-龠]{12}", one.comment)
    )
    page = visitor.page()
    search_for(page, annotation.comment[:12])
    found = passage(page, annotation.comment[:12])
    expect(found).to_contain_text("注釈")
    found.click()
    page.wait_for_url(f"**/{entry.address}#a-{annotation.id}*")
    expect(page.locator(".fk-comment", has_text=annotation.comment[:12]).first).to_be_in_viewport()


def test_the_guide_is_found_too(visitor: Visitor) -> None:
    page = visitor.page()
    search_for(page, "fumikura import-annotations")
    expect(page.locator(f'{RESULT}[href*="guide/"]').first).to_be_visible()


def test_nothing_is_found_where_nothing_is(visitor: Visitor) -> None:
    page = visitor.page()
    search_for(page, "鯨文庫計画")
    expect(page.locator(".md-search-result__meta")).to_have_text("何も見つかりませんでした")
    expect(page.locator(RESULT)).to_have_count(0)


def test_a_later_question_is_answered_not_an_earlier_one(visitor: Visitor) -> None:
    page = visitor.page()
    box = page.locator("input.md-search__input")
    box.click()
    box.press_sequentially("moderation", delay=15)
    box.fill("リンク切れ")
    box.press("End")
    expect(passage(page, "リンク切れ")).to_be_visible()
    page.wait_for_timeout(400)
    assert page.locator(RESULT, has_text="moderation").count() == 0


def test_what_an_input_method_has_not_turned_into_words_is_not_looked_for(visitor: Visitor) -> None:
    page = visitor.page()
    box = page.locator("input.md-search__input")
    box.click()
    method = page.context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": "もじばけ", "selectionStart": 4, "selectionEnd": 4})
    composing = """(box) => box.dispatchEvent(
      new KeyboardEvent("keyup", { key: "e", isComposing: true, bubbles: true }))"""
    box.evaluate(composing)
    page.wait_for_timeout(600)
    assert page.locator(RESULT).count() == 0
    method.send("Input.insertText", {"text": "文字化け"})
    expect(passage(page, "文字化け")).to_be_visible()


def test_what_is_pasted_with_the_mouse_is_looked_for(visitor: Visitor) -> None:
    page = visitor.page()
    with page.expect_event("requestfinished", lambda request: "/places/" in request.url):
        page.locator("input.md-search__input").click()
    page.keyboard.insert_text("リンク切れ")  # no key is pressed
    expect(passage(page, "リンク切れ")).to_be_visible()


def test_the_list_says_how_many_there_are_and_leads_to_all_of_them(visitor: Visitor) -> None:
    page = visitor.page()
    search_for(page, "の")
    meta = page.locator(".md-search-result__meta")
    expect(meta).to_have_text(re.compile(r"^約1\d件$"))
    expect(page.locator(".md-search-result__item")).to_have_count(10)
    page.locator(".fk-all").click()
    page.wait_for_url("**/search/?q=*")
    expect(page.locator("#fk-find-query")).to_have_value("の")
    expect(page.locator(".fk-find__count")).to_have_text(re.compile(r"^約1\d件$"))
    page.locator("h1").click()
    search_for(page, "リンク切れ")
    expect(meta).to_have_text("4件")


def test_enter_leads_to_the_search_page_where_there_is_no_result_to_lead_to(visitor: Visitor) -> None:
    page = visitor.page()
    search_for(page, "鯨文庫計画")
    expect(page.locator(".md-search-result__meta")).to_have_text("何も見つかりませんでした")
    expect(page.locator(".fk-all")).to_be_visible()
    page.locator("input.md-search__input").press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator(".fk-find__count")).to_have_text("何も見つかりませんでした。")


def test_the_arrows_reach_the_link_to_all_results_after_the_last_one(visitor: Visitor) -> None:
    page = visitor.page()
    search_for(page, "リンク切れ")
    expect(passage(page, "リンク切れ")).to_be_visible()
    expect(page.locator(".fk-all")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".fk-all")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")


def test_nothing_of_the_index_is_loaded_before_something_is_looked_for(visitor: Visitor) -> None:
    page = visitor.page(alone=True)
    asked = asked_for(page)
    page.goto(visitor.sample.url + "articles/")
    page.wait_for_load_state("networkidle")
    search = [url for url in asked if "search" in url]
    sizes = [(visitor.sample.folder / url.removeprefix(visitor.sample.url)).stat().st_size for url in search]
    assert len(search) == 3, search  # Material's own, which is empty; the worker; what pages offer to programs
    assert sum(sizes) <= 5_000
    search_for(page, "リンク切れ")
    expect(passage(page, "リンク切れ")).to_be_visible()
    assert any("search_engine.js" in url for url in asked)


def test_what_every_search_needs_is_loaded_when_the_box_is_entered(visitor: Visitor) -> None:
    page = visitor.page(alone=True)
    asked = asked_for(page)
    page.goto(visitor.sample.url)
    box = page.locator("input.md-search__input")
    with page.expect_event("requestfinished", lambda request: "/places/" in request.url):
        page.keyboard.press("/")
    expect(box).to_have_value("")
    assert any("search_engine.js" in url for url in asked)
    before = len(asked)
    search_for(page, "リンク切れ")
    expect(passage(page, "リンク切れ")).to_be_visible()
    assert not [url for url in asked[before:] if re.search(r"\.js$|index\.json|bounds|places", url)]


def test_it_is_loaded_too_where_the_box_is_entered_before_its_worker_is_there(visitor: Visitor) -> None:
    page = visitor.page(alone=True)
    held: list[Route] = []
    page.context.route("**/assets/fumikura/search.js", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    page.goto(f"{visitor.sample.url}articles/")
    with page.expect_event("requestfinished", lambda request: "search_box.js" in request.url):
        page.keyboard.press("/")
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    with page.expect_event("requestfinished", lambda request: "/places/" in request.url, timeout=10_000):
        held[0].continue_()


# --- where a result leads ----------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["文字化けは", "リンク切れ", "moderation"])
def test_a_result_leads_to_its_passage(visitor: Visitor, words: str) -> None:
    page = visitor.page(size=PHONE)
    page.locator("label.fk-search").click()
    search_for(page, words)
    found = passage(page, words)
    shown = found.locator("mark").first.evaluate("mark => mark.nextSibling.textContent.slice(0, 8)")
    found.click()
    page.wait_for_url(re.compile("/(articles|guide|notes)/"))
    expect(page.locator(".md-search")).not_to_be_focused()
    block = page.locator(".md-content :is(p, li, td, h2, h3, blockquote)", has_text=words + shown).last
    expect(block).to_be_in_viewport()
    assert page.evaluate("scrollY") > 200


def test_the_keyboard_leads_into_the_box_through_the_results_and_to_the_passage(visitor: Visitor) -> None:
    page = visitor.page()
    page.keyboard.press("/")
    box = page.locator("input.md-search__input")
    expect(box).to_be_focused()
    box.fill("リンク切れ")
    box.press("End")
    expect(passage(page, "リンク切れ")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULT).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULT).nth(1)).to_be_focused()
    href = page.locator(RESULT).nth(1).get_attribute("href") or ""
    assert ":~:text=" in href
    box.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(href.split("#")[0] + "*")


# --- for programs ------------------------------------------------------------------------------------


def test_a_program_asks_on_any_page(visitor: Visitor) -> None:
    page = visitor.page("articles/")
    answer = page.evaluate("window.fumikura.search('リンク切れ', { limit: 2 })")
    assert answer["total"] >= 2
    assert len(answer["hits"]) == 2
    for hit in answer["hits"]:
        assert hit["url"].startswith(visitor.sample.url)
        assert {"url", "title", "kind", "heading", "excerpt", "score"} <= set(hit)
    everything = page.evaluate("window.fumikura.search('リンク切れ', { limit: 100, facets: ['kind', 'by'] })")
    assert everything["exact"]
    assert set(everything["facets"]) == {"kind", "by"}
    assert sum(everything["facets"]["kind"].values()) == everything["total"] == len(everything["hits"])
    either = page.evaluate(
        "window.fumikura.search('', { sort: 'date', limit: 100, filters: { kind: ['note', 'page'] }, facets: ['kind', 'lang'] })"
    )
    assert {hit["kind"] for hit in either["hits"]} == {"note", "page"}
    dates = [hit["date"] for hit in either["hits"]]
    assert dates == sorted(dates, reverse=True)
    assert either["facets"]["kind"]["article"] > 0  # what choosing it too would add
    assert sum(either["facets"]["lang"].values()) <= either["total"] == len(dates)
    filtered = page.evaluate("window.fumikura.search('リンク切れ', { filters: { in: 'note' } })")
    assert {hit["kind"] for hit in filtered["hits"]} <= {"note"}


def test_what_is_not_to_be_counted_is_not_loaded(visitor: Visitor) -> None:
    page = visitor.page("articles/", alone=True)
    asked = asked_for(page)
    page.goto(f"{visitor.sample.url}articles/")
    assert page.evaluate("window.fumikura.search('リンク切れ').then(({ facets }) => facets)") == {}
    assert [url for url in asked if "/facets/" in url or "search_more" in url] == []
    page.evaluate("window.fumikura.search('リンク切れ', { facets: ['kind'] })")
    assert [url.rpartition("/")[2] for url in asked if "/facets/" in url] == ["kind.bin"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("null", "some"),
        ("{ filters: null, limit: 2 }", "some"),
        ("{ filters: { year: 1066 } }", "none"),
        ("{ limit: -1 }", "limit: a whole number, 0 or more"),
        ("{ sort: 'name' }", "sort: relevance or date"),
        ("{ limit: 'x' }", "limit: a whole number, 0 or more"),
        ("{ facets: ['kind', 'colour'] }", "facets: some of kind, site, author, tag, year, lang, by"),
    ],
)
def test_a_program_that_asks_wrongly_is_told_so(visitor: Visitor, options: str, said: str) -> None:
    page = visitor.page("articles/")
    asking = f"window.fumikura.search('リンク切れ', {options})"
    heard = page.evaluate(f"{asking}.then(({{ hits }}) => (hits.length ? 'some' : 'none'), ({{ message }}) => message)")
    assert heard == said


def test_a_program_may_ask_anything(visitor: Visitor) -> None:
    page = visitor.page("articles/")
    queries = r"""["", " ", "\ud800", "\u202e", "-", '"', "(.*)+", "<img src=x onerror=alert(1)>", "x".repeat(10000)]"""
    asked = page.evaluate(f"Promise.all({queries}.map((query) => window.fumikura.search(query)))")
    assert len(asked) == 9
    assert all(len(answer["hits"]) <= answer["total"] for answer in asked)


# --- when it cannot ----------------------------------------------------------------------------------


@pytest.fixture
def broken(sample: Served, windows: Windows, tmp_path: Path) -> Iterator[tuple[Page, Path]]:
    """The home page of a copy of the site, whose files a test may damage."""
    site = tmp_path / "site"
    shutil.copytree(sample.folder, site)
    with serve(sample.settings, site) as served:
        page = windows.page(served.url, DESKTOP, "light", scripts=True, before="")
        page.goto(served.url)
        yield page, site
        said = [one for watch in windows.leave() for one in watch.heard()[0]]
        assert not [one for one in said if one.startswith("policy")]


def damage_nothing_there(search: Path) -> None:
    (search / "index.json").unlink()


def damage_other_version(search: Path) -> None:
    manifest = search / "index.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text("utf-8")), "version": 99}), "utf-8")


def damage_other_generation(search: Path) -> None:
    shutil.rmtree(next(path for path in search.iterdir() if path.is_dir()))


def damage_cut_off(search: Path) -> None:
    for path in search.rglob("*.bin"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage_no_engine(search: Path) -> None:
    (search.parent / "assets/fumikura/search_engine.js").unlink()


@pytest.mark.parametrize(
    "damage", [damage_nothing_there, damage_other_version, damage_other_generation, damage_cut_off, damage_no_engine]
)
def test_an_index_that_cannot_be_read_is_said_and_the_lists_are_offered(broken: tuple[Page, Path], damage: Any) -> None:
    page, site = broken
    damage(site / "search")
    search_for(page, "リンク切れ")
    expect(page.locator(".fk-search-broken")).to_have_text("検索の索引を読み込めませんでした")
    expect(page.locator(".md-search-result__meta")).to_be_hidden()
    page.locator(RESULT, has_text="著者").click()
    page.wait_for_url("**/authors/*")
    page.goto(page.url.replace("authors/", "search/") + "?q=リンク切れ")
    expect(page.locator(".fk-find__said")).to_have_text(re.compile("検索の索引を読み込めませんでした"))
    expect(page.locator(".fk-find__answer")).to_be_hidden()
    page.locator(".fk-find__lists a", has_text="著者").click()
    page.wait_for_url("**/authors/*")


def test_a_site_that_was_published_anew_answers_from_its_new_index(broken: tuple[Page, Path]) -> None:
    page, site = broken
    search_for(page, "リンク切れ")
    expect(passage(page, "リンク切れ")).to_be_visible()
    search = site / "search"
    old = next(path for path in search.iterdir() if path.is_dir())
    old.rename(search / ("0" * 16))
    manifest = search / "index.json"
    manifest.write_text(manifest.read_text("utf-8").replace(old.name, "0" * 16), "utf-8")
    search_for(page, "moderation")
    expect(passage(page, "moderation")).to_be_visible()
