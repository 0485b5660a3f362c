"""What the front matter of articles, annotations and notes may say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.model.front_matter import split
from fumikura.model.shapes import AnnotationHeader, ArticleHeader, NoteHeader, one_line, read_header


def read(model: Any, yaml: str) -> tuple[Any, list[str]]:
    front_matter, _ = split(f"---\n{yaml}---\n", "index.md")
    header, findings = read_header(model, front_matter, "index.md")
    return header, [f"{one.line}: {one.message}" for one in findings]


def test_an_article_needs_a_title_and_nothing_else():
    header, findings = read(ArticleHeader, "title: T\n")
    assert findings == []
    assert (header.title, header.source, header.author, header.tags, header.characters) == (
        "T",
        None,
        (),
        (),
        None,
    )
    assert read(ArticleHeader, "site: X\n")[1] == ["1: `title` is missing"]
    assert read(ArticleHeader, "title:\nsite: X\n")[1] == ["2: `title` is missing"]


def test_one_name_is_a_list_of_one_and_links_to_notes_are_names():
    header, _ = read(ArticleHeader, 'title: T\nauthor: A B\ntags:\n  - "[[x|y]]"\n  - "[[z]]"\n  - y\n')
    assert (header.author, header.tags) == (("A B",), ("y", "z"))


def test_values_come_typed_and_unknown_keys_are_kept():
    header, _ = read(ArticleHeader, "title: T\ncharacters: 12\npublished: 2024-03-10 09:30\nmood: x\n")
    assert (header.characters, header.published) == (12, "2024-03-10T09:30")
    assert header.model_extra == {"mood": "x"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("source: ftp://x.example", "`source`: no http(s) address"),
        ("source: javascript:alert(1)", "`source`: no http(s) address"),
        ("published: 10.3.2024", "`published`: '10.3.2024' is no ISO 8601 date"),
        ("created: 2024-02-30", "`created`: day is out of range"),
        ("rights: all", "`rights`: Input should be 'full', 'excerpt' or 'private'"),
        ("lang: english", "`lang`: String should match pattern"),
        ("characters: -1", "`characters`: Input should be greater than or equal to 0"),
        ("sha256: abc", "`sha256`: String should match pattern"),
        ("site: [a, b]", "`site`: Input should be a valid string"),
        ("tags: [a, {b: c}]", "`tags`: a list of names, and there is something else in it"),
        ("author: {a: b}", "`author`: Input should be a valid tuple"),
    ],
)
def test_a_wrong_value_is_found_with_its_line(line: str, problem: str):
    header, findings = read(ArticleHeader, f"title: T\n\n{line}\n")
    assert header is None
    assert len(findings) == 1
    assert findings[0].startswith(f"4: {problem}")


def test_a_line_has_no_control_and_no_direction_changing_characters():
    assert one_line("a\tb\n c\u202ed\u2066\x07\u00a0 e") == "a b cd e"


@given(st.text(st.sampled_from("ab本 \u00a0\u3000\u200b\u202e\n\x07\x85") | st.characters()))
def test_a_text_that_needs_no_mending_is_as_if_it_had_been_looked_through(text: str):
    assert one_line(text) == one_line(f"\t{text}")


def test_an_annotation_points_to_a_passage_or_answers_another():
    assert read(AnnotationHeader, "quote: q\n")[1] == []
    assert read(AnnotationHeader, "reply_to: 20261123T100000Z-abcdef\n")[1] == []
    assert read(AnnotationHeader, "by: A\n")[1] == ["1: an annotation needs a `quote`, or a `reply_to`"]


def test_an_annotations_moment_has_a_time_zone():
    assert read(AnnotationHeader, "quote: q\ncreated: 2026-11-23T10:00:00Z\n")[1] == []
    assert "no moment with a time zone" in read(AnnotationHeader, "quote: q\ncreated: 2026-11-23\n")[1][0]


def test_a_notes_header_is_a_title_and_what_one_likes():
    header, findings = read(NoteHeader, "title: N\nmine: x\n")
    assert findings == []
    assert header.model_extra == {"mine": "x"}
