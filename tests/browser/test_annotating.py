"""What a reader does on a published page: select, write, send; answer, change, remove; follow a link to a passage."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from browser import characters
from browser.conftest import DESKTOP, PHONE
from browser.serving import serve
from browser.test_accessibility import RULES
from fumikura.annotations import Annotation, parse_annotation
from fumikura.archive import open_archive
from fumikura.building import build
from fumikura.library_files import read_canonical, read_library
from fumikura.rendering import Renderer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from browser.conftest import Visitor
    from fumikura.library import Library

pytestmark = pytest.mark.browser

ARTICLE = "articles/xb63lm/"
QUOTE = "この現象にはリンク切れという名前があります。"
BOTH_SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
SIZES_AND_SCHEMES = pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone by day", "desktop by night"]
)

STUB = """
window.opened = [];
window.open = (address) => { window.opened.push(String(address)); return null; };
Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text; } } });
"""
"""Nothing leaves the machine, and what would is noted."""

SELECT = """([quote, root]) => {
  const walker = document.createTreeWalker(document.querySelector(root), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const start = walker.currentNode.data.indexOf(quote);
    if (start < 0) continue;
    walker.currentNode.parentElement.scrollIntoView({ block: "center" });
    getSelection().setBaseAndExtent(walker.currentNode, start, walker.currentNode, start + quote.length);
    return true;
  }
  return false;
}"""


def reader(visitor: Visitor, address: str = ARTICLE, **options: Any) -> Page:
    """A reader whose windows and clipboard are noted."""
    page = visitor.page("annotations/", **options)
    page.context.add_init_script(STUB)
    page.goto(visitor.sample.url + address)
    return page


def select(page: Page, quote: str = QUOTE, root: str = "#fk-text") -> None:
    assert page.evaluate(SELECT, [quote, root])


def begin(page: Page, name: str, quote: str = QUOTE) -> None:
    """Select a passage and press a button of the bar."""
    select(page, quote)
    page.get_by_role("toolbar").get_by_role("button", name=name).click()
    expect(page.locator("dialog.fk-editor")).to_be_visible()


def comment(page: Page, text: str, *, by: str = "葵", tags: str = "") -> None:
    begin(page, "コメント")
    page.get_by_label("コメント（Markdown）").fill(text)
    page.get_by_label(re.compile("タグ")).fill(tags)
    page.get_by_label(re.compile("筆名")).fill(by)


def press(page: Page, name: str) -> None:
    page.locator("dialog.fk-editor").get_by_role("button", name=name).click()


def until(page: Page, expression: str) -> Any:
    """What ``expression`` gives as soon as it gives something. The page's policy forbids Playwright's own waiting."""
    for _ in range(200):
        value = page.evaluate(expression)
        if value:
            return value
        page.wait_for_timeout(50)
    pytest.fail(f"still nothing: {expression}")


def opened(page: Page) -> tuple[str, dict[str, str]]:
    """Address and query of the forge's page that was opened last."""
    address: str = until(page, "window.opened.at(-1)")
    assert len(address.encode()) <= 8191
    parts = urlsplit(address)
    return address.partition("?")[0], {name: values[0] for name, values in parse_qs(parts.query).items()}


def checked(visitor: Visitor, file: str, article: str = "xb63lm") -> Annotation:
    """The annotation in ``file``, which must point to where its quote stands in the article."""
    annotation, findings = parse_annotation(file, article, "20261124T100000Z-aaaaaa", "a.md")
    assert annotation is not None, findings
    header = annotation.header
    if header.quote:
        settings = visitor.sample.settings
        entry = read_library(settings).articles[article]
        canonical = read_canonical(entry, settings, Renderer(settings.extensions, settings.extension_configs))
        assert header.text == canonical.hash
        assert canonical.text[header.start or 0 :].startswith(header.quote)
        assert canonical.text[: header.start].endswith(header.prefix)
    return annotation


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
    page.wait_for_timeout(400)
    expect(page.locator(".fk-bar")).to_be_hidden()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.fk-comment'))")
    page.wait_for_timeout(400)
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
    names = [button.inner_text() for button in page.locator(".fk-editor button").all()]
    assert names == ["ファイルをコピー", "ファイルをダウンロード", "メール用のパッチをダウンロード", "閉じる"]


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
    assert edit.count() == len(own)
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
        page = browser.new_page()
        page.add_init_script(STUB)
        page.goto(f"{served.url}articles/elements/")
        page.get_by_role("button", name="Annotate a passage").click()
        names = [button.inner_text() for button in page.get_by_role("toolbar").get_by_role("button").all()]
        assert names == ["Highlight", "Comment", "Question", "Copy link"]
        page.get_by_role("toolbar").get_by_role("button", name="Question").click()
        page.get_by_label("Comment (Markdown)").fill("Why?")
        page.get_by_role("button", name="Propose it on github.com").click()
        assert "%0AWhy%3F%0A" in until(page, "window.opened[0]")
        expect(page.locator(".fk-editor__said")).to_contain_text("The page of github.com has opened.")
        assert complaints(page) == []
        shown = page.locator(".fk-editor button, .fk-editor label, .fk-deeds, .fk-annotate").all_inner_texts()
        assert not re.search("[ぁ-ん]", "".join(shown))
        page.close()


def complaints(page: Page) -> list[str]:
    violations = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]]


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


def test_what_a_reader_writes_is_never_read_as_html(visitor: Visitor) -> None:
    page = reader(visitor)
    hostile = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>'
    comment(page, hostile, by=hostile[:60])
    page.keyboard.press("Escape")
    page.reload()
    page.locator(".fk-draft").get_by_role("button", name="続きを書く").click()
    assert page.evaluate("window.ran") is None
    assert page.locator(".fk-editor img, .fk-draft img").count() == 0
