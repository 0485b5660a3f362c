"""What a reviewer is told of annotations, and of what a change does to them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fumikura.building.building import build
from fumikura.checks.annotation_changes import summary
from fumikura.commands import main
from fumikura.errors import FumikuraError
from making import commit, git, make_archive, write_article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fumikura.settings import Settings

    Check = Callable[..., tuple[int, list[dict]]]

FIRST = "春の朝に庭を歩いた。夏の昼に川で泳いだ。\n\n秋の夕べに山を見た。冬の夜に本を読んだ。\n"
KNOWN = {"title": "A", "source": "https://a.example/", "author": "[A]", "published": "2024-01-01", "lang": "ja"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = make_archive(tmp_path)
    write_article(settings, FIRST, **KNOWN)
    return settings


@pytest.fixture
def check(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Check:
    def call(*options: str) -> tuple[int, list[dict]]:
        capsys.readouterr()  # what other commands have said
        with pytest.raises(SystemExit) as left:
            main(["-C", str(settings.root), "check", "--format", "json", *options])
        return left.value.code, json.loads(capsys.readouterr().out)

    return call


def run(settings: Settings, *arguments: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["-C", str(settings.root), *arguments])
    assert left.value.code == 0, arguments


def annotate(settings: Settings, quote: str, comment: str = "") -> Path:
    before = set(settings.articles.rglob("annotations/*.md"))
    run(settings, "annotate", "a-aaaaaa", "--quote", quote, "--comment", comment)
    (path,) = set(settings.articles.rglob("annotations/*.md")) - before
    return path


def put(settings: Settings, text: str, name: str = "20261123T100000Z-aaaaaa", article: str = "a-aaaaaa") -> Path:
    path = settings.articles / article / "annotations" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def codes(findings: list[dict], level: str | None = None) -> list[str]:
    return [one["code"] for one in findings if level in {None, one["level"]}]


REPEATED = "---\nquote: に\n---\n"
CIRCLE = "---\nreply_to: 20261123T100000Z-aaaaaa\n---\nx\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("---\nby: x\n---\nno quote\n", "front-matter", 1),
        (REPEATED, "ambiguous", 2),
        ("---\nreply_to: 20200101T000000Z-zzzzzz\n---\nto nobody\n", "reply", 1),
        (CIRCLE, "reply", 1),
        ("---\nquote: 春の朝\ncreated: 2026-02-30T10:00:00Z\n---\n", "front-matter", 3),
        ("---\nquote: 春の朝\norphan: perhaps\n---\n", "front-matter", 3),
        ("---\nquote: 春の朝\n---\n" + "あ" * 33_334, "comment-length", 4),
        ("---\nquote: 春の朝\n---\nHi <script>alert(1)</script>\n", "unsafe-comment", 4),
        ("---\nquote: 春の朝\n---\n<img src=x onerror=alert(1)>\n", "unsafe-comment", 4),
        ("---\nquote: 春の朝\n---\n[here](javascript:alert(1))\n", "unsafe-comment", 4),
        ("---\nquote: 春の朝\n---\n[here](java&#115;cript:alert(1))\n", "unsafe-comment", 4),
    ],
)
def test_each_fault_of_an_annotation_is_an_error_with_file_line_and_remedy(
    settings: Settings, check: Check, text: str, code: str, line: int
):
    path = put(settings, text)
    exit_code, findings = check()
    (found,) = [one for one in findings if one["level"] == "error"]
    assert (found["code"], found["line"]) == (code, line)
    assert found["path"] == path.relative_to(settings.root).as_posix()
    assert found["remedy"]
    assert exit_code == 1


@pytest.mark.parametrize("comment", ["`<script>` is a tag.", "a < b & c > d", "**bold** <b>bold</b>", "data: 12 rows"])
def test_a_comment_that_only_speaks_of_such_things_is_no_fault(settings: Settings, check: Check, comment: str):
    put(settings, f"---\nquote: 春の朝\n---\n{comment}\n")
    assert check() == (0, [])


def test_an_annotation_of_an_unknown_article_and_two_files_with_one_id_are_errors(settings: Settings, check: Check):
    put(settings, "---\nquote: 春の朝\n---\n")
    write_article(settings, FIRST, "b-bbbbbb", **(KNOWN | {"source": "https://b.example/"}))
    put(settings, "---\nquote: 春の朝\n---\n", article="b-bbbbbb")
    put(settings, "---\nquote: 春の朝\n---\n", "20261123T100000Z-cccccc", article="nowhere")
    exit_code, findings = check()
    assert exit_code == 1
    assert codes(findings) == ["article-missing", "duplicate-annotation"]


def test_the_build_goes_on_with_the_rest_and_fails_only_under_strict(settings: Settings):
    (settings.root / "mkdocs.yml").write_text(
        "site_name: A\ntheme: {name: material, font: false}\nplugins: [{fumikura: {rights: full}}]\n", "utf-8"
    )
    for number, text in enumerate((CIRCLE, REPEATED, "---\nby: x\n---\n", "---\nquote: 春\ncreated: now\n---\n")):
        put(settings, text, f"20261123T10000{number}Z-aaaaaa")
    put(settings, "---\nquote: 夏の昼\n---\nA good one.\n", "20261123T100000Z-bbbbbb")
    with pytest.raises(FumikuraError, match="4 warnings"):
        build(settings, strict=True)
    build(settings, strict=False)
    page = (settings.site / "articles/a-aaaaaa/index.html").read_text("utf-8")
    assert "A good one." in page
    assert 'data-annotation="20261123T100000Z-bbbbbb"' in page


@pytest.mark.parametrize("quote", ["|\n  泳いだ。\n  秋の夕べ", ">-\n  泳いだ。\n  秋の夕べ", '"泳いだ。\\n秋の夕べ"'])
def test_a_quote_may_be_written_on_several_lines(settings: Settings, check: Check, quote: str):
    put(settings, f"---\nquote: {quote}\n---\n")
    assert check() == (0, [])


def test_an_orphan_that_its_file_calls_one_is_a_remark(settings: Settings, check: Check):
    put(settings, "---\nquote: 朝の食卓でパンを焼く話\nprefix: 前\norphan: true\n---\n")
    exit_code, findings = check("--strict")
    assert (exit_code, codes(findings), findings[0]["level"]) == (0, ["orphan"], "info")


def test_an_orphan_that_is_none_any_more_is_told(settings: Settings, check: Check):
    put(settings, "---\nquote: 春の朝\norphan: true\n---\n")
    (finding,) = check()[1]
    assert (finding["code"], finding["level"]) == ("orphan", "info")
    assert "in the text" in finding["message"]


def test_a_change_is_told_in_one_line_and_each_annotation_by_name(settings: Settings, check: Check):
    moved = annotate(settings, "秋の夕べに山を見た")
    changed = annotate(settings, "夏の昼に川で泳いだ")
    orphaned = annotate(settings, "冬の夜に本を読んだ")
    annotate(settings, "春の朝")
    commit(settings.root)
    git(settings.root, "switch", "-q", "-c", "change")
    new = FIRST.replace("川で", "青い海で").replace("冬の夜に本を読んだ。", "")
    write_article(settings, new, **KNOWN)
    exit_code, findings = check("--base", "main")
    assert exit_code == 1
    told = {one["path"]: (one["level"], one["code"], one["line"]) for one in findings}
    assert told == {
        moved.relative_to(settings.root).as_posix(): ("info", "moved-by-change", 2),
        changed.relative_to(settings.root).as_posix(): ("warning", "fuzzy-by-change", 2),
        orphaned.relative_to(settings.root).as_posix(): ("error", "orphan-by-change", 2),
        "docs/articles": ("info", "change", 1),
    }
    assert findings[-1]["message"] == "this change moves 1 annotation, makes 1 fuzzy, orphans 1"


def test_the_line_stands_at_the_end_of_the_text_too(settings: Settings, capsys: pytest.CaptureFixture[str]):
    annotate(settings, "春の朝")
    commit(settings.root)
    write_article(settings, "序。" + FIRST, **KNOWN)
    capsys.readouterr()
    run(settings, "check", "--base", "HEAD")
    assert capsys.readouterr().out.splitlines()[-1] == "this change moves 1 annotation"


def test_an_orphan_that_the_change_itself_marks_is_no_error(settings: Settings, check: Check):
    annotate(settings, "冬の夜に本を読んだ")
    commit(settings.root)
    write_article(settings, FIRST.replace("冬の夜に本を読んだ。", ""), **KNOWN)
    assert check("--base", "HEAD")[0] == 1
    run(settings, "anchors", "--mark-orphans")
    exit_code, findings = check("--base", "HEAD")
    assert exit_code == 0
    assert findings[-1]["message"] == "this change orphans 1 annotation"


def test_an_orphan_from_before_the_change_is_not_its_fault(settings: Settings, check: Check):
    put(settings, "---\nquote: 朝の食卓でパンを焼く話\nprefix: 前\n---\n")
    commit(settings.root)
    write_article(settings, "序。" + FIRST, **KNOWN)
    exit_code, findings = check("--base", "HEAD")
    assert exit_code == 0
    assert codes(findings) == ["orphan", "change"]


def test_a_new_annotation_without_a_passage_is_the_fault_of_its_change(settings: Settings, check: Check):
    commit(settings.root)
    put(settings, "---\nquote: 朝の食卓でパンを焼く話\nprefix: 前\n---\n")
    exit_code, findings = check("--base", "HEAD")
    assert exit_code == 1
    assert codes(findings, "error") == ["orphan-by-change"]


def test_removed_added_and_found_again_are_counted(settings: Settings, check: Check):
    removed = annotate(settings, "春の朝")
    put(settings, "---\nquote: 朝の食卓でパンを焼く話\n---\n")
    commit(settings.root)
    removed.unlink()
    annotate(settings, "夏の昼")
    write_article(settings, FIRST + "\n朝の食卓でパンを焼く話をした。\n", **KNOWN)
    message = check("--base", "HEAD")[1][-1]["message"]
    assert message == "this change finds 1 annotation again, adds 1, removes 1"


def test_a_folder_with_another_name_keeps_its_annotations(settings: Settings, check: Check):
    annotate(settings, "春の朝")
    commit(settings.root)
    (settings.articles / "a-aaaaaa").rename(settings.articles / "b-bbbbbb")
    exit_code, findings = check("--base", "HEAD")
    assert (exit_code, findings[-1]["message"]) == (0, "this change leaves all annotations where they were")


def test_an_annotation_that_the_change_breaks_is_not_called_removed(settings: Settings, check: Check):
    path = annotate(settings, "春の朝")
    commit(settings.root)
    path.write_text("---\nquote: [\n---\n", "utf-8")
    exit_code, findings = check("--base", "HEAD")
    assert (exit_code, codes(findings)) == (1, ["front-matter", "change"])


def test_what_the_other_branch_did_since_is_not_told(settings: Settings, check: Check):
    annotate(settings, "春の朝")
    commit(settings.root)
    git(settings.root, "switch", "-q", "-c", "change")
    (settings.docs / "other.md").write_text("x", "utf-8")
    commit(settings.root)
    git(settings.root, "switch", "-q", "main")
    write_article(settings, "まったく別の本文になった。", **KNOWN)
    commit(settings.root)
    git(settings.root, "switch", "-q", "change")
    assert check("--base", "main")[1][-1]["message"] == "this change leaves all annotations where they were"


def test_a_base_without_a_repository_or_a_revision_is_wrong_use(settings: Settings):
    with pytest.raises(SystemExit) as left:
        main(["-C", str(settings.root), "check", "--base", "main"])
    assert left.value.code == 2
    commit(settings.root)
    with pytest.raises(SystemExit) as left:
        main(["-C", str(settings.root), "check", "--base", "nowhere"])
    assert left.value.code == 2


def test_writing_leaves_a_clean_diff_and_nothing_to_write(settings: Settings, capsys: pytest.CaptureFixture[str]):
    path = annotate(settings, "秋の夕べに山を見た", "読み返したい。")
    commit(settings.root)
    write_article(settings, "序。" + FIRST, **KNOWN)
    run(settings, "anchors", "--write")
    diff = git(settings.root, "diff", "-U0", "--", str(path)).splitlines()
    added = [line for line in diff if line.startswith("+") and not line.startswith("+++")]
    assert added[:2] == ["+prefix: '序。春の朝に庭を歩いた。夏の昼に川で泳いだ。 '", "+start: 23"]
    assert [line.partition(":")[0] for line in added] == ["+prefix", "+start", "+text"]
    capsys.readouterr()
    run(settings, "anchors", "--write")
    assert capsys.readouterr().out.splitlines()[-1] == "0 files written"
    assert git(settings.root, "diff", "--name-only").count("annotations/") == 1


def test_in_a_shallow_clone_it_says_what_is_missing(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    annotate(settings, "夏の昼に川で泳いだ")
    commit(settings.root)
    write_article(settings, FIRST.replace("川で", "海で"), **KNOWN)
    commit(settings.root)
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{settings.root}", str(clone))
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["-C", str(clone), "check", "--format", "json"])
    assert codes(json.loads(capsys.readouterr().out)) == ["fuzzy", "shallow"]


def test_a_summary_counts_what_it_names():
    assert summary([]) == "this change leaves all annotations where they were"
