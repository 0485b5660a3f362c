"""The forms under ``/admin/``: what a person changes in them changes in the file, and nothing else does."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.serving import Served, serve
from browser.windows import PATIENCE
from fumikura.admin.admin_config import LOCAL
from fumikura.building.building import build
from fumikura.library.archive import open_archive
from making import contents, write_article
from serving import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SERVER = Path(__file__).parents[2] / "node_modules/decap-server/dist/index.js"
CONFIG = """site_name: 見本
repo_url: https://github.com/hana/bunko
theme: {name: material, language: ja, font: false}
plugins: [search, fumikura: {rights: full, admin: true}]
"""
FIELDS = {
    "author": '[花子, "A: B"]',
    "published": "2026-01-02",
    "description": "'It''s a long description that goes on and on, well beyond the eighty characters at which some would fold it.'",
    "tags": "\n  - 雲\n  - '12'",
    "sha256": "a" * 64,
    "mine": "{kept: as it is}  # with a comment",
}
BODY = "\n# 見出し\n\n本文の*強調*。\n\n- one\n- two\n\n\n| a | b |\n|---|---|\n| 1 | 2 |  \n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site with the forms, beside a ``decap-server`` that writes into its archive."""
    root = tmp_path_factory.mktemp("admin") / "archive"
    root.mkdir()
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    settings = open_archive(root)
    write_article(settings, BODY, **FIELDS)
    write_article(settings, "Another.", article="b-bbbbbb", title="Another")
    note = settings.articles / "a-aaaaaa/annotations/20260101T000000Z-abcd.md"
    note.parent.mkdir()
    note.write_text("---\nquote: 本文\nby: 太郎\ncreated: 2026-01-01T00:00:00Z\n---\nそうです。\n", "utf-8")
    (settings.docs / "index.md").write_text("# Home\n", "utf-8")
    build(settings, strict=True)
    port = free_port()
    for name in ("index.html", "config.yml"):
        path = settings.site / "admin" / name
        ours = LOCAL.removesuffix("/api/v1")
        path.write_text(path.read_text("utf-8").replace(ours, f"http://127.0.0.1:{port}"), "utf-8")
    said = {"MODE": "fs", "GIT_REPO_DIRECTORY": str(root), "PORT": str(port), "BIND_HOST": "127.0.0.1"}
    server = subprocess.Popen(["node", SERVER], env={**os.environ, **said}, cwd=root, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        with serve(settings, settings.site) as served:
            yield served
    finally:
        server.kill()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 2 * PATIENCE / 1000
    while time.monotonic() < end:
        assert server.poll() is None, "decap-server has stopped"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("decap-server does not answer")


@pytest.fixture
def page(forms: Page, archive: Served) -> Page:
    """The list of articles."""
    forms.goto(f"{archive.url}admin/#/collections/articles")
    return forms


@pytest.fixture(scope="module")
def forms(browser: Browser, archive: Served) -> Iterator[Page]:
    """The forms, signed in. No request leaves this machine."""
    context = browser.new_context(locale="ja")
    asked: list[str] = []
    faults: list[str] = []
    one = context.new_page()
    one.set_default_timeout(PATIENCE)
    one.on("request", lambda request: asked.append(request.url))
    one.on("pageerror", lambda error: faults.append(str(error)))
    one.goto(f"{archive.url}admin/")
    one.get_by_role("button", name="ログイン").click()
    expect(one.get_by_role("heading", name="記事")).to_be_visible()
    yield one
    context.close()
    assert not [url for url in asked if not url.startswith(("http://127.0.0.1", "data:", "blob:"))]
    assert faults == []


pytestmark = pytest.mark.browser


def save(page: Page, path: Path, before: str) -> str:
    """Publish what was typed; gives the file once the server has said that it is written: before, it may be half so."""
    page.get_by_role("button", name="公開", exact=True).click()
    expect(page.get_by_role("button", name="公開済")).to_have_count(0)
    page.get_by_role("menuitem", name="公開する").click()
    expect(page.get_by_role("button", name="公開済")).to_be_visible()
    text = path.read_text("utf-8")
    assert text != before
    return text


def test_a_changed_title_and_tag_are_all_that_changes(page: Page, archive: Served) -> None:
    path = archive.settings.articles / "a-aaaaaa/index.md"
    before, others = path.read_text("utf-8"), contents(archive.settings.root)
    page.get_by_role("link", name="A title").click()
    page.get_by_label("題名").fill("雲の話")
    page.get_by_label("タグ").fill("雲, 空")
    text = save(page, path, before)
    wanted = before.replace("title: A title", "title: 雲の話")
    assert text == wanted.replace("tags: \n  - 雲\n  - '12'\n", "tags:\n  - 雲\n  - 空\n")
    after = contents(archive.settings.root)
    assert {name for name in others.keys() | after.keys() if others.get(name) != after.get(name)} == {
        "docs/articles/a-aaaaaa/index.md"
    }


def test_annotations_are_listed_and_their_words_can_be_corrected(page: Page, archive: Served) -> None:
    path = archive.settings.articles / "a-aaaaaa/annotations/20260101T000000Z-abcd.md"
    before = path.read_text("utf-8")
    page.get_by_role("link", name="注釈").click()
    page.get_by_role("link", name="本文").click()
    page.get_by_label("本文").last.fill("そうではありません。")
    assert save(page, path, before) == before.replace("そうです。", "そうではありません。")


def test_no_article_can_be_made_there(page: Page) -> None:
    expect(page.get_by_role("link", name="Another")).to_be_visible()
    expect(page.get_by_role("link", name="作成")).to_have_count(0)
