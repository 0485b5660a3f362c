"""A preview of a change, made without anything of it but articles and notes. With real git."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fumikura.commands import main
from fumikura.text.canonical import canonical_text
from making import commit, git, make_archive, write_article

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings

CONFIG = """site_name: A test
theme: {name: material, font: false, custom_dir: overrides}
hooks: [hook.py]
plugins: [{fumikura: {rights: private}}]
"""
EVIL = CONFIG.replace("hook.py", "evil.py").replace("private", "full") + "extra: {generator: false}\n"


def fill(folder: Path) -> None:
    (folder / "overrides").mkdir(parents=True)
    (folder / "overrides" / "main.html").write_text(
        '{% extends "base.html" %}{% block announce %}OURS{% endblock %}', "utf-8"
    )
    (folder / "mkdocs.yml").write_text(CONFIG, "utf-8")
    (folder / "hook.py").write_text("def on_config(config):\n    config.copyright = 'HOOK OF MAIN'\n", "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Home of main\n", "utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = make_archive(tmp_path / "archive")
    fill(settings.root)
    write_article(settings, "Old text.", "one", rights="full", source="https://a.example/one")
    commit(settings.root)
    git(settings.root, "switch", "-q", "-c", "change")
    return settings


def build(settings: Settings, *options: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["-C", str(settings.root), "build", "--trusted", "main", *options])
    return int(left.value.code or 0)


def page(settings: Settings, address: str) -> str:
    return (settings.root / "site" / address / "index.html").read_text("utf-8")


def test_articles_and_notes_are_those_of_the_change(settings: Settings):
    write_article(settings, "New text <script>alert(1)</script>.", "one", rights="full", source="https://a.example/one")
    (settings.docs / "notes").mkdir()
    (settings.docs / "notes" / "n.md").write_text("---\ntitle: A note\n---\nMine.\n", "utf-8")
    commit(settings.root)
    assert build(settings, "--strict") == 0
    assert "New text" in page(settings, "articles/one")
    assert "alert(1)" not in page(settings, "articles/one")
    assert "Mine." in page(settings, "notes/n")


def test_settings_templates_hooks_and_other_pages_are_those_of_the_revision(settings: Settings):
    (settings.root / "mkdocs.yml").write_text(EVIL, "utf-8")
    (settings.root / "evil.py").write_text(f"open({str(settings.root / 'ran')!r}, 'w').close()\n", "utf-8")
    (settings.root / "hook.py").write_text(f"open({str(settings.root / 'ran')!r}, 'w').close()\n", "utf-8")
    (settings.root / "overrides" / "main.html").write_text("THEIRS", "utf-8")
    (settings.docs / "index.md").write_text("# Home of the change\n", "utf-8")
    write_article(settings, "No rights said.", "two", source="https://a.example/two")
    commit(settings.root)
    assert build(settings) == 0
    home = page(settings, "")
    assert "Home of main" in home
    assert "OURS" in home
    assert "HOOK OF MAIN" in home
    assert "THEIRS" not in home
    assert not (settings.root / "ran").exists()
    assert not (settings.root / "site" / "articles" / "two").exists()


def test_nothing_is_left_beside_the_site_and_the_repository_is_as_it_was(settings: Settings):
    before = {path.name for path in settings.root.iterdir()}
    refs = git(settings.root, "worktree", "list")
    assert build(settings) == 0
    assert {path.name for path in settings.root.iterdir()} - before == {"site"}
    assert git(settings.root, "worktree", "list") == refs
    assert git(settings.root, "status", "--porcelain") == "?? site/"


def test_annotations_follow_their_passage_by_the_history_of_the_change(settings: Settings):
    text = "The first fox sleeps. The second fox runs. The third fox eats."
    path = write_article(settings, text, "one", rights="full", source="https://a.example/one")
    start = text.index("fox runs")
    stood_in = canonical_text(f"<p>{text}</p>").hash
    (path.parent / "annotations").mkdir()
    # Only the text that it was made on tells which of the three it means.
    annotation = f"---\nquote: fox\nstart: {start}\ntext: {stood_in}\n---\nHere.\n"
    (path.parent / "annotations" / "20261123T100000Z-aaaaaa.md").write_text(annotation, "utf-8")
    commit(settings.root)
    path.write_text(path.read_text("utf-8").replace("The first", "Some words before it. The first"), "utf-8")
    assert build(settings) == 0
    before, _, after = page(settings, "articles/one").partition("<mark")
    assert before.rstrip().endswith("The second")
    assert "runs" in after


def test_an_archive_in_a_folder_of_a_repository_has_its_preview_too(tmp_path: Path):
    fill(tmp_path / "inner")
    commit(tmp_path)
    settings = make_archive(tmp_path / "elsewhere")
    (tmp_path / "inner/docs/articles/a").mkdir(parents=True)
    (tmp_path / "inner/docs/articles/a/index.md").write_text("---\ntitle: A\nrights: full\n---\nText of it.\n", "utf-8")
    with pytest.raises(SystemExit) as left:
        main(["-C", str(tmp_path / "inner"), "build", "--trusted", "main"])
    assert not left.value.code
    assert "Text of it." in (tmp_path / "inner/site/articles/a/index.html").read_text("utf-8")
    assert settings.root.exists()


def test_a_change_that_must_not_be_opened_is_not_built(settings: Settings, capsys: pytest.CaptureFixture[str]):
    (settings.articles / "one" / "annotations").symlink_to("/etc")
    assert build(settings) == 1
    assert "docs/articles/one/annotations:1: a symbolic link" in capsys.readouterr().err
    assert not (settings.root / "site").exists()


@pytest.mark.parametrize("line", ["markdown_extensions: [pymdownx.snippets]", "plugins: [fumikura, macros]"])
def test_an_archive_whose_pages_can_read_files_is_not_built_for_strangers(
    settings: Settings, line: str, capsys: pytest.CaptureFixture[str]
):
    git(settings.root, "switch", "-q", "main")
    config = CONFIG.replace("plugins: [{fumikura: {rights: private}}]\n", "") if line.startswith("plugins") else CONFIG
    (settings.root / "mkdocs.yml").write_text(f"{config}{line}\n", "utf-8")
    commit(settings.root)
    assert build(settings) == 1
    assert "may let a page read files or run code" in capsys.readouterr().err


def test_a_revision_that_is_not_there_is_wrong_use(settings: Settings):
    with pytest.raises(SystemExit) as left:
        main(["-C", str(settings.root), "build", "--trusted", "nowhere"])
    assert left.value.code == 2
