"""A link without its text, and a text that ends at a paywall, on the site and in what ``check`` says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fixture_cases import FIXTURES, input_of
from fumikura.adding.adding import add_source
from fumikura.adding.shelf import read_shelf
from fumikura.commands import main
from fumikura.library.archive import open_archive
from fumikura.sources.reading import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    with pytest.raises(SystemExit):
        main(["init", str(tmp_path / "archive")])
    config = tmp_path / "archive" / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("rights: private", "rights: full"), "utf-8")
    settings = open_archive(tmp_path / "archive")
    for case in ("raindrop/whole", "note_page/paywall"):
        for _ in add_source(read_source(input_of(FIXTURES / case)), read_shelf(settings)):
            pass
    return settings


def run(archive: Settings, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["-C", str(archive.root), *arguments])
    return int(left.value.code or 0)


def page(archive: Settings, word: str) -> str:
    (path,) = (one for one in archive.site.glob("articles/*/index.html") if word in one.read_text("utf-8"))
    return path.read_text("utf-8")


def test_a_page_of_a_link_says_that_the_text_is_not_here_and_shows_what_is_known(archive: Settings):
    assert run(archive, "build", "--strict") == 0
    text = page(archive, "<h1>Rain on slate</h1>")
    assert "Only the address was saved, not the text." in text
    assert "How slate is split." in text
    assert 'href="https://lamp.example/slate"' in text
    assert "0 words" not in text
    assert "A saved copy of the full text" not in text


def test_a_page_that_ends_at_a_paywall_says_so(archive: Settings):
    assert run(archive, "build", "--strict") == 0
    assert "The text ends where a paywall begins." in page(archive, 'lang="ja">灯りの置き場</h1>')


def test_check_has_nothing_against_links(archive: Settings, capsys: pytest.CaptureFixture[str]):
    assert run(archive, "check", "--format", "json") == 0
    levels = {(one["code"], one["level"]) for one in json.loads(capsys.readouterr().out)}
    assert {level for _, level in levels} <= {"info"}
