"""Lists that another process makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fumikura.archive.new_archive import make_archive
from fumikura.building.building import build
from fumikura.library.archive import open_archive
from making import contents
from test_incremental import annotate, built, clean, make, same

if TYPE_CHECKING:
    from pathlib import Path


def test_an_archive_with_issue_forms_has_the_same_lists_whoever_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("fumikura.building.site_making.MANY", 0)
    sites = []
    for workers in (1, 2):
        (tmp_path / str(workers)).mkdir()
        root = tmp_path / str(workers) / "archive"
        make_archive(root, "ja", "An archive", "https://github.com/example/archive")
        settings = open_archive(root)
        build(settings, strict=True, workers=workers)
        sites.append(contents(settings.site))
    assert "contribute/index.html" in sites[0]
    assert same(*sites) == []


@pytest.mark.parametrize("again", ["annotated", "as before"])
def test_a_build_that_was_ended_after_its_lists_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: str
):
    monkeypatch.setattr("fumikura.building.site_making.MANY", 0)
    settings = make(tmp_path / "archive")
    built(settings)
    annotate(settings, "a1", "3", "Words of 1")

    def end(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("fumikura.building.site_making.SiteMaking._map", end)
        with pytest.raises(KeyboardInterrupt):
            build(settings, strict=False, workers=2)
    if again == "as before":
        next(settings.articles.glob("a1/annotations/*.md")).unlink()
    after = build(settings, strict=False)
    assert same(contents(settings.site), clean(settings, tmp_path / "clean")) == []
    if again == "annotated":
        assert 0 < after.rendered < after.pages
