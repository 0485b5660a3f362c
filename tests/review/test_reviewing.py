"""What ``fumikura check --base`` says of a change, and that it trusts nothing in it. With real git."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from typing import TYPE_CHECKING

import pytest

from fumikura.commands import main
from making import commit, git, make_archive, write_article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fumikura.settings import Settings

    Check = Callable[..., tuple[int, list[dict]]]

KNOWN = {"source": "https://a.example/{}", "author": "[A]", "published": "2024-01-01", "lang": "ja"}
ANNOTATION = "---\nquote: 春の朝\n---\n"


def article(settings: Settings, name: str, body: str = "春の朝に庭を歩いた。", **fields: str) -> Path:
    known = {key: value.format(name) for key, value in KNOWN.items()}
    return write_article(settings, body, name, **(known | fields))


def annotate(settings: Settings, name: str, text: str = ANNOTATION, key: str = "20261123T100000Z-aaaaaa") -> Path:
    path = settings.articles / name / "annotations" / f"{key}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive of three articles; a change to it has begun."""
    settings = make_archive(tmp_path / "archive")
    for name in ("one", "two", "three"):
        article(settings, name)
    commit(settings.root)
    git(settings.root, "switch", "-q", "-c", "change")
    return settings


@pytest.fixture
def check(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Check:
    def call(*options: str) -> tuple[int, list[dict]]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["-C", str(settings.root), "check", "--format", "json", "--base", "main", *options])
        return left.value.code, json.loads(capsys.readouterr().out)

    return call


def codes(findings: list[dict], level: str | None = None) -> list[str]:
    return [one["code"] for one in findings if level in {None, one["level"]}]


def commit_tree(settings: Settings, path: list[bytes], content: bytes = b"x", mode: bytes = b"100644") -> None:
    """Commit a file under a name that no working tree need be able to hold, beside all that is there."""

    def plumbing(*arguments: str | bytes, given: bytes = b"") -> bytes:
        command = ["git", "-C", str(settings.root), *arguments]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout

    name = plumbing("hash-object", "-w", "--stdin", given=content).strip()
    kind = b"blob"
    for part in reversed(path):
        name = plumbing("mktree", "-z", "--missing", given=b"%s %s %s\t%s\0" % (mode, kind, name, part)).strip()
        mode, kind = b"040000", b"tree"
    tree = plumbing("mktree", "-z", given=plumbing("ls-tree", "-z", "HEAD") + plumbing("ls-tree", "-z", name)).strip()
    head = git(settings.root, "commit-tree", tree.decode("ascii"), "-p", "HEAD", "-m", "crafted")
    git(settings.root, "update-ref", "HEAD", head)


# Only what the change touches


def test_what_was_wrong_before_in_files_that_the_change_does_not_touch_is_not_judged_again(
    settings: Settings, check: Check
):
    git(settings.root, "switch", "-q", "main")
    for name in ("four", "five"):
        article(settings, name, "[gone](../nowhere/index.md) ![x](https://b.example/x.png)")
    commit(settings.root)
    git(settings.root, "switch", "-q", "-C", "change")
    annotate(settings, "one")
    code, findings = check()
    assert code == 0
    assert [(one["code"], one["level"]) for one in findings] == [
        ("elsewhere", "info"),
        ("change", "info"),
    ]
    assert findings[0]["message"] == "not touched by the change, and not judged: 4 articles"


def test_the_same_fault_in_a_file_of_the_change_is_an_error(settings: Settings, check: Check):
    path = article(settings, "four", "[gone](../nowhere/index.md)")
    code, findings = check()
    assert code == 1
    assert [(one["code"], one["path"]) for one in findings if one["level"] == "error"] == [
        ("broken-link", path.relative_to(settings.root).as_posix())
    ]


