"""What a reader starts from who changes an annotation: the very file."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fumikura.library.library_files import read_library
from fumikura.site.annotation_copies import annotation_copies
from making import make_archive, write_article

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.library.library import ArticleEntry
    from fumikura.settings import Settings

ONE, TWO = "20260101T000000Z-abcd", "20260102T000000Z-abcd"
FILES = {
    TWO: '\ufeff---\r\nreply_to: 20260101T000000Z-abcd\r\nodd: [1, 2]\r\n---\r\nTwo \\ "lines",\r\nno end',
    ONE: "---\n# by hand\nquote: words\n---\n核\u2028 </script>\n\n",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An article with two annotations."""
    settings = make_archive(tmp_path / "archive")
    folder = write_article(settings, "Some words.").parent / "annotations"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / f"{name}.md").write_bytes(text.encode("utf-8"))
    return settings


def entry_of(settings: Settings) -> ArticleEntry:
    library = read_library(settings)
    assert not library.findings
    return library.articles["a-aaaaaa"]


def test_each_file_is_there_with_all_its_characters_under_its_annotation(settings: Settings):
    ((name, data),) = annotation_copies(entry_of(settings), settings).items()
    assert name == "articles/a-aaaaaa/annotation-files.json"
    assert list(json.loads(data).items()) == sorted(FILES.items())
    assert "核".encode() in data


def test_an_article_without_annotations_has_no_such_file(settings: Settings):
    assert annotation_copies(replace(entry_of(settings), annotations=()), settings) == {}


@pytest.mark.parametrize("rights", ["excerpt", "private"])
def test_what_is_not_published_in_full_has_it_at_home_alone(settings: Settings, rights: str):
    write_article(settings, "Some words.", rights=rights)
    entry = entry_of(settings)
    assert annotation_copies(entry, settings) == {}
    assert len(annotation_copies(entry, settings, at_home=True)) == 1


def test_what_was_removed_or_spoilt_since_is_left_out(settings: Settings):
    entry = entry_of(settings)
    (settings.root / entry.annotations[0].path).unlink()
    (data,) = annotation_copies(entry, settings).values()
    assert len(json.loads(data)) == 1
    (settings.root / entry.annotations[1].path).write_bytes(b"\xff")
    assert annotation_copies(entry, settings) == {}
