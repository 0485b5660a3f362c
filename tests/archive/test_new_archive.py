"""A new archive: the same bytes each time, and with git alone a published site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from fumikura.archive.new_archive import FIRST, make_archive, skeleton
from fumikura.commands import cli
from fumikura.errors import UsageError
from fumikura.issues.issue_forms import KINDS
from fumikura.library.archive import open_archive
from making import contents, git
from write_template import TEMPLATE, TITLES

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = sorted(FIRST)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_in_the_repository_is_what_init_makes(tmp_path: Path, lang: str):
    make_archive(tmp_path / "new", lang, TITLES[lang])
    # If this fails: `make template`, and look at what has changed.
    assert contents(TEMPLATE / lang) == contents(tmp_path / "new")


def test_the_template_has_a_folder_for_each_language_and_nothing_else():
    assert sorted(path.name for path in TEMPLATE.iterdir()) == LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_archive_has_what_readers_contributors_and_editors_need(lang: str):
    assert {
        "README.md",
        "CONTRIBUTING.md",
        "LICENSE.md",
        "docs/takedown.md",
        "mkdocs.yml",
        "requirements.txt",
        ".gitattributes",
        ".gitignore",
        ".editorconfig",
        ".vscode/settings.json",
        ".github/PULL_REQUEST_TEMPLATE.md",
        ".github/workflows/archive.yml",
        ".github/workflows/from-issue.yml",
        "schemas/article.schema.json",
        "schemas/annotation.schema.json",
        "schemas/note.schema.json",
        "schemas/source.schema.json",
        *(f".github/ISSUE_TEMPLATE/{kind}.yml" for kind in KINDS),
        *(f".gitlab/issue_templates/{kind}.md" for kind in KINDS),
    } <= set(skeleton(lang, "A test"))


def test_both_languages_have_the_same_files():
    def without_samples(lang: str) -> set[str]:
        return {name for name in skeleton(lang, "A test") if not name.startswith("saved/")}

    assert without_samples("ja") == without_samples("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_settings_file_can_be_read(lang: str):
    for name, text in skeleton(lang, 'A "test" #1: $x').items():
        if name.endswith(".yml") and not name.startswith("saved/"):
            assert yaml.load(text, yaml.BaseLoader), name  # noqa: S506  as strings alone
        elif name.endswith(".json"):
            assert json.loads(text), name


@pytest.mark.parametrize(
    ("url", "lines"),
    [
        (
            "https://github.com/Hana/bunko.git",
            [
                'site_url: "https://hana.github.io/bunko/"',
                'repo_url: "https://github.com/Hana/bunko"',
                "edit_uri: edit/main/docs/",
            ],
        ),
        ("https://gitlab.com/hana/bunko", ['site_url: "https://hana.gitlab.io/bunko/"', "edit_uri: -/edit/main/docs/"]),
        ("https://codeberg.org/hana/bunko", ["# site_url: https://example.org/archive/", "edit_uri: _edit/main/docs/"]),
    ],
)
def test_the_address_of_the_repository_fills_in_what_follows_from_it(url: str, lines: list[str]):
    assert set(lines) <= set(str(skeleton("en", "A test", url)["mkdocs.yml"]).splitlines())


@pytest.mark.parametrize(
    "url", ["bunko", "javascript:alert(1)", "https://example.org/hana/bunko", "https://github.com"]
)
def test_an_address_of_no_known_host_is_wrong_use(url: str):
    with pytest.raises(UsageError, match="--repo-url"):
        skeleton("en", "A test", url)


def test_a_link_to_an_empty_folder_is_not_written_through(tmp_path: Path):
    (tmp_path / "real").mkdir()
    (tmp_path / "new").symlink_to(tmp_path / "real")
    with pytest.raises(UsageError, match="not empty"):
        make_archive(tmp_path / "new", "en", "A test")
    assert contents(tmp_path / "real") == {}


def test_after_init_git_add_and_push_the_published_site_has_the_new_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What a person does in five minutes; the forge's part is done by a bare repository and the workflow's commands."""
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    shown = run.invoke(cli, ["init", "bunko", "--lang", "ja", "--repo-url", "https://github.com/hana/bunko"]).output
    assert shown.splitlines()[1:] == [
        '  cd bunko && git init -b main && git add -A && git commit -m "A new archive"',
        "  fumikura add FILE",
        "  fumikura serve",
    ]
    archive = tmp_path / "bunko"
    git(archive, "init", "-b", "main")
    git(archive, "add", "-A")
    git(archive, "commit", "-m", "A new archive")
    (tmp_path / "mine.txt").write_text("小さな発見\n\n朝の道で見つけた。\n", "utf-8")
    added = run.invoke(
        cli,
        ["-C", "bunko", "add", "mine.txt", "--rights", "full", "--license", "CC0", "--json"],
        catch_exceptions=False,
    )
    (result,) = json.loads(added.output)
    git(archive, "add", "-A")
    git(archive, "commit", "-m", "An article")
    git(tmp_path, "init", "--bare", "-b", "main", "host.git")
    git(archive, "remote", "add", "origin", str(tmp_path / "host.git"))
    git(archive, "push", "-u", "origin", "main")

    git(tmp_path, "clone", "host.git", "runner")
    assert run.invoke(cli, ["-C", "runner", "check", "--strict"]).exit_code == 0
    assert run.invoke(cli, ["-C", "runner", "build", "--strict"]).exit_code == 0
    site = open_archive(tmp_path / "runner").site
    assert "朝の道で見つけた。" in (site / "articles" / result["id"] / "index.html").read_text("utf-8")
    assert "権利と取り下げ" in (site / "takedown" / "index.html").read_text("utf-8")
    assert git(tmp_path / "runner", "status", "--porcelain") == ""


def test_an_archive_within_a_repository_is_not_made_one_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init")
    assert "git init" not in CliRunner().invoke(cli, ["init", "bunko"]).output


def test_japanese_text_is_compared_character_by_character_as_the_contributors_page_says(tmp_path: Path):
    make_archive(tmp_path / "new", "ja", "文庫")
    said = (tmp_path / "new" / "CONTRIBUTING.md").read_text("utf-8")
    command = next(line for line in said.splitlines() if line.startswith("git config diff.markdown"))
    git(tmp_path / "new", "init", "-q")
    git(tmp_path / "new", "config", "diff.markdown.wordRegex", command.split(" ", 3)[3].strip("'"))
    git(tmp_path / "new", "add", "-A")
    page = tmp_path / "new" / "docs" / "takedown.md"
    page.write_text(page.read_text("utf-8").replace("どのページにも", "各ページに"), "utf-8", newline="")
    assert "[-どの-]{+各+}ページに[-も-]" in git(tmp_path / "new", "diff", "--word-diff=plain")
