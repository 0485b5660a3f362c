"""From the home page to a comment in the margin, on a phone and on a desktop, by day and by night."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import search_for
from browser.windows import DESKTOP, PHONE

if TYPE_CHECKING:
    from browser.conftest import Visitor
    from browser.serving import Served
    from fumikura.library.library import Library

pytestmark = pytest.mark.browser

WORD = "ブックマーク"
LISTS = ("articles/", "authors/", "sites/", "tags/", "languages/", "annotations/", "notes/")
SMALL_PHONE = {"width": 360, "height": 740}
BOTH_SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def marked_articles(library: Library) -> list[str]:
    """Addresses of the articles with a passage marked in their full text."""
    return [
        entry.address
        for entry in library.newest
        if entry.rights == "full" and any(annotation.header.quote for annotation in entry.annotations)
    ]


# --- from the home page to a comment ----------------------------------------------------------------


@BOTH_SIZES
def test_a_reader_searches_a_japanese_word_and_comes_to_the_comment_beside_a_marked_passage(
    visitor: Visitor, size: dict[str, int]
) -> None:
    page = visitor.page(size=size)
    page.locator("label.fk-search").click()
    search_for(page, WORD)
    found = page.locator("a.md-search-result__link").first
    expect(found).to_contain_text(WORD)
    found.click()
    page.wait_for_url("**/articles/**")

    mark = page.locator('#fk-text mark.fk-mark[id^="a-"]').first
    expect(mark).to_be_visible()
    annotation = mark.get_attribute("data-annotation")
    number = page.locator(f'.fk-number a[href="#n-{annotation}"]')
    expect(number).to_have_accessible_name(re.compile(r"\d"))
    number.click()
    note = page.locator(f"#n-{annotation}:target")
    expect(note).to_be_in_viewport()
    expect(note.locator(".fk-comment").first).not_to_be_empty()

    note.locator("a.fk-note__number").click()
    expect(page.locator('#fk-text mark.fk-mark[id^="a-"]:target')).to_have_attribute(
        "data-annotation", annotation or ""
    )
    expect(mark).to_be_in_viewport()


def test_the_search_box_in_the_header_finds_english_words_too(visitor: Visitor) -> None:
    page = visitor.page()
    search_for(page, "moderation")
    expect(page.locator("a.md-search-result__link").first).to_contain_text("moderation", ignore_case=True)


# --- where the margin notes stand --------------------------------------------------------------------

_ROWS = """() => [...document.querySelectorAll("#fk-text .fk-row")].map((row) => {
  const box = (element) => element.getBoundingClientRect().toJSON();
  const aside = row.querySelector(":scope > .fk-margin");
  const block = [...row.children].find((child) => child !== aside);
  return { aside: box(aside), block: box(block), column: box(document.getElementById("fk-text")) };
})"""


def rows(page: Page) -> list[dict[str, Any]]:
    """Of each block with margin notes: the boxes of its notes, of itself and of the whole text."""
    found: list[dict[str, Any]] = page.evaluate(_ROWS)
    assert found, "no margin notes on this page"
    return found


def test_on_a_desktop_the_margin_notes_stand_beside_their_passages(visitor: Visitor, library: Library) -> None:
    page = visitor.page(size=DESKTOP)
    for address in marked_articles(library)[:6]:
        page.goto(visitor.sample.url + address)
        pushed_to = 0.0
        for row in rows(page):
            aside, block, column = row["aside"], row["block"], row["column"]
            assert aside["left"] >= column["right"], f"{address}: a note lies over the text"
            assert aside["right"] <= DESKTOP["width"], f"{address}: a note sticks out of the window"
            wanted = max(block["top"], pushed_to)
            assert abs(aside["top"] - wanted) <= 60, f"{address}: a note is not level with its block"
            pushed_to = aside["bottom"]


def test_on_a_phone_the_margin_notes_stand_under_their_passages(visitor: Visitor, library: Library) -> None:
    page = visitor.page(size=PHONE)
    for address in marked_articles(library)[:6]:
        page.goto(visitor.sample.url + address)
        for row in rows(page):
            aside, block = row["aside"], row["block"]
            assert aside["top"] >= block["bottom"] - 1, f"{address}: a note is not below its block"
            assert aside["left"] >= 0
            assert aside["right"] <= PHONE["width"], f"{address}: a note sticks out of the screen"


_STICKS_OUT = """() => [...document.querySelectorAll(".md-content *, .md-header, .md-footer")].filter((element) => {
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.height === 0 || box.right <= innerWidth + 1) return false;
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return up === document.body;
  }
  return true;
}).map((element) => element.outerHTML.slice(0, 120))"""


def test_no_kind_of_page_scrolls_sideways_on_a_small_phone(visitor: Visitor, sample: Served) -> None:
    articles = [address for address in sample.pages() if re.fullmatch(r"articles/.+", address)]
    one_of_each_group = [next(a for a in sample.pages() if re.fullmatch(f"{kind}.+", a)) for kind in LISTS[1:5]]
    note = next(address for address in sample.pages() if re.fullmatch(r"notes/.+", address))
    page = visitor.page(size=SMALL_PHONE)
    guide = [address for address in sample.pages() if address.startswith("guide/")]
    for address in ("", *LISTS, *one_of_each_group, note, *guide, *articles):
        page.goto(visitor.sample.url + address)
        width = page.evaluate("document.scrollingElement.scrollWidth")
        assert width <= SMALL_PHONE["width"], f"{address} is {width} pixels wide"
        assert page.evaluate(_STICKS_OUT) == [], f"{address}: sticks out of the screen"


# --- by day and by night -----------------------------------------------------------------------------

_COLOURS = """(selector) => {
  const element = document.querySelector(selector);
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const layers = [];
  for (let up = element; up; up = up.parentElement) layers.unshift(getComputedStyle(up).backgroundColor);
  const paint = (colours) => {
    canvas.fillStyle = "#fff"; canvas.fillRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  return { text: paint([...layers, getComputedStyle(element).color]), ground: paint(layers) };
}"""


def luminance(colour: list[int]) -> float:
    """Relative luminance of an sRGB colour: WCAG 2.2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colours: dict[str, list[int]]) -> float:
    """Contrast ratio of text and ground: WCAG 2.2, 1 to 21."""
    dark, light = sorted(luminance(colour) for colour in colours.values())
    return (light + 0.05) / (dark + 0.05)


