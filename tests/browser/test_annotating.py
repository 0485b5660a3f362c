"""Select a passage, write, and send it from a published page."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from browser.windows import PHONE

if TYPE_CHECKING:
    from browser.conftest import Visitor

from browser.annotating import (
    ARTICLE,
    QUOTE,
    STUB,
    begin,
    checked,
    comment,
    looked,
    opened,
    press,
    reader,
    select,
    until,
)

pytestmark = pytest.mark.browser


# --- select ------------------------------------------------------------------------------------------


def test_a_passage_selected_with_the_mouse_brings_the_bar_beside_it(visitor: Visitor) -> None:
    page = reader(visitor)
    paragraph = page.locator("#fk-text > p").nth(1)
    paragraph.scroll_into_view_if_needed()
    box = paragraph.bounding_box()
    assert box
    page.mouse.move(box["x"] + 4, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 12, steps=4)
    bar = page.locator(".fk-bar")
    assert until(page, "String(getSelection())")
    looked(page)
    expect(bar).to_be_hidden()
    page.mouse.up()
    expect(bar).to_be_visible()
    place = bar.bounding_box()
    assert place
    assert abs(place["y"] - box["y"]) < 120
    page.mouse.click(box["x"] - 60, box["y"])
    expect(bar).to_be_hidden()


def test_on_a_phone_the_bar_stands_at_the_bottom_out_of_the_way_of_the_systems_menu(visitor: Visitor) -> None:
    page = reader(visitor, size=PHONE)
    select(page)
    bar = page.locator(".fk-bar")
    expect(bar).to_be_visible()
    place = bar.bounding_box()
    assert place
    assert place["x"] == 0
    assert place["y"] + place["height"] == PHONE["height"]
    assert place["width"] == PHONE["width"]
    for button in bar.get_by_role("button").all():
        size = button.bounding_box()
        assert size
        assert size["height"] >= 44


def test_a_finger_can_write_a_comment(visitor: Visitor) -> None:
    context = visitor.browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(STUB)
    page.goto(visitor.sample.url + ARTICLE)
    select(page)
    page.get_by_role("toolbar").get_by_role("button", name="コメント").tap()
    page.get_by_label("コメント（Markdown）").fill("指で")
    page.get_by_role("button", name="github.com で提案する").tap()
    _, query = opened(page)
    assert checked(visitor, query["value"]).comment == "指で"
    context.close()


def test_the_keyboard_alone_selects_adjusts_and_comments(visitor: Visitor) -> None:
    page = reader(visitor)
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("Alt+Shift+A")
    bar = page.get_by_role("toolbar")
    expect(bar.get_by_role("button", name="ハイライト")).to_be_focused()
    page.keyboard.press("ArrowDown")
    selected = page.evaluate("String(getSelection())")
    assert selected == page.locator("#fk-text > p").nth(1).inner_text()
    for key in ("Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("String(getSelection())") == selected[1:-1]
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="コメント")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("コメント（Markdown）")).to_be_focused()
    page.keyboard.type("keys")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.fk-editor")).to_be_hidden()


def test_a_button_at_the_top_begins_too_and_escape_ends(visitor: Visitor) -> None:
    page = reader(visitor)
    page.get_by_role("button", name="注釈をつける", exact=True).click()
    expect(page.get_by_role("toolbar")).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("段落")
    page.keyboard.press("Escape")
    expect(page.locator(".fk-bar")).to_be_hidden()
    expect(page.get_by_role("button", name="注釈をつける", exact=True)).to_be_focused()


def test_a_selection_outside_the_text_brings_no_bar(visitor: Visitor) -> None:
    page = reader(visitor)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    looked(page)
    expect(page.locator(".fk-bar")).to_be_hidden()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.fk-comment'))")
    looked(page)
    expect(page.locator(".fk-bar")).to_be_hidden()


def test_a_link_to_a_fresh_passage_is_copied(visitor: Visitor) -> None:
    page = reader(visitor)
    select(page)
    page.get_by_role("toolbar").get_by_role("button", name="リンクをコピー").click()
    copied: str = until(page, "window.copied")
    address, fragment = copied.split("#:~:text=")
    assert address == visitor.sample.url + ARTICLE
    assert fragment.isascii()
    expect(page.locator(".fk-voice")).to_have_text("リンクをコピーしました。")


# --- send --------------------------------------------------------------------------------------------


def test_a_comment_becomes_a_new_file_on_github(visitor: Visitor) -> None:
    page = reader(visitor)
    comment(page, "  一行目: #1\n\n二行目 👩‍👩‍👧  ", tags="核, no、12:34", by=" 葵 ")
    press(page, "github.com で提案する")
    address, query = opened(page)
    assert address == "https://github.com/example/fumikura/new/main"
    assert re.fullmatch(r"docs/articles/xb63lm/annotations/\d{8}T\d{6}Z-[a-z2-7]{6}\.md", query["filename"])
    annotation = checked(visitor, query["value"])
    header = annotation.header
    assert (header.quote, header.by, header.tags, header.motivation) == (
        QUOTE,
        "葵",
        ("核", "no", "12:34"),
        "commenting",
    )
    assert annotation.comment == "一行目: #1\n\n二行目 👩‍👩‍👧"
    assert query["filename"].split("/")[-1].startswith((header.created or "").replace("-", "").replace(":", ""))
    expect(page.locator(".fk-editor__said")).to_contain_text("github.com のページを開きました")
    press(page, "閉じる")
    page.reload()
    expect(page.locator(".fk-draft")).to_have_count(0)


def test_a_question_and_a_highlight_say_what_they_are(visitor: Visitor) -> None:
    page = reader(visitor)
    begin(page, "質問")
    press(page, "github.com で提案する")
    expect(page.locator(".fk-editor__said")).to_contain_text("先に何か書いてください")
    page.get_by_label("コメント（Markdown）").fill("なぜ？")
    press(page, "github.com で提案する")
    assert checked(visitor, opened(page)[1]["value"]).header.motivation == "questioning"
    press(page, "閉じる")
    begin(page, "ハイライト", "どのくらい切れているのか")
    press(page, "github.com で提案する")
    until(page, "window.opened.length > 1")
    annotation = checked(visitor, opened(page)[1]["value"])
    assert (annotation.header.motivation, annotation.comment) == ("highlighting", "")


def test_a_long_japanese_comment_goes_by_the_clipboard_into_an_empty_named_file(visitor: Visitor) -> None:
    page = reader(visitor)
    text = "長い文章を書く。" * 200
    comment(page, text)
    press(page, "github.com で提案する")
    _, query = opened(page)
    assert query.keys() == {"filename"}
    assert checked(visitor, page.evaluate("window.copied")).comment == text
    expect(page.locator(".fk-editor__said")).to_contain_text("クリップボード")


def test_a_comment_of_more_than_65536_bytes_is_refused_and_counted_before(visitor: Visitor) -> None:
    page = reader(visitor)
    comment(page, "あ" * 20_000)
    expect(page.locator(".fk-editor output")).to_contain_text("60,000")
    page.get_by_label("コメント（Markdown）").fill("あ" * 22_000)
    press(page, "ファイルをコピー")
    expect(page.locator(".fk-editor__said")).to_contain_text("65,536")
    assert page.evaluate("window.copied") is None


def test_the_file_can_be_copied_downloaded_and_mailed(visitor: Visitor, tmp_path: Path) -> None:
    page = reader(visitor)
    comment(page, "三つの道")
    press(page, "ファイルをコピー")
    copied: str = until(page, "window.copied")
    assert checked(visitor, copied).comment == "三つの道"
    files = {}
    for name in ("ファイルをダウンロード", "メール用のパッチをダウンロード"):
        with page.expect_download() as download:
            press(page, name)
        files[download.value.suggested_filename] = Path(download.value.path()).read_bytes()
    (file, content), (patch, mail) = files.items()
    assert content.decode() == copied
    assert patch == file.removesuffix(".md") + ".patch"
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    names = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", *names, "am", "--quiet"], cwd=tmp_path, input=mail, check=True)
    assert (tmp_path / "docs/articles/xb63lm/annotations" / file).read_bytes() == content


def on(page: Page, **settings: str) -> None:
    """Have the page believe that its archive lives elsewhere."""
    page.route("**/articles/xb63lm/", lambda route: _rewrite(route, settings))
    page.reload()


def _rewrite(route: Any, settings: dict[str, str]) -> None:
    html = route.fetch().text()
    html = re.sub(r' data-(?:forge|repo|branch|folder)="[^"]*"', "", html)
    attributes = "".join(f' data-{name}="{value}"' for name, value in settings.items())
    route.fulfill(body=html.replace('id="fk-annotate"', f'id="fk-annotate"{attributes}'), content_type="text/html")


def test_codeberg_takes_a_new_file_in_a_subfolder(visitor: Visitor) -> None:
    page = reader(visitor)
    on(page, forge="gitea", repo="https://codeberg.org/a/b", branch="x/y", folder="reading/docs")
    comment(page, "よい")
    press(page, "codeberg.org で提案する")
    address, query = opened(page)
    assert address == "https://codeberg.org/a/b/_new/x/y/"
    assert query["filename"].startswith("reading/docs/articles/xb63lm/annotations/")
    assert checked(visitor, query["value"]).comment == "よい"


def test_gitlab_takes_an_issue_with_the_file_in_it(visitor: Visitor) -> None:
    page = reader(visitor)
    on(page, forge="gitlab", repo="https://gitlab.com/a/b", branch="main", folder="docs")
    comment(page, "```py\nx\n```")
    press(page, "gitlab.com でイシューを開いて送る")
    address, query = opened(page)
    assert address == "https://gitlab.com/a/b/-/issues/new"
    assert query["issue[title]"].startswith("docs/articles/xb63lm/annotations/")
    file = re.fullmatch(r"`docs/.*`\n\n````markdown\n(.*)````\n", query["issue[description]"], re.DOTALL)
    assert file
    assert checked(visitor, file[1]).comment == "```py\nx\n```"


def test_without_a_forge_there_are_still_copy_download_and_patch(visitor: Visitor) -> None:
    page = reader(visitor)
    on(page, folder="docs")
    comment(page, "よい")
    names = ["ファイルをコピー", "ファイルをダウンロード", "メール用のパッチをダウンロード", "閉じる"]
    expect(page.locator(".fk-editor button")).to_have_text(names)
