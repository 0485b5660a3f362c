"""Files under ``docs/`` that must not be published."""

from __future__ import annotations

from pathlib import Path

import pytest

from fumikura.building.building import build
from fumikura.errors import FumikuraError
from fumikura.forges.forges import Forge
from fumikura.library.archive import open_archive
from fumikura.library.docs_files import LISTS, located_pictures, unsafe_files
from fumikura.library.library import Library
from fumikura.pictures.files import make_picture
from fumikura.site.site import Sending, Site
from making import MKDOCS, make_archive
from picture_making import photograph

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'


def found(docs: Path) -> list[str]:
    return [Path(finding.path).name for finding in unsafe_files(docs, docs.parent)]


def put(docs: Path, name: str, text: str = "x") -> None:
    path = docs / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    "name", ["page.html", "x.JS", "articles/a/page.xhtml", "articles/a/data.json", "notes/x.pdf", "feed.xml"]
)
def test_what_could_run_or_has_no_place_there_stays_out(tmp_path: Path, name: str):
    put(tmp_path / "docs", name)
    assert found(tmp_path / "docs") == [Path(name).name]


@pytest.mark.parametrize("name", ["index.md", "CNAME", "robots.txt", "style.css", "articles/a/p.png", "guide/x.pdf"])
def test_what_a_site_needs_may_go_in(tmp_path: Path, name: str):
    put(tmp_path / "docs", name)
    assert found(tmp_path / "docs") == []


@pytest.mark.parametrize(
    "name", ["notes/index.md", "notes/README.md", "articles/index.md", "tags/x.md", "tags/index.md", "contribute.md"]
)
def test_a_page_where_a_list_is_made_is_named_and_the_list_stands(tmp_path: Path, name: str):
    settings = make_archive(tmp_path)
    settings.root.joinpath("mkdocs.yml").write_text(f"{MKDOCS}theme:\n  name: material\n", "utf-8")
    put(settings.docs, name, "---\ntitle: Mine\n---\nThe keeper's own words.\n")
    put(settings.docs, "notes/one.md", "---\ntitle: One\n---\nWords.\n")
    (finding,) = unsafe_files(settings.docs, settings.root)
    assert (finding.code, finding.level, finding.path) == ("list-page", "error", f"docs/{name}")
    with pytest.raises(FumikuraError, match="warning"):
        build(settings, strict=True)
    build(settings, strict=False)
    assert not [one for one in settings.site.rglob("*.html") if "own words" in one.read_text("utf-8")]
    assert "One" in (settings.site / "notes/index.html").read_text("utf-8")


def test_every_list_has_a_place_that_is_kept_for_it(tmp_path: Path):
    settings = make_archive(tmp_path)
    forge = Forge("github", "https://github.com/a/b", "main", "docs")
    site = Site(Library({}, {}), settings, sending=Sending(forge=forge, has_forms=True))
    assert {page.address.split("/")[0] for page in site.index_pages()} == LISTS


def test_a_script_that_mkdocs_yml_names_is_trusted(tmp_path: Path):
    put(tmp_path / "docs", "own.js")
    assert list(unsafe_files(tmp_path / "docs", tmp_path, {"own.js"})) == []


@pytest.mark.parametrize(
    "inside", ["<script>x</script>", '<g onload="x"/>', '<image href="https://evil.example/x.png"/>']
)
def test_a_picture_that_is_a_program_stays_out(tmp_path: Path, inside: str):
    put(tmp_path / "docs", "articles/a/bad.svg", SVG.format(inside))
    put(tmp_path / "docs", "articles/a/good.svg", SVG.format('<path d="M0 0"/>'))
    assert found(tmp_path / "docs") == ["bad.svg"]


def test_symbolic_links_out_of_the_tree_are_not_published(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    with (settings.root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("theme: {name: material, font: false}\n")
    secret = tmp_path / "secret"
    put(secret, "passwords.txt", "hunter2")
    put(secret, "page.md", "hunter2")
    put(settings.docs, "index.md", "# Home\n")
    (settings.docs / "linked").symlink_to(secret)
    (settings.docs / "passwords.txt").symlink_to(secret / "passwords.txt")
    (settings.docs / "page.md").symlink_to(secret / "page.md")
    with pytest.raises(FumikuraError):
        build(open_archive(settings.root), strict=True)
    build(open_archive(settings.root), strict=False)
    assert not [path for path in settings.site.rglob("*") if path.is_file() and b"hunter2" in path.read_bytes()]


def test_a_picture_that_says_where_it_was_taken_is_named(tmp_path: Path):
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, data in (("a.jpg", photograph()), ("b.jpg", make_picture(photograph()).data), ("c.png", b"no picture")):
        (docs / name).write_bytes(data)
    assert [(one.path, one.code, one.level) for one in located_pictures(docs, tmp_path)] == [
        ("docs/a.jpg", "picture-location", "warning")
    ]
