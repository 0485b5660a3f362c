"""Permalinks, both languages, both sizes, by day and by night; and nothing hostile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser import characters
from browser.serving import serve
from fumikura.building.building import build
from fumikura.library.archive import open_archive

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from browser.conftest import Visitor
    from fumikura.library.library import Library

from browser.annotating import (
    ARTICLE,
    BOTH_SIZES,
    QUOTE,
    SIZES_AND_SCHEMES,
    STUB,
    begin,
    comment,
    complaints,
    press,
    reader,
    select,
    until,
)

pytestmark = pytest.mark.browser


# --- permalinks --------------------------------------------------------------------------------------


@BOTH_SIZES
def test_a_permalink_marks_the_passage_and_its_note(visitor: Visitor, library: Library, size: dict[str, int]) -> None:
    annotation = next(one for one in library.articles["xb63lm"].annotations if one.header.quote)
    page = reader(visitor, f"{ARTICLE}#a-{annotation.id}", size=size)
    pieces = page.locator(f'mark[data-annotation="{annotation.id}"]')
    expect(pieces.first).to_be_in_viewport()
    for piece in pieces.all():
        expect(piece).to_have_class(re.compile("fk-current"))
    expect(page.locator(f"#n-{annotation.id}")).to_have_class(re.compile("fk-current"))


@BOTH_SIZES
def test_a_permalink_leads_to_a_reply(visitor: Visitor, library: Library, size: dict[str, int]) -> None:
    reply = next(one for one in library.articles["xb63lm"].annotations if one.header.reply_to)
    page = reader(visitor, size=size)
    page.evaluate("id => { location.hash = `a-${id}`; }", reply.id)
    note = page.locator(f"#a-{reply.id}")
    expect(note).to_be_in_viewport()
    expect(note).to_be_focused()
    expect(page.locator("mark.fk-current").first).to_be_attached()


def test_a_permalink_leads_to_an_orphan(visitor: Visitor, library: Library) -> None:
    address = next(e.address for e in library.newest if b'class="fk-orphans"' in visitor.sample.html(e.address))
    page = reader(visitor, address)
    orphan = page.locator(".fk-note--orphan").first
    page.goto(f"{visitor.sample.url}{address}#{orphan.get_attribute('id')}")
    expect(orphan).to_be_in_viewport()
    expect(orphan).to_have_class(re.compile("fk-current"))


def test_a_mark_leads_to_its_note_and_back(visitor: Visitor) -> None:
    page = reader(visitor)
    mark = page.locator("#fk-text mark[data-annotation]").first
    mark.click()
    note = page.locator(f"#n-{mark.get_attribute('data-annotation')}")
    expect(note).to_be_focused()
    note.locator(".fk-note__number").press("Enter")
    expect(mark).to_be_in_viewport()
    expect(page).to_have_url(re.compile(f"#a-{mark.get_attribute('data-annotation')}$"))


def test_a_permalink_opens_what_is_folded_around_it(visitor: Visitor) -> None:
    page = reader(visitor)
    page.evaluate("""() => {
      const mark = document.querySelector("#fk-text mark[data-annotation]");
      const block = mark.closest(".fk-row");
      const details = document.createElement("details");
      block.replaceWith(details);
      details.append(block);
      location.hash = mark.id;
    }""")
    expect(page.locator("#fk-text mark[data-annotation]").first).to_be_in_viewport()


# --- for everybody -----------------------------------------------------------------------------------


@SIZES_AND_SCHEMES
def test_axe_finds_nothing_in_the_bar_and_the_editor(visitor: Visitor, size: dict[str, int], scheme: str) -> None:
    page = reader(visitor, size=size, scheme=scheme)
    select(page)
    expect(page.locator(".fk-bar")).to_be_visible()
    assert complaints(page) == []
    begin(page, "コメント")
    page.get_by_label("コメント（Markdown）").fill("読めるか")
    assert complaints(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".fk-draft")).to_be_visible()
    assert complaints(page) == []


def test_on_an_english_site_the_script_speaks_english(browser: Browser, tmp_path: Path) -> None:
    settings = characters.write_archive(tmp_path)
    config = settings.root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("language: ja", "language: en"), "utf-8")
    settings = open_archive(tmp_path)
    build(settings, strict=True)
    with serve(settings, settings.site) as served:
        page = browser.new_page(reduced_motion="reduce")
        page.add_init_script(STUB)
        page.goto(f"{served.url}articles/elements/")
        page.get_by_role("button", name="Annotate a passage").click()
        buttons = page.get_by_role("toolbar").get_by_role("button")
        expect(buttons).to_have_text(["Highlight", "Comment", "Question", "Copy link"])
        page.get_by_role("toolbar").get_by_role("button", name="Question").click()
        page.get_by_label("Comment (Markdown)").fill("Why?")
        page.get_by_role("button", name="Propose it on github.com").click()
        assert "%0AWhy%3F%0A" in until(page, "window.opened[0]")
        expect(page.locator(".fk-editor__said")).to_contain_text("The page of github.com has opened.")
        assert complaints(page) == []
        shown = page.locator(".fk-editor button, .fk-editor label, .fk-deeds, .fk-annotate").all_inner_texts()
        assert not re.search("[ぁ-ん]", "".join(shown))
        page.close()


@BOTH_SIZES
def test_the_editor_fits_the_window(visitor: Visitor, size: dict[str, int]) -> None:
    page = reader(visitor, size=size)
    comment(page, "長い\n" * 60)
    box = page.locator("dialog.fk-editor").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]


def test_two_drafts_do_not_overwrite_each_other(visitor: Visitor) -> None:
    page = reader(visitor)
    for quote, text in ((QUOTE, "一つ目"), ("どのくらい切れているのか", "二つ目")):
        begin(page, "コメント", quote)
        page.get_by_label("コメント（Markdown）").fill(text)
        page.keyboard.press("Escape")
        page.wait_for_timeout(1100)  # drafts are ordered by their second
    drafts = page.locator(".fk-draft")
    expect(drafts).to_have_count(2)
    drafts.nth(1).get_by_role("button", name="続きを書く").click()
    expect(page.get_by_label("コメント（Markdown）")).to_have_value("二つ目")
    page.keyboard.press("Escape")
    drafts.nth(0).get_by_role("button", name="捨てる").click()
    expect(drafts).to_have_count(1)
    expect(drafts).to_contain_text("どのくらい切れているのか")


@pytest.mark.parametrize("way", ["button.fk-button:last-child", None], ids=["the button", "Escape"])
def test_a_reload_right_after_closing_does_not_open_the_editor_again(visitor: Visitor, way: str | None) -> None:
    page = reader(visitor)
    comment(page, "閉じてすぐ読み直す")
    # Within one task the browser has not yet told the page that the dialog is closed, and a reload may come first.
    left_open = page.evaluate(
        """(way) => {
          const dialog = document.querySelector("dialog.fk-editor");
          if (way) dialog.querySelector(`.fk-editor__ways > ${way}`).click();
          else dialog.requestClose();
          return Object.values(sessionStorage).filter(Boolean);
        }""",
        way,
    )
    assert left_open == []
    page.reload()
    expect(page.locator(".fk-draft")).to_have_count(1)
    expect(page.locator("dialog.fk-editor")).to_have_count(0)


def test_a_reload_right_after_closing_finds_no_draft_of_what_was_sent(visitor: Visitor) -> None:
    page = reader(visitor)
    comment(page, "送ってすぐ閉じて読み直す")
    press(page, "github.com で提案する")
    expect(page.locator(".fk-editor__said")).to_contain_text("github.com のページを開きました")
    kept = """() => {
      document.querySelector(".fk-editor__ways > .fk-button:last-child").click();
      return Object.keys(localStorage).filter((name) => name.startsWith("fumikura.draft."));
    }"""
    assert page.evaluate(kept) == []
    page.reload()
    expect(page.locator("#fk-text")).to_be_visible()
    expect(page.locator(".fk-draft, dialog.fk-editor")).to_have_count(0)


def test_what_a_reader_writes_is_never_read_as_html(visitor: Visitor) -> None:
    page = reader(visitor)
    hostile = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>'
    comment(page, hostile, by=hostile[:60])
    page.keyboard.press("Escape")
    page.reload()
    page.locator(".fk-draft").get_by_role("button", name="続きを書く").click()
    expect(page.get_by_label("コメント（Markdown）")).to_have_value(hostile)
    assert page.evaluate("window.ran") is None
    assert page.locator(".fk-editor img, .fk-draft img").count() == 0