def test_a_link_that_a_removal_breaks_is_the_fault_of_the_change(settings: Settings, check: Check):
    git(settings.root, "switch", "-q", "main")
    article(settings, "four", "[two](../two/index.md)\n\n[gone](../nowhere/index.md)")
    commit(settings.root)
    git(settings.root, "switch", "-q", "-C", "change")
    git(settings.root, "rm", "-r", "-q", "docs/articles/two")
    code, findings = check()
    assert code == 1
    (error,) = [one for one in findings if one["level"] == "error"]
    assert (error["code"], error["path"]) == ("broken-link", "docs/articles/four/index.md")
    assert "../two/index.md" in error["message"]
    assert codes(findings, "info") == ["elsewhere", "change"]


def test_a_link_that_no_file_system_can_follow_leads_nowhere(settings: Settings, check: Check):
    article(settings, "four", f"[x](../../notes/{'n' * 3000}.md) [y](../{'a' * 3000}/index.md) [z](../a%00b/)")
    code, findings = check()
    assert (code, codes(findings, "error")) == (1, ["broken-link"] * 3)


def test_a_double_of_an_article_that_was_here_is_the_fault_of_the_change_whichever_comes_first(
    settings: Settings, check: Check
):
    article(settings, "aaa", source="https://a.example/two")
    code, findings = check()
    assert (code, codes(findings, "error")) == (1, ["duplicate-article"])


def test_a_link_that_becomes_one_to_a_private_article_is_told(settings: Settings, check: Check):
    git(settings.root, "switch", "-q", "main")
    article(settings, "four", "[two](../two/index.md)")
    commit(settings.root)
    git(settings.root, "switch", "-q", "-C", "change")
    article(settings, "two", rights="private")
    code, findings = check()
    assert (code, codes(findings, "warning")) == (0, ["private-link"])


def test_so_is_such_a_link_in_a_comment_whether_the_change_brings_it_or_its_target(settings: Settings, check: Check):
    git(settings.root, "switch", "-q", "main")
    annotate(settings, "one", f"{ANNOTATION}See [two](../two/index.md).\n")
    commit(settings.root)
    git(settings.root, "switch", "-q", "-C", "change")
    article(settings, "two", rights="private")
    code, findings = check()
    assert (code, codes(findings, "warning")) == (0, ["private-link"])
    commit(settings.root)
    git(settings.root, "branch", "-f", "main")
    path = annotate(settings, "three", f"{ANNOTATION}\n[two][a]\n\n[a]: ../two/\n", "20261123T100000Z-cccccc")
    (warning,) = [one for one in check()[1] if one["level"] == "warning"]
    assert (warning["path"], warning["line"]) == (path.relative_to(settings.root).as_posix(), 6)


def test_an_answer_whose_question_a_change_removes_is_its_fault(settings: Settings, check: Check):
    git(settings.root, "switch", "-q", "main")
    question = annotate(settings, "one")
    annotate(settings, "one", f"---\nreply_to: {question.stem}\n---\nYes.\n", "20261123T110000Z-bbbbbb")
    commit(settings.root)
    git(settings.root, "switch", "-q", "-C", "change")
    question.unlink()
    code, findings = check()
    assert (code, codes(findings, "error")) == (1, ["reply"])


def test_a_folder_without_an_article_or_with_a_wrong_name_is_the_fault_of_who_made_it(settings: Settings, check: Check):
    for name, code in (("lonely", "article-missing"), ("[x] {0}", "article-id")):
        path = settings.articles / name / "annotations" / "20261123T100000Z-aaaaaa.md"
        path.parent.mkdir(parents=True)
        path.write_text(ANNOTATION, "utf-8")
        exit_code, findings = check()
        assert (exit_code, codes(findings, "error")) == (1, [code])
        path.unlink()
        path.parent.rmdir()
        path.parent.parent.rmdir()


def test_a_removed_article_leaves_no_fault_of_its_own(settings: Settings, check: Check):
    git(settings.root, "rm", "-r", "-q", "docs/articles/two")
    assert check()[0] == 0


