"""``fumikura article rename`` and ``remove``: everything that knows of the article follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from fumikura.building.building import build
from fumikura.commands import cli
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_library
from making import commit, contents, git, make_archive, write_article

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings

LINKING = """\
[page](../night-aaaaaa/index.md#a-1) [folder](../night-aaaaaa/) [bare](../night-aaaaaa)
![picture](../night-aaaaaa/p.png) <a href="../night-aaaaaa/index.md">html</a>
[root](/articles/night-aaaaaa/) [web](https://example.org/site/articles/night-aaaaaa/#x) [other](../night-aaaaaa-b/index.md)
`[code](../night-aaaaaa/index.md)` ../night-aaaaaa/index.md [elsewhere](https://a.example/articles/night-aaaaaa/)
[with label][one]

[one]: ../night-aaaaaa/index.md
"""


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    made = make_archive(tmp_path / "archive")
    config = made.root / "mkdocs.yml"
    config.write_text(
        config.read_text("utf-8")
        + "site_url: https://example.org/site/\ntheme:\n  name: material\n  language: en\n"
        + "nav:\n  - index.md\n  - articles/night-aaaaaa/index.md\n",
        "utf-8",
    )
    made = open_archive(made.root)
    (made.docs / "index.md").parent.mkdir(exist_ok=True)
    (made.docs / "index.md").write_text("# Home\n\n[night](articles/night-aaaaaa/index.md)\n", "utf-8")
    write_article(
        made,
        "夜は静かだ。[me](index.md) [me too](../night-aaaaaa/index.md) [day](../day-bbbbbb/index.md)",
        "night-aaaaaa",
        source="https://night.example/1",
        original="saved/night.txt",
        license="CC0",
    )
    made.saved.mkdir()
    (made.saved / "night.txt").write_text("夜は静かだ。", "utf-8")
    (made.saved / "night.txt.yml").write_text("title: 夜\n", "utf-8")
    write_article(made, LINKING, "day-bbbbbb", license="CC0")
    for article, quote in (("night-aaaaaa", "夜は静かだ"), ("day-bbbbbb", "page")):
        path = made.articles / article / "annotations" / "20260101T000000Z-aaaaaa.md"
        path.parent.mkdir()
        path.write_text(f"---\nquote: {quote}\n---\nSee [night](../night-aaaaaa/index.md).\n", "utf-8")
    note = made.docs / "notes" / "n.md"
    note.parent.mkdir()
    note.write_bytes(b"---\r\ntitle: N\r\n---\r\n[night](../articles/night-aaaaaa/index.md)\r\n")
    return made


def call(archive: Settings, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["-C", str(archive.root), "article", *arguments])
    return done.exit_code, done.output, str(done.exception or "")


def test_links_in_articles_annotations_notes_and_settings_follow(archive: Settings):
    before = contents(archive.root)
    code, out, _ = call(archive, "rename", "night-aaaaaa", "still-night")
    after = {name: data.decode() for name, data in contents(archive.root).items()}
    assert code == 0
    assert after["docs/articles/day-bbbbbb/index.md"].endswith(
        """\
[page](../still-night/index.md#a-1) [folder](../still-night/) [bare](../still-night)
![picture](../still-night/p.png) <a href="../still-night/index.md">html</a>
[root](/articles/still-night/) [web](https://example.org/site/articles/still-night/#x) [other](../night-aaaaaa-b/index.md)
`[code](../night-aaaaaa/index.md)` ../night-aaaaaa/index.md [elsewhere](https://a.example/articles/night-aaaaaa/)
[with label][one]

[one]: ../still-night/index.md

"""
    )
    assert "[me](index.md) [me too](../still-night/index.md)" in after["docs/articles/still-night/index.md"]
    assert (
        "[night](../still-night/index.md)" in after["docs/articles/day-bbbbbb/annotations/20260101T000000Z-aaaaaa.md"]
    )
    assert (
        "[night](../still-night/index.md)" in after["docs/articles/still-night/annotations/20260101T000000Z-aaaaaa.md"]
    )
    assert after["docs/notes/n.md"] == "---\r\ntitle: N\r\n---\r\n[night](../articles/still-night/index.md)\r\n"
    assert "[night](articles/still-night/index.md)" in after["docs/index.md"]
    assert "- articles/still-night/index.md" in after["mkdocs.yml"]
    assert not [name for name in after if "night-aaaaaa" in name]
    assert after["saved/night.txt"].encode() == before["saved/night.txt"]
    assert "links changed: docs/notes/n.md" in out
    assert read_library(archive).articles["still-night"].header.former_ids == ("night-aaaaaa",)


def test_a_renamed_article_can_be_renamed_again_and_back(archive: Settings):
    before = contents(archive.root)
    for old, new in (("night-aaaaaa", "b"), ("b", "c"), ("c", "night-aaaaaa")):
        assert call(archive, "rename", old, new)[0] == 0
    assert read_library(archive).articles["night-aaaaaa"].header.former_ids == ("b", "c")
    path = archive.articles / "night-aaaaaa" / "index.md"
    path.write_text(path.read_text("utf-8").replace("former_ids:\n  - b\n  - c\n", ""), "utf-8")
    assert contents(archive.root) == before


def test_old_addresses_lead_on_and_the_archive_stays_in_order(archive: Settings):
    call(archive, "rename", "night-aaaaaa", "still-night")
    build(archive, strict=False)
    page = (archive.site / "articles/night-aaaaaa/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="../still-night/">' in page
    assert '<noscript><meta http-equiv="refresh" content="0; url=../still-night/"></noscript>' in page
    assert "Content-Security-Policy" in page
    assert "night-aaaaaa" not in (archive.site / "sitemap.xml").read_text("utf-8")


@pytest.mark.parametrize(
    "new", ["Night", "a b", "../x", "a/b", "", "-a", "a--b", "夜", "a" * 101, "day-bbbbbb", ".git"]
)
def test_an_id_that_cannot_be_is_wrong_use(archive: Settings, new: str):
    before = contents(archive.root)
    code, _, error = call(archive, "rename", "--", "night-aaaaaa", new)
    assert code != 0
    assert "id" in error or "folder" in error
    assert contents(archive.root) == before


def test_an_id_that_an_old_address_of_another_needs_is_refused(archive: Settings):
    call(archive, "rename", "night-aaaaaa", "still-night")
    assert "former id of still-night" in call(archive, "rename", "day-bbbbbb", "night-aaaaaa")[2]


def test_an_unknown_id_names_those_that_are_like_it(archive: Settings):
    for arguments in (
        ("rename", "night-aaaaab", "x"),
        ("remove", "night-aaaaab"),
        ("remove", "day-bbbbbb", "--to", "night-aaaaab"),
    ):
        assert "is night-aaaaaa meant?" in call(archive, *arguments)[2]


def test_a_dry_run_changes_nothing(archive: Settings):
    before = contents(archive.root)
    for arguments in (("rename", "night-aaaaaa", "x"), ("remove", "night-aaaaaa")):
        assert call(archive, *arguments, "--dry-run")[0] == 0
    assert contents(archive.root) == before


def test_a_removed_article_leaves_a_page_that_says_so_and_names_what_still_links_to_it(archive: Settings):
    code, out, _ = call(archive, "remove", "night-aaaaaa")
    after = contents(archive.root)
    assert code == 0
    assert not [name for name in after if "night" in name and name != "docs/removed/night-aaaaaa.md"]
    assert re.fullmatch(
        r"---\ntitle: This article has been removed\nlang: en\nremoved: \d{4}-\d\d-\d\d\n---\n"
        r"# This article has been removed\n\nIt was published at <https://night\.example/1>\n",
        after["docs/removed/night-aaaaaa.md"].decode(),
    )
    for line in (
        "removed: docs/articles/night-aaaaaa",
        "removed: saved/night.txt",
        "removed: saved/night.txt.yml",
        "  with 1 annotation",
        "still linked from: docs/index.md:3",
        "still linked from: docs/notes/n.md:4",
        "still linked from: docs/articles/day-bbbbbb/index.md:5",
    ):
        assert line in out.splitlines()
    build(archive, strict=False)
    assert 'href="../../removed/night-aaaaaa/"' in (archive.site / "articles/night-aaaaaa/index.html").read_text(
        "utf-8"
    )
    assert (archive.site / "removed/night-aaaaaa/index.html").is_file()


def test_another_article_can_take_the_place_of_one(archive: Settings):
    call(archive, "rename", "night-aaaaaa", "still-night")
    code, out, _ = call(archive, "remove", "still-night", "--to", "day-bbbbbb")
    assert code == 0
    assert read_library(archive).articles["day-bbbbbb"].header.former_ids == ("night-aaaaaa", "still-night")
    assert "[night](../articles/day-bbbbbb/index.md)" in (archive.docs / "notes/n.md").read_text("utf-8")
    assert "still linked" not in out
    assert not (archive.docs / "removed").exists()


def test_an_original_that_other_articles_are_made_from_stays(archive: Settings):
    write_article(archive, "x", "c-cccccc", original="saved/night.txt")
    _, out, _ = call(archive, "remove", "night-aaaaaa")
    assert "kept, since other articles are made from it: saved/night.txt" in out
    assert (archive.saved / "night.txt").is_file()


def test_an_original_can_be_kept(archive: Settings):
    call(archive, "remove", "night-aaaaaa", "--keep-original")
    assert (archive.saved / "night.txt").is_file()


@pytest.mark.parametrize(
    "original", ["../outside.txt", "mkdocs.yml", "saved/../mkdocs.yml", "/etc/hostname", "saved", "docs/index.md"]
)
def test_only_what_lies_under_saved_is_removed_as_an_original(archive: Settings, original: str):
    (archive.root.parent / "outside.txt").write_text("mine", "utf-8")
    write_article(archive, "x", "c-cccccc", original=original)
    before = contents(archive.root.parent)
    code, _, _ = call(archive, "remove", "c-cccccc")
    after = contents(archive.root.parent)
    assert code == 0
    assert set(before) - set(after) == {"archive/docs/articles/c-cccccc/index.md"}


def test_of_a_private_article_no_page_is_left(archive: Settings):
    write_article(archive, "x", "c-cccccc", rights="private", source="https://c.example/")
    call(archive, "remove", "c-cccccc")
    assert not (archive.docs / "removed").exists()


def test_removal_for_rights_names_no_source_and_says_how_to_purge_the_history(archive: Settings):
    commit(archive.root)
    call(archive, "rename", "night-aaaaaa", "still-night")
    commit(archive.root, "secret words")
    code, out, _ = call(archive, "remove", "still-night", "--for-rights")
    assert code == 0
    assert "night.example" not in (archive.docs / "removed/still-night.md").read_text("utf-8")
    assert (archive.docs / "removed/night-aaaaaa.md").is_file()
    hashes = git(archive.root, "log", "--format=%h").split()
    assert "It is still in 2 commits of the history:" in out
    assert all(f"  {one} " in out for one in hashes)
    assert "secret words" not in out
    paths = ("docs/articles/still-night", "saved/night.txt", "saved/night.txt.yml", "docs/articles/night-aaaaaa")
    assert f"git filter-repo --invert-paths {' '.join(f'--path {path}' for path in paths)}" in out


def test_what_the_history_never_had_needs_no_purge(archive: Settings):
    assert "Nothing of it is in the history" in call(archive, "remove", "night-aaaaaa", "--for-rights")[1]


def test_the_paths_to_purge_are_those_of_the_repository_around_the_archive(archive: Settings):
    commit(archive.root.parent)
    assert "--path archive/docs/articles/night-aaaaaa " in call(archive, "remove", "night-aaaaaa", "--for-rights")[1]


def test_two_articles_with_one_old_id_are_an_error(archive: Settings):
    write_article(archive, "x", "c-cccccc", former_ids="[day-bbbbbb, old-one]", license="CC0")
    write_article(archive, "y", "d-dddddd", former_ids="[old-one]", license="CC0")
    out = CliRunner().invoke(cli, ["-C", str(archive.root), "check"]).output
    assert "c-cccccc/index.md:3: error: the old id day-bbbbbb is day-bbbbbb's too [former-id]" in out
    assert "d-dddddd/index.md:3: error: the old id old-one is c-cccccc's too [former-id]" in out
