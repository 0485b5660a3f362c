"""Keeps the README, the guides and the changelog true to the program."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fumikura.checks.checks import CODES
from fumikura.commands import COMMANDS, cli
from fumikura.exchange import readers
from fumikura.importers import load_all

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
GUIDES = ("en", "ja")
PAGE = "docs/articles/xb63lm/index.md"
SOURCE = "saved/note/links-rot-quietly.txt"


def guide(language: str) -> str:
    return (ROOT / "docs" / "guide" / f"{language}.md").read_text("utf-8")


def section(text: str, heading: str) -> str:
    """What stands under ``## heading``, up to the next heading of that level."""
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| ")]


def options() -> set[str]:
    """Every option of every command."""
    return {opt for command in all_commands(cli) for param in command.params for opt in param.opts}


def all_commands(command: click.Command) -> list[click.Command]:
    """The command with those under it, such as ``tag rename`` under ``tag``."""
    inner = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else []
    found = (
        [command.get_command(click.Context(command), name) for name in inner]
        if isinstance(command, click.Group)
        else []
    )
    return [command, *(deeper for one in found if one for deeper in all_commands(one))]


def first_cells(text: str) -> set[str]:
    """The code at the beginning of each table row: ``| `this` | …``."""
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


def block_after(path: str) -> str:
    """The first fenced block of the README after the name of the file that it quotes."""
    match = re.search(rf"`{re.escape(path)}`.*?\n```\w+\n(.*?)\n```\n", README, re.DOTALL)
    assert match, path
    return match[1]


def test_the_readme_has_a_row_for_every_command_and_for_no_other() -> None:
    named = re.findall(r"^\| `fumikura ([a-z-]+)", section(README, "Commands"), re.MULTILINE)
    assert sorted(named) == sorted(COMMANDS)


@pytest.mark.parametrize("language", GUIDES)
def test_a_guide_shows_every_command(language: str) -> None:
    assert [name for name in COMMANDS if f"fumikura {name}" not in guide(language)] == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_has_help_with_an_example_of_itself(name: str) -> None:
    shown = CliRunner().invoke(cli, [name, "--help"])
    assert shown.exit_code == 0
    assert f"Example: fumikura {name}" in " ".join(shown.output.split())


@pytest.mark.parametrize("document", ["README.md", "docs/guide/en.md", "docs/guide/ja.md"])
def test_every_option_that_is_named_in_the_documents_exists(document: str) -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", (ROOT / document).read_text("utf-8")))
    assert named - options() - {"--help"} == set()


def test_the_readme_has_a_row_for_every_importer_and_reader_and_for_no_other() -> None:
    cells = [row.split(" | ")[1] for row in rows(section(README, "Formats"))]
    assert {cell.strip("`") for cell in cells if cell.startswith("`")} == {*load_all(), *readers.load_all()}


@pytest.mark.parametrize("language", GUIDES)
def test_a_guide_lists_every_check_code_and_invents_none(language: str) -> None:
    heading = {"en": "Build, serve, check", "ja": "作る、読む、調べる"}[language]
    assert first_cells(section(guide(language), heading)) == set(CODES)


def test_the_english_guide_says_of_a_check_code_what_the_program_says() -> None:
    plain = guide("en").replace("`", "")
    assert [code for code, meaning in CODES.items() if f"| {code} | {meaning} |" not in plain] == []


def test_both_guides_have_the_same_sections_tables_and_examples() -> None:
    shapes = [re.findall(r"^(?:#+ |\||```\w*|- \*\*|\d\. )", guide(language), re.MULTILINE) for language in GUIDES]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "docs/guide/index.md", "docs/guide/en.md", "docs/guide/ja.md"]
)
def test_every_file_that_a_document_links_to_exists(document: str) -> None:
    path = ROOT / document
    prose = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", prose)]
    local = [link for link in links if link and "://" not in link]
    assert local
    assert [link for link in local if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", [SOURCE, PAGE])
def test_what_the_readme_shows_of_a_file_is_the_head_of_that_file(path: str) -> None:
    assert (ROOT / path).read_text("utf-8").startswith(block_after(path))


def test_the_page_that_the_readme_shows_is_made_from_the_file_that_it_shows() -> None:
    assert f"original: {SOURCE}" in block_after(PAGE).splitlines()


def test_the_picture_in_the_readme_is_small_enough_to_wait_for() -> None:
    assert (ROOT / "docs" / "guide" / "images" / "site.png").stat().st_size < 250_000


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = [line for line in changelog.splitlines() if line.startswith("##")]
    assert headings[0] == "## Unreleased"
    assert headings[1] in {"### Added", "### Changed", "### Fixed", "### Removed"}


def test_the_modules_that_the_contributors_page_names_exist() -> None:
    package = ROOT / "scripts" / "fumikura"
    table = rows(section((ROOT / "CONTRIBUTING.md").read_text("utf-8"), "Where things live"))
    named = [
        (folder, name)
        for row in table
        for folder in re.findall(r"^\| `(\w+)/`", row)
        for name in re.findall(r"`((?:\w+/)?\w+\.py|\w+/)`", row)
    ]
    assert len(named) > 100
    missing = {
        name for folder, name in named if not (package / folder / name).exists() and not (package / name).exists()
    }
    assert missing == {"docs/"}
