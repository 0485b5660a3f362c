"""Paragraphs are told at once, and the HTML is what it would be."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from fumikura.markdown.plain_blocks import KNOWN, PlainBlocks
from fumikura.markdown.rendering import EXTENSION_CONFIGS, EXTENSIONS
from markdown import Markdown

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LINES = (
    *(
        "本を読む。",
        "words of it",
        "「引用」です",
        "“quoted”",
        "é",
        "a  ",
        "HTML",
        "term",
        "a | b",
        "- | -",
        "--- | ---",
    ),
    *("- a", "* b", "+ c", "1. d", "２ e", "> f", "# g", "===", "---", "***", "| h | i |", "| - | - |", "```", "~~~"),
    *(": j", ":   k", "[^1]: l", "[m]: n.md", "*[HTML]: o", "!!! note", "??? p", '??? note "q"', "<div>", "</div>"),
    *('<div markdown="1">', "<p>r</p>", "r [^1]", "{ #s }", "t { .u }", "[TOC]", "\\# v", "_w_", "\x02", "\x03", ""),
)
INDENTS = ("", "", "", " ", "  ", "   ", "    ", "        ", "\t", "> ", "- ", "1. ")


def render(text: str, *more: Extension) -> str:
    return Markdown(extensions=[*EXTENSIONS, *more], extension_configs=EXTENSION_CONFIGS).convert(text)


@given(st.lists(st.tuples(st.sampled_from(INDENTS), st.sampled_from(LINES)).map("".join), max_size=10).map("\n".join))
def test_the_html_is_as_python_markdown_makes_it(text: str) -> None:
    assert render(text, PlainBlocks()) == render(text)


@pytest.mark.parametrize("sign", [*string.printable, *"「『（“‘―…・※①２本\x02\u2028\x85"])
def test_no_sign_at_the_beginning_of_a_line_is_missed(sign: str) -> None:
    lines = [sign, f"{sign}{sign}{sign}", f"{sign} a", f"{sign}a: b", f"a\n{sign}", f"a\n{sign}{sign}{sign}\nb"]
    lines += [f"a\n{sign} b", f"a\n\n{sign}   b", f"a{sign}b\n-{sign}-", f"- a\n{sign} b", f"> a\n{sign} b"]
    assert [render(text, PlainBlocks()) for text in lines] == [render(text) for text in lines]


def test_all_kinds_of_blocks_of_the_usual_extensions_are_known() -> None:
    kinds = Markdown(extensions=EXTENSIONS, extension_configs=EXTENSION_CONFIGS).parser.blockprocessors
    assert len(kinds) == len(KNOWN)
    assert all(name in kinds for name in KNOWN)


class Taking(BlockProcessor):
    """Takes every block."""

    def test(self, parent: Element, block: str) -> bool:
        return True

    def run(self, parent: Element, blocks: list[str]) -> None:
        parent.text = blocks.pop(0).upper()


@pytest.mark.parametrize("name", ["taking", "quote"])
def test_a_kind_of_another_extension_is_asked_before_a_paragraph(name: str) -> None:
    class More(Extension):
        def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
            md.parser.blockprocessors.register(Taking(md.parser), name, 30)

    assert "WORDS" in render("words", PlainBlocks(), More())
    assert "WORDS" in render("words", More(), PlainBlocks())
