"""The commands that write annotations, place them, and make a new archive."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
import yaml

from fumikura.archive.new_archive import skeleton
from fumikura.building.building import build
from fumikura.commands import COMMANDS, main
from fumikura.library.archive import open_archive
from fumikura.markdown.rendering import EXTENSION_CONFIGS, EXTENSIONS
from making import contents, make_archive
from shared_data import ROOT

if TYPE_CHECKING:
    from fumikura.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    settings = make_archive(tmp_path / "archive")
    path = settings.articles / "a" / "index.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ntitle: A\nsource: https://a.example/\n---\n核の話。*夜*の話。\n\n核の話。☢️の話。\n", "utf-8")
    return settings


@pytest.fixture
def run(archive: Settings, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-C", str(archive.root), *arguments])
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return call


def test_an_annotation_is_one_file_and_is_placed_exactly(run: Run, archive: Settings):
    code, out, _ = run("annotate", "a", "--quote", "夜の話", "--comment", "眠い。", "--by", "葵", "--tags", "夜,眠り")
    assert code == 0
    text = (archive.root / out.strip()).read_text("utf-8")
    assert "quote: 夜の話\nprefix: 核の話。\nsuffix: 。 核の話。☢️の話。\n" in text
    assert text.endswith("---\n眠い。\n")
    (row,) = json.loads(run("anchors", "a", "--json")[1])
    assert (row["status"], row["start"], row["end"], row["score"], row["found"]) == ("exact", 4, 7, 1.0, "夜の話")


def test_a_repeated_passage_needs_what_stands_before_it(run: Run):
    code, _, err = run("annotate", "a", "--quote", "核の話")
    assert code == 2
    assert "2 times" in err
    assert run("annotate", "a", "--quote", "核の話", "--prefix", "夜の話。 ")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("a",),
        ("a", "--quote", "朝の話"),
        ("a", "--quote", ""),
        ("b", "--quote", "夜の話"),
        ("a", "--reply-to", "20260101T000000Z-aaaaaa"),
        ("a", "--quote", "夜の話", "--created", "yesterday"),
        ("a", "--quote", "夜の話", "--comment", "あ" * 33_000),
    ],
)
def test_what_cannot_be_annotated_is_wrong_use_and_writes_nothing(
    run: Run, archive: Settings, arguments: tuple[str, ...]
):
    before = contents(archive.root)
    code, out, err = run("annotate", *arguments)
    assert (code, out) == (2, "")
    assert err
    assert contents(archive.root) == before


@pytest.mark.parametrize("article", ["../articles/a", "a/", ".", "", "A"])
def test_an_article_is_asked_for_by_its_id_and_no_path(run: Run, article: str):
    code, _, err = run("annotate", article, "--quote", "夜の話")
    assert code == 2
    assert f"no article {article!r}" in err


def test_an_article_that_cannot_be_read_is_named_with_its_fault(run: Run, archive: Settings):
    (archive.articles / "a/index.md").write_text("---\ntitle: [A\n---\n夜の話\n", "utf-8")
    code, _, err = run("annotate", "a", "--quote", "夜の話")
    assert code == 1
    assert "docs/articles/a/index.md:" in err


@pytest.mark.parametrize(
    "arguments", [("annotate", "a", "--quote", "夜の話"), ("anchors", "a"), ("anchors", "--text", "a")]
)
def test_no_other_article_is_read_than_the_one_that_is_asked_for(
    run: Run, archive: Settings, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
):
    other = archive.articles / "b" / "index.md"
    other.parent.mkdir()
    other.write_text("---\ntitle: B\n---\n", "utf-8")
    opened: set[str] = set()
    really = io.open

    def recorded(path: Any, *values: Any, **options: Any) -> IO[Any]:
        opened.add(str(path))
        return really(path, *values, **options)

    monkeypatch.setattr("io.open", recorded)
    assert run(*arguments)[0] == 0
    assert str(archive.articles / "a/index.md") in opened
    assert str(other) not in opened


def test_a_reply_names_what_it_answers(run: Run, archive: Settings):
    parent = Path(run("annotate", "a", "--quote", "夜の話")[1].strip()).stem
    code, out, _ = run("annotate", "a", "--reply-to", parent, "--comment", "Yes.")
    assert code == 0
    assert f"reply_to: {parent}\n" in (archive.root / out.strip()).read_text("utf-8")


def test_the_canonical_text_can_be_printed(run: Run):
    assert run("anchors", "--text", "a")[1] == "核の話。夜の話。 核の話。☢️の話。\n"


def test_help_is_quick_and_names_every_command(run: Run):
    start = time.process_time()
    code, out, _ = run("--help")
    assert code == 0
    assert all(name in out for name in COMMANDS)
    assert time.process_time() - start < 1


def test_an_unknown_command_is_wrong_use(run: Run):
    assert run("nonsense")[0] == 2


def test_outside_an_archive_the_remedy_is_init(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit) as left:
        main(["-C", str(tmp_path / "empty"), "check"])
    assert left.value.code == 2
    assert "fumikura init" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_new_archive_is_in_order_and_builds(tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str):
    title = 'Über "Texte": #1 & <b>文庫</b>'
    with pytest.raises(SystemExit) as left:
        main(["init", str(tmp_path / "new"), "--lang", language, "--title", title])
    assert left.value.code == 0
    assert "fumikura add" in capsys.readouterr().out
    settings = open_archive(tmp_path / "new")
    assert build(settings, strict=True).pages > 10
    with pytest.raises(SystemExit) as left:
        main(["-C", str(tmp_path / "new"), "check", "--strict"])
    assert left.value.code == 0
    home = (settings.site / "index.html").read_text("utf-8")
    assert f'<html lang="{language}"' in home
    assert "文庫" in home


def test_init_never_writes_into_a_folder_that_is_not_empty(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("x", "utf-8")
    before = contents(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["init", str(tmp_path)])
    assert left.value.code == 2
    assert contents(tmp_path) == before


def test_a_new_archive_renders_like_this_repository():
    ours = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    new = yaml.safe_load(skeleton("en", "A test")["mkdocs.yml"])
    for key in ("markdown_extensions", "validation", "extra"):
        assert ours[key] == new[key]
    assert ours["theme"]["palette"] == new["theme"]["palette"]


def test_the_renderer_has_the_extensions_of_mkdocs_yml():
    settings = open_archive(ROOT)
    assert set(settings.extensions) == {*EXTENSIONS, "fenced_code"}
    assert settings.extension_configs == EXTENSION_CONFIGS
