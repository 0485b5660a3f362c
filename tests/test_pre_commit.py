"""The hook for pre-commit, run by git itself on a real commit: pre-commit would install the package from the network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from making import commit, make_archive, write_article
from shared_data import ROOT

if TYPE_CHECKING:
    from fumikura.settings import Settings

(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
BIN = Path(sys.executable).parent


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive with one article, and with another that was wrong before the hook was there."""
    settings = make_archive(tmp_path)
    write_article(settings, "Text.", "one", source="https://a.example/one")
    write_article(settings, "[gone](../nowhere/index.md)", "wrong", source="https://a.example/wrong")
    commit(settings.root)
    hook = settings.root / ".git" / "hooks" / "pre-commit"
    hook.write_text(f'#!/bin/sh\nPATH="{BIN}:$PATH" exec {HOOK["entry"]}\n', "utf-8")
    hook.chmod(0o755)
    return settings


def git_commit(settings: Settings) -> subprocess.CompletedProcess[str]:
    subprocess.run(["git", "-C", str(settings.root), "add", "-A"], check=True)
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.hooksPath=.git/hooks"]
    command = ["git", "-C", str(settings.root), *identity, "commit", "-q", "-m", "a change"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_change_in_order_is_committed_whatever_was_wrong_before(settings: Settings):
    write_article(settings, "Text, corrected.", "one", source="https://a.example/one")
    done = git_commit(settings)
    assert done.returncode == 0, done.stderr
    assert "not touched by the change, and not judged: 1 article" in done.stdout + done.stderr


def test_a_change_with_an_error_is_not_committed_and_says_why(settings: Settings):
    write_article(settings, "[gone](../other/index.md)", "two", source="https://a.example/two")
    done = git_commit(settings)
    assert done.returncode == 1
    assert "docs/articles/two/index.md:5: error: ../other/index.md leads nowhere" in done.stdout + done.stderr


def test_the_hook_runs_for_what_an_archive_is_made_of_and_for_nothing_else():
    wanted = re.compile(HOOK["files"])
    assert wanted.search("docs/articles/a/index.md")
    assert wanted.search("saved/a.txt")
    assert wanted.search("mkdocs.yml")
    assert not wanted.search("README.md")
    assert HOOK["pass_filenames"] is False


def test_the_hook_file_has_what_pre_commit_asks_for():
    assert {"id", "name", "entry", "language"} <= HOOK.keys()
    assert HOOK["language"] == "python"
