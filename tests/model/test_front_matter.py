"""Headers: read strictly, written so that others change nothing, changed line by line."""

from __future__ import annotations

import re
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fumikura.errors import ContentError
from fumikura.model.front_matter import MAX_DEPTH, MAX_HEADER, parse, render, split, updated
from fumikura.model.shapes import one_line

PAGE = """---
title: "A: title"   # said so
tags: [a, 'no']
mood:
  - 12:34

  # about the list
published: 2024-01-01
---
Body.
---
More body.
"""


def test_every_value_is_a_string_a_list_a_mapping_or_nothing():
    values = parse("a: 12:34\nb: no\nc: 2024-01-01\nd: 1e3\ne: ~\nf:\ng: [1, {h: yes}]\ni: '~'\n", "x").values
    assert values == {
        "a": "12:34",
        "b": "no",
        "c": "2024-01-01",
        "d": "1e3",
        "e": None,
        "f": None,
        "g": ["1", {"h": "yes"}],
        "i": "~",
    }


def test_a_page_is_its_header_and_its_body_with_their_lines():
    front_matter, body = split(PAGE, "a.md")
    assert body == "Body.\n---\nMore body.\n"
    assert front_matter.body_line == 10
    assert dict(front_matter.lines) == {"title": 2, "tags": 3, "mood": 4, "published": 8}
    assert front_matter.blocks["mood"] == "mood:\n  - 12:34\n\n  # about the list\n"
    assert front_matter.line("none") == 1


@pytest.mark.parametrize("text", ["", "Text.", "--- \nno header", "----\na: b\n----\n", "text\n---\na: b\n---\n"])
def test_a_text_without_a_header_is_all_body(text: str):
    front_matter, body = split(text, "a.md")
    assert (front_matter.values, body) == ({}, text)


def test_windows_line_ends_and_a_byte_order_mark_are_no_obstacle():
    front_matter, body = split("\ufeff" + PAGE.replace("\n", "\r\n"), "a.md")
    assert front_matter.values["title"] == "A: title"
    assert body.startswith("Body.\n")


@pytest.mark.parametrize(
    ("header", "line", "problem"),
    [
        ("title: a: b", 2, "not readable"),
        ("a: 1\nb: [", 4, "not readable"),
        ("a: 1\na: 2", 3, "`a` stands twice"),
        ("a: &x 1\nb: *x", 2, "anchors and aliases"),
        ("a: !!python/name:os.system", 2, "the tag"),
        ("a: !x 1", 2, "the tag"),
        ("- a", 2, "no list of keys"),
        ("{a: b}", 2, "in braces"),
        ("? [a]\n: b", 2, "no plain word"),
        ("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), 2, "nested deeper"),
        ("\n".join(f"{' ' * depth}a:" for depth in range(MAX_DEPTH + 1)), MAX_DEPTH + 2, "nested deeper"),
        ("\x85".join(f"{' ' * depth}a:" for depth in range(MAX_DEPTH + 1)), MAX_DEPTH + 2, "nested deeper"),
        ("a:\u2028" + "- " * (MAX_DEPTH + 1) + "b", 3, "nested deeper"),
        ("a:\n" + "- " * (MAX_DEPTH + 1) + "b", 3, "nested deeper"),
        ("a:\n" + "-\t" * (MAX_DEPTH + 1) + "b", 3, "not readable"),
        ("? " * (MAX_DEPTH + 1) + "b", 2, "nested deeper"),
        ("a: " + "x" * MAX_HEADER, 2, "longer than"),
    ],
)
def test_a_header_that_cannot_be_trusted_is_an_error_with_its_line(header: str, line: int, problem: str):
    with pytest.raises(ContentError, match=problem) as caught:
        split(f"---\n{header}\n---\nBody.\n", "a.md")
    assert (caught.value.path, caught.value.line, caught.value.code) == ("a.md", line, "front-matter")


HEADER_PIECES = (
    "\x85",
    "\u2028",
    "a:",
    "b:",
    " ",
    "  ",
    "\n",
    "- ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    "&x",
    "*x",
    "!t ",
    '"',
    "'",
    "|",
    ">",
    "#",
    "w",
    ",",
)


@given(st.lists(st.sampled_from(HEADER_PIECES), max_size=60).map("".join))
def test_what_is_looked_at_only_where_it_may_be_is_never_overlooked(header: str):
    def outcome() -> object:
        try:
            return parse(header, "x")
        except ContentError as error:
            return str(error)

    quick = outcome()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("fumikura.model.front_matter._MAY_HIDE_MORE", re.compile(""))
        assert quick == outcome()


def test_a_header_that_never_ends_is_an_error():
    with pytest.raises(ContentError, match="no closing line"):
        split("---\ntitle: a\n\nText.\n", "a.md")


def test_a_change_replaces_the_lines_of_its_key_and_no_others():
    changed = updated(PAGE, {"tags": ["b"], "published": None, "site": "X"}, "a.md")
    assert changed == PAGE.replace("tags: [a, 'no']\n", "tags:\n  - b\n").replace(
        "published: 2024-01-01\n", "site: X\n"
    )


def test_a_page_without_a_header_gets_one():
    assert updated("Text.\n", {"title": "T"}, "a.md") == "---\ntitle: T\n---\nText.\n"


def test_empty_values_are_not_written_and_blocks_are_kept_as_they_are():
    written = render({"a": None, "b": (), "c": "", "d": "x"}, {"e": "e: [1,  2] # two\n", "f": "f: 1"})
    assert written == "---\nd: x\ne: [1,  2] # two\nf: 1\n---\n"


def test_a_day_stands_without_quotes_and_lists_are_indented():
    assert render({"day": "2024-01-01", "tags": ["x"]}) == "---\nday: 2024-01-01\ntags:\n  - x\n---\n"


any_line = st.text(st.characters(exclude_categories=["Cs"])).map(one_line).filter(bool)
strange = st.sampled_from(
    ["no", "12:34", "2024-01-01", "2024-02-30", "~", "null", "- a", "a: b", "# x", "'", '"', "🙂"]
)
lines = strange | any_line
keys = st.from_regex("[a-z_]{1,12}", fullmatch=True)


@given(st.dictionaries(keys, lines | st.lists(lines, min_size=1, max_size=4), max_size=6))
def test_what_is_written_reads_back(values: dict[str, str | list[str]]):
    front_matter, body = split(render(values) + "Body.\n", "a.md")
    assert dict(front_matter.values) == values
    assert body == "Body.\n"


@given(st.dictionaries(keys, lines | st.lists(lines, min_size=1, max_size=4), min_size=1, max_size=6))
def test_another_writer_changes_no_value(values: dict[str, str | list[str]]):
    written = render(values).removeprefix("---\n").removesuffix("---\n")
    again = yaml.safe_dump(yaml.safe_load(written), allow_unicode=True, sort_keys=False)
    assert dict(parse(again, "a.md").values) == values


@given(st.dictionaries(keys, lines, min_size=1, max_size=4), st.dictionaries(keys, lines, max_size=3))
def test_a_change_changes_what_it_names_and_nothing_else(values: dict[str, str], changes: dict[str, str]):
    changed = updated(render(values) + "Body.\n", changes, "a.md")
    assert dict(split(changed, "a.md")[0].values) == {**values, **changes}
    assert changed.endswith("---\nBody.\n")


def test_a_long_line_without_a_header_is_read_at_once():
    start = time.process_time()
    text = "---\n" + "題" * 200_000
    assert split(text, "a.md")[1] == text
    assert time.process_time() - start < 2
