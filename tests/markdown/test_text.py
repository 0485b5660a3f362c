"""Plain text becomes Markdown that renders to the same text."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import sanitise
from fumikura.markdown.text import inline, paragraph
from fumikura.text.canonical import canonical_text

RENDERER = Renderer()

MARKUP = (
    """
# | ## |>|- |+ |* |1. |12.|: |!!! note|??? tip|???+ |===|---|***|___|- - -|* * *|```|~~~|``` python|    |>
[^1]: x|[^1]|*[HTML]: x|HTML|[x]: http://a.b "t"|[x]|[x][x]|[a](b)|![a](b)|{: .x}|{.x}|{#id}| {a=b}|[TOC]
<b>|</b>|<div>
</div>|<!--|-->|<?x?>|<![CDATA[|<a@b.c>|<http://a.b>|&amp;|&lt;b>|&#38;|&#x26|&copy|==x==|=|~~x~~|~x~|~|^x^|^^x^^
^|$x$|$|`|``|`x`|`#!py x`|\\|\\\\|\\*|\\`|*|**|***|_|__|snake_case|__init__|http://a.b/c_d?e=f&g=h|https://a.b/あ
(https://example.com/x)|https://a.b/~x*y*|https://a.b/&copy;|view-source:http://a.b|(|)|[|]|{|}|<|>|!|"|'|+|-|.|:
--|\\ |  |//Footnotes|///Footnotes Go Here///|%|@|/|--8<--
""".strip()
    .replace("\n", "|")
    .split("|")
)
TABLES = ["|", "a | b", "|-|-|", ":--|--:", "-|-"]
JAPANESE = [
    "漢字《かんじ》",
    "｜東京",
    "「重要」",
    "**「重要」**です",
    "。",
    "　",
    "〜",
    "……",
    "・",
    "😀",
    "か\u3099",
]
FAMILY = "👨\u200d👩\u200d👧"
SPACES = [" ", "  ", "\n", "\t", "\u00a0", "\u2003", "\u3000", "\u2028", "\u2029", "\u200b", "\ufeff"]

characters = st.characters(exclude_categories=("Cs", "Cc"))
pieces = st.one_of(
    st.sampled_from(MARKUP + TABLES),
    st.sampled_from([*JAPANESE, FAMILY, *SPACES]),
    st.text(characters, max_size=4),
    st.sampled_from(["\n", " ", "a", "x"]),
)


def without_blank_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip(" \t"))


texts = st.lists(pieces, max_size=12).map("".join).map(without_blank_lines)


def shown(markdown: str) -> str:
    return canonical_text(sanitise(RENDERER.html(markdown))).text


def expected(*paragraphs: str) -> str:
    return canonical_text(sanitise("\n".join(f"<p>{html.escape(text)}</p>" for text in paragraphs))).text


@given(texts)
def test_a_paragraph_renders_to_its_text(text: str) -> None:
    assert shown(paragraph(text)) == expected(text)


@given(texts)
def test_a_paragraph_with_hard_breaks_renders_to_its_text(text: str) -> None:
    assert shown(paragraph(text, hard_breaks=True)) == expected(text)


@given(st.lists(texts, max_size=6))
def test_a_document_renders_to_its_paragraphs(paragraphs: list[str]) -> None:
    assert shown("\n\n".join(map(paragraph, paragraphs))) == expected(*paragraphs)


@given(texts)
def test_a_paragraph_stays_one_paragraph(text: str) -> None:
    """No heading, list, table or code comes of it; only links, breaks and the paragraph itself."""
    rendered = sanitise(RENDERER.html(paragraph(text, hard_breaks=True)))
    tags = {part.split(">")[0].split()[0].strip("/") for part in rendered.split("<")[1:]}
    assert tags <= {"p", "a", "br"}
    assert rendered.count("<p") <= 1


@given(texts.map(lambda text: text.replace("\n", " ")))
def test_inline_text_renders_to_itself_within_a_line_and_in_a_link(text: str) -> None:
    assert shown(f"x {inline(text)} x") == expected(f"x {text} x")
    assert shown(f"x [a {inline(text, in_link=True)} z](u) x") == expected(f"x a {text} z x")


@pytest.mark.parametrize(
    "text",
    [
        "snake_case and 3 * 4 = 12, a < b",
        "R&D、AT&T",
        "[1] 第1章 (2025年)",
        "価格は100円/個、10%引き!",
        "漢字《かんじ》と「括弧」——それから……",
        "C# と C++ と -1",
        "A | B",
    ],
)
def test_ordinary_text_is_written_as_it_is(text: str) -> None:
    assert paragraph(text) == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("　字下げ", "&#x3000;字下げ"),
        ("# not a heading", "\\# not a heading"),
        ("1. not a list", "1\\. not a list"),
        ("2025年1月1日", "2025年1月1日"),
        ("*x*", "\\*x\\*"),
        ("<b>", "&lt;b>"),
        ("&amp;", "&amp;amp;"),
        (": x", "&#58; x"),
        ("一覧はhttps://example.com/a_b?c=d&e=f。", "一覧は<https://example.com/a_b?c=d&e=f>。"),
        ("(https://en.wikipedia.org/wiki/Kana_(x))", "(<https://en.wikipedia.org/wiki/Kana_(x)>)"),
    ],
)
def test_markup_is_escaped(text: str, markdown: str) -> None:
    assert paragraph(text) == markdown


def test_line_breaks_can_be_shown() -> None:
    assert paragraph("古池や\n蛙飛びこむ", hard_breaks=True) == "古池や<br>\n蛙飛びこむ"
