"""Lists that another process makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.archive.new_archive import make_archive
from fumikura.building.building import build
from fumikura.library.archive import open_archive
from making import contents
from test_incremental import same

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


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
