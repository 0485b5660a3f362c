"""``fumikura tag rename``: in articles, annotations and notes, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from fumikura.commands import cli
from fumikura.library.library_files import read_library
from making import contents, make_archive, write_article

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    made = make_archive(tmp_path / "archive")
    write_article(made, "夜の話。 #AI tags: [AI]", "a-aaaaaa", tags="[AI, 夜]")
    write_article(made, "朝の話。", "b-bbbbbb", tags="\n  - ＡＩ # wide\n  - 人工知能")
    write_article(made, "昼の話。", "c-cccccc", tags="[AIR]")
    note = made.docs / "notes" / "n.md"
    note.parent.mkdir()
    note.write_text("---\ntitle: N\ntags: ai\n---\nAI\n", "utf-8")
    annotation = made.articles / "a-aaaaaa" / "annotations" / "20260101T000000Z-aaaaaa.md"
    annotation.parent.mkdir()
    annotation.write_text("---\nquote: 夜の話\ntags:\n- 核\n- AI\n---\nAI\n", "utf-8")
    return made


def rename(archive: Settings, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["-C", str(archive.root), "tag", "rename", *arguments])
    return done.exit_code, done.output, str(done.exception or "")


def test_a_tag_gets_another_name_everywhere_and_nothing_else_changes(archive: Settings):
    before = contents(archive.root)
    code, out, _ = rename(archive, "AI", "人工知能")
    after = contents(archive.root)
    assert code == 0
    changed = {name: after[name].decode() for name in after if after[name] != before[name]}
    assert changed == {
        "docs/articles/a-aaaaaa/index.md": "---\ntitle: A title\ntags: [人工知能, 夜]\n---\n夜の話。 #AI tags: [AI]\n",
        "docs/articles/b-bbbbbb/index.md": "---\ntitle: A title\ntags: \n  - 人工知能\n---\n朝の話。\n",
        "docs/notes/n.md": "---\ntitle: N\ntags: 人工知能\n---\nAI\n",
        "docs/articles/a-aaaaaa/annotations/20260101T000000Z-aaaaaa.md": "---\nquote: 夜の話\ntags:\n- 核\n- 人工知能\n---\nAI\n",
    }
    assert set(changed) <= set(out.splitlines())
    assert "was there already and takes it in" in out


def test_a_dry_run_names_the_files_and_changes_none(archive: Settings):
    before = contents(archive.root)
    _, out, _ = rename(archive, "AI", "x", "--dry-run")
    assert "4 files would be changed" in out
    assert contents(archive.root) == before


def test_the_spelling_of_a_tag_can_be_made_one(archive: Settings):
    rename(archive, "ai", "AI")
    tags = [one.header.tags for one in read_library(archive).articles.values()]
    assert tags == [("AI", "夜"), ("AI", "人工知能"), ("AIR",)]


def test_renaming_twice_changes_nothing_the_second_time(archive: Settings):
    rename(archive, "AI", "人工知能")
    before = contents(archive.root)
    code, _, error = rename(archive, "AI", "人工知能")
    assert code != 0
    assert "nothing has the tag 'AI'" in error
    assert contents(archive.root) == before


def test_a_tag_that_nothing_has_is_wrong_use_and_names_what_is_like_it(archive: Settings):
    assert "is 人工知能 meant?" in rename(archive, "人口知能", "x")[2]


@pytest.mark.parametrize("new", ["", " ", "a,b", "a\nb", "a、b"])
def test_what_is_no_tag_is_wrong_use(archive: Settings, new: str):
    before = contents(archive.root)
    assert "is no name of a tag" in rename(archive, "AI", new)[2]
    assert contents(archive.root) == before


def test_nothing_is_changed_while_a_file_cannot_be_read(archive: Settings):
    write_article(archive, "x", "d-dddddd", tags="[AI")
    before = contents(archive.root)
    code, _, error = rename(archive, "AI", "x")
    assert code != 0
    assert "docs/articles/d-dddddd/index.md" in error
    assert contents(archive.root) == before
