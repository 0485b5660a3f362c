"""The history of an article, as a reader sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from browser.conftest import Visitor, visiting
from browser.serving import Served, serve
from browser.test_accessibility import RULES
from browser.windows import DESKTOP, PHONE
from fumikura.building.building import build
from fumikura.library.archive import open_archive
from making import commit, read_only, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.windows import Windows

pytestmark = pytest.mark.browser

CONFIG = """site_name: 見本
repo_url: https://github.com/hana/bunko
edit_uri: edit/main/docs/
theme:
  name: material
  language: ja
  font: false
  features: [content.action.edit]
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default, primary: custom, accent: custom}
    - {media: "(prefers-color-scheme: dark)", scheme: slate, primary: custom, accent: custom}
plugins: [search, fumikura: {rights: full}]
"""
ADDRESS = "articles/a-aaaaaa/history/"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An article that was corrected, and out of which a passage was taken; one that was only added."""
    root = tmp_path_factory.mktemp("history") / "archive"
    root.mkdir()
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    settings = open_archive(root)
    (settings.docs / "articles").mkdir(parents=True)
    (settings.docs / "index.md").write_text("# Home\n", "utf-8")
    for body, title in (
        ("雲は名前が変わる。秘密の一節。\n\n変わらない段落。", "雲の話"),
        ("雲は呼び名が変わる。\n\n変わらない段落。", "<b>雲</b>の高さ"),
    ):
        write_article(settings, body, title=title, lang="ja")
        commit(root)
    write_article(settings, "新しい記事。", article="b-bbbbbb", title="新しい記事", lang="ja")
    commit(root)
    build(settings, strict=True)
    with read_only(settings.root), serve(settings, settings.site) as served:
        yield served


@pytest.fixture
def reader(windows: Windows, archive: Served) -> Iterator[Visitor]:
    """Of that archive."""
    with visiting(windows, archive) as one:
        yield one


def test_a_reader_gets_from_an_article_to_its_history_and_back(reader: Visitor) -> None:
    page = reader.page("articles/a-aaaaaa/")
    page.get_by_role("link", name="この記事の履歴").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("履歴：<b>雲</b>の高さ")
    page.get_by_role("link", name="記事へ戻る").click()
    expect(page.locator("#fk-text")).to_be_visible()


def test_what_was_added_is_marked_and_what_was_taken_out_is_counted(reader: Visitor) -> None:
    page = reader.page(ADDRESS)
    newest = page.locator(".fk-history__change").first
    expect(newest.locator(".fk-history__text ins")).to_have_text("呼び名")
    expect(newest.locator(".fk-history__text")).to_contain_text("字削除〕")
    expect(page.locator("body")).not_to_contain_text("秘密")
    expect(page.locator("body")).not_to_contain_text("変わらない段落")


def test_an_article_that_was_only_added_says_when_and_by_whom(reader: Visitor) -> None:
    page = reader.page("articles/b-bbbbbb/")
    expect(page.locator(".fk-edit")).to_have_text(
        re.compile(r"^このページを編集する · \d+年\d+月\d+日に A Tester が追加$")
    )
    expect(page.get_by_role("link", name="この記事の履歴")).to_have_count(0)


@pytest.mark.parametrize("address", [ADDRESS, "articles/b-bbbbbb/"])
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_everybody_can_read_it(reader: Visitor, address: str, size: dict[str, int], scheme: str) -> None:
    page = reader.page(address, size=size, scheme=scheme)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [node["html"] for one in found for node in one["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_search_engines_and_the_search_leave_it_out(archive: Served) -> None:
    assert b'<meta name="robots" content="noindex">' in archive.html(ADDRESS)
    assert b"history" not in (archive.folder / "sitemap.xml").read_bytes()
