"""``fumikura from-issue``: a stranger's form to files, or to a branch; or nothing at all."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fumikura.archive.new_archive import make_archive as make_new_archive
from fumikura.commands import cli
from fumikura.errors import FumikuraError
from fumikura.issues.issue_forms import answers, read_event
from fumikura.issues.issue_proposals import propose, read_forms
from fumikura.library.library_files import read_library
from fumikura.sources.source import Source
from issues import event, filled_in
from making import commit, contents, examples, git, make_archive, write_article

if TYPE_CHECKING:
    from collections.abc import Callable

    from fumikura.settings import Settings
    from fumikura.sources.source import Fields

ADDRESS = "https://example.org/rot?utm_source=x"
TEXT = "リンクは静かに切れていく。\n\n十五年前のブログを読み返した。"


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    made = make_archive(tmp_path / "archive")
    write_article(made, "夜は静かだ。\n\n朝は静かだ。", "night-aaaaaa", source="https://night.example/1")
    return made


def call(archive: Settings, text: str, *options: str) -> tuple[int, Any, str]:
    """Exit code, the JSON, and what was said beside it."""
    done = CliRunner().invoke(cli, ["-C", str(archive.root), "from-issue", "-", *options], input=text)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, json.loads(done.stdout), done.stderr


def page(archive: Settings, article: str) -> str:
    return (archive.articles / article / "index.md").read_text("utf-8")


def test_a_pasted_text_becomes_an_article_with_its_original(archive: Settings):
    body = filled_in(
        "add-article",
        url=ADDRESS,
        article_title="リンク切れ",
        author="葵、Bob",
        published="2025-03",
        tags="保存",
        text=TEXT,
    )
    code, found, _ = call(archive, event(body))
    assert code == 0
    (article,) = (path.split("/")[2] for path in found["paths"] if path.endswith("/index.md"))
    assert found == {
        "form": "add-article",
        "branch": "issue-12",
        "title": "Add the article proposed in issue 12",
        "body": found["body"],
        "paths": [
            f"docs/articles/{article}/index.md",
            "saved/issues/12/issue-12.md",
            "saved/issues/12/issue-12.md.yml",
        ],
    }
    text = page(archive, article)
    for line in (
        "title: リンク切れ",
        "source: https://example.org/rot",
        "published: 2025-03",
        "created: '2026-11-20T08:30:00Z'",
        "rights: excerpt",
        "original: saved/issues/12/issue-12.md",
        "  - Bob",
    ):
        assert f"\n{line}\n" in text
    assert text.endswith(f"---\n{TEXT}\n")
    assert read_library(archive).findings == ()


def test_an_address_alone_becomes_a_link(archive: Settings):
    code, found, _ = call(archive, event(filled_in("add-article", "ja", url=ADDRESS)))
    (path,) = found["paths"]
    text = (archive.root / path).read_text("utf-8")
    assert code == 0
    assert "title: https://example.org/rot\n" in text
    assert "kind: link\n" in text


def test_where_the_archive_is_private_so_is_what_strangers_propose(tmp_path: Path):
    made = make_archive(tmp_path / "archive")
    config = made.root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("rights: full", "rights: private"), "utf-8")
    _, found, _ = call(made, event(filled_in("add-article", url=ADDRESS, text=TEXT)))
    assert "\nrights: private\n" in (
        made.root / next(one for one in found["paths"] if one.startswith("docs"))
    ).read_text("utf-8")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"url": "javascript:alert(1)"}, "none of http or https"),
        ({"url": "file:///etc/passwd"}, "none of http or https"),
        ({"url": "https://user:word@example.org/"}, "none of http or https"),
        ({"url": "https://example.org:99999/"}, "none of http or https"),
        ({"url": "https://example.org/ x"}, "none of http or https"),
        ({"url": 'https://example.org/"onload='}, "none of http or https"),
        ({"url": ADDRESS, "published": "rights: full"}, "published"),
        ({"url": ADDRESS, "tags": ",".join(f"t{n}" for n in range(21))}, "more than 20 tags"),
        ({"url": ADDRESS, "text": "---\nrights: full\nformer_ids: [night-aaaaaa]\n---\nx"}, "front matter"),
        ({"url": ADDRESS, "text": "  \n---  \nrights: full\n---\nx"}, "front matter"),
        ({"url": ADDRESS, "text": "<!doctype html><html><body><p>x</p></body></html>"}, "issue"),
        ({"url": ADDRESS, "text": '[{"href": "https://a.example/", "description": "x"}]'}, "issue"),
        ({"url": ADDRESS, "text": "夜は静かだ。\n\n朝は静かだ。" * 60}, "issue"),
        ({"url": "https://night.example/1", "text": TEXT}, "docs/articles/night-aaaaaa/index.md"),
    ],
)
def test_what_cannot_be_an_article_is_refused_and_leaves_nothing(archive: Settings, values: dict[str, str], said: str):
    if said == "issue" and "夜" in values["text"]:
        write_article(archive, values["text"], "long-aaaaaa")
    before = contents(archive.root)
    code, found, err = call(archive, event(filled_in("add-article", **values)))
    assert (code, found["form"], found["branch"], found["paths"]) == (1, "add-article", None, [])
    assert said in err
    assert "Nothing could be made of this" in found["body"]
    assert contents(archive.root) == before


def test_yaml_in_a_value_stays_a_string(archive: Settings):
    title = "x\\n rights: full # !!python/object {a: &b [*b]}"
    body = filled_in("add-article", url=ADDRESS, article_title=title, tags="no,12:34,~,[a]", text=TEXT)
    assert call(archive, event(body))[0] == 0
    entry = next(
        one for one in read_library(archive).articles.values() if one.header.source == "https://example.org/rot"
    )
    assert (entry.title, entry.rights, entry.header.tags) == (title, "excerpt", ("no", "12:34", "~", "[a]"))


def test_the_same_issue_is_not_taken_in_twice(archive: Settings):
    body = filled_in("add-article", url=ADDRESS, text=TEXT)
    assert call(archive, event(body))[0] == 0
    before = contents(archive.root)
    assert call(archive, event(body.replace(ADDRESS, "https://other.example/")))[0] == 1
    assert contents(archive.root) == before


@pytest.mark.parametrize(
    "named", ["night-aaaaaa", "https://night.example/1", "https://example.org/site/articles/night-aaaaaa/#a-1"]
)
def test_a_correction_replaces_a_passage_that_stands_there_once(archive: Settings, named: str):
    body = filled_in("correct-article", article=named, passage="朝は\n静かだ", correction="朝は `騒がしい`")
    code, found, _ = call(archive, event(body.replace("朝は\n静かだ", "静かだ。 朝は")))
    assert (code, found["paths"]) == (0, ["docs/articles/night-aaaaaa/index.md"])
    assert page(archive, "night-aaaaaa").endswith("夜は朝は `騒がしい`静かだ。\n")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"article": "night-aaaaaa", "passage": "静かだ"}, "2 times"),
        ({"article": "night-aaaaaa", "passage": "昼"}, "does not stand"),
        ({"article": "night-aaaaaa", "passage": "title"}, "does not stand"),
        ({"article": "../../mkdocs.yml", "passage": "site_name"}, "no such article"),
        ({"article": "https://night.example/2", "passage": "夜"}, "no such article"),
    ],
)
def test_a_correction_that_does_not_say_what_is_refused(archive: Settings, values: dict[str, str], said: str):
    before = contents(archive.root)
    code, _, err = call(archive, event(filled_in("correct-article", correction="x", **values)))
    assert code == 1
    assert said in err
    assert contents(archive.root) == before


def test_a_correction_keeps_the_header_and_the_line_ends(archive: Settings):
    path = archive.articles / "night-aaaaaa" / "index.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    body = filled_in(
        "correct-article", article="night-aaaaaa", passage="夜は", correction="---\nrights: full\n---\n昼は"
    )
    assert call(archive, event(body))[0] == 0
    assert "\r\n---\r\nrights: full\r\n---\r\n昼は静かだ。\r\n".encode() in path.read_bytes()
    assert read_library(archive).articles["night-aaaaaa"].header.rights is None


def test_a_takedown_hides_the_page_and_changes_nothing_else(archive: Settings):
    before = page(archive, "night-aaaaaa")
    body = filled_in("take-down", article="night-aaaaaa", reason="それは私が書いたものです。")
    code, found, _ = call(archive, event(body))
    assert code == 0
    assert page(archive, "night-aaaaaa") == before.replace("\n---\n", "\nrights: private\n---\n")
    assert "--for-rights" in found["body"]


def test_no_word_of_an_issue_gets_into_a_title_a_branch_or_a_commit(archive: Settings):
    commit(archive.root)
    evil = "fixes #1 @everyone $(touch x) `x` ```\n\n## x"
    body = filled_in("take-down", article="night-aaaaaa", reason=evil)
    code, found, _ = call(archive, event(body), "--branch")
    assert code == 0
    assert git(archive.root, "log", "-1", "--format=%B", "issue-12") == "Hide the article named in issue 12"
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", found["body"], flags=re.DOTALL | re.MULTILINE)
    assert "fixes" not in found["title"] + found["branch"] + outside
    assert "@everyone" not in outside
    assert "\n````text\nfixes #1" in found["body"]


def test_a_branch_is_made_beside_the_working_tree(archive: Settings):
    start = commit(archive.root)
    (archive.root / "mine.txt").write_text("not committed", "utf-8")
    before = contents(archive.root)
    code, found, _ = call(archive, event(filled_in("add-article", url=ADDRESS, text=TEXT)), "--branch")
    assert code == 0
    assert {name: data for name, data in contents(archive.root).items() if not name.startswith(".git/")} == {
        name: data for name, data in before.items() if not name.startswith(".git/")
    }
    assert git(archive.root, "status", "--porcelain") == "?? mine.txt"
    assert git(archive.root, "rev-parse", "issue-12~1", "HEAD", "main").split() == [start] * 3
    assert git(archive.root, "diff", "--name-only", "main", "issue-12").splitlines() == found["paths"]
    assert git(archive.root, "worktree", "list").count("\n") == 0


def test_a_branch_that_is_there_is_never_moved(archive: Settings):
    commit(archive.root)
    git(archive.root, "branch", "issue-12")
    done = CliRunner().invoke(
        cli,
        ["-C", str(archive.root), "from-issue", "-", "--branch"],
        input=event(filled_in("take-down", article="night-aaaaaa", reason="x")),
    )
    assert "the branch issue-12 is there already" in str(done.exception)
    assert git(archive.root, "rev-parse", "issue-12") == git(archive.root, "rev-parse", "main")


def test_an_archive_in_a_folder_of_its_repository_gets_its_branch_too(archive: Settings):
    commit(archive.root.parent)
    code, found, _ = call(archive, event(filled_in("take-down", article="night-aaaaaa", reason="x")), "--branch")
    assert code == 0
    changed = git(archive.root.parent, "diff", "--name-only", "main", "issue-12").splitlines()
    assert changed == [f"archive/{path}" for path in found["paths"]]


def test_hooks_and_filters_of_the_repository_do_not_run(archive: Settings):
    commit(archive.root)
    for name in ("pre-commit", "post-checkout", "reference-transaction", "post-commit"):
        hook = archive.root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {archive.root}/ran\nexit 1\n", "utf-8")
        hook.chmod(0o755)
    assert call(archive, event(filled_in("take-down", article="night-aaaaaa", reason="x")), "--branch")[0] == 0
    assert not (archive.root / "ran").exists()


def test_a_refused_form_makes_no_branch(archive: Settings):
    commit(archive.root)
    code, found, _ = call(archive, event(filled_in("take-down", article="none", reason="x")), "--branch")
    assert (code, found["branch"]) == (1, None)
    assert git(archive.root, "branch", "--list", "issue-*") == ""
    assert git(archive.root, "worktree", "list").count("\n") == 0


def test_an_issue_without_a_form_is_no_error(archive: Settings):
    nothing = {"form": None, "branch": None, "title": None, "body": None, "paths": []}
    assert call(archive, event("The site is slow."))[:2] == (0, nothing)


def run_workflow(folder: Path, event_text: str, tmp_path: Path) -> list[str]:
    """What the steps of the workflow ask of ``gh``, with the answers' files; all but that runs as on a runner."""
    (tmp_path / "event.json").write_text(event_text, "utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {tmp_path}/gh.txt\n', "utf-8")
    (tools / "gh").chmod(0o755)
    origin = tmp_path / "origin.git"
    variables = {
        "PATH": f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_WORKSPACE": str(folder),
        "RUNNER_TEMP": str(tmp_path),
        "REPO": "hana/bunko",
        "NUMBER": "12",
        "BASE": "main",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{origin}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/hana/bunko.git",
    }
    workflow = yaml.safe_load((folder / ".github/workflows/from-issue.yml").read_text("utf-8"))
    for step in workflow["jobs"]["propose"]["steps"]:
        if "run" in step and "pip install" not in step["run"]:
            assert "${{" not in step["run"]
            subprocess.run(["bash", "-e", "-c", step["run"]], cwd=folder, env={**os.environ, **variables}, check=False)
    asked = tmp_path / "gh.txt"
    return asked.read_text("utf-8").splitlines() if asked.exists() else []


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A new archive on a forge, as a workflow finds it."""
    make_new_archive(tmp_path / "new", "en", "An archive")
    commit(tmp_path / "new")
    git(tmp_path, "clone", "--bare", "new", "origin.git")
    git(tmp_path, "clone", "origin.git", "clone")
    return tmp_path / "clone"


def test_the_workflow_pushes_the_branch_and_opens_the_pull_request(clone: Path, tmp_path: Path):
    body = filled_in("take-down", article="starting-an-archive-xea5nb", reason="$(touch /tmp/x)")
    assert run_workflow(clone, event(body), tmp_path) == [
        "auth setup-git",
        "pr create --repo hana/bunko --base main --head issue-12 "
        "--title Hide the article named in issue 12 --body-file body.md",
    ]
    changed = git(tmp_path / "origin.git", "diff", "--name-only", "main", "issue-12")
    assert changed == "docs/articles/starting-an-archive-xea5nb/index.md"


def test_the_workflow_says_why_nothing_could_be_made_of_a_form(clone: Path, tmp_path: Path):
    body = filled_in("take-down", article="none", reason="x")
    assert run_workflow(clone, event(body), tmp_path) == ["issue comment 12 --repo hana/bunko --body-file body.md"]
    assert "there is no such article here" in (tmp_path / "proposal/body.md").read_text("utf-8")


def test_the_workflow_leaves_other_issues_alone(clone: Path, tmp_path: Path):
    assert run_workflow(clone, event("The site is slow."), tmp_path) == []


def fetched(text: str, media_type: str = "text/html") -> Callable[..., Source]:
    """What stands in for the network."""

    def fetch(url: str, now: str, options: Fields) -> Source:
        data = text.encode()
        return Source(
            url, data, url=url, text=text, encoding="utf-8", given=options, media_type=media_type, fetched=now
        )

    return fetch


def test_a_page_is_fetched_only_where_that_is_asked_for(archive: Settings, monkeypatch: pytest.MonkeyPatch):
    page_html = (
        f"<html><head><title>R</title></head><body><article><h1>R</h1><p>{TEXT * 20}</p></article></body></html>"
    )
    monkeypatch.setattr("fumikura.issues.issue_proposals.fetch", fetched(page_html))
    code, found, _ = call(archive, event(filled_in("add-article", url=ADDRESS, article_title="題")), "--fetch")
    assert code == 0
    (path,) = (path for path in found["paths"] if path.startswith("docs/"))
    text = (archive.root / path).read_text("utf-8")
    assert "title: 題\n" in text
    assert "rights: excerpt\n" in text
    assert "converter: html_page" in text
    assert len([path for path in found["paths"] if path.startswith("saved/")]) == 2


def test_an_export_at_an_address_is_no_article(archive: Settings, monkeypatch: pytest.MonkeyPatch):
    before = contents(archive.root)
    export = "title,url,time_added,tags,status\nA,https://a.example/,1700000000,,unread\nB,https://b.example/,1700000000,,unread\n"
    monkeypatch.setattr("fumikura.issues.issue_proposals.fetch", fetched(export, "text/plain"))
    code, _, err = call(archive, event(filled_in("add-article", url=ADDRESS)), "--fetch")
    assert code == 1
    assert "many articles" in err
    assert contents(archive.root) == before


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/"])
def test_an_address_within_the_network_of_the_runner_is_not_fetched(archive: Settings, url: str):
    before = contents(archive.root)
    code, _, err = call(archive, event(filled_in("add-article", url=url)), "--fetch")
    assert code == 1
    assert "not public" in err
    assert contents(archive.root) == before


HOSTILE = st.text(
    st.sampled_from("---\n:#'\"&*!|>%@`{}[],?~ \\\t\r\u2028\u202e\u0000\ud800../\u00e9題"), max_size=60
) | st.text(max_size=60)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {"url": st.just(ADDRESS) | HOSTILE},
        optional=dict.fromkeys(("article_title", "author", "published", "tags", "text"), HOSTILE),
    )
)
def test_whatever_is_filled_in_gives_one_readable_article_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]
):
    made = make_archive(tmp_path_factory.mktemp("archive") / "a")
    before = contents(made.root)
    issue = read_event(event(filled_in("add-article", **values)), "event.json")
    try:
        form = answers(issue, read_forms(made))
        assert form is not None
        proposal = propose(issue, form, made, now=None)
    except FumikuraError:
        assert contents(made.root) == before
        return
    library = read_library(made)
    assert library.findings == ()
    (entry,) = library.articles.values()
    assert entry.rights == "excerpt"
    assert set(contents(made.root)) - set(before) == set(proposal.paths)
    assert all(path.isascii() and ".." not in path for path in proposal.paths)
    assert contents(made.root)["mkdocs.yml"] == before["mkdocs.yml"]
