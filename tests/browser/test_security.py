"""Nothing that an article or a comment brings runs, loads, imitates or leads away: with either wall alone.

The walls are the sanitiser (``sanitise.py``) and the Content-Security-Policy (``policy.py``).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, expect

from browser.conftest import search_for
from browser.hostile import OTHERS, OWN, Vector, vectors, write_archive
from browser.serving import Served, serve
from browser.watching import Watch
from fumikura.building.building import build
from fumikura.library.archive import open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SANITISERS = (
    "fumikura.site.site.sanitise_for_pictures",
    "fumikura.site.site.show_pictures",
    "fumikura.site.article_html.sanitise_comment",
)
POLICIES = ("fumikura.engine.plugin.with_policy",)
WALLS = {
    "both walls": (),
    "policy alone": SANITISERS,
    "sanitiser alone": POLICIES,
    "no wall": (*SANITISERS, *POLICIES),
}
"""Which functions give their first argument back unchanged."""
STANDING = pytest.mark.parametrize(
    "victim",
    # With one wall alone it takes minutes: in CI, or with `-m slow`.
    [wall if wall == "both walls" else pytest.param(wall, marks=pytest.mark.slow) for wall in list(WALLS)[:3]],
    indirect=True,
)


@dataclass
class Victim:
    """A reader of the hostile archive."""

    page: Page
    site: Served
    watch: Watch
    ran: list[str] = field(default_factory=list)
    """Where ``P`` was called."""

    def read(self, address: str) -> None:
        """Open a page, touch everything in it and click whatever can be clicked."""
        self.ran.clear()
        self.watch.asked.clear()
        self.watch.stopped.clear()
        url = self.site.url + address
        self.page.goto(url)
        self.page.evaluate(_TOUCH)
        number = 0
        while place := self._ask(_PLACE_TO_CLICK, number):
            self.page.mouse.click(place["x"], place["y"])
            self._settle()
            number += 1
        for file in self._ask(_FILES, None):
            self.page.goto(file)
            self._settle()
        if urlsplit(self.page.url).path != urlsplit(url).path:
            assert self.page.url.startswith(self.site.url), f"led away to {self.page.url}"
            self.page.goto(url)
        self._settle()
        assert urlsplit(self.page.url).path == urlsplit(url).path, f"led away to {self.page.url}"

    def unharmed(self) -> None:
        """Fails if anything happened."""
        assert not self.ran, "a script of the article ran"
        assert not self.watch.sent_elsewhere(), "another host was asked"
        assert not self.page.evaluate(_COVERING), "the article lies over the page"

    def _ask(self, script: str, argument: object) -> Any:
        """What ``script`` says, asked again where a form has just sent its page for another."""
        try:
            return self.page.evaluate(script, argument)
        except Error:
            self.page.wait_for_load_state()
            return self.page.evaluate(script, argument)

    def _settle(self) -> None:
        """Let the browser do what it has been told, and look what it opened."""
        self._ask("new Promise(done => setTimeout(() => setTimeout(done, 10), 10))", None)
        for other in self.page.context.pages:
            if other is not self.page:
                address = other.url
                other.close()
                assert address in {"about:blank", ""} or address.startswith(self.site.url), f"opened {address}"


_TOUCH = """() => {
  for (const element of document.querySelectorAll(".md-content *")) {
    for (const name of ["pointerover", "mouseover", "mouseenter", "mousemove", "focus", "focusin"]) {
      element.dispatchEvent(new Event(name, { bubbles: name !== "mouseenter" && name !== "focus" }));
    }
    if (element instanceof HTMLElement) element.focus({ preventScroll: true });
    if (element instanceof HTMLDetailsElement) element.open = true;
  }
}"""

_PLACE_TO_CLICK = """(number) => {
  const things = document.querySelectorAll(`.fk-text :is(a, button:not(.fk-deed), input, summary, label, [tabindex], [onclick],
    [onmouseover]), .fk-comment :is(a, b, p, .highlight), .fk-contents a`);
  const isOrdinary = ({ protocol, pathname }) => /^http/.test(protocol ?? "") && pathname !== location.pathname;
  const element = [...things].filter((thing) => !isOrdinary(thing) && thing.getClientRects().length)[number];
  if (!element || number > 8) return null;
  element.scrollIntoView({ block: "center" });
  const box = element.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 10) };
}"""
"""Not the ordinary links to other pages and sites: those may lead there. Not our own buttons, which open an editor over it."""

_FILES = """() => [...document.querySelectorAll(".fk-text a")].filter(({ host, pathname }) =>
  host === location.host && pathname !== location.pathname && pathname.startsWith(location.pathname) &&
  location.pathname.includes("/articles/")).map((link) => link.href)"""
"""What else lies in the article's folder and is linked."""

