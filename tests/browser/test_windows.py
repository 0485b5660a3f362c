"""What the tests in the browser share does not let one of them change what another one sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.conftest import visiting
from browser.windows import PHONE

if TYPE_CHECKING:
    from browser.conftest import Visitor
    from browser.serving import Served
    from browser.windows import Windows

pytestmark = pytest.mark.browser

STORED = """async () => [
  localStorage.length,
  sessionStorage.length,
  document.cookie,
  (await indexedDB.databases()).length,
  (await caches.keys()).length,
]"""
STORE = """async () => {
  localStorage.setItem("a", "b");
  sessionStorage.setItem("a", "b");
  document.cookie = "a=b";
  await new Promise((done) => { indexedDB.open("a").onsuccess = ({ target }) => done(target.result.close()); });
  await caches.open("a");
  addEventListener("pagehide", () => localStorage.setItem("later", "b"));
}"""


def test_nothing_that_a_site_has_stored_is_there_for_the_next_reader(windows: Windows, sample: Served) -> None:
    with visiting(windows, sample) as one:
        fresh = one.page("notes/").evaluate(STORED)
        one.page("notes/").evaluate(STORE)
        first = one.page("notes/", alone=True)
        assert first.evaluate(STORED) == fresh  # a window of one's own knows nothing of the others
        page = one.page("notes/")
        page.evaluate(STORE)
        assert page.evaluate(STORED) != fresh
    with visiting(windows, sample) as one:
        assert one.page("notes/").evaluate(STORED) == fresh


def test_a_page_is_as_wide_and_as_light_as_it_is_asked_for_whatever_the_last_one_was(
    windows: Windows, sample: Served
) -> None:
    ways = "() => [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]"
    with visiting(windows, sample) as one:
        assert one.page("notes/", size=PHONE, scheme="dark").evaluate(ways) == [PHONE["width"], True]
    with visiting(windows, sample) as one:
        assert one.page("notes/").evaluate(ways) == [1440, False]


def test_what_would_change_a_window_or_a_tab_for_good_is_refused_but_in_one_of_its_own(visitor: Visitor) -> None:
    page = visitor.page("notes/")
    for shared in (page, page.context):
        with pytest.raises(AssertionError, match="other tests share this"):
            shared.add_init_script("window.mine = true")
    own = visitor.page("notes/", alone=True)
    own.add_init_script("window.mine = true")
    own.reload()
    assert own.evaluate("window.mine")


def test_a_route_is_gone_with_the_test(windows: Windows, sample: Served) -> None:
    with visiting(windows, sample) as one:
        page = one.page("notes/")
        page.route("**/notes/", lambda route: route.fulfill(body="other"))
        page.reload()
        expect(page.locator("body")).to_have_text("other")
    with visiting(windows, sample) as one:
        expect(one.page("notes/").locator("body")).not_to_have_text("other")
