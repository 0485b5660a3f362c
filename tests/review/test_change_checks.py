"""What is wrong with the files of a change, by their names, kinds and sizes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.git.repository import ChangedFile
from fumikura.printable import is_hidden, printable
from fumikura.review.change_checks import (
    Limits,
    Places,
    change_findings,
    collisions,
    history_findings,
    name_fault,
    stops_reading,
)

PLACES = Places(("docs/articles/", "docs/notes/"), "saved/")
PAGE = "docs/articles/a/index.md"


def found(*files: ChangedFile, paths: tuple[str, ...] = (), limits: Limits | None = None) -> list[tuple[str, str]]:
    return [(one.code, one.level) for one in change_findings(files, paths, PLACES, limits or Limits())]


def new(path: str, mode: str = "100644", size: int | None = 10) -> ChangedFile:
    return ChangedFile(path, None, mode, size, "0" * 40)


@pytest.mark.parametrize(
    "path",
    [
        PAGE,
        "docs/articles/a/annotations/20261123T100000Z-aaaaaa.md",
        "docs/articles/a/写真 1.png",
        "docs/notes/reading.md",
        "saved/note/記事 (1).txt",
        "saved/👨‍👩‍👧.html",
        "saved/نص.txt",
        "saved/console.md",
    ],
)
def test_what_contributions_bring_is_in_order(path: str):
    assert found(new(path)) == []


@pytest.mark.parametrize(
    "part",
    [
        "",
        ".",
        "..",
        ".git",
        ".GIT",
        ".Git ",
        ".git.",
        ".git::$INDEX_ALLOCATION",
        ".git\\hooks",
        "git~1",
        "GIT~2",
        ".g\u200cit",
        "\ufeff.git",
        "a\nb.md",
        "a\x1b[31m.md",
        "a\u2028b.md",
        "a\u202eb.md",
        "a\u2066b.md",
        "a\u00adb.md",
        "con.md",
        "CON",
        "aux.tar.gz",
        "nul ",
        "com1.md",
        "LPT³.txt",
        "conin$",
        "a.md.",
        "a.md ",
        "a:b.md",
        'a"b.md',
        "a\\b.md",
        "a?.md",
        "a\udcff.md",
        "あ" * 86,
    ],
)
def test_a_name_that_some_system_cannot_have_or_takes_for_another_is_refused(part: str):
    assert name_fault(part) is not None
    findings = list(change_findings([new(f"docs/articles/a/{part}")], [], PLACES, Limits()))
    assert any(one.level == "error" and one.code == "unsafe-path" and stops_reading(one) for one in findings)
    assert not any(map(is_hidden, "".join(one.path + one.message for one in findings)))


@pytest.mark.parametrize(
    "part", ["console.md", "com.md", "git", "git~", "gitignore", "nul1.md", "a b.md", ".gitkeep", "…"]
)
def test_a_name_that_only_resembles_such_a_one_is_not(part: str):
    assert name_fault(part) is None


@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=60))
def test_letters_and_digits_make_a_name_unless_windows_keeps_it_for_itself(name: str):
    assert name_fault(f"x{name}.md") is None


@given(st.text(min_size=1, max_size=40))
def test_what_is_shown_of_any_name_stays_on_its_line_and_goes_one_way(name: str):
    shown = printable(name + "\udcff\n\u202e\x1b")
    assert not set(shown) & set("\n\r\x1b\u202e\u2028\u2029\udcff")
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("docs/articles/a/Photo.png", "docs/articles/a/photo.png"),
        ("docs/Articles/b/index.md", "docs/articles/a/index.md"),
        ("docs/articles/a/が.png", unicodedata.normalize("NFD", "docs/articles/a/が.png")),
        ("saved/É.txt", unicodedata.normalize("NFD", "saved/é.txt")),
        ("saved/a\u200d.txt", "saved/a.txt"),
        ("saved/\u212a.txt", "saved/k.txt"),
        ("saved/A", "saved/a/b.txt"),
    ],
)
def test_names_that_macos_or_windows_take_for_the_same_are_found_whichever_is_new(one: str, other: str):
    for changed, there in ((one, other), (other, one)):
        (finding,) = collisions([changed], [there, changed])
        assert (finding.level, finding.code, finding.path) == ("error", "path-collision", printable(changed))


@pytest.mark.parametrize(
    ("one", "other"), [("saved/straße", "saved/strasse"), ("saved/か", "saved/カ"), ("saved/1", "saved/１")]
)
def test_names_that_differ_on_every_system_may_stand_beside_each_other(one: str, other: str):
    assert list(collisions([one], [other])) == []


def test_links_modules_and_programs_are_told_by_their_modes():
    assert found(new(PAGE, "120000")) == [("symlink", "error")]
    assert found(new("docs/articles/a/x.png", "160000", None)) == [("submodule", "error")]
    assert found(new(PAGE, "100755")) == [("executable", "warning")]


def test_a_hidden_file_among_the_pages_is_refused():
    assert found(new("docs/articles/a/.htaccess")) == [("unsafe-path", "error")]
    assert found(new("docs/articles/.a/index.md")) == [("unsafe-path", "error")]


def test_a_file_and_a_change_have_limits():
    limits = Limits(file=100, saved=200, change=350, files=3)
    assert found(new(PAGE, size=100), limits=limits) == []
    assert found(new(PAGE, size=101), limits=limits) == [("too-large", "error")]
    assert found(new("saved/a", size=200), limits=limits) == []
    assert found(new("saved/a", size=201), limits=limits) == [("too-large", "error")]
    assert found(*(new(f"saved/{name}", size=120) for name in "abc"), limits=limits) == [("too-large", "error")]
    assert found(*(new(f"saved/{name}", size=1) for name in "abcd"), limits=limits) == [("too-large", "error")]


def test_a_file_that_is_committed_and_in_the_working_tree_is_counted_once():
    limits = Limits(change=150)
    twice = [new(PAGE, size=100), ChangedFile(PAGE, "100644", "100644", 100)]
    assert found(*twice, limits=limits) == []


@pytest.mark.parametrize(
    "path",
    [
        "mkdocs.yml",
        "mkdocs.en.yml",
        "hooks/evil.py",
        "overrides/main.html",
        ".github/workflows/archive.yml",
        ".forgejo/workflows/archive.yml",
        ".gitlab-ci.yml",
        "scripts/x.py",
        "requirements.txt",
        ".gitattributes",
        ".gitmodules",
        "docs/javascripts/x.js",
        "README.md",
        "docs/index.md",
        "docs/articles/a/.gitattributes",
        "saved/.gitattributes",
    ],
)
def test_what_is_no_contribution_to_the_archive_is_for_a_maintainer(path: str):
    for file in (new(path), ChangedFile(path, "100644", None)):
        codes = found(file)
        assert ("maintainer", "warning") in codes


def test_what_commits_bring_and_remove_again_is_judged_too():
    limits = Limits(saved=100, change=300)
    kept = new(PAGE, size=90)
    brought = {"0" * 40: 90, "1" * 40: 101, "2" * 40: 100}
    (finding,) = history_findings(brought, [kept], limits, {"1" * 40: "saved/large"}.get)
    assert (finding.path, finding.code, finding.level) == ("saved/large", "too-large", "error")
    (finding,) = history_findings({"0" * 40: 90, **{str(n) * 40: 99 for n in (1, 2, 3)}}, [kept], limits, {}.get)
    assert "0.4 kB, with what they remove again" in finding.message
    assert list(history_findings({"0" * 40: 90}, [kept], limits, {}.get)) == []


def test_a_file_that_leaves_needs_no_proper_name():
    assert found(ChangedFile("docs/articles/a/con.md", "100644", None)) == []
    assert found(ChangedFile("docs/articles/a/link", "120000", None)) == []


def test_a_path_as_deep_as_its_writer_likes_is_refused_and_not_compared():
    deep = "a/" * 100_000 + "b.md"
    (finding,) = change_findings([new(f"saved/{deep}")], [deep, deep.upper()], PLACES, Limits())
    assert (finding.code, len(finding.path)) == ("unsafe-path", 200)


def test_many_files_of_one_folder_are_one_finding():
    files = [new(f"scripts/{number}.py") for number in range(9)]
    (finding,) = change_findings(files, [], PLACES, Limits())
    assert "with 8 more there" in finding.message
