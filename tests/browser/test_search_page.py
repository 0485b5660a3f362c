"""The search page: what it shows, how it is narrowed, sorted and linked to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.windows import PHONE

if TYPE_CHECKING:
    from browser.conftest import Visitor
    from fumikura.library.library import Library

pytestmark = pytest.mark.browser

EVERYTHING = 20
"""Pages of the sample that can be found."""


def asking(visitor: Visitor, query: str = "", **options: dict[str, int]) -> Page:
    """The search page at ``?query``, its answer there."""
    page = visitor.page(f"search/{query and '?'}{query}", **options)  # type: ignore[arg-type]
    answered(page)
    return page


def answered(page: Page) -> None:
    """Until what was last asked is answered. What is chosen or sent is asked at once; what is typed or opened is not."""
    expect(page.locator('.fk-find__answer[aria-busy="false"]')).to_be_visible()


def results(page: Page) -> Locator:
    return page.locator(".fk-result")


def count(page: Page) -> Locator:
    return page.locator(".fk-find__count")


def titles(page: Page) -> list[str]:
    return page.locator(".fk-result__title").all_text_contents()


def said(page: Page) -> list[tuple[str, str]]:
    """What the address says."""
    return parse_qsl(urlsplit(page.url).query)


def option(page: Page, facet: str, value: str) -> Locator:
    group = page.locator(".fk-facet").filter(has=page.locator("summary", has_text=re.compile(f"^{facet}$")))
    return group.locator("label").filter(has=page.get_by_text(value, exact=True))


def counted(page: Page, facet: str, value: str) -> int:
    return int(option(page, facet, value).locator(".fk-facet__count").inner_text())


# --- what is shown -----------------------------------------------------------------------------------


def test_a_result_shows_its_passage_its_kind_its_site_and_its_date(visitor: Visitor) -> None:
    page = asking(visitor, "q=リンク切れ")
    first = results(page).first
    expect(first.locator("h2 a")).to_have_text("リンクは静かに切れていく")
    expect(first.locator(".fk-item__meta")).to_have_text(re.compile("記事\\s*note.example\\s*2024年6月2日"))
    expect(first.locator(".fk-result__passage mark")).to_have_text("リンク切れ")
    expect(first.locator("h2 a")).to_have_attribute("href", re.compile("/articles/.*#.*:~:text="))


def test_a_result_in_a_section_shows_its_heading_and_leads_below_it(visitor: Visitor) -> None:
    page = asking(visitor, "q=ゴロム・ライス")
    first = results(page).first
    expect(first.locator(".fk-result__heading")).to_have_text("shards/<n>.bin")
    assert re.search(r"/guide/search-format/#[^:]+:~:text=", first.locator("h2 a").get_attribute("href") or "")


def test_a_heading_that_is_found_is_led_to_by_its_id(visitor: Visitor) -> None:
    page = asking(visitor, "q=" + quote('"そろえ方（fold）"'))
    first = results(page).first
    expect(first.locator(".fk-result__heading mark")).to_have_text("そろえ方（fold）")
    expect(first.locator(".fk-result__passage")).to_have_count(0)
    href = first.locator("h2 a").get_attribute("href") or ""
    first.locator("h2 a").click()
    page.wait_for_url("**/guide/search-format/*")
    fragment = href.split("#")[1].split(":~:")[0]
    assert fragment
    expect(page.locator(f'[id="{fragment}"]')).to_be_in_viewport()


def test_annotations_stand_under_their_article_and_are_led_to(visitor: Visitor, library: Library) -> None:
    entry, one, other = next(
        (entry, *[annotation for annotation in entry.annotations if "の" in annotation.comment][:2])
        for entry in library.newest
        if entry.rights == "full" and sum("の" in annotation.comment for annotation in entry.annotations) > 1
    )
    page = asking(visitor, "q=の&n=100")
    article = results(page).filter(has_text=entry.title)
    expect(article).to_have_count(1)
    for annotation in (one, other):
        link = article.locator(f'.fk-result__remarks a[href*="#a-{annotation.id}"]')
        expect(link.locator("mark").first).to_have_text("の")
        expect(link).to_contain_text(annotation.header.by or "")
    article.locator(f'.fk-result__remarks a[href*="#a-{one.id}"]').click()
    page.wait_for_url(f"**/{entry.address}#a-{one.id}*")


def test_a_passage_begins_with_a_whole_word(visitor: Visitor) -> None:
    page = asking(visitor, "q=annotation")
    passage = results(page).filter(has_text="Citing a web page").locator(".fk-result__passage")
    expect(passage).to_have_text("… use the very same trick in What an annotation points to.")


def test_a_tag_that_is_found_is_shown(visitor: Visitor) -> None:
    page = asking(visitor, "q=リンク切れ")
    expect(results(page).filter(has_text="ウェブページを引用する").locator(".fk-label mark")).to_have_text("リンク切れ")


def test_nothing_found_is_said_and_the_lists_are_offered(visitor: Visitor) -> None:
    page = asking(visitor, "q=鯨文庫計画")
    expect(count(page)).to_have_text("何も見つかりませんでした。")
    expect(page.locator(".fk-find__lists")).to_be_visible()
    expect(page.locator(".fk-find__more")).to_be_hidden()


def test_what_an_address_says_is_shown_as_text_and_bounded(visitor: Visitor) -> None:
    evil = quote("<img src=x onerror=alert(1)>")
    page = asking(visitor, f"q={evil}&tag={evil}&lang={evil}&kind=%00&kind=__proto__&sort=x&n=1e99&year=%ff")
    expect(count(page)).to_have_text("何も見つかりませんでした。")
    expect(page.locator(".fk-chip").first).to_be_visible()
    expect(page.locator("#fk-find img")).to_have_count(0)


# --- typing ------------------------------------------------------------------------------------------


def test_it_answers_as_one_types_and_the_address_follows(visitor: Visitor) -> None:
    page = asking(visitor)
    page.locator("#fk-find-query").press_sequentially("moderation", delay=10)
    expect(page).to_have_url(re.compile(r"/search/\?q=moderation$"))  # a slow hand is answered in between
    expect(count(page)).to_have_text("2件")
    page.reload()
    expect(count(page)).to_have_text("2件")
    expect(page.locator("#fk-find-query")).to_have_value("moderation")


def test_material_s_own_box_stays_closed_and_opens_when_it_is_asked_for(visitor: Visitor) -> None:
    page = asking(visitor, "q=moderation")
    expect(page.locator("input.md-search__input")).to_have_value("")
    assert not page.locator("#__search").is_checked()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("input.md-search__input")).to_be_focused()
    page.keyboard.press("Escape")
    assert said(page) == [("q", "moderation")]


def test_what_is_pasted_with_the_mouse_is_looked_for(visitor: Visitor) -> None:
    page = asking(visitor)
    page.locator("#fk-find-query").focus()
    page.keyboard.insert_text("moderation")  # no key is pressed
    expect(count(page)).to_have_text("2件")


def test_what_an_input_method_has_not_turned_into_words_is_not_looked_for(visitor: Visitor) -> None:
    page = asking(visitor)
    page.locator("#fk-find-query").focus()
    method = page.context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": "もじば", "selectionStart": 3, "selectionEnd": 3})
    expect(page.locator("#fk-find-query")).to_have_value("もじば")
    page.evaluate(
        "new Promise((done) => setTimeout(done, 300))"
    )  # the page's own pause, begun earlier, is over earlier
    assert said(page) == []
    method.send("Input.insertText", {"text": "文字化け"})
    expect(page).to_have_url(re.compile("q=" + quote("文字化け")))
    expect(results(page).first.locator("mark").first).to_have_text("文字化け")


def test_the_keyboard_sends_narrows_and_reads_on(visitor: Visitor) -> None:
    page = asking(visitor)
    field = page.locator("#fk-find-query")
    field.fill("の")
    field.press("Enter")
    expect(page).to_have_url(re.compile("q="))
    answered(page)
    expect(page.locator(".fk-find__more")).to_be_visible()
    box = option(page, "種類", "記事").locator("input")
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("kind=article"))
    answered(page)
    expect(page.locator('[data-key="kind=article"]')).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".fk-chip")).to_have_count(0)
    answered(page)
    expect(page.locator(".fk-find__more")).to_be_visible()
    more = page.locator(".fk-find__more")
    more.focus()
    page.keyboard.press("Enter")
    expect(results(page).nth(10).locator("h2 a")).to_be_focused()


def test_more_of_what_was_narrowed_a_moment_ago_is_not_added_to_what_was_shown_before(
    visitor: Visitor, library: Library
) -> None:
    page = asking(visitor)
    expect(results(page)).to_have_count(10)
    page.evaluate("""() => {
      document.querySelector('[data-key="kind=article"]').click();
      document.querySelector(".fk-find__more").click();
    }""")
    answered(page)
    newest = [entry.title for entry in library.newest]
    assert 10 < len(newest) <= 20
    expect(page.locator(".fk-result__title")).to_have_text(newest)


def test_arrows_lead_through_the_results_and_back_to_the_field(visitor: Visitor) -> None:
    page = asking(visitor, "q=の")
    field, links = page.locator("#fk-find-query"), page.locator(".fk-result__title a")
    expect(page.locator(f"#{field.get_attribute('aria-controls')} > .fk-result")).to_have_count(10)
    field.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.locator(".fk-result__remarks a").first.focus()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(field).to_have_value("の")
    links.nth(9).focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(9)).to_be_focused()
    page.keyboard.press("Control+ArrowUp")
    expect(links.nth(9)).to_be_focused()


# --- narrowing ---------------------------------------------------------------------------------------


def test_the_values_of_a_facet_are_alternatives_and_facets_are_joined(visitor: Visitor, library: Library) -> None:
    page = asking(visitor)
    articles = len(library.articles)
    assert counted(page, "種類", "記事") == articles
    option(page, "種類", "記事").click()
    answered(page)
    expect(count(page)).to_have_text(f"{articles}件")
    notes = counted(page, "種類", "メモ")
    assert notes == len(library.notes)
    english = counted(page, "言語", "英語")
    assert english == sum((entry.header.lang or "").startswith("en") for entry in library.newest)
    option(page, "種類", "メモ").click()
    answered(page)
    expect(count(page)).to_have_text(f"{articles + notes}件")
    assert counted(page, "種類", "記事") == articles
    option(page, "言語", "英語").click()
    answered(page)
    expect(page.locator(".fk-chip")).to_have_count(4)
    assert said(page) == [("kind", "article"), ("kind", "note"), ("lang", "en")]
    page.locator(".fk-chip", has_text="メモ").click()
    answered(page)
    expect(count(page)).to_have_text(f"{english}件")
    page.locator(".fk-chip", has_text="すべて外す").click()
    expect(count(page)).to_have_text(f"{EVERYTHING}件")


def test_each_count_is_what_choosing_the_value_then_gives(visitor: Visitor) -> None:
    page = asking(visitor, "lang=ja")

    def labels(facet: str) -> Locator:
        return page.locator(".fk-facet").filter(has_text=re.compile(f"^{facet}")).locator("label")

    for facet in ("タグ", "著者"):
        page.locator("summary", has_text=re.compile(f"^{facet}$")).click()
        expect(labels(facet)).not_to_have_count(0)
    for facet in ("サイト", "年", "タグ", "著者"):
        label = labels(facet).first
        expected = label.locator(".fk-facet__count").inner_text()
        label.click()
        answered(page)
        expect(count(page)).to_have_text(f"{expected}件")
        page.locator(".fk-chip").filter(has_not_text="言語").first.click()
        expect(page.locator(".fk-chip")).to_have_count(1)
        answered(page)


def test_many_values_are_folded_and_unfolded(visitor: Visitor, library: Library) -> None:
    page = asking(visitor)
    page.locator("summary", has_text="タグ").click()
    facet = page.locator(".fk-facet").filter(has_text=re.compile("^タグ"))
    expect(facet.locator("label")).to_have_count(6)
    facet.locator("button").click()
    tags = {tag for entry in (*library.newest, *library.newest_notes) for tag in entry.header.tags}
    expect(facet.locator("label")).to_have_count(len(tags))


def test_back_and_forward_go_through_what_was_asked(visitor: Visitor) -> None:
    page = asking(visitor, "q=リンク切れ")
    option(page, "種類", "記事").click()
    expect(count(page)).to_have_text("2件")
    page.locator("#fk-find-query").fill("moderation")
    expect(count(page)).to_have_text("1件")
    page.go_back()
    expect(count(page)).to_have_text("4件")
    expect(page.locator("#fk-find-query")).to_have_value("リンク切れ")
    page.go_forward()
    expect(count(page)).to_have_text("1件")
    results(page).first.locator("h2 a").click()
    page.wait_for_url("**/articles/**")
    page.go_back()
    expect(page.locator("#fk-find-query")).to_have_value("moderation")
    expect(count(page)).to_have_text("1件")


# --- all of it ---------------------------------------------------------------------------------------


def test_without_words_everything_is_there_the_newest_first_and_each_once(visitor: Visitor) -> None:
    page = asking(visitor)
    expect(count(page)).to_have_text(f"{EVERYTHING}件")
    expect(results(page)).to_have_count(10)
    page.locator(".fk-find__more").click()
    expect(results(page)).to_have_count(EVERYTHING)
    expect(page.locator(".fk-find__more")).to_be_hidden()
    dates = [one.get_attribute("datetime") or "" for one in page.locator(".fk-result time").all()]
    assert dates == sorted(dates, reverse=True)
    assert len(set(titles(page))) == EVERYTHING
    assert said(page) == [("n", "20")]
    page.reload()
    expect(results(page)).to_have_count(EVERYTHING)


def test_results_are_sorted_by_date_when_that_is_asked_for(visitor: Visitor) -> None:
    page = asking(visitor, "q=の&kind=article")
    page.get_by_label("並べ方").select_option("新しい順")
    expect(page).to_have_url(re.compile("sort=date"))
    answered(page)
    dates = [one.get_attribute("datetime") or "" for one in page.locator(".fk-result time").all()]
    assert len(dates) > 5
    assert dates == sorted(dates, reverse=True)


def test_on_a_phone_the_facets_are_folded_and_nothing_sticks_out(visitor: Visitor) -> None:
    page = asking(visitor, "q=の&site=" + "長い" * 60, size=PHONE)
    expect(page.locator(".fk-facet").first).to_be_hidden()
    page.locator(".fk-find__facets > summary").click()
    expect(page.locator(".fk-facet").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_facets_cost_little_and_those_with_many_values_are_loaded_when_they_are_opened(visitor: Visitor) -> None:
    page = visitor.page(alone=True)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{visitor.sample.url}search/?q=リンク切れ")
    expect(count(page)).to_have_text("4件")
    names = sorted(re.findall(r"facets/(\w+)\.bin", " ".join(asked)))
    assert names == ["kind", "lang", "site", "year"]
    page.locator("summary", has_text="著者").click()
    expect(option(page, "著者", "灰島文")).to_be_visible()
    assert sorted(re.findall(r"facets/(\w+)\.bin", " ".join(asked))) == ["author", *names]