# Rights


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [("private", "full", True), ("private", "excerpt", True), ("excerpt", "full", True), ("full", "private", False)],
)
def test_wider_rights_always_stand_out(settings: Settings, check: Check, before: str, now: str, told: bool):
    article(settings, "two", rights=before)
    commit(settings.root)
    git(settings.root, "branch", "-f", "main")
    article(settings, "two", rights=now)
    findings = check()[1]
    found = [one for one in findings if one["code"] == "rights-by-change"]
    assert [(one["level"], one["line"]) for one in found] == ([("warning", 7)] if told else [])
    assert not found or findings[0] == found[0]


def test_wider_rights_stand_out_also_where_the_article_comes_back_under_another_name(settings: Settings, check: Check):
    article(settings, "two", rights="private")
    commit(settings.root)
    git(settings.root, "branch", "-f", "main")
    git(settings.root, "rm", "-r", "-q", "docs/articles/two")
    article(settings, "another", rights="full", source="https://a.example/two?utm_source=x")
    assert "rights-by-change" in codes(check()[1])


def test_a_wider_default_is_told_and_not_followed(settings: Settings, check: Check):
    path = settings.root / "mkdocs.yml"
    path.write_text(path.read_text("utf-8").replace("rights: full", "rights: excerpt"), "utf-8")
    commit(settings.root)
    git(settings.root, "branch", "-f", "main")
    path.write_text(path.read_text("utf-8").replace("rights: excerpt", "rights: full"), "utf-8")
    findings = check()[1]
    assert [one["path"] for one in findings if one["code"] == "rights-by-change"] == ["mkdocs.yml"]


# Nothing of the change is trusted


def test_the_settings_are_those_of_the_base(settings: Settings, check: Check):
    (settings.root / "stolen.py").write_text("raise SystemExit('ran')\n", "utf-8")
    config = (
        "site_name: x\nplugins: [{fumikura: {rights: nonsense}}]\nmarkdown_extensions: [stolen]\nhooks: [stolen.py]\n"
    )
    (settings.root / "mkdocs.yml").write_text(config, "utf-8")
    article(settings, "one", "新しい本文。")
    code, findings = check()
    assert code == 0
    assert [one["path"] for one in findings if one["code"] == "maintainer"] == ["mkdocs.yml", "stolen.py"]


def test_a_base_without_the_archive_is_wrong_use(tmp_path: Path):
    (tmp_path / "README.md").write_text("x", "utf-8")
    commit(tmp_path)
    git(tmp_path, "branch", "before")
    make_archive(tmp_path)
    commit(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["-C", str(tmp_path), "check", "--base", "before"])
    assert left.value.code == 2


def test_a_change_that_removes_the_settings_does_not_pass(settings: Settings):
    git(settings.root, "rm", "-q", "mkdocs.yml")
    with pytest.raises(SystemExit) as left:
        main(["-C", str(settings.root), "check", "--base", "main"])
    assert left.value.code == 2


@pytest.mark.parametrize(
    "config",
    ["hooks: [evil.py]\n", "plugins: [evil]\n", "theme: {name: material, custom_dir: overrides}\n", "docs_dir: /etc\n"],
)
def test_a_hook_a_plugin_a_theme_override_or_another_folder_is_not_heeded_but_shown(
    settings: Settings, check: Check, config: str
):
    (settings.root / "mkdocs.yml").write_text(f"site_name: A\n{config}", "utf-8")
    (settings.root / "evil.py").write_text("open('ran', 'w').close()\n", "utf-8")
    (settings.root / "overrides").mkdir()
    (settings.root / "overrides" / "main.html").write_text("<script>alert(1)</script>", "utf-8")
    commit(settings.root)
    code, findings = check()
    assert (code, codes(findings, "warning")) == (0, ["maintainer"] * 3)
    assert not (settings.root / "ran").exists()


