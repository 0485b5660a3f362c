"""The search index in a built site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fumikura.search_files import write_search
from fumikura.search_index.documents import Document, Section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def documents(*texts: str) -> list[Document]:
    return [Document(f"{text}/", text, "page", (Section("", "", text),)) for text in texts]


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def generation(site: Path) -> str:
    named: str = json.loads((site / "search/index.json").read_text("utf-8"))["generation"]
    return named


def test_all_files_but_the_manifest_lie_in_the_folder_that_it_names(tmp_path: Path):
    write_search(documents("文庫", "archive"), 2, tmp_path)
    others = files(tmp_path).keys() - {"search/index.json"}
    assert others
    assert all(name.startswith(f"search/{generation(tmp_path)}/") for name in others)


def test_another_index_takes_the_place_of_an_older_one_and_of_nothing_else(tmp_path: Path):
    write_search(documents("文庫"), 1, tmp_path)
    others = {"search_index.json", "index.html"}
    for name in others:
        (tmp_path / "search" / name).write_text("")
    old = generation(tmp_path)
    write_search(documents("書庫"), 1, tmp_path)
    assert generation(tmp_path) != old
    assert {path.name for path in (tmp_path / "search").iterdir()} == {
        generation(tmp_path),
        "index.json",
        *others,
    }


def test_the_same_documents_give_the_same_bytes_again(tmp_path: Path):
    write_search(documents("文庫"), 1, tmp_path)
    before = files(tmp_path)
    write_search(documents("文庫"), 1, tmp_path)
    assert files(tmp_path) == before


def test_an_empty_site_has_an_index_of_nothing(tmp_path: Path):
    write_search([], 0, tmp_path)
    assert json.loads((tmp_path / "search/index.json").read_text("utf-8"))["documents"] == 0


def test_an_index_that_could_not_be_written_leaves_the_old_one(tmp_path: Path):
    write_search(documents("文庫"), 1, tmp_path)
    before = files(tmp_path)

    def broken() -> Iterator[Document]:
        yield from documents("書庫")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_search(broken(), 2, tmp_path)
    assert files(tmp_path) == before
