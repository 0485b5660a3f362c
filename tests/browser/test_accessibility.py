"""axe-core finds nothing against WCAG 2 A and AA, at both widths, by day and by night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from browser.conftest import Visitor
    from fumikura.library import Library

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("kind", ["home", "article", "excerpt", "list", "groups", "annotations", "note", "orphan"])
def test_axe_finds_nothing_to_complain_of(
    visitor: Visitor, library: Library, kind: str, size: dict[str, int], scheme: str
) -> None:
    page = visitor.page(address_of(kind, visitor, library), size=size, scheme=scheme)
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    violations = Axe().run(page, options=RULES).response["violations"]
    assert not [
        (violation["id"], [node["target"] for node in violation["nodes"]][:5], violation["nodes"][0]["failureSummary"])
        for violation in violations
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
        "groups": "tags/",
        "annotations": "annotations/",
        "note": library.newest_notes[0].address,
        "orphan": orphan.address,
    }[kind]
