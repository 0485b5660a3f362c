"""In a new archive: the page for people without git, and old addresses that lead on."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from click.testing import CliRunner
from playwright.sync_api import expect

from browser.conftest import Visitor, visiting
from browser.serving import Served, serve
from browser.test_accessibility import RULES
from browser.windows import DESKTOP, PHONE
from fumikura.archive.new_archive import FIRST_ID, make_archive
from fumikura.building.building import build
from fumikura.commands import cli
from fumikura.library.archive import open_archive
from making import read_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from browser.windows import Windows

pytestmark = pytest.mark.browser

OLD, NEW, GONE = "starting-an-archive-xea5nb", "how-this-began", "a-text-aaaaaa"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A new archive in which an article has another id, and one is gone."""
    folder = tmp_path_factory.mktemp("new") / "archive"
    make_archive(folder, "en", "An archive", "https://github.com/hana/bunko")
    page = folder / "docs/articles" / GONE / "index.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: A text\nrights: full\nsource: https://a.example/1\n---\nA text.\n", "utf-8")
    for arguments in (("rename", OLD, NEW), ("remove", GONE)):
        assert CliRunner().invoke(cli, ["-C", str(folder), "article", *arguments]).exit_code == 0
    settings = open_archive(folder)
    build(settings, strict=True)
    with read_only(settings.root), serve(settings, settings.site) as served:
        yield served


@pytest.fixture
def reader(windows: Windows, archive: Served) -> Iterator[Visitor]:
    """Of that archive."""
    with visiting(windows, archive) as one:
        yield one


def test_a_permalink_at_an_old_address_still_leads_to_its_annotation(reader: Visitor) -> None:
    page = reader.page(f"articles/{OLD}/#a-{FIRST_ID}")
    expect(page).to_have_url(re.compile(rf"/articles/{NEW}/#a-{FIRST_ID}$"))
    expect(page.locator(f"#a-{FIRST_ID}").first).to_be_visible()


def test_an_old_address_leads_on_without_script_too(reader: Visitor) -> None:
    page = reader.page(f"articles/{OLD}/", scripts=False)
    expect(page).to_have_url(re.compile(rf"/articles/{NEW}/$"))


def test_the_address_of_a_removed_article_says_that_it_is_gone_and_where_it_was(reader: Visitor) -> None:
    page = reader.page(f"articles/{GONE}/")
    expect(page.locator("h1").first).to_contain_text("This article has been removed")
    expect(page.locator(".md-content a[href='https://a.example/1']")).to_be_visible()


def test_going_back_from_a_page_that_an_old_address_led_to_leaves_it(reader: Visitor) -> None:
    page = reader.page()
    page.goto(f"{reader.sample.url}articles/{OLD}/")
    expect(page).to_have_url(re.compile(rf"/articles/{NEW}/$"))
    page.wait_for_load_state()
    page.go_back()
    expect(page).to_have_url(reader.sample.url)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_the_page_for_taking_part_can_be_read_by_all(reader: Visitor, size: dict[str, int], scheme: str) -> None:
    page = reader.page("contribute/", size=size, scheme=scheme)
    assert Axe().run(page, options=RULES).response["violations"] == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"]


@pytest.mark.parametrize(
    ("shared", "url", "title"),
    [
        ({"title": "夜 & “朝”", "url": "https://a.example/1?a=b&c=d#e"}, "https://a.example/1?a=b&c=d#e", "夜 & “朝”"),
        ({"title": "Night", "text": "https://a.example/night"}, "https://a.example/night", "Night"),
        ({"text": "夜の記事「https://a.example/夜」を読んだ"}, "https://a.example/%E5%A4%9C", "夜の記事「 」を読んだ"),
        ({"text": "See https://a.example/x)."}, "https://a.example/x", "See )."),
        ({"title": "$& {url} $1", "url": "https://a.example/$&"}, "https://a.example/$&", "$& {url} $1"),
        ({"title": "a\u202eb\u0000\nc", "url": "https://a.example/"}, "https://a.example/", "a b c"),
        ({"title": "x" * 5000, "url": "https://a.example/"}, "https://a.example/", "x" * 300),
    ],
)
def test_what_a_phone_shares_becomes_a_filled_in_form(
    reader: Visitor, shared: dict[str, str], url: str, title: str
) -> None:
    page = reader.page(f"contribute/?{urlencode(shared)}")
    link = page.get_by_role("link", name="Open the form with it")
    expect(link).to_be_focused()
    # The accessibility rules say nothing of words that have the colour of their ground.
    colour, ground = link.evaluate("(a) => [getComputedStyle(a).color, getComputedStyle(a).backgroundColor]")
    assert colour != ground
    address = link.get_attribute("href") or ""
    assert address.startswith("https://github.com/hana/bunko/issues/new?template=add-article.yml&")
    asked = parse_qs(urlsplit(address).query)
    assert asked == {"template": ["add-article.yml"], "url": [url], "article_title": [title]}
    assert Axe().run(page, options=RULES).response["violations"] == []


