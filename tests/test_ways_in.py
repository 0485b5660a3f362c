"""The links to the forms, and the bookmarklet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from fumikura.archive import open_archive
from fumikura.building import build
from fumikura.forges import Forge
from fumikura.new_archive import make_archive
from fumikura.ways_in import ways_in

if TYPE_CHECKING:
    from pathlib import Path

GITHUB = Forge("github", "https://github.com/hana/bunko", "main", "docs")
GITEA = Forge("gitea", "https://codeberg.org/hana/bunko", "main", "docs")


def test_each_forge_is_asked_for_its_form_by_its_own_name():
    ways = [ways_in(GITHUB), ways_in(GITEA)]
    assert [one.add for one in ways if one] == [
        "https://github.com/hana/bunko/issues/new?template=add-article.yml",
        "https://codeberg.org/hana/bunko/issues/new?template=.github/ISSUE_TEMPLATE/add-article.yml",
    ]


def test_a_forge_without_such_forms_has_no_page():
    assert ways_in(Forge("gitlab", "https://gitlab.com/hana/bunko", "main", "docs")) is None


def test_an_address_cannot_leave_the_string_that_it_stands_in():
    ways = ways_in(Forge("github", 'https://github.com/h"+alert(1)+"/%22</script>', "main", "docs"))
    assert ways is not None
    assert r'new URL("https://github.com/h\"+alert(1)+\"/%22</script>/issues/new' in unquote(ways.bookmarklet)
    assert '"' not in ways.bookmarklet
    assert "<" not in ways.bookmarklet


def test_the_page_is_there_when_the_archive_has_forms_and_an_address(tmp_path: Path):
    make_archive(tmp_path / "ja", "ja", "文庫", "https://github.com/hana/bunko")
    settings = open_archive(tmp_path / "ja")
    build(settings, strict=True)
    page = (settings.site / "contribute/index.html").read_text("utf-8")
    assert 'href="https://github.com/hana/bunko/issues/new?template=take-down.yml"' in page
    assert page.count("javascript:(()=") == 2
    assert 'href="contribute/"' in (settings.site / "index.html").read_text("utf-8")


def test_without_an_address_there_is_no_page_and_no_link_to_it(tmp_path: Path):
    make_archive(tmp_path / "en", "en", "An archive")
    settings = open_archive(tmp_path / "en")
    build(settings, strict=True)
    assert not (settings.site / "contribute").exists()
    assert "contribute/" not in (settings.site / "index.html").read_text("utf-8")
