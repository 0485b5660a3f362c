"""The links to the forms, and the bookmarklet."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from PIL import Image

from fumikura.archive.new_archive import make_archive
from fumikura.building.building import build
from fumikura.forges.forges import Forge
from fumikura.forges.ways_in import ways_in
from fumikura.forges.web_app import MANIFEST, SIZES
from fumikura.issues.issue_forms import Issue, answers, as_text
from fumikura.library.archive import open_archive
from issues import form
from shared_data import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GITHUB = Forge("github", "https://github.com/hana/bunko", "main", "docs")
GITEA = Forge("gitea", "https://codeberg.org/hana/bunko", "main", "docs")


GITLAB = Forge("gitlab", "https://gitlab.com/hana/bunko", "main", "docs")
GITLAB_FORM = as_text(form("add-article"))


def test_each_forge_is_asked_for_its_form_by_its_own_name():
    ways = [ways_in(GITHUB), ways_in(GITEA), ways_in(GITLAB, GITLAB_FORM)]
    assert [one.add for one in ways] == [
        "https://github.com/hana/bunko/issues/new?template=add-article.yml",
        "https://codeberg.org/hana/bunko/issues/new?template=.github/ISSUE_TEMPLATE/add-article.yml",
        "https://gitlab.com/hana/bunko/-/issues/new?issuable_template=add-article",
    ]


def test_each_forge_has_its_own_names_for_what_is_filled_in():
    assert ways_in(GITHUB).filled == [("url", "{url}"), ("article_title", "{title}")]
    assert ways_in(GITEA).filled == [("field:url", "{url}"), ("field:article_title", "{title}")]


def test_what_gitlab_is_given_is_read_as_the_form():
    (_, title), (name, text) = ways_in(GITLAB, GITLAB_FORM).filled
    assert (title, name) == ("{title}", "issue[description]")
    body = text.replace("{url}", "https://example.org/a").replace("{title}", "夜")
    found = answers(Issue(1, body, None), [form("add-article")])
    assert found is not None
    assert found.values == {"url": "https://example.org/a", "article_title": "夜"}


def test_an_address_cannot_leave_the_string_that_it_stands_in():
    ways = ways_in(Forge("github", 'https://github.com/h"+alert(1)+"/%22</script>', "main", "docs"))
    assert r'new URL("https://github.com/h\"+alert(1)+\"/%22</script>/issues/new' in unquote(ways.bookmarklet)
    assert '"' not in ways.bookmarklet
    assert "<" not in ways.bookmarklet


def built(folder: Path, *archive: str) -> Path:
    """The site of a new archive; ``archive``: language, name and address, as ``make_archive`` takes them."""
    make_archive(folder / "archive", *archive)
    settings = open_archive(folder / "archive")
    build(settings, strict=True)
    return settings.site


def test_the_page_is_there_when_the_archive_has_forms_and_an_address(tmp_path: Path):
    site = built(tmp_path, "ja", "文庫", "https://github.com/hana/bunko")
    page = (site / "contribute/index.html").read_text("utf-8")
    assert 'href="https://github.com/hana/bunko/issues/new?template=take-down.yml"' in page
    assert page.count("javascript:(()=") == 2
    assert '<link rel="manifest" href="../manifest.webmanifest">' in page
    assert json.loads((site / MANIFEST).read_text("utf-8"))["name"] == "文庫"
    assert 'href="contribute/"' in (site / "index.html").read_text("utf-8")


def test_without_an_address_there_is_no_page_and_no_link_to_it(tmp_path: Path):
    site = built(tmp_path, "en", "An archive")
    assert not (site / "contribute").exists()
    assert not (site / MANIFEST).exists()
    assert 'rel="manifest"' not in (site / "index.html").read_text("utf-8")
    assert "contribute/" not in (site / "index.html").read_text("utf-8")


def test_on_gitlab_the_page_leads_to_its_own_texts(tmp_path: Path):
    site = built(tmp_path, "en", "An archive", "https://gitlab.com/hana/bunko")
    page = (site / "contribute/index.html").read_text("utf-8")
    assert 'href="https://gitlab.com/hana/bunko/-/issues/new?issuable_template=correct-article"' in page
    assert "### Address of the article\\n\\n{url}\\n" in html.unescape(html.unescape(page))


@pytest.mark.parametrize("size", SIZES)
def test_a_site_that_can_be_installed_has_icons_of_their_size(size: int):
    with Image.open(ROOT / f"scripts/fumikura/theme/assets/fumikura/app-{size}.png") as icon:
        assert icon.size == (size, size)