@pytest.mark.parametrize(
    "shared",
    [
        {"url": "javascript:alert(1)"},
        {"url": "data:text/html,<script>alert(1)</script>", "title": "<img src=x onerror=alert(1)>"},
        {"url": "https://user:password@a.example/"},
        {"url": "https://a.example/" + "a" * 2000},
        {"url": "//a.example/", "text": "no address", "title": "none"},
        {"title": "</section><script>alert(1)</script>"},
    ],
)
def test_what_has_no_address_of_the_web_is_shown_as_text_and_goes_nowhere(
    reader: Visitor, shared: dict[str, str]
) -> None:
    page = reader.page(f"contribute/?{urlencode(shared)}")
    expect(page.get_by_text("There is no address in what you shared.")).to_be_visible()
    expect(page.get_by_role("link", name="Open the form with it")).to_be_hidden()
    assert page.locator(".fk-shared script, .fk-shared img").count() == 0


def test_nothing_is_said_of_sharing_where_nothing_was_shared(reader: Visitor) -> None:
    expect(reader.page("contribute/?q=x").locator(".fk-shared")).to_be_hidden()


@pytest.mark.parametrize("place", ["", "contribute/", f"articles/{NEW}/"])
def test_the_browser_finds_nothing_wrong_with_the_manifest_under_any_path(reader: Visitor, place: str) -> None:
    page = reader.page(place)
    devtools = page.context.new_cdp_session(page)
    found = devtools.send("Page.getAppManifest")
    assert found["url"] == f"{reader.sample.url}manifest.webmanifest"
    assert found["errors"] == []
    said = json.loads(found["data"])
    assert urljoin(found["url"], said["share_target"]["action"]) == f"{reader.sample.url}contribute/"
    assert urljoin(found["url"], said["start_url"]) == reader.sample.url
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {one["errorId"] for one in errors} <= {"in-incognito"}  # the window of the test, and nothing of the site


def test_the_home_page_leads_to_the_forms(reader: Visitor) -> None:
    page = reader.page()
    page.get_by_role("link", name="Take part").click()
    link = page.get_by_role("link", name="Add an article", exact=True)
    expect(link).to_have_attribute("href", "https://github.com/hana/bunko/issues/new?template=add-article.yml")


def test_the_bookmarklet_opens_the_form_with_address_and_title_of_the_page(reader: Visitor, browser: Browser) -> None:
    code = reader.page("contribute/").locator("pre code").inner_text()
    assert code == reader.page("contribute/").get_by_role("link", name="Add to the archive").get_attribute("href")
    context = browser.new_context()
    try:
        page = context.new_page()
        page.set_content("<title>夜 & “朝” #1 100%</title>")
        # A bookmark's address is run as a script of the page, once its percent signs have been decoded.
        page.evaluate("() => { window.opened = []; window.open = (...all) => window.opened.push(all.map(String)); }")
        page.evaluate("code => { (0, eval)(decodeURIComponent(code.slice('javascript:'.length))) }", code)
        ((address, target, features),) = page.evaluate("window.opened")
        asked = parse_qs(urlsplit(address).query)
        assert address.startswith("https://github.com/hana/bunko/issues/new?")
        assert asked == {"template": ["add-article.yml"], "url": [page.url], "article_title": ["夜 & “朝” #1 100%"]}
        assert (target, features) == ("_blank", "noopener")
    finally:
        context.close()
