from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from fumikura.admin import admin_script
from fumikura.admin.admin_files import admin_files
from fumikura.building.building import build
from fumikura.engine.plugin import FumikuraPlugin
from fumikura.errors import ContentError, FumikuraError
from fumikura.library.archive import open_archive
from fumikura.site.site import Sending
from making import contents, make_archive, write_article

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of an archive that wants the forms, where Decap CMS is there."""
    (tmp_path / "decap").mkdir()
    for name in (admin_script.SCRIPT, admin_script.NOTICES):
        (tmp_path / "decap" / name).write_text("the forms", "utf-8")
    monkeypatch.setattr(admin_script, "PLACES", (tmp_path / "nowhere", tmp_path / "decap"))
    return replace(make_archive(tmp_path / "archive"), admin={})


def test_an_archive_that_does_not_want_the_forms_has_none(settings: Settings):
    assert admin_files(replace(settings, admin=None), Sending()) == {}


def test_the_forms_are_a_page_its_configuration_and_scripts_of_the_site(settings: Settings):
    files = admin_files(settings, Sending())
    assert sorted(files) == [
        f"admin/{name}" for name in ("config.yml", "decap-cms.js", "decap-cms.js.LICENSE.txt", "index.html", "start.js")
    ]
    page = files["admin/index.html"].decode()
    assert "'unsafe-eval'" in page
    assert "http://127.0.0.1:8081;" in page


def test_where_decap_cms_is_missing_somebody_is_told_what_to_do(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(admin_script, "PLACES", ())
    with pytest.raises(FumikuraError, match="make admin"):
        admin_files(settings, Sending())


def write_config(settings: Settings, options: str) -> None:
    text = f"site_name: x\nrepo_url: https://github.com/hana/bunko\ntheme: {{name: material}}\nplugins: [fumikura: {options}]\n"
    settings.root.joinpath("mkdocs.yml").write_text(text, "utf-8")
    settings.docs.mkdir(exist_ok=True)
    settings.docs.joinpath("index.md").write_text("# Home\n", "utf-8")


def test_a_build_brings_them_and_one_without_takes_them_away_and_mkdocs_makes_the_same(settings: Settings):
    write_config(settings, "{rights: full, admin: true}")
    write_article(settings, "Words.")
    build(open_archive(settings.root), strict=True)
    made = contents(settings.site)
    assert made["admin/decap-cms.js"] == b"the forms"
    assert "'unsafe-eval'" not in made["index.html"].decode()
    assert b"admin/" not in made["sitemap.xml"]
    build_by_mkdocs(settings)
    assert contents(settings.site) == made
    write_config(settings, "{admin: false}")
    build(open_archive(settings.root), strict=True)
    assert not (settings.site / "admin").exists()


def build_by_mkdocs(settings: Settings) -> None:
    config = load_config(str(settings.root / "mkdocs.yml"))
    assert isinstance(config.plugins["fumikura"], FumikuraPlugin)
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)


@pytest.mark.parametrize("said", ["maybe", "{token: x}", "{app_id: 5}"])
def test_a_setting_that_cannot_be_is_refused(settings: Settings, said: str):
    write_config(settings, f"{{admin: {said}}}")
    with pytest.raises(ContentError, match="app_id"):
        open_archive(settings.root)