def test_the_site_is_light_by_day_and_dark_by_night_and_readable_in_both(visitor: Visitor, library: Library) -> None:
    address = marked_articles(library)[0]
    grounds = {}
    for scheme in ("light", "dark"):
        page = visitor.page(address, scheme=scheme, alone=True)  # nothing is remembered of the other
        for selector in ("#fk-text p", "mark.fk-mark", ".fk-comment", ".fk-note__head time", ".fk-foot a"):
            ratio = contrast(page.evaluate(_COLOURS, selector))
            assert ratio >= 4.5, f"{scheme}: contrast of {selector} is only {ratio:.1f}"
        grounds[scheme] = page.evaluate(_COLOURS, "#fk-text p")["ground"]
        marked = page.evaluate(_COLOURS, "mark.fk-mark")["ground"]
        assert marked != grounds[scheme], f"{scheme}: a mark looks like the paper around it"
    assert luminance(grounds["light"]) > 0.8
    assert luminance(grounds["dark"]) < 0.1


# --- marks, threads, orphans -------------------------------------------------------------------------


def trees(sample: Served, library: Library) -> dict[str, Any]:
    """The pages of all articles as trees, by address."""
    return {entry.address: lxml.html.fromstring(sample.html(entry.address)) for entry in library.newest}


def test_a_highlight_across_paragraphs_is_several_pieces_with_one_name(sample: Served, library: Library) -> None:
    across = 0
    for tree in trees(sample, library).values():
        for first in tree.xpath('//mark[starts-with(@id, "a-")]'):
            name = first.get("data-annotation")
            pieces = tree.xpath(f'//mark[@data-annotation="{name}"]')
            assert first.get("id") == f"a-{name}"
            assert pieces[0] is first, "the link to a passage leads to its first piece"
            assert [piece for piece in pieces if piece.get("id")] == [first]
            assert len(tree.xpath(f'//*[@href="#n-{name}"]')) == 1, "one number beside each passage"
            across += len({piece.xpath("ancestor::*[self::p or self::li][1]")[0] for piece in pieces} - {None}) > 1
    assert across >= 2, "the sample archive has highlights across paragraphs"


def test_an_annotation_whose_passage_is_gone_is_listed_below_the_text(visitor: Visitor, sample: Served) -> None:
    with_orphans = [a for a in sample.pages() if b'class="fk-orphans"' in sample.html(a)]
    assert len(with_orphans) == 1
    page = visitor.page(with_orphans[0])
    orphan = page.locator(".fk-orphans .fk-note--orphan")
    expect(orphan).to_be_visible()
    expect(orphan.locator(".fk-quote")).not_to_be_empty()
    expect(orphan.locator(".fk-reason")).not_to_be_empty()
    expect(orphan.locator(".fk-comment")).not_to_be_empty()


