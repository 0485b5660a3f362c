"""Pictures on a page: one that is here, one that is missing, one that is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.serving import Served, serve
from browser.watching import Watch
from fumikura.building.building import build
from fumikura.library.archive import open_archive
from fumikura.pictures.files import make_picture
from making import write_article
from picture_making import camera_exif, colours, encoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

HERE = make_picture(encoded(colours(800, 400), "JPEG", exif=camera_exif(6)))
BODY = f"""Above.

![Here]({HERE.name})

![地図](https://b.example/map.png) ![Gone](gone.png) [![Linked](//b.example/x.png)](https://b.example/)

Below."""
MKDOCS = "site_name: A test\ntheme: {name: material, language: ja, font: false}\nplugins:\n  - search\n  - fumikura: {rights: full}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    settings = open_archive(folder)
    page = write_article(settings, BODY, source="https://a.example/", license="CC0")
    (settings.docs / "index.md").write_text("# Home\n", "utf-8")
    page.with_name(HERE.name).write_bytes(HERE.data)
    build(settings, strict=False)
    with serve(settings, settings.site) as served:
        yield served


@pytest.fixture
def page(browser: Browser, site: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    watch = Watch(context, site.url)
    yield context.new_page()
    context.close()
    assert not watch.complaints
    assert not watch.asked, "a picture was asked for elsewhere"


def test_what_is_not_here_says_so_and_nothing_is_asked_for_elsewhere(page: Page, site: Served) -> None:
    page.goto(f"{site.url}articles/a-aaaaaa/")
    page.wait_for_load_state("networkidle")
    boxes = page.locator(".fk-no-picture")
    expect(boxes).to_have_text(
        [
            "地図 この画像は、ここには保存されていません。 b.example で見る",
            "Gone この画像のファイルがありません。",
            "Linked この画像は、ここには保存されていません。",
        ]
    )
    expect(boxes.nth(0).locator("a")).to_have_attribute("href", "https://b.example/map.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_picture_has_its_place_before_it_comes(page: Page, site: Served) -> None:
    held: list[Route] = []
    page.route("**/*.jpg", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it is given
    with page.expect_request("**/*.jpg"):
        page.goto(f"{site.url}articles/a-aaaaaa/", wait_until="domcontentloaded")
    picture = page.locator(".fk-text img")
    expect(picture).to_have_js_property("naturalHeight", 0)
    before = picture.bounding_box()
    assert before is not None
    assert before["height"] == pytest.approx(before["width"] * 2, abs=1)  # on its side: 400 by 800
    held[0].continue_()
    expect(picture).to_have_js_property("naturalHeight", 800)
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.bounding_box() == before
