"""The built site: what it holds, and what it must not hold."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from typing import TYPE_CHECKING

import lxml.html
import pytest

from fumikura.building.building import build
from fumikura.building.catalogue import Damaged
from fumikura.errors import FumikuraError
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_library
from making import read_only
from shared_data import ROOT
from test_incremental import make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.settings import Settings

PRIVATE = ("鯨文庫計画", "reading-diary", "Reading Diary", "yohaku.example", "余白日記", "日付の判を")
"""Words of the sample's private article, its id, its address, and an annotation on it."""


def copy_of_the_sample(folder: Path) -> Settings:
    for name in ("docs", "saved"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return open_archive(folder)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = copy_of_the_sample(tmp_path_factory.mktemp("sample"))
    build(settings, strict=True)
    with read_only(settings.root):
        yield settings


def page(settings: Settings, address: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring((settings.site / address / "index.html").read_text("utf-8"))


def compressed_parts(data: bytes) -> Iterator[bytes]:
    """What each compressed part of a file of the search index holds, wherever it begins."""
    for place in (match.start() for match in re.finditer(rb"\x1f\x8b\x08", data)):
        with contextlib.suppress(zlib.error):  # bytes that look like a beginning
            yield zlib.decompressobj(31).decompress(data[place:])


def everything(site: Path) -> Iterator[tuple[str, bytes]]:
    """Every byte of the site: names, files, and what compressed files hold."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        yield name, name.encode()
        if path.is_file():
            data = path.read_bytes()
            yield name, data
            if name.startswith("search/") and name.endswith(".bin"):
                yield from ((name, part) for part in compressed_parts(data))
            elif data[:2] == b"\x1f\x8b":
                yield name, gzip.decompress(data)
            if data[:4] == b"PK\x03\x04":
                archive = zipfile.ZipFile(io.BytesIO(data))
                yield from ((name, archive.read(one)) for one in archive.namelist())


def found_pages(site: Path) -> set[str]:
    """Addresses of the pages in the search index."""
    texts = [data for name, data in everything(site) if "/texts/" in name and data.startswith(b'{"u":')]
    return {json.loads(text)["u"] for text in texts}


def test_a_private_article_leaves_no_trace(sample: Settings):
    forms = {word: [word.encode(), word.encode("unicode_escape"), word.encode("utf-16-le")] for word in PRIVATE}
    for name, data in everything(sample.site):
        for word, encoded in forms.items():
            assert not any(form in data for form in encoded), f"{word} in {name}"


def test_the_words_that_must_not_show_are_indeed_in_the_archive(sample: Settings):
    folder = next(sample.articles.glob("reading-diary-*"))
    text = "".join(path.read_text("utf-8") for path in folder.rglob("*.md"))
    assert all(word in text + folder.name for word in PRIVATE if word != "余白日記")


def test_of_an_excerpt_only_the_beginning_and_the_quoted_passages_are_published(sample: Settings):
    folder = next(
        path.parent for path in sample.articles.glob("*/index.md") if "rights: excerpt" in path.read_text("utf-8")
    )
    body = folder.joinpath("index.md").read_text("utf-8").split("---\n", 2)[2]
    paragraphs = [part.strip() for part in body.split("\n\n") if len(part.strip()) > 60]
    late = [part[20:50] for part in paragraphs[2:]]
    assert late
    for name, data in everything(sample.site):
        text = data.decode("utf-8", "replace")
        assert not any(part in text for part in late), name
    shown = page(sample, f"articles/{folder.name}").text_content()
    assert "文字化けは、どちらも正しいときに起きる" in shown


def test_a_full_copy_is_kept_out_of_search_engines_unless_its_licence_allows_it(sample: Settings, tmp_path: Path):
    settings = copy_of_the_sample(tmp_path)
    one = next(settings.articles.glob("html-*/index.md"))
    one.write_text(one.read_text("utf-8").replace("license: CC BY 4.0\n", ""), "utf-8")
    build(settings, strict=True)
    robots = "//meta[@name='robots']/@content"
    assert page(settings, f"articles/{one.parent.name}").xpath(robots) == ["noindex"]
    assert page(sample, f"articles/{one.parent.name}").xpath(robots) == []


def test_mkdocs_alone_gives_the_same_pages(sample: Settings, tmp_path: Path):
    settings = copy_of_the_sample(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=settings.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    ours = {path.relative_to(sample.site): path.read_bytes() for path in sample.site.rglob("*") if path.is_file()}
    theirs = {path.relative_to(settings.site): path.read_bytes() for path in settings.site.rglob("*") if path.is_file()}
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_every_page_forbids_scripts_but_its_own(sample: Settings):
    pages = list(sample.site.rglob("*.html"))
    assert pages
    for path in pages:
        tree = lxml.html.document_fromstring(path.read_text("utf-8"))
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "script-src 'self' 'sha256-" in policy
        assert "unsafe" not in policy


def test_no_page_names_another_host_to_load_from(sample: Settings):
    for path in sample.site.rglob("*.html"):
        tree = lxml.html.document_fromstring(path.read_text("utf-8"))
        loaded = tree.xpath(
            "//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='preconnect']/@href"
        )
        assert not [one for one in loaded if one.startswith(("http", "//"))], path


def test_annotations_are_no_pages_but_files_beside_the_full_texts(sample: Settings):
    published = read_library(sample).published()
    wanted = {
        entry.id: {one.id: (sample.root / one.path).read_bytes().decode("utf-8") for one in entry.annotations}
        for entry in published.articles.values()
        if entry.rights == "full" and entry.annotations
    }
    assert sum(map(len, wanted.values())) > 20
    found = {
        path.parent.name: json.loads(path.read_bytes()) for path in sample.site.glob("articles/*/annotation-files.json")
    }
    assert found == wanted
    assert not list(sample.site.glob("articles/*/annotations"))
    listed = [*found_pages(sample.site), (sample.site / "sitemap.xml").read_text("utf-8")]
    assert len(listed) > 10
    assert not [place for place in listed if "annotation-files" in place]


def test_the_index_of_the_theme_stays_empty_and_ours_has_every_page(sample: Settings):
    assert json.loads((sample.site / "search/search_index.json").read_text("utf-8"))["docs"] == []
    found = found_pages(sample.site)
    published = read_library(sample).published()
    entries = (*published.articles.values(), *published.notes.values())
    assert found >= {entry.address for entry in entries}
    assert {"guide/", "guide/en/", "guide/ja/"} <= found
    assert not found & {"", "articles/", "tags/", "annotations/"}


def test_an_archive_with_templates_of_its_own_is_searched_too(tmp_path: Path):
    settings = copy_of_the_sample(tmp_path)
    (tmp_path / "mkdocs.yml").write_text(
        (tmp_path / "mkdocs.yml")
        .read_text("utf-8")
        .replace("  name: material\n", "  name: material\n  custom_dir: own\n")
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own/main.html").write_text('{% extends "base.html" %}\n{% block footer %}{% endblock %}\n')
    build(settings, strict=True)
    home = (settings.site / "index.html").read_text("utf-8")
    assert '"search":"assets/fumikura/search.js"' in home
    assert "md-footer" not in home


def test_only_pages_of_a_full_text_carry_the_script_that_annotates(sample: Settings):
    script = "//script[@id='fk-annotate']"
    for entry in read_library(sample).published().articles.values():
        assert len(page(sample, entry.address).xpath(script)) == (entry.rights == "full")
    others = [path for path in sample.site.rglob("*.html") if not path.match("articles/*/index.html")]
    assert others
    assert not [path for path in others if b"annotate/" in path.read_bytes()]


def test_a_published_page_says_where_its_archive_lives_and_carries_no_token(sample: Settings):
    (script,) = page(sample, "articles/xb63lm").xpath("//script[@id='fk-annotate']")
    said = {name: script.get(f"data-{name}") for name in ("forge", "repo", "branch", "folder", "token")}
    repo = "https://github.com/example/fumikura"
    assert said == {"forge": "github", "repo": repo, "branch": "main", "folder": "docs", "token": None}


def test_the_annotations_of_each_published_article_lie_beside_it_as_data(sample: Settings):
    for path in sample.articles.glob("*/index.md"):
        page_of = sample.site / "articles" / path.parent.name
        is_private = "rights: private" in path.read_text("utf-8")
        has_some = path.with_name("annotations").is_dir()
        data = page_of / "annotations.jsonld"
        assert data.exists() == (has_some and not is_private), path
        if data.exists():
            items = json.loads(data.read_text("utf-8"))["items"]
            assert len(items) == len(list(path.with_name("annotations").glob("*.md")))
            tree = page(sample, f"articles/{path.parent.name}")
            assert tree.xpath("//link[contains(@rel, 'alternate')][contains(@type, 'anno.jsonld')]/@href") == [
                data.name
            ]
            assert tree.xpath("//*[contains(@class, 'fk-data')]/a/@href") == [data.name]


def test_articles_are_not_in_the_navigation(sample: Settings):
    links = page(sample, "annotations").xpath("//nav[contains(@class, 'md-nav')]//a/@href")
    assert links
    assert not [link for link in links if "articles/" in link and not link.rstrip("/").endswith("articles")]


def test_broken_front_matter_is_a_warning_that_strict_refuses(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    settings = copy_of_the_sample(tmp_path)
    bad = next(settings.articles.glob("html-*/index.md"))
    bad.write_text("---\ntitle: a: b\n---\nBROKEN HEADER\n", "utf-8")
    with pytest.raises(FumikuraError):
        build(settings, strict=True)
    assert f"{bad.relative_to(settings.root).as_posix()}:2" in caplog.text
    build(settings, strict=False)
    assert not any(b"BROKEN HEADER" in data for _, data in everything(settings.site))


def test_a_failed_build_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = copy_of_the_sample(tmp_path)
    build(settings, strict=True)
    before = sorted(path.relative_to(settings.site) for path in settings.site.rglob("*"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "index.html")

    one = next(settings.articles.glob("html-*/index.md"))
    one.write_text(one.read_text("utf-8") + "\nOne sentence more.\n", "utf-8")
    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises((FumikuraError, OSError), match="space"):
        build(settings, strict=True)
    assert sorted(path.relative_to(settings.site) for path in settings.site.rglob("*")) == before
    assert not [path for path in settings.root.iterdir() if path.name.startswith(".site")]


def test_a_link_to_a_private_article_is_published_as_words(tmp_path: Path):
    settings = copy_of_the_sample(tmp_path)
    private = next(settings.articles.glob("reading-diary-*")).name
    note = settings.docs / "notes/secret.md"
    note.write_text(f"---\ntitle: A note\n---\nSee [my words](../articles/{private}/index.md).\n", "utf-8")
    build(settings, strict=True)
    text = (settings.site / "notes/secret/index.html").read_text("utf-8")
    assert "See <span>my words</span>." in text
    assert private not in text


def test_of_a_private_article_that_a_comment_links_to_nothing_shows_but_what_the_comment_says(tmp_path: Path):
    settings = copy_of_the_sample(tmp_path)
    private = next(settings.articles.glob("reading-diary-*")).name
    (comment,) = settings.articles.glob("the-thirty-year-test-*/annotations/20261106T080000Z-d5az3q.md")
    comment.write_text(f"{comment.read_text('utf-8')}See [my words](../{private}/index.md).\n", "utf-8")
    build(settings, strict=True)
    found = {(name, word) for name, data in everything(settings.site) for word in PRIVATE if word.encode() in data}
    own = comment.parent.parent.relative_to(settings.docs).as_posix()
    assert found == {
        (f"{own}/annotations.jsonld", "reading-diary"),  # the comment as it was written
        (f"{own}/annotation-files.json", "reading-diary"),
    }
    assert "See <span>my words</span>." in (settings.site / own / "index.html").read_text("utf-8")


def test_hostile_front_matter_is_text(tmp_path: Path):
    settings = copy_of_the_sample(tmp_path)
    attack = "</title><script>P(1)</script>"
    one = next(settings.articles.glob("html-*/index.md"))
    _, _, body = one.read_text("utf-8").split("---\n", 2)
    fields = "".join(
        f"{name}: '{attack}'\n" for name in ("title", "description", "author", "site", "license", "tags", "original")
    )
    one.write_text(f"---\n{fields}---\n{body}", "utf-8")
    build(settings, strict=True)
    for path in settings.site.rglob("*.html"):
        tree = lxml.html.document_fromstring(path.read_text("utf-8"))
        assert not [script for script in tree.iter("script") if "P(1)" in (script.text or "")], path


def test_workers_get_ready_for_the_first_build_of_many_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings, ready = make(tmp_path / "archive"), []
    monkeypatch.setattr("fumikura.workers.processes.get_ready", ready.append)
    build(settings, strict=True, workers=2)
    assert ready == []
    monkeypatch.setattr("fumikura.building.building.MANY", 1)
    shutil.rmtree(settings.root / ".fumikura")
    build(settings, strict=True, workers=1)
    assert ready == []
    shutil.rmtree(settings.root / ".fumikura")
    build(settings, strict=True, workers=2)
    assert ready == ["fumikura.building.site_making"]
    (settings.docs / "index.md").write_text("# Other words", "utf-8")
    build(settings, strict=True, workers=2)
    assert ready == ["fumikura.building.site_making"]


def test_a_catalogue_that_is_damaged_again_when_it_was_made_anew_ends_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings = make(tmp_path / "archive")
    asked: list[str] = []

    def damaged(*_: object) -> None:
        asked.append("once")
        raise Damaged("a row has changed")

    monkeypatch.setattr("fumikura.building.site_making.SiteMaking", damaged)
    with pytest.raises(FumikuraError, match=r"catalogue\.sqlite: .* damaged again: a row has changed") as said:
        build(settings, strict=False)
    assert "try: check the disk" in str(said.value)
    assert len(asked) == 2
