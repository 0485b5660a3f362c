"""``fumikura doctor``: each thing that can be missing, by name and with a remedy."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from fumikura.archive.new_archive import make_archive
from fumikura.commands import cli
from fumikura.forges.forges import Forge
from fumikura.forges.set_up import PYTHON, SUPPORTED, Facts, diagnose
from making import commit, git
from shared_data import ROOT

if TYPE_CHECKING:
    from pathlib import Path

REPO = "https://github.com/hana/bunko"
WELL = Facts(
    python=(3, 12, 1),
    packages={"mkdocs": "1.6.1", "mkdocs-material": "9.8.1"},
    program="0.1.0",
    pinned="fumikura==0.1.0",
    git="git version 2.39.5",
    is_repository=True,
    has_commit=True,
    is_shallow=False,
    remotes={"origin": "git@github.com:hana/bunko.git"},
    repo_url=REPO,
    edit_uri="edit/main/docs/",
    forge=Forge("github", REPO, "main", "docs"),
    site_url="https://hana.github.io/bunko/",
    workflows=frozenset({".github/workflows/archive.yml"}),
    has_forms=True,
)


def test_where_nothing_is_missing_each_check_is_well():
    assert {check.status for check in diagnose(WELL) if check.name != "pages"} == {"ok"}


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"python": (3, 10, 9)}, {"python"}),
        ({"packages": {"mkdocs": "2.0.0"}}, {"mkdocs", "mkdocs-material"}),
        ({"packages": {"mkdocs": "1.6.0", "mkdocs-material": "9.5.50"}}, {"mkdocs", "mkdocs-material"}),
        ({"pinned": "fumikura==0.0.9"}, {"requirements"}),
        ({"git": None}, {"git"}),
        ({"is_repository": False}, {"repository"}),
        ({"has_commit": False}, {"commit"}),
        ({"is_shallow": True}, {"history"}),
        ({"remotes": {}}, {"remote"}),
        ({"remotes": {"origin": "https://github.com/hana/other"}}, {"remote"}),
        ({"repo_url": None, "forge": None}, {"repo_url"}),
        ({"forge": None}, {"forge"}),
        ({"edit_uri": None}, {"edit_uri"}),
        ({"site_url": None}, {"site_url"}),
        ({"site_url": "hana.github.io"}, {"site_url"}),
        ({"workflows": frozenset({".gitlab-ci.yml"})}, {"workflow"}),
        ({"pinned": "fumikura @ git+https://example.org/fumikura"}, set()),
    ],
)
def test_what_is_missing_is_named_with_a_remedy(change: dict[str, Any], missing: set[str]):
    checks = [check for check in diagnose(replace(WELL, **change)) if check.status == "missing"]
    assert {check.name for check in checks} == missing
    assert all(check.remedy and check.message for check in checks)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/hana/bunko",
        "https://token@github.com/Hana/Bunko.git/",
        "ssh://git@github.com:22/hana/bunko.git",
        "git@github.com:hana/bunko",
    ],
)
def test_a_remote_is_the_same_however_it_is_written_and_its_password_is_not_shown(url: str):
    (check,) = (one for one in diagnose(replace(WELL, remotes={"origin": url})) if one.name == "remote")
    assert check.status == "ok"
    assert "token" not in check.message


def test_the_versions_are_those_that_the_package_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == ">=" + ".".join(map(str, PYTHON))
    for name, (first, below) in SUPPORTED.items():
        (asked,) = (one for one in project["dependencies"] if re.match(rf"{name}[<>=]", one))
        limits = f"{name}>={'.'.join(map(str, first))},<{'.'.join(map(str, below))}"
        assert asked == limits


def doctor(folder: Path) -> tuple[int, dict[str, str]]:
    done = CliRunner().invoke(cli, ["-C", str(folder), "doctor", "--json"])
    return done.exit_code, {one["name"]: one["status"] for one in json.loads(done.output)}


def test_a_new_archive_needs_git_and_addresses_and_then_nothing(tmp_path: Path):
    make_archive(tmp_path / "plain", "en", "A")
    code, found = doctor(tmp_path / "plain")
    assert code == 1
    assert {name for name, status in found.items() if status == "missing"} == {"repository", "repo_url", "site_url"}

    make_archive(tmp_path / "new", "en", "A", REPO)
    commit(tmp_path / "new")
    git(tmp_path / "new", "remote", "add", "origin", f"{REPO}.git")
    code, found = doctor(tmp_path / "new")
    assert (code, {name for name, status in found.items() if status != "ok"}) == (0, {"pages"})


def test_a_shallow_clone_is_found(tmp_path: Path):
    make_archive(tmp_path / "new", "en", "A", REPO)
    commit(tmp_path / "new")
    commit(tmp_path / "new")
    git(tmp_path, "clone", "--depth=1", f"file://{tmp_path}/new", "shallow")
    assert doctor(tmp_path / "shallow")[1]["history"] == "missing"


def test_for_people_each_line_says_what_to_do(tmp_path: Path):
    make_archive(tmp_path / "new", "en", "A")
    out = CliRunner().invoke(cli, ["-C", str(tmp_path / "new"), "doctor"]).output
    assert (
        "✗ site_url: site_url is not set, or no address\n    try: write `site_url: https://…/` into mkdocs.yml" in out
    )