_COVERING = """() => [...document.querySelectorAll(".md-content *")].filter((element) => {
  const box = element.getBoundingClientRect();
  const width = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
  const height = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
  return ["fixed", "absolute", "sticky"].includes(getComputedStyle(element).position) &&
    width > 0 && height > 0 && width * height > innerWidth * innerHeight / 4;
}).map((element) => element.outerHTML.slice(0, 100))"""
"""Elements that lie over a quarter of the window or more."""


@contextmanager
def hostile_site(walls_down: tuple[str, ...], factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The hostile archive, built without some of the functions that protect its readers."""
    folder = factory.mktemp("hostile")
    write_archive(folder)
    settings = open_archive(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name in walls_down:
            patch.setattr(name, lambda unchanged, *_, **__: unchanged)
        build(settings, strict=False, workers=1)  # other processes would have their walls
    with serve(settings, settings.site) as served:
        yield served


@pytest.fixture(scope="module")
def victim(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Victim]:
    with hostile_site(WALLS[request.param], tmp_path_factory) as site:
        context = browser.new_context(reduced_motion="reduce")
        ran: list[str] = []

        def record(source: dict[str, Any], *_arguments: object) -> None:
            ran.append(source["frame"].url)

        context.expose_binding("P", record)  # also `opener.P` and `parent.P`: it is there in every page and frame
        one = Victim(context.new_page(), site, Watch(context, site.url), ran)
        yield one
        context.close()


@pytest.mark.parametrize(
    "vector",
    [
        pytest.param(vector, id=vector.name, marks=[] if vector.name.startswith("own ") else pytest.mark.slow)
        for vector in vectors()
    ],
)
@STANDING
def test_no_vector_does_anything(victim: Victim, request: pytest.FixtureRequest, vector: Vector) -> None:
    if vector.needs_sanitiser and "policy alone" in request.node.name:
        pytest.xfail("no Content-Security-Policy can stop this; the sanitiser does")
    victim.read(vector.address)
    victim.unharmed()


@STANDING
def test_no_list_of_hostile_articles_does_anything(victim: Victim) -> None:
    for address in victim.site.pages():
        if not address.startswith("articles/") or address == "articles/":
            victim.read(address)
            victim.unharmed()


@STANDING
def test_no_search_result_does_anything(victim: Victim) -> None:
    victim.read("")
    for words in ("vector", "script", "img"):
        search_for(victim.page, words)
        expect(victim.page.locator("a.md-search-result__link").first).to_be_visible()
        victim.page.locator(".md-search-result__list").hover()
        victim.page.evaluate("new Promise(done => setTimeout(done, 200))")
    victim.unharmed()


@pytest.mark.parametrize("victim", ["no wall"], indirect=True)
def test_with_no_wall_the_vectors_do_run_so_that_these_tests_can_fail(victim: Victim) -> None:
    for vector in OWN[:3]:
        victim.read(vector.address)
        assert victim.ran, vector.name


def test_the_vectors_of_others_are_among_them() -> None:
    if not OTHERS.is_file():
        pytest.skip("the third-party vectors are not here; our own were tried")
    assert len(vectors()) >= len(OWN) + 34
