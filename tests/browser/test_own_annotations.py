"""Answers, changes and removals, and what is not yet sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.conftest import Visitor
    from fumikura.library.library import Library

from browser.annotating import ARTICLE, QUOTE, STUB, checked, comment, opened, press, reader

pytestmark = pytest.mark.browser


# --- answer, change, remove --------------------------------------------------------------------------


def test_a_reply_names_what_it_answers(visitor: Visitor) -> None:
    page = reader(visitor)
    note = page.locator(".fk-note").first
    note.get_by_role("button", name="返信: 葵").first.click()
    page.get_by_label("コメント（Markdown）").fill("そうですね")
    press(page, "github.com で提案する")
    header = checked(visitor, opened(page)[1]["value"]).header
    identity = (note.get_attribute("id") or "")[2:]
    assert (header.reply_to, header.motivation, header.quote) == (identity, "replying", None)


def test_who_leaves_the_editor_is_where_they_were_and_is_told_of_the_draft(visitor: Visitor) -> None:
    page = reader(visitor)
    button = page.locator(".fk-note").first.get_by_role("button", name="返信: 葵").first
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_label("コメント（Markdown）").fill("途中")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.locator(".fk-voice")).to_contain_text("書きかけ")


def test_only_ones_own_can_be_changed_and_only_the_lines_that_must(visitor: Visitor, library: Library) -> None:
    page = reader(visitor)
    expect(page.locator(".fk-note").first).to_be_visible()
    assert page.get_by_role("button", name=re.compile("^編集")).count() == 0
    page.evaluate("localStorage.setItem('fumikura.by', '葵')")
    page.reload()
    own = [one for one in library.articles["xb63lm"].annotations if one.header.by == "葵"]
    edit = page.get_by_role("button", name="編集: 葵")
    expect(edit).to_have_count(len(own))
    edit.first.click()
    field = page.get_by_label("コメント（Markdown）")
    expect(field).to_have_value(own[0].comment)
    field.fill("書き直した。")
    press(page, "github.com で提案する")
    address, _ = opened(page)
    assert address == f"https://github.com/example/fumikura/edit/main/{own[0].path}"
    old = (visitor.sample.settings.root / own[0].path).read_text("utf-8")
    new: str = page.evaluate("window.copied")
    assert re.sub(r"modified: '[^']*'\n", "", new) == old.replace(own[0].comment, "書き直した。")
    assert checked(visitor, new).header.modified
    expect(page.locator(".fk-editor__said")).to_contain_text("すべて置き換えて")


@pytest.mark.parametrize(
    "answer", ["{", "null", "[]", '"text"', "{}", '{"ID": null}', '{"ID": ["x"]}', '{"__proto__": {"ID": "x"}}']
)
def test_what_is_no_file_of_the_annotation_is_not_changed(visitor: Visitor, library: Library, answer: str) -> None:
    page = reader(visitor)
    page.evaluate("localStorage.setItem('fumikura.by', '葵')")
    page.reload()
    own = next(one for one in library.articles["xb63lm"].annotations if one.header.by == "葵")
    page.route("**/annotation-files.json", lambda route: route.fulfill(body=answer.replace("ID", own.id)))
    page.get_by_role("button", name="編集: 葵").first.click()
    expect(page.locator(".fk-voice")).to_contain_text("ファイルを読めませんでした")
    expect(page.locator("dialog.fk-editor")).to_have_count(0)


def test_ones_own_can_be_removed(visitor: Visitor, library: Library) -> None:
    page = reader(visitor)
    page.evaluate("localStorage.setItem('fumikura.by', '葵')")
    page.reload()
    page.get_by_role("button", name="削除: 葵").first.click()
    press(page, "github.com で提案する")
    own = next(one for one in library.articles["xb63lm"].annotations if one.header.by == "葵")
    assert opened(page)[0] == f"https://github.com/example/fumikura/delete/main/{own.path}"


# --- drafts ------------------------------------------------------------------------------------------


def test_a_draft_survives_a_reload_open_or_closed_until_it_is_thrown_away(visitor: Visitor) -> None:
    page = reader(visitor)
    comment(page, "書きかけ")
    page.reload()
    expect(page.get_by_label("コメント（Markdown）")).to_have_value("書きかけ")
    page.keyboard.press("Escape")
    page.reload()
    draft = page.locator(".fk-draft")
    expect(draft).to_contain_text(QUOTE)
    expect(page.locator("dialog.fk-editor")).to_have_count(0)
    draft.get_by_role("button", name="続きを書く").click()
    press(page, "github.com で提案する")
    assert checked(visitor, opened(page)[1]["value"]).comment == "書きかけ"
    page.reload()
    page.keyboard.press("Escape")
    page.locator(".fk-draft").get_by_role("button", name="捨てる").click()
    expect(draft).to_have_count(0)
    page.reload()
    expect(draft).to_have_count(0)


@pytest.mark.parametrize("fault", ["forbidden", "full"])
def test_where_nothing_can_be_kept_the_reader_is_told_and_can_send(visitor: Visitor, fault: str) -> None:
    broken = {
        "forbidden": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });",
        "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    }[fault]
    # Not watched: Material's own scripts do not bear it.
    page = visitor.browser.new_page()
    page.add_init_script(STUB + broken)
    page.goto(visitor.sample.url + ARTICLE)
    comment(page, "残らない")
    expect(page.locator(".fk-editor__said")).to_contain_text("下書きを残せません")
    press(page, "github.com で提案する")
    annotation = checked(visitor, opened(page)[1]["value"])
    assert (annotation.comment, annotation.header.by) == ("残らない", "葵")
    page.close()
