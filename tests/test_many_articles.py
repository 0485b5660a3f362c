"""Exports with many articles: nothing is lost, nothing comes twice, and what is damaged is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fixture_cases import FIXTURES, cases, input_of
from fumikura.adding.adding import add_source
from fumikura.adding.shelf import read_shelf
from fumikura.checks.checks import duplicate_articles
from fumikura.errors import ContentError
from fumikura.importers import choose, load_all
from fumikura.importing.json_items import items
from fumikura.importing.table_rows import rows
from fumikura.library.library_files import read_library
from fumikura.sources.reading import read_source
from fumikura.sources.source import Source
from fumikura.sources.unpacking import members
from making import contents, make_archive, text_source

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.adding.results import Result
    from fumikura.settings import Settings

MANY = [case for case in cases() if load_all()[case.parent.name].MANY]


def add(path: Path, settings: Settings, **options: bool) -> list[Result]:
    shelf = read_shelf(settings)
    found = [one for one in members(read_source(path)) if isinstance(one, Source)]
    return [result for one in found for result in add_source(one, shelf, **options)]


@pytest.mark.parametrize("case", MANY, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_an_export_added_again_changes_nothing(case: Path, tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    first = add(input_of(case), settings)
    before = contents(settings.root)
    assert {one.status for one in first} <= {"created"}
    second = add(input_of(case), settings)
    assert [one.id for one in second] == [one.id for one in first]
    assert {one.status for one in second} == {"unchanged"}
    assert contents(settings.root) == before


def test_an_export_whose_import_was_stopped_goes_on(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    export = tmp_path / "pocket.csv"
    lines = [f"Title {number},https://lamp.example/{number},1600000000,,unread" for number in range(5)]
    export.write_text("\n".join(["title,url,time_added,tags,status", *lines]), "utf-8")
    stopped = add_source(read_source(export), read_shelf(settings))
    assert [next(stopped).status for _ in range(2)] == ["created", "created"]
    stopped.close()
    assert [one.status for one in add(export, settings)] == ["unchanged"] * 2 + ["created"] * 3


def test_a_title_changed_by_hand_is_no_new_article(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    export = tmp_path / "karakeep.json"
    note = {"createdAt": 1, "title": "Old", "tags": [], "content": {"type": "text", "text": "One note."}}
    export.write_text(json.dumps({"bookmarks": [note]}), "utf-8")
    (made,) = add(export, settings)
    path = settings.root / str(made.path)
    path.write_text(path.read_text("utf-8").replace("title: Old", "title: New"), "utf-8")
    assert [one.status for one in add(export, settings)] == ["unchanged"]


def test_a_link_gains_its_text_and_keeps_its_tags(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    links = tmp_path / "pocket.csv"
    links.write_text(
        "title,url,time_added,tags,status\nWicks,https://lamp.example/w,1600000000,light,unread\n", "utf-8"
    )
    (made,) = add(links, settings)
    page = tmp_path / "wicks.html"
    page.write_text(
        '<html><head><link rel="canonical" href="https://lamp.example/w"></head><body><h1>Wicks</h1>'
        "<p>A wick is woven, and nobody has ever seen a wick that was not woven.</p></body></html>",
        "utf-8",
    )
    (filled,) = add(page, settings)
    assert (filled.status, filled.id) == ("updated", made.id)
    text = (settings.root / str(made.path)).read_text("utf-8")
    assert "kind: link" not in text
    assert "  - light\n" in text
    assert "A wick is woven" in text
    assert [one.status for one in add(links, settings)] == ["unchanged"]


def test_an_address_that_stands_twice_is_one_article_and_said(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    export = tmp_path / "pocket.csv"
    export.write_text(
        "title,url,time_added,tags,status\nA,https://lamp.example/,1,,\nB,https://lamp.example,2,,\n", "utf-8"
    )
    first, second = add(export, settings)
    assert (first.status, second.status, second.id) == ("created", "unchanged", first.id)
    assert "more than once" in second.warnings[0]


def test_a_row_that_is_none_is_refused_and_the_others_go_on(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    export = tmp_path / "karakeep.json"
    file = {"createdAt": 1, "title": "A picture", "tags": [], "content": None}
    link = {"createdAt": 2, "title": "A", "tags": [], "content": {"type": "link", "url": "https://lamp.example/"}}
    export.write_text(json.dumps({"bookmarks": [file, link]}), "utf-8")
    refused, made = add(export, settings)
    assert "A picture: it is a file that is not in the export" in str(refused.error)
    assert made.status == "created"


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a"', '[{"a": 1}', '[{"a": 1} {"a": 2}]', '[{"a": 1},'])
def test_json_that_ends_too_early_gives_what_stands_before_and_an_error(text: str):
    found = items(text_source(text, "a.json"))
    assert next(found) == (1, {"a": 1})
    with pytest.raises(ContentError, match=r"a\.json:1: not readable as JSON"):
        list(found)


def test_json_is_read_by_the_name_of_its_list():
    source = text_source('{"version": {"a": [1]}, "items": [\n{"b": 2},\n{"b": 3}], "rest": 1}', "a.json")
    assert list(items(source, "items")) == [(2, {"b": 2}), (3, {"b": 3})]


def test_a_table_without_rows_is_an_error():
    with pytest.raises(ContentError, match="a head and no rows"):
        list(rows(text_source("title,url\n\n", "a.csv")))


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".json", ""])
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_one_importer_at_most_claims_a_file_whatever_it_is_called(case: Path, suffix: str, tmp_path: Path):
    path = tmp_path / f"input{suffix}"
    path.write_bytes(input_of(case).read_bytes())
    for source in members(read_source(path)):
        assert isinstance(source, Source)
        claims = [name for name, importer in load_all().items() if importer.matches(source)]
        assert len(claims) <= 1, claims
        if load_all()[case.parent.name].MANY:
            assert choose(source, load_all()) == case.parent.name


def test_articles_of_one_export_are_not_doubles_of_each_other(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    export = tmp_path / "karakeep.json"
    notes = [{"createdAt": 1, "title": t, "tags": [], "content": {"type": "text", "text": f"{t}."}} for t in "AB"]
    export.write_text(json.dumps({"bookmarks": notes}), "utf-8")
    assert [one.status for one in add(export, settings)] == ["created", "created"]
    assert list(duplicate_articles(read_library(settings))) == []


def test_entries_without_a_text_are_told_apart_by_their_titles(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    export = tmp_path / "posts.csv"
    head = "post_id,post_date,is_published,title\n"
    export.write_text(f"{head}1.b,,true,B\n2.a,,true,A\n", "utf-8")
    first = add(export, settings)
    export.write_text(f"{head}2.a,,true,A\n1.b,,true,B\n", "utf-8")
    second = add(export, settings)
    assert [one.id for one in second] == [one.id for one in reversed(first)]


def test_a_draft_stays_private_whatever_is_said_of_the_rest(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    shelf = read_shelf(settings)
    source = read_source(input_of(FIXTURES / "wxr" / "note"), {"rights": "full"})
    published, draft = add_source(source, shelf)
    assert "rights: full\n" in (settings.root / str(published.path)).read_text("utf-8")
    assert "rights: private\n" in (settings.root / str(draft.path)).read_text("utf-8")
    assert "a draft stays private" in draft.warnings


def test_an_address_or_a_title_cannot_be_given_to_a_whole_export(tmp_path: Path):
    source = read_source(input_of(FIXTURES / "pocket" / "csv"), {"source": "https://lamp.example/", "rights": "full"})
    with pytest.raises(ContentError, match="`source` can be true of one article only"):
        list(add_source(source, read_shelf(make_archive(tmp_path / "archive"))))
