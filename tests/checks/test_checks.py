"""What ``fumikura check`` finds, and how it says it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import fumikura
from fumikura.checks.checks import CODES
from fumikura.commands import main
from fumikura.library.library_files import read_library
from fumikura.model.annotations import make_header, new_annotation_id, render_annotation
from making import make_archive

if TYPE_CHECKING:
    from fumikura.settings import Settings

HEAD = "title: A title\nsource: https://a.example/{}\nauthor: [A]\npublished: 2024-01-01\nlang: en\n"


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    return make_archive(tmp_path)


def put(archive: Settings, name: str, head: str | None = None, body: str = "One sentence.\n") -> Path:
    path = archive.articles / name / "index.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\n{HEAD.format(name) if head is None else head}---\n{body}", "utf-8")
    return path


def annotate(archive: Settings, article: str, text: str) -> Path:
    path = archive.articles / article / "annotations" / f"{new_annotation_id(dt.datetime.now(dt.UTC))}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def checked(archive: Settings, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[dict]]:
    with pytest.raises(SystemExit) as left:
        main(["-C", str(archive.root), "check", "--format", "json", *options])
    return left.value.code, json.loads(capsys.readouterr().out)


def test_an_archive_in_order_has_no_findings(archive: Settings, capsys: pytest.CaptureFixture[str]):
    put(archive, "a")
    assert checked(archive, capsys) == (0, [])


@pytest.mark.parametrize(
    ("head", "body", "code", "level", "line"),
    [
        ("title: a: b\n", "", "front-matter", "error", 2),
        ("title: A\npublished: 2024-02-30\n", "", "front-matter", "error", 3),
        ("title: A\nrights: public\n", "", "front-matter", "error", 3),
        ("source: https://a.example/\n", "", "front-matter", "error", 1),
        ("title: A\nsource: https://a.example/\ntag: [x]\n", "", "unknown-field", "warning", 4),
        ("title: A\n", "", "rights", "warning", 1),
        (HEAD, "[x](../nowhere/index.md)\n", "broken-link", "error", 8),
        (HEAD, "\n![x](nowhere.png)\n", "missing-picture", "warning", 9),
        (HEAD, "![x](https://b.example/x.png)\n", "remote-picture", "warning", 8),
    ],
)
def test_each_fault_is_named_with_its_line_and_a_remedy(
    archive: Settings, capsys: pytest.CaptureFixture[str], head: str, body: str, code: str, level: str, line: int
):
    put(archive, "a", head, body)
    exit_code, findings = checked(archive, capsys)
    (found,) = [one for one in findings if one["code"] == code]
    assert (found["level"], found["line"]) == (level, line)
    assert found["path"] == "docs/articles/a/index.md"
    assert found["remedy"]
    assert exit_code == (1 if level == "error" else 0)


def test_one_source_may_have_one_article(archive: Settings, capsys: pytest.CaptureFixture[str]):
    put(archive, "a", HEAD.format("same"))
    put(archive, "b", HEAD.format("same?utm_source=x"))
    assert [one["code"] for one in checked(archive, capsys)[1]] == ["duplicate-article"]


def test_an_orphan_is_a_warning_that_strict_refuses(archive: Settings, capsys: pytest.CaptureFixture[str]):
    put(archive, "a")
    header = make_header(
        "Other words.", 0, 5, "0" * 16, by="x", moment=dt.datetime.now(dt.UTC), motivation="commenting", tags=()
    )
    annotate(archive, "a", render_annotation(header, ""))
    code, findings = checked(archive, capsys)
    assert [(one["code"], one["line"]) for one in findings] == [("orphan", 2)]
    assert code == 0
    assert checked(archive, capsys, "--strict")[0] == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no front matter", "front-matter"),
        ("---\nby: x\n---\n", "front-matter"),
        ("---\nquote: One\ncreated: yesterday\n---\n", "front-matter"),
        ("---\nreply_to: 20260101T000000Z-aaaaaa\n---\nAn answer.\n", "reply"),
        ("---\nquote: One\n---\n" + "x" * 100_001, "comment-length"),
    ],
)
def test_a_bad_annotation_is_an_error_in_its_own_file(
    archive: Settings, capsys: pytest.CaptureFixture[str], text: str, code: str
):
    put(archive, "a")
    path = annotate(archive, "a", text)
    exit_code, findings = checked(archive, capsys)
    assert exit_code == 1
    assert [(one["code"], one["path"]) for one in findings] == [(code, path.relative_to(archive.root).as_posix())]


def test_answers_in_a_circle_are_found(archive: Settings, capsys: pytest.CaptureFixture[str]):
    put(archive, "a")
    folder = archive.articles / "a" / "annotations"
    folder.mkdir()
    for one, other in (("aaaaaa", "bbbbbb"), ("bbbbbb", "aaaaaa")):
        (folder / f"20260101T000000Z-{one}.md").write_text(
            f"---\nreply_to: 20260101T000000Z-{other}\n---\nx\n", "utf-8"
        )
    assert [one["code"] for one in checked(archive, capsys)[1]] == ["reply", "reply"]


def test_symbolic_links_are_not_followed(archive: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: Secret\n---\n", "utf-8")
    (archive.articles / "a").mkdir(parents=True)
    (archive.articles / "a" / "index.md").symlink_to(secret)
    (archive.articles / "b").symlink_to(archive.articles / "a")
    assert {one["code"] for one in checked(archive, capsys)[1]} == {"symlink"}


def test_folders_that_are_symbolic_links_are_not_followed_either(
    archive: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    (elsewhere / "20261123T100000Z-aaaaaa.md").write_text("---\ntitle: Secret\nquote: Secret\n---\nSecret\n", "utf-8")
    put(archive, "a")
    (archive.articles / "a" / "annotations").symlink_to(elsewhere)
    (archive.docs / "notes").symlink_to(elsewhere)
    library = read_library(archive)
    assert (library.notes, library.articles["a"].annotations) == ({}, ())
    found = checked(archive, capsys)[1]
    assert {(one["code"], one["path"]) for one in found} == {
        ("symlink", "docs/articles/a/annotations"),
        ("symlink", "docs/notes"),
    }


def test_one_bad_file_does_not_hide_the_next(archive: Settings, capsys: pytest.CaptureFixture[str]):
    put(archive, "a", "title: a: b\n")
    put(archive, "b", "title: [\n")
    assert len(checked(archive, capsys)[1]) == 2


def test_github_is_told_in_its_own_way(archive: Settings, capsys: pytest.CaptureFixture[str]):
    put(archive, "a", "title: a: b\n")
    with pytest.raises(SystemExit):
        main(["-C", str(archive.root), "check", "--format", "github"])
    out = capsys.readouterr().out
    assert out.startswith("::error file=docs/articles/a/index.md,line=2,title=front-matter::")
    assert "%0Atry: " in out


def test_every_code_is_explained():
    folder = Path(fumikura.__file__).parent
    here = folder / "checks/checks.py"  # which has the list of them above all that gives one
    others = "".join(path.read_text("utf-8") for path in folder.rglob("*.py") if path != here)
    checks = here.read_text("utf-8").partition("\n}\n")[2]
    assert [code for code in CODES if f'"{code}"' not in others + checks] == []


def test_a_guess_is_a_remark_that_shows_both_wordings(archive: Settings, capsys: pytest.CaptureFixture[str]):
    put(archive, "a", body="The quick brown fox jumps over the lazy dog near the river.\n")
    header = make_header(
        "The quick brown cat jumps over the lazy dog near the river.",
        4,
        33,
        "0" * 16,
        by="x",
        moment=dt.datetime.now(dt.UTC),
        motivation="commenting",
        tags=(),
    )
    annotate(archive, "a", render_annotation(header, ""))
    code, (finding,) = checked(archive, capsys)
    assert (code, finding["code"], finding["level"]) == (0, "fuzzy", "info")
    assert "fox" in finding["message"]
    assert "cat" in finding["message"]
