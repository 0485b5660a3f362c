"""Annotating while reading at home: into the working tree, on the page at once, and there after the rebuild."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect

from browser.annotating import ARTICLE, QUOTE, SELECT
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_library
from serving import free_port
from shared_data import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Route

    from fumikura.model.annotations import Annotation

pytestmark = pytest.mark.browser

SECONDS = 200
"""In which a build is done, on a machine with other work."""


@dataclass
class Home:
    """A served archive and its reader, who hears of a new build when the test says so, and not of one before."""

    url: str
    folder: Path
    page: Page
    _waiting: list[Route] = field(default_factory=list)
    """The question of the page that is shown, which a new build would answer."""

    def hold(self, route: Route) -> None:
        self._waiting[:] = [route]

    def read(self, address: str) -> None:
        """Show a page, as of a build that it knows."""
        with self._asked_for_news():
            self.page.goto(self.url + address)

    def _asked_for_news(self) -> AbstractContextManager[object]:
        return self.page.expect_request(re.compile("/livereload/[1-9]"))

    @contextmanager
    def reload_that_brings(self, words: str, address: str = ARTICLE) -> Iterator[None]:
        """The live reload, after the build of what happens in this block: the page has ``words`` then."""
        yield
        end = time.monotonic() + SECONDS
        while words not in httpx.get(self.url + address, timeout=SECONDS).text:
            assert time.monotonic() < end, f"not built: {words}"
            time.sleep(0.05)
        with self._asked_for_news(), self.page.expect_event("load"):
            self._waiting.pop().continue_()

    def annotations(self, article: str = "xb63lm") -> dict[str, Annotation]:
        """What the working tree has now, by the name of its file."""
        return {one.id: one for one in read_library(open_archive(self.folder)).articles[article].annotations}

    def new(self, before: dict[str, Annotation]) -> Annotation:
        """The one annotation that has come since ``before``."""
        (name,) = self.annotations().keys() - before.keys()
        return self.annotations()[name]


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, "the server has stopped"
        try:
            httpx.get(url, timeout=SECONDS)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not come up")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """`fumikura serve` as a person starts it, in a copy of this archive."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for name in ("docs", "saved"):
        shutil.copytree(ROOT / name, folder / name)
    port = free_port()
    command = [sys.executable, "-m", "fumikura", "-C", str(folder), "serve", "--port", str(port)]
    log = (folder / "serve.log").open("wb")
    with log, subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ)) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/", server)
            yield f"http://127.0.0.1:{port}/", folder
            server.send_signal(signal.SIGINT)
            server.wait(timeout=SECONDS)
        finally:
            server.kill()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(1000 * SECONDS)
    context.new_page()  # without a tab, it would close
    yield context
    context.close()


@pytest.fixture
def home(window: BrowserContext, served: tuple[str, Path]) -> Iterator[Home]:
    """A reader in a tab of its own, for whom nothing is stored yet."""
    url, folder = served
    page = window.new_page()
    one = Home(url, folder, page)
    page.route(re.compile("/livereload/[1-9]"), one.hold)
    one.read(ARTICLE)
    yield one
    page.evaluate("localStorage.clear()")
    page.close()


def comment(page: Page, quote: str, text: str, *, by: str = "葵") -> None:
    assert page.evaluate(SELECT, [quote, "#fk-text"])
    page.get_by_role("toolbar").get_by_role("button", name="コメント").click()
    page.get_by_label("コメント（Markdown）").fill(text)
    page.get_by_label(re.compile("筆名")).fill(by)


def save(page: Page) -> None:
    page.locator("dialog.fk-editor").get_by_role("button", name="保存").click()


def test_a_comment_is_saved_shown_at_once_and_rendered_after_the_rebuild(home: Home) -> None:
    before = home.annotations()
    page = home.page
    page.evaluate("window.sameLoad = true")
    comment(page, QUOTE, "**よい**名前。")
    with home.reload_that_brings("<strong>よい</strong>名前。"):
        save(page)
        mark = page.locator(f"mark:text-is('{QUOTE}')")
        expect(mark).to_be_visible()
        note = page.locator(f"#n-{mark.get_attribute('data-annotation')}")
        expect(note).to_contain_text("**よい**")
        annotation = home.new(before)
        assert (annotation.header.quote, annotation.header.by, annotation.comment) == (QUOTE, "葵", "**よい**名前。")
    expect(page.locator(f"#n-{annotation.id} .fk-comment strong")).to_have_text("よい")
    assert page.evaluate("window.sameLoad") is None
    expect(page.locator(".fk-draft")).to_have_count(0)


def test_a_highlight_needs_no_more_than_one_press(home: Home) -> None:
    before = home.annotations()
    quote = "どのくらい切れているのか"
    assert home.page.evaluate(SELECT, [quote, "#fk-text"])
    home.page.get_by_role("toolbar").get_by_role("button", name="ハイライト").click()
    expect(home.page.locator(f"mark:text-is('{quote}')")).to_be_visible()
    assert home.new(before).header.motivation == "highlighting"