def test_every_reply_stands_below_what_it_answers(sample: Served, library: Library) -> None:
    pages = trees(sample, library)
    replies = [
        (entry.address, annotation)
        for entry in library.newest
        for annotation in entry.annotations
        if annotation.header.reply_to
    ]
    assert len(replies) >= 4
    for address, reply in replies:
        answered = reply.header.reply_to
        thread = pages[address].xpath(
            f'//*[(@id="n-{answered}" or @id="a-{answered}") and not(self::mark)]//*[@id="a-{reply.id}"]'
        )
        assert len(thread) == 1, f"{address}: {reply.id} does not stand below {answered}"
        assert (reply.header.by or "") in thread[0].text_content()


def test_a_thread_shows_an_answer_to_an_answer(visitor: Visitor, sample: Served) -> None:
    address = next(a for a in sample.pages() if lxml.html.fromstring(sample.html(a)).cssselect(".fk-reply .fk-reply"))
    page = visitor.page(address, size=PHONE)
    inner = page.locator(".fk-note .fk-reply .fk-reply").first
    expect(inner).to_be_visible()
    expect(inner.locator(".fk-comment")).not_to_be_empty()


# --- ways through the archive ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_leads_to_a_text(visitor: Visitor, kind: str) -> None:
    page = visitor.page()
    page.locator(f'.md-tabs a[href="{kind}"]').click()
    page.wait_for_url(f"**/{kind}")
    if page.locator(".fk-groups").count():
        page.locator(".fk-groups a").first.click()
    page.locator(".fk-list a:not(.fk-item__count)").first.click()
    expect(page.locator(".fk-text, .fk-excerpt").first).to_be_visible()
    expect(page.locator("h1")).not_to_be_empty()


def test_the_home_page_shows_the_latest_articles_and_annotations_and_how_much_there_is(
    visitor: Visitor, library: Library
) -> None:
    page = visitor.page()
    latest = page.locator(".fk-item__title").first
    expect(latest).to_have_text(library.newest[0].title)
    for kind in LISTS:
        expect(page.locator(f'.fk-numbers a[href="{kind}"]')).to_contain_text(re.compile(r"\d"))
    newest = library.newest_annotations[0]
    assert page.locator(f'a[href$="#a-{newest.id}"]').count() >= 1


def test_an_article_says_where_it_comes_from(visitor: Visitor, library: Library) -> None:
    entry = next(entry for entry in library.newest if entry.rights == "full" and entry.header.source)
    page = visitor.page(entry.address)
    expect(page.locator("h1")).to_have_text(entry.title)
    source = page.locator("a.fk-source")
    expect(source).to_have_attribute("href", entry.header.source or "")
    expect(source).to_have_attribute("rel", re.compile("noreferrer"))
    for name in entry.header.author:
        expect(page.locator(".fk-byline")).to_contain_text(name)
    page.locator(".fk-provenance summary").click()
    expect(page.locator(".fk-provenance dl")).to_contain_text(entry.header.sha256 or "")


def test_an_article_leads_to_its_neighbours_its_relatives_its_backlinks_and_its_file(
    sample: Served, library: Library
) -> None:
    pages = trees(sample, library)
    by_date = [entry.address for entry in library.newest]
    for place, (address, tree) in enumerate((address, pages[address]) for address in by_date):
        foot = tree.cssselect(".fk-foot")[0]
        assert len(foot.cssselect('a[rel="prev"]')) == (place < len(by_date) - 1), address
        assert len(foot.cssselect('a[rel="next"]')) == (place > 0), address
        assert foot.cssselect(".fk-edit a")[0].get("href").endswith(f"/docs/{address}index.md")
        others = {library.articles[other.id].title for other in library.related[address.split("/")[1]]}
        shown = {link.text_content() for link in foot.cssselect("section a")}
        assert others <= shown, f"{address}: related articles are missing"
        assert {other.title for other in library.backlinks.get(address, ())} <= shown, address
    assert any(library.backlinks.get(address) for address in by_date)
    assert any(library.related.values())


def test_previous_and_next_lead_there_and_back(visitor: Visitor, library: Library) -> None:
    page = visitor.page(library.newest[1].address)
    start = page.url
    page.locator('.fk-neighbours a[rel="prev"]').click()
    expect(page.locator("h1")).to_have_text(library.newest[2].title)
    page.locator('.fk-neighbours a[rel="next"]').click()
    page.wait_for_url(start)