@pytest.mark.parametrize(
    "line", ['--8<-- "/etc/passwd"', "--8<--\n/etc/passwd\n--8<--", "{!/etc/passwd!}", '{% include "/etc/passwd" %}']
)
def test_a_text_that_includes_another_file_is_refused_where_something_heeds_it(
    settings: Settings, check: Check, line: str, tmp_path: Path
):
    article(settings, "four", f"Text.\n\n{line}\n")
    code, findings = check()
    assert (code, codes(findings, "warning")) == (0, ["include"])
    git(settings.root, "stash", "-q", "-u")
    with (settings.root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("markdown_extensions: [pymdownx.snippets]\n")
    commit(settings.root)
    git(settings.root, "branch", "-f", "main")
    git(settings.root, "stash", "pop", "-q")
    code, findings = check()
    assert (code, codes(findings)) == (1, ["include", "not-read"])


def test_an_escaped_include_is_text(settings: Settings, check: Check):
    article(settings, "four", 'Write:\n\n;--8<-- "file.md"\n')
    assert "include" not in codes(check()[1])


def test_links_out_of_the_tree_are_refused_and_not_followed(settings: Settings, check: Check, tmp_path: Path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "20261123T100000Z-aaaaaa.md").write_text("---\nquote: geheim\n---\n", "utf-8")
    (settings.articles / "one" / "annotations").symlink_to(secret)
    (settings.articles / "one" / "x.png").symlink_to("/etc/passwd")
    (settings.docs / "notes").symlink_to(secret)
    for _ in ("in the working tree", "committed"):
        code, findings = check()
        assert code == 1
        assert codes(findings, "error") == ["symlink"] * 3
        assert "geheim" not in json.dumps(findings, ensure_ascii=False)
        commit(settings.root)


def test_a_file_of_500_mb_is_judged_by_its_size_and_not_opened(
    settings: Settings, check: Check, monkeypatch: pytest.MonkeyPatch
):
    large = settings.articles / "one" / "large.png"
    with large.open("wb") as file:
        file.truncate(500_000_000)
    monkeypatch.setattr(
        "pathlib.Path.read_bytes", lambda path: pytest.fail(f"{path} was read") if path == large else b""
    )
    code, findings = check()
    assert (code, codes(findings, "error")) == (1, ["too-large", "too-large"])
    assert findings[0]["message"] == "500.0 MB; a file here may have 25.0 MB"


def test_a_committed_file_is_judged_by_its_size_too_and_a_maintainer_may_raise_the_limit(
    settings: Settings, check: Check
):
    (settings.articles / "one" / "large.md").write_bytes(b"\0" * 25_000_001)
    commit(settings.root)
    (settings.articles / "one" / "large.md").unlink()
    assert codes(check()[1], "error") == ["too-large"]
    assert "too-large" not in codes(check("--max-file", "26")[1])


def test_a_file_that_a_later_commit_removes_is_judged_by_its_size_too(settings: Settings, check: Check):
    large = settings.articles / "one" / "large.bin"
    with large.open("wb") as file:
        file.truncate(100_000_001)
    commit(settings.root)
    large.unlink()
    commit(settings.root)
    code, findings = check()
    assert (code, codes(findings, "error")) == (1, ["too-large"])
    assert findings[0]["path"] == "docs/articles/one/large.bin"
    assert "stay in the history" in findings[0]["message"]


@pytest.mark.parametrize(
    "path",
    [
        [b"docs2", b"..", b"..", b"etc", b"passwd"],
        [b"docs2", b".git", b"config"],
        [b"docs2", b".GIT", b"config"],
        [b"docs2", b"git~1"],
        [b"docs2", b"a\nb.md"],
        [b"docs2", b"\x1b[31mred.md"],
        [b"docs2", "a\u202edm.exe".encode()],
        [b"docs2", b"con.md"],
        [b"docs2", b"a."],
        [b"docs2", b"a:b.md"],
        [b"docs2", b"caf\xe9.md"],
    ],
)
def test_a_crafted_name_is_refused_in_every_format(
    settings: Settings, check: Check, path: list[bytes], capsys: pytest.CaptureFixture[str]
):
    commit_tree(settings, path)
    code, findings = check()
    assert code == 1
    assert "unsafe-path" in codes(findings, "error")
    assert codes(findings)[-1] == "not-read"
    for form in ("text", "github", "sarif", "markdown"):
        with pytest.raises(SystemExit) as left:
            main(["-C", str(settings.root), "check", "--base", "main", "--format", form])
        out = capsys.readouterr().out
        assert left.value.code == 1
        assert not set(out) & set("\x1b\u202e\r")
        assert form != "github" or all(line.startswith("::") for line in out.splitlines())


def test_names_that_differ_in_case_or_normal_form_alone_are_refused(settings: Settings, check: Check):
    (settings.articles / "one" / "Photo.png").write_bytes(b"1")
    (settings.articles / "one" / "が.png").write_bytes(b"1")
    commit(settings.root)
    git(settings.root, "branch", "-f", "main")
    (settings.articles / "one" / "photo.png").write_bytes(b"2")
    (settings.articles / "one" / unicodedata.normalize("NFD", "が.png")).write_bytes(b"2")
    code, findings = check()
    assert (code, codes(findings, "error")) == (1, ["path-collision"] * 2)
    # What looks alike is told apart.
    place = "docs/articles/one"
    assert [one["message"].split(" on ")[0] for one in findings if one["level"] == "error"] == [
        f"{place}/photo.png is the same as {place}/Photo.png",
        f"{place}/\\u304b\\u3099.png is the same as {place}/\\u304c.png",
    ]


def test_a_folder_that_has_another_ones_name_is_told_once(settings: Settings, check: Check):
    for name in ("a.png", "b.png", "c.png"):
        folder = settings.articles / "ONE"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x")
    _, findings = check()
    assert codes(findings, "error").count("path-collision") == 1


def test_a_new_annotation_whose_passage_was_never_there_loses_none(settings: Settings, check: Check):
    annotate(settings, "one", "---\nquote: 夏の夜\n---\n")
    code, findings = check()
    assert (code, [one["message"] for one in findings if one["level"] == "error"]) == (
        1,
        ["“夏の夜” is not in the text"],
    )


def test_another_repository_is_refused_whether_it_is_registered_or_not(settings: Settings, check: Check):
    inner = settings.articles / "inner"
    inner.mkdir()
    (inner / "index.md").write_text("---\ntitle: A\n---\n", "utf-8")
    commit(inner)
    assert codes(check()[1], "error") == ["submodule"]
    commit(settings.root)
    (settings.root / ".gitmodules").write_text(
        '[submodule "x"]\n\tpath = docs/articles/inner\n\turl = ext::sh\n', "utf-8"
    )
    code, findings = check()
    assert (code, codes(findings, "error")) == (1, ["submodule"])
    assert [one["path"] for one in findings if one["code"] == "maintainer"] == [".gitmodules"]


def test_a_program_among_the_articles_is_told(settings: Settings, check: Check):
    (settings.articles / "one" / "index.md").chmod(0o755)
    assert "executable" in codes(check()[1], "warning")


@pytest.mark.parametrize(
    ("body", "code", "level"),
    [
        ("one\rtwo", "line-ends", "error"),
        ("one\r\ntwo", "line-ends", "warning"),
        ("if (admin\u202e \u2066) {", "hidden-text", "warning"),
        ("\x1b[2J", "hidden-text", "warning"),
    ],
)
def test_what_a_diff_does_not_show_is_told(settings: Settings, check: Check, body: str, code: str, level: str):
    git(settings.root, "config", "core.autocrlf", "false")
    path = article(settings, "four")
    path.write_bytes(path.read_bytes() + body.encode())
    for _ in ("in the working tree", "committed"):
        assert code in codes(check()[1], level)
        commit(settings.root)


def test_a_change_of_the_attributes_runs_no_filter(settings: Settings, check: Check, tmp_path: Path):
    for key in ("filter.evil.smudge", "diff.evil.textconv", "diff.evil.command", "merge.evil.driver"):
        git(settings.root, "config", key, f"touch {tmp_path / 'ran'}; cat")
    commit_tree(settings, [b".gitattributes"], b"* filter=evil diff=evil merge=evil\n")
    assert "maintainer" in codes(check()[1])
    assert not (tmp_path / "ran").exists()
