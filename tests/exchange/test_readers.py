"""Every reader of annotations against its fixture folders, and the rule that exactly one may claim a file."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from fixture_cases import ANNOTATION_FIXTURES, WRITE, annotation_cases, files_of, input_of
from fumikura.errors import ContentError
from fumikura.exchange.files import read_foreign
from fumikura.exchange.foreign import ForeignFile, moments
from fumikura.exchange.readers import choose, kindle, load_all, omnivore, raindrop, reader, w3c
from shared_data import shared

if TYPE_CHECKING:
    from pathlib import Path

REAL = {
    "hypothesis/export.json": "hypothesis",
    "kindle/my_clippings_en.txt": "kindle",
    "kindle/my_clippings_ja.txt": "kindle",
    "omnivore": "omnivore",
    "raindrop/export.csv": "raindrop",
    "reader/library.csv": "reader",
    "readwise/highlights.csv": "readwise",
    "wallabag/wallabag-v1.json": "wallabag",
    "wallabag/wallabag-v2-first.json": "wallabag",
    "wallabag/wallabag-v2-read.json": "wallabag",
}


@pytest.mark.parametrize("case", annotation_cases(), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_fixture_gives_what_a_person_has_read_and_approved(case: Path):
    assert choose(read_foreign(input_of(case)), load_all()) == case.parent.name
    folder = case / "expected"
    assert folder.is_dir(), f"nothing expected yet; write it with: {WRITE} {case.relative_to(ANNOTATION_FIXTURES)}"
    expected = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.*")}
    assert {name: data.decode("utf-8") for name, data in files_of(case).items()} == expected


def test_every_reader_has_a_fixture_folder_and_every_folder_a_reader():
    assert set(load_all()) == {folder.name for folder in ANNOTATION_FIXTURES.iterdir()}
    assert {case.parent.name for case in annotation_cases()} == set(load_all())


def test_every_reader_says_what_it_reads():
    assert all(one.__doc__ for one in load_all().values())


@pytest.mark.parametrize("name", sorted(REAL))
def test_a_file_of_the_tool_itself_is_claimed_by_its_reader_and_read(name: str):
    path = shared(f"formats/{name}")
    if not path.exists():
        pytest.skip("other people's files are not part of the project")
    file = read_foreign(path)
    assert choose(file, load_all()) == REAL[name]
    assert load_all()[REAL[name]].read(file).problems == ()


def test_two_readers_that_claim_a_file_are_an_error_that_names_both():
    both = SimpleNamespace(matches=lambda file: True, read=None)
    with pytest.raises(ContentError, match="one and two both claim this file"):
        choose(ForeignFile("x"), {"one": both, "two": both})


def test_a_table_with_other_columns_is_refused_by_naming_them():
    with pytest.raises(ContentError, match=r"no reader knows this format \(a table of Highlight, Author\)"):
        choose(ForeignFile("x.csv", "Highlight,Author\na,b\n"), load_all())


def test_a_moment_without_a_time_zone_is_never_given_one():
    assert moments("2020-10-05 10:15:30+00:00") == {"created": "2020-10-05T10:15:30+00:00"}
    assert moments("2020-10-05 10:15:30") == {"created_local": "2020-10-05T10:15:30"}
    assert moments("2020-10-05") == {"created_local": "2020-10-05"}
    assert moments("last week") == moments("") == {}


class TestKindle:
    def read(self, *metas: str):
        entries = (
            f"A Book (B)\n{meta}\n\n{words}\n==========\n" for meta, _, words in (one.partition("|>") for one in metas)
        )
        return kindle.read(ForeignFile("My Clippings.txt", "".join(entries)))

    @pytest.mark.parametrize(
        ("meta", "made"),
        [
            ("- 位置No. 5-6のハイライト |作成日: 2024年2月26日月曜日 0:13:25", "2024-02-26T00:13:25"),
            ("- 位置No. 5-6のハイライト |作成日: 2024年2月26日月曜日 午後0:13:25", "2024-02-26T12:13:25"),
            (
                "- Your Highlight at Location 1024-31 | Added on Monday, February 26, 2024 12:13:25 AM",
                "2024-02-26T00:13:25",
            ),
            ("- Your Highlight on Location 5 | Added on Monday, 26 February 2024 13:13:25", "2024-02-26T13:13:25"),
            ("- Your Highlight on page 5 | Added on Monday, 31 February 2024 13:13:25", ""),
        ],
    )
    def test_a_time_is_the_devices_own(self, meta: str, made: str):
        (one,) = self.read(f"{meta}|>Words.").annotations
        assert (one.created, one.created_local, one.quote) == ("", made, "Words.")

    def test_a_shortened_location_is_written_out(self):
        (one,) = self.read("- Your Highlight at Location 1024-31 | Added on x|>Words.").annotations
        assert one.location == "1024-1031"

    def test_a_note_goes_to_the_highlight_that_ends_where_it_stands(self):
        found = self.read(
            "- Your Highlight at location 1-9 | x|>Long.",
            "- Your Highlight at location 4-5 | x|>Short.",
            "- Your Note at location 5 | x|>Said.",
        )
        assert [(one.quote, one.comment) for one in found.annotations] == [("Long.", ""), ("Short.", "Said.")]

    def test_of_two_selections_that_overlap_the_longer_stays(self):
        found = self.read(
            "- Your Highlight at location 1-2 | x|>one two three four five six",
            "- Your Highlight at location 2-3 | x|>two three four five six seven eight",
            "- Your Highlight at location 9-9 | x|>three four five",
        )
        assert [one.quote for one in found.annotations] == ["two three four five six seven eight", "three four five"]
        assert found.remarks == ("1 selection left out that a longer or later one of the same passage replaces",)

    def test_a_passage_that_the_publishers_limit_took_away_is_named(self):
        found = self.read("- Your Highlight at location 3 | x|> <You have reached the clipping limit for this item>")
        assert found.annotations == ()
        assert "line 1: the highlight at 3 of A Book has no words" in found.remarks[0]


def test_a_raindrop_cell_without_labels_is_passages_parted_by_blank_lines():
    text = 'url,title,highlights\nhttps://a.example/,A,"one\nline\n\ntwo"\n'
    assert [one.quote for one in raindrop.read(ForeignFile("x.csv", text)).annotations] == ["one line", "two"]


def test_readers_tags_are_a_python_list_or_doubled_quotation_marks():
    text = "Title,URL,ID,Document tags,Saved date\nA,https://a.example/,1,\"['it''s', 'b, c', \"\"d'e\"\"]\",x\n"
    (one,) = reader.read(ForeignFile("x.csv", text)).annotations
    assert one.tags == ("it's", "b, c", "d'e")


def test_omnivores_broken_metadata_is_refused_and_the_rest_read():
    good = json.dumps([{"slug": "s", "title": "S", "url": "https://s.example/"}])
    parts = {"metadata_0_to_20.json": good, "metadata_20_to_40.json": "[{", "highlights/s.md": "> words \n"}
    found = omnivore.read(ForeignFile("export.zip", parts=parts))
    assert [(one.quote, one.source) for one in found.annotations] == [("words", "https://s.example/")]
    assert "metadata_20_to_40.json:1: no JSON" in str(found.problems[0])


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"type": "AnnotationPage", "items": [one]},
        lambda one: [{"type": "AnnotationPage", "items": [one]}],
        lambda one: {"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": one}},
        lambda one: {"@context": "http://www.w3.org/ns/anno.jsonld", "@graph": [one]},
    ],
)
def test_w3c_annotations_are_found_however_they_are_packed(wrap):
    one = {"type": "Annotation", "id": "urn:x:1", "target": "https://a.example/", "bodyValue": "Said."}
    file = ForeignFile("x.jsonld", json.dumps(wrap(one)))
    assert choose(file, load_all()) == "w3c"
    (found,) = w3c.read(file).annotations
    assert (found.iri, found.source, found.comment) == ("urn:x:1", "https://a.example/", "Said.")
