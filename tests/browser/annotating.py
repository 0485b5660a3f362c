"""What a reader does on a page to annotate it, for the tests that look at what comes of it."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from browser.test_accessibility import RULES
from browser.windows import DESKTOP, PATIENCE, PHONE
from fumikura.library.library_files import read_canonical, read_library
from fumikura.markdown.rendering import Renderer
from fumikura.model.annotations import Annotation, parse_annotation

if TYPE_CHECKING:
    from browser.conftest import Visitor

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
const later = window.setTimeout;
window.setTimeout = (what, ms, ...rest) => later(what, ms === 6000 ? 2 ** 30 : ms, ...rest);
"""
"""Nothing leaves the machine, and what would is noted. What the page says for six seconds stays: on a busy machine a test
may come to it later."""

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
    return visitor.page(address, before=STUB, **options)


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
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        value = page.evaluate(expression)
        if value:
            return value
        page.wait_for_timeout(50)
    pytest.fail(f"still nothing: {expression}")


def looked(page: Page) -> None:
    """Until the page has looked at a selection that was just made: timers that were begun later end later."""
    page.evaluate(
        """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 300))))"""
    )


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


def complaints(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2 A and AA."""
    violations = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]]
