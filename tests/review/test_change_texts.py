"""What is wrong with a text of a change before it is rendered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.markdown.rendering import EXTENSIONS
from fumikura.review.change_texts import reading_extensions, text_findings


def found(raw: bytes, *, includes: bool = True) -> list[tuple[str, str, int]]:
    return [(one.code, one.level, one.line) for one in text_findings("docs/a.md", raw, includes=includes)]


@pytest.mark.parametrize(
    "name",
    [
        "pymdownx.snippets",
        "pymdownx.b64",
        "markdown_include.include",
        "mdx_include",
        "macros",
        "include-markdown",
        "markdown-exec",
        "mkdocs-jupyter",
        "gen-files",
        "mkdocs-simple-hooks",
    ],
)
def test_extensions_and_plugins_by_which_a_page_reads_files_or_runs_code_are_known(name: str):
    assert reading_extensions(["toc", name]) == [name]


def test_those_of_a_new_archive_do_neither():
    assert reading_extensions([*EXTENSIONS, "search", "fumikura", "fenced_code"]) == []


@pytest.mark.parametrize(
    "line",
    [
        b'--8<-- "a.md"',
        b'  ---8<--- "a.md"',
        b"-8<- 'a.md'",
        b"--8<--\na.md\n--8<--",
        b"{!a.md!}",
        b'{% include "a.md" %}',
        b'text {%- include-markdown "a.md" %}',
    ],
)
def test_an_include_is_found_with_its_line(line: bytes):
    assert found(b"---\ntitle: A\n---\n" + line) == [("include", "error", 4)]
    assert found(b"---\ntitle: A\n---\n" + line, includes=False) == [("include", "warning", 4)]


@pytest.mark.parametrize(
    "line", [b';--8<-- "a.md"', b"a --8<-- b", b"8 < 9 --", "{! は記号".encode(), b"{% set a = 1 %}", b"---"]
)
def test_what_only_resembles_one_is_not(line: bytes):
    assert found(line) == []


def test_line_ends_are_told():
    assert found(b"a\nb\n") == []
    assert found(b"a\r\nb\r\n") == [("line-ends", "warning", 1)]
    assert found(b"a\nb\rc\n") == [("line-ends", "error", 2)]


def test_what_hides_or_turns_text_is_told_with_its_line_and_name():
    (finding,) = text_findings("docs/a.md", "a\nb\u202ec".encode(), includes=False)
    assert (finding.code, finding.line) == ("hidden-text", 2)
    assert "(\\u202e)" in finding.message
    assert found("家族👨\u200d👩\u200d👧と\u200f".encode()) == []


@given(st.binary(max_size=300))
def test_any_bytes_can_be_looked_at(raw: bytes):
    for one in text_findings("docs/a.md", raw, includes=True):
        assert 1 <= one.line <= raw.count(b"\n") + 1
        assert one.message.isprintable() or "\u200d" in one.message or "\u200c" in one.message
