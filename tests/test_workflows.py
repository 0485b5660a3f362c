"""What a forge runs for an archive: linted, pinned, and each step run here as far as it needs no forge."""

from __future__ import annotations

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
import yaml

from fumikura.commands import cli, main
from fumikura.library.archive import open_archive
from making import commit, git, write_article
from shared_data import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new archive, as ``init`` makes it."""
    folder = tmp_path_factory.mktemp("new") / "archive"
    with pytest.raises(SystemExit) as left:
        main(["init", str(folder)])
    assert left.value.code == 0
    return folder


@pytest.fixture
def pull_request(archive: Path, tmp_path: Path) -> Path:
    """A clone of it in which a pull request is checked out, as a workflow finds it."""
    origin = tmp_path / "origin"
    subprocess.run(["cp", "-r", str(archive), str(origin)], check=True)
    commit(origin)
    git(tmp_path, "clone", "-q", str(origin), "clone")
    clone = tmp_path / "clone"
    git(clone, "switch", "-q", "-c", "change")
    write_article(open_archive(clone), "New text.", "new", rights="full", source="https://a.example/new", lang="en")
    (clone / "requirements.txt").write_text("evil\n", "utf-8")
    (clone / "pip.py").write_text("raise SystemExit('the pull request ran')\n", "utf-8")
    (clone / "mkdocs.yml").write_text("site_name: x\nhooks: [pip.py]\n", "utf-8")
    commit(clone)
    git(origin, "fetch", "-q", str(clone), "change:refs/pull/7/head")
    return clone


def workflow_files(folder: Path) -> list[Path]:
    return sorted(folder.glob(".*/workflows/*.yml"))


def steps(path: Path, job: str | None = None) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    return [step for name, one in jobs.items() if job in {None, name} for step in one["steps"]]


def scripts(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in workflow_files(folder):
        yield from ((path, step["run"]) for step in steps(path) if "run" in step)
    path = folder / ".gitlab-ci.yml"
    for job in yaml.safe_load(path.read_text("utf-8")).values():
        if isinstance(job, dict) and "script" in job:
            yield from ((path, line) for line in job["script"])


def run(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """As a runner would, except that nothing is installed."""
    script = re.sub(r"python -I -m pip install -r .*", "true", script)
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **variables}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_all_forges_have_their_workflows(archive: Path):
    names = {path.relative_to(archive).as_posix() for path in workflow_files(archive)}
    assert {f".github/workflows/{name}.yml" for name in ("archive", "pull-request", "comment", "links")} <= names
    assert ".forgejo/workflows/archive.yml" in names
    assert (archive / ".gitlab-ci.yml").exists()


@pytest.mark.parametrize("ours", [True, False])
def test_every_action_is_pinned_by_its_whole_hash_with_its_version_beside_it(archive: Path, ours: bool):
    for path in workflow_files(ROOT if ours else archive):
        for line in path.read_text("utf-8").splitlines():
            if "uses:" in line:
                assert re.search(r"uses: [\w-]+/[\w-]+(?:/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), (path, line)


def test_one_action_has_one_version_everywhere(archive: Path):
    pins: dict[str, set[str]] = {}
    for path in (*workflow_files(ROOT), *workflow_files(archive)):
        for name, pin in re.findall(r"uses: ([\w/-]+)@(.*)", path.read_text("utf-8")):
            pins.setdefault(name, set()).add(pin)
    assert {name: len(found) for name, found in pins.items()} == dict.fromkeys(pins, 1)


def test_no_script_has_an_expression_in_it_that_a_title_or_a_branch_could_fill(archive: Path):
    for path, script in scripts(archive):
        assert "${{" not in script, path


def test_what_a_pull_request_can_run_has_no_secrets_and_may_only_read(archive: Path):
    path = archive / ".github/workflows/pull-request.yml"
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert set(workflow[True]) == {"pull_request"}  # YAML's `on`; never pull_request_target
    assert [name for name, job in workflow["jobs"].items() if "permissions" in job] == ["scanning"]
    assert "secrets." not in path.read_text("utf-8")
    (checkout,) = [step for step in steps(path) if "checkout" in step.get("uses", "")]
    assert checkout["with"]["persist-credentials"] is False


def test_what_may_write_findings_runs_nothing_of_a_pull_request_and_leaves_those_of_forks_alone(archive: Path):
    for name in ("pull-request", "archive"):
        job = yaml.safe_load((archive / f".github/workflows/{name}.yml").read_text("utf-8"))["jobs"]["scanning"]
        assert job["permissions"] == {"actions": "read", "security-events": "write"}
        uses = [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]
        assert uses == ["github/codeql-action/upload-sarif"]
        (script,) = [step["run"] for step in job["steps"] if "run" in step]
        assert script.startswith("gh run download ")
        is_of_a_fork = "github.event.pull_request.head.repo.full_name == github.repository" not in job["if"]
        assert is_of_a_fork == (name == "archive")


def test_what_may_write_a_comment_fetches_nothing_of_the_pull_request(archive: Path):
    path = archive / ".github/workflows/comment.yml"
    assert not [step for step in steps(path) if "uses" in step]
    assert "git " not in "".join(step["run"] for step in steps(path))
    assert "fumikura " not in "".join(step["run"] for step in steps(path)).replace("<!-- fumikura check", "")


def test_nothing_is_installed_by_a_python_that_imports_from_the_checkout(archive: Path):
    for path, script in scripts(archive):
        assert not re.search(r"(?<!python -I -m )\bpip install", script), path


def test_every_command_and_option_that_a_workflow_calls_exists(archive: Path):
    called = [
        part for _, script in scripts(archive) for part in re.findall(r"^\s*(fumikura .*)$", script, re.MULTILINE)
    ]
    assert len(called) > 10
    context = click.Context(cli)
    for line in called:
        _, name, *rest = shlex.split(line)
        assert isinstance(cli, click.Group)
        command = cli.get_command(context, name)
        assert command is not None, line
        known = {option for parameter in command.params for option in parameter.opts}
        assert {part for part in rest if part.startswith("--")} <= known, line


def test_the_workflows_have_the_shape_that_their_forges_ask_for(archive: Path):
    tool = str(BIN / "check-jsonschema")
    files = [str(path) for path in workflow_files(archive)]
    subprocess.run([tool, "--builtin-schema", "vendor.github-workflows", *files], check=True)
    subprocess.run([tool, "--builtin-schema", "vendor.gitlab-ci", str(archive / ".gitlab-ci.yml")], check=True)
    subprocess.run([tool, "--builtin-schema", "vendor.gitlab-ci", str(ROOT / ".gitlab-ci.yml")], check=True)


@pytest.mark.parametrize("ours", [True, False])
def test_an_auditor_of_workflows_finds_nothing(archive: Path, ours: bool):
    folder = (ROOT if ours else archive) / ".github"
    command = [str(BIN / "zizmor"), "--offline", "--no-progress", "--persona=pedantic", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_steps_for_a_pull_request_on_github_check_and_preview_it(pull_request: Path, tmp_path: Path):
    variables = {
        "BASE": "origin/main",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    for step in steps(pull_request / ".github/workflows/pull-request.yml"):
        if "run" in step and not step["run"].startswith("gh "):
            done = run(step["run"], pull_request, **variables)
            assert done.returncode == 0, done.stderr
    assert "evil" not in (tmp_path / "requirements.txt").read_text("utf-8")
    assert json.loads((tmp_path / "check.sarif").read_text("utf-8"))["version"] == "2.1.0"
    comment = (tmp_path / "comment.md").read_text("utf-8")
    assert (tmp_path / "summary.md").read_text("utf-8") == comment
    assert "| articles and notes added | 1 |" in comment
    assert "For a maintainer to look at" in comment
    assert "New text." in (pull_request / "site/articles/new/index.html").read_text("utf-8")


@pytest.mark.slow
def test_the_steps_for_a_merge_request_on_gitlab_check_and_preview_it(pull_request: Path, tmp_path: Path):
    job = yaml.safe_load((pull_request / ".gitlab-ci.yml").read_text("utf-8"))["merge request"]
    (tmp_path / "origin").rename(tmp_path / "origin.git")
    variables = {
        "CI_MERGE_REQUEST_PROJECT_URL": str(tmp_path / "origin"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    }
    done = run("\n".join(job["script"]).replace("/tmp/", f"{tmp_path}/"), pull_request, **variables)  # noqa: S108
    assert done.returncode == 0, done.stderr
    assert "evil" not in (tmp_path / "requirements.txt").read_text("utf-8")
    assert (pull_request / "comment.md").exists()
    found = json.loads((pull_request / "codequality.json").read_text("utf-8"))
    assert {one["check_name"] for one in found} >= {"maintainer"}
    assert (pull_request / "site/articles/new/index.html").exists()


@pytest.mark.slow
def test_the_steps_for_a_pull_request_on_forgejo_check_and_preview_it(pull_request: Path, tmp_path: Path):
    folder = tmp_path / "runner"
    folder.mkdir()
    variables = {"REPOSITORY": str(tmp_path / "origin"), "TOKEN": "none", "NUMBER": "7", "BASE": "main"}
    for step in steps(pull_request / ".forgejo/workflows/archive.yml", "check"):
        done = run(step["run"].replace("/tmp/", f"{tmp_path}/"), folder, **variables)  # noqa: S108
        assert done.returncode == 0, done.stderr
    assert "evil" not in (tmp_path / "requirements.txt").read_text("utf-8")
    assert (folder / "site/articles/new/index.html").exists()


def test_the_steps_that_publish_on_forgejo_push_the_site_as_a_branch(archive: Path, tmp_path: Path):
    origin = tmp_path / "origin"
    subprocess.run(["cp", "-r", str(archive), str(origin)], check=True)
    head = commit(origin)
    folder = tmp_path / "runner"
    folder.mkdir()
    no_token = {"TOKEN": "none"}
    for step in steps(archive / ".forgejo/workflows/archive.yml", "publish"):
        place = folder / step.get("working-directory", ".")
        done = run(step["run"], place, REPOSITORY=str(origin), GITHUB_SHA=head, **no_token)
        assert done.returncode == 0, done.stderr
    assert "index.html" in git(origin, "ls-tree", "--name-only", "pages").splitlines()
    assert git(origin, "rev-list", "--count", "pages") == "1"


GH = """#!/usr/bin/env bash
# Stands in for GitHub: says what the test has put into its files, and writes down what it was asked.
echo "$*" >> "$FAKE/asked"
case "$*" in
  *"/pulls/"*"/files"*) cat "$FAKE/files" ;;
  "run download"*) mkdir -p comment; cp "$FAKE/text" comment/comment.md ;;
  *"/pulls "*) cat "$FAKE/number" ;;
  *"--paginate"*"/comments"*) cat "$FAKE/comments" ;;
  *"-F body=@text.md"*) cp text.md "$FAKE/posted" ;;
