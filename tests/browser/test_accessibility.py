"""axe-core finds nothing against WCAG 2 A and AA, at both widths, by day and by night."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from browser.windows import DESKTOP, PHONE

if TYPE_CHECKING:
    from browser.conftest import Visitor
    from fumikura.library.library import Library

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


SCROLLED_TABLE = "md-typeset__scrollwrap"
"""Material's script puts a wide table into a box that scrolls sideways, without a tab stop. Chromium and Firefox let the
keyboard into any box that scrolls, which axe does not know; so this rule alone is not held against that box alone."""

KINDS = ("home", "article", "list", "annotations", "search")
COMMONEST = [("phone", "light"), ("desktop", "dark")]
QUICK = {(kind, *COMMONEST[number % 2]) for number, kind in enumerate(KINDS)}
ALL_WAYS = [
    pytest.param(kind, size, scheme, marks=[] if (kind, size, scheme) in QUICK else pytest.mark.slow)
    for kind in KINDS
    for size in ("phone", "desktop")
    for scheme in ("light", "dark")
]
ONE_WAY = [
    ("excerpt", "phone", "dark"),
    ("groups", "desktop", "light"),
    ("note", "phone", "light"),
    ("orphan", "desktop", "dark"),
]


@pytest.mark.parametrize(("kind", "size", "scheme"), ALL_WAYS + ONE_WAY)
def test_axe_finds_nothing_to_complain_of(
    visitor: Visitor, library: Library, kind: str, size: str, scheme: str
) -> None:
    viewport = {"phone": PHONE, "desktop": DESKTOP}[size]
    page = visitor.page(address_of(kind, visitor, library), size=viewport, scheme=scheme)
    if kind == "search":
        page.locator(".fk-result").first.wait_for()
    page.locator(".md-content details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    if kind == "search":
        for facet in ("タグ", "著者"):  # what is opened is loaded, and all of them made anew
            label = page.locator(".fk-facet").filter(has_text=re.compile(f"^{facet}")).locator("label")
            expect(label).not_to_have_count(0)
        expect(page.locator('.fk-find__answer[aria-busy="false"]')).to_be_visible()
    violations = Axe().run(page, options=RULES).response["violations"]
    assert not [
        f"{violation['id']}: {node['html'][:120]} ({node['failureSummary']})"
        for violation in violations
        for node in violation["nodes"]
        if not (violation["id"] == "scrollable-region-focusable" and SCROLLED_TABLE in node["html"])
    ]


def address_of(kind: str, visitor: Visitor, library: Library) -> str:
    """One page of each kind."""
    full = next(entry for entry in library.newest if entry.rights == "full" and len(entry.annotations) > 2)
    excerpt = next(entry for entry in library.newest if entry.rights == "excerpt")
    orphan = next(e for e in library.newest if b'class="fk-orphans"' in visitor.sample.html(e.address))
    return {
        "home": "",
        "article": full.address,
        "excerpt": excerpt.address,
        "list": "articles/",
        "search": "search/?q=リンク切れ&kind=article&lang=ja",
        "groups": "tags/",
        "annotations": "annotations/",
        "note": library.newest_notes[0].address,
        "orphan": orphan.address,
    }[kind]