def test_a_passage_over_several_elements_is_drawn_in_pieces(home: Home) -> None:
    page = home.page
    page.evaluate("""() => {
      const [first, second] = [...document.querySelectorAll("#fk-text > p")].slice(-2);
      first.scrollIntoView();
      getSelection().setBaseAndExtent(first.firstChild, 2, second.lastChild, 3);
    }""")
    before = home.annotations()
    page.get_by_role("toolbar").get_by_role("button", name="ハイライト").click()
    expect(page.locator(".fk-voice")).to_have_text("保存しました。")
    annotation = home.new(before)
    expect(page.locator(f"mark[data-annotation='{annotation.id}']").nth(1)).to_be_visible()
    expect(page.locator(f"#n-{annotation.id}")).to_be_visible()


def test_a_reply_an_edit_and_a_removal(home: Home) -> None:
    before = home.annotations()
    page = home.page
    note = page.locator(".fk-note", has_text="公文書のサイトも同じでした").first
    note.get_by_role("button", name=re.compile("^返信")).first.click()
    page.get_by_label("コメント（Markdown）").fill("返します")
    with home.reload_that_brings("返します"):
        save(page)
        expect(note.locator(".fk-reply", has_text="返します")).to_be_visible()
    reply = home.new(before)
    assert reply.header.reply_to == (note.get_attribute("id") or "")[2:]
    shown = page.locator(f"#a-{reply.id}")
    expect(shown.locator(".fk-kind")).to_be_visible()

    shown.get_by_role("button", name=re.compile("^編集")).click()
    expect(page.get_by_label("コメント（Markdown）")).to_have_value("返します")
    page.get_by_label("コメント（Markdown）").fill("返し直します")
    with home.reload_that_brings("返し直します"):
        save(page)
        expect(shown).to_contain_text("返し直します")
    assert home.annotations()[reply.id].comment == "返し直します"
    assert home.annotations()[reply.id].header.modified

    shown.get_by_role("button", name=re.compile("^削除")).click()
    page.locator("dialog.fk-editor").get_by_role("button", name="削除").click()
    expect(shown).to_have_count(0)
    assert home.annotations() == before


def test_what_has_changed_on_disk_meanwhile_is_not_overwritten(home: Home) -> None:
    page = home.page
    own = next(one for one in home.annotations().values() if one.comment and one.header.quote)
    page.locator(f"#n-{own.id}").get_by_role("button", name=re.compile("^編集")).first.click()
    page.get_by_label("コメント（Markdown）").fill("上書き")
    path = home.folder / own.path
    path.write_text(path.read_text("utf-8") + "\nby another hand\n", "utf-8")
    save(page)
    expect(page.locator(".fk-editor__said")).to_contain_text("変わりました")
    assert path.read_text("utf-8").endswith("by another hand\n")


def test_an_unfinished_draft_survives_the_live_reload(home: Home) -> None:
    page = home.page
    comment(page, "校閲の目が何重にも入る新聞でこれです", "書いている途中")
    other = home.folder / "docs/articles/xb63lm/index.md"
    with home.reload_that_brings("追記。"):
        other.write_text(other.read_text("utf-8") + "\n追記。\n", "utf-8")
    expect(page.get_by_label("コメント（Markdown）")).to_have_value("書いている途中")
    before = home.annotations()
    save(page)
    expect(page.locator("dialog.fk-editor")).to_have_count(0)
    assert home.new(before).comment == "書いている途中"


def test_a_hostile_comment_does_nothing_drawn_or_built(home: Home) -> None:
    before = home.annotations()
    page = home.page
    page.add_init_script("window.ran = 0")
    home.read(ARTICLE)
    hostile = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>\n\n[x](javascript:window.ran=1)'
    comment(page, "手首から先だけが残った道案内のようで", hostile, by="<img src=x onerror=window.ran=1>")
    with home.reload_that_brings("&lt;img src=x onerror=window.ran=1&gt;"):
        save(page)
        expect(page.locator(".fk-plain", has_text="onerror")).to_be_visible()
        assert page.locator(".fk-note img, .fk-note script").count() == 0
    annotation = home.new(before)
    expect(page.locator(f"#n-{annotation.id} .fk-kind")).to_be_visible()
    assert page.evaluate("window.ran") == 0
    assert page.locator(f"#n-{annotation.id} :is(script, [onerror], [href^='javascript'])").count() == 0


def test_a_private_article_can_be_annotated_at_home(home: Home) -> None:
    article = next(home.folder.joinpath("docs/articles").glob("reading-diary-*")).name
    page = home.page
    home.read(f"articles/{article}/")
    paragraph = page.locator("#fk-text > p").first.inner_text()[:8]
    before = home.annotations(article)
    comment(page, paragraph, "手元だけ")
    save(page)
    expect(page.locator("dialog.fk-editor")).to_have_count(0)
    assert len(home.annotations(article)) == len(before) + 1


def test_another_site_in_the_same_browser_cannot_write(home: Home) -> None:
    before = home.annotations()
    headers = {"Origin": "https://evil.example", "X-Fumikura-Token": "x"}
    answer = httpx.post(f"{home.url}_fumikura/annotations", json={}, headers=headers, timeout=SECONDS)
    assert answer.status_code == 403
    assert "この機械" in answer.json()["message"]
    assert home.annotations() == before