esac
"""


@pytest.mark.parametrize(
    ("files", "comments", "posted", "asked"),
    [
        ("docs/articles/a/index.md\n", "", "what the check said\n", "POST repos/o/r/issues/7/comments"),
        ("docs/articles/a/index.md\n", "99\n", "what the check said\n", "PATCH repos/o/r/issues/comments/99"),
        ("docs/a.md\n.github/workflows/pull-request.yml\n", "", "proves nothing", "POST repos/o/r/issues/7/comments"),
        ("docs/a.md\n" * 3000, "", "proves nothing", "POST repos/o/r/issues/7/comments"),
    ],
)
def test_the_comment_is_posted_once_and_not_where_the_pull_request_could_have_written_it(
    archive: Path, tmp_path: Path, files: str, comments: str, posted: str, asked: str
):
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "gh").write_text(GH, "utf-8")
    (fake / "gh").chmod(stat.S_IRWXU)
    for name, text in {"files": files, "comments": comments, "number": "7\n", "text": "what the check said\n"}.items():
        (fake / name).write_text(text, "utf-8")
    variables = {"FAKE": str(fake), "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output")}
    variables |= {
        "SERVER": "https://forge.example",
        "REPO": "o/r",
        "RUN": "1",
        "SHA": "0" * 40,
        "HEAD": "someone:branch",
        "NUMBER": "7",
    }
    environment = {**variables, "PATH": f"{fake}:{os.environ['PATH']}"}
    for step in steps(archive / ".github/workflows/comment.yml"):
        command = ["bash", "-e", "-c", step["run"]]
        subprocess.run(command, cwd=tmp_path, env={**os.environ, **environment}, check=True)
    assert (tmp_path / "output").read_text("utf-8") == "number=7\n"
    text = (fake / "posted").read_text("utf-8")
    assert posted in text
    assert ("(https://forge.example/o/r/actions/runs/1#artifacts)" in text) == (posted == "what the check said\n")
    assert asked in (fake / "asked").read_text("utf-8")
