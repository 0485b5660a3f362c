"""Text without markup is passed over, and the HTML is what it would be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.extensions import Extension
from markdown.inlinepatterns import Pattern, SimpleTextInlineProcessor
from markdown.treeprocessors import Treeprocessor

from fumikura.markdown.plain_runs import SIGNS, PlainRuns
from fumikura.markdown.rendering import EXTENSION_CONFIGS, EXTENSIONS
from markdown import Markdown

if TYPE_CHECKING:
    from re import Match
    from xml.etree.ElementTree import Element

PIECES = (
    *(
        "本を読む。",
        "words of it",
        "**太字**",
        "*a*",
        "_b_",
        "`c`",
        "[題](x.md)",
        "![図](p.png)",
        "<b>d</b>",
        "<https://a.example>",
    ),
    *(
        "&amp;",
        "&",
        "\\*",
        "^^e^^",
        "~~f~~",
        "==g==",
        "[^1]",
        "HTML",
        "  \n",
        "\n",
        "\n\n",
        "\n\n- ",
        "\n\n> ",
        "\n\n## ",
        "\n\n| a |\n| - |\n| ",
    ),
    *(
        "{ #h .i }",
        "\n\n!!! note\n    ",
        "\n\n[^1]: ",
        "\n\n*[HTML]: j",
        "\n\n```\nk\n```\n\n",
        '<div markdown="1">',
        "</div>",
        "\x02",
        "\x03",
        " ",
    ),
)


def render(text: str, *more: Extension) -> str:
    return Markdown(extensions=[*EXTENSIONS, *more], extension_configs=EXTENSION_CONFIGS).convert(text)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_html_is_as_python_markdown_makes_it(text: str) -> None:
    assert render(text, PlainRuns()) == render(text)


@pytest.mark.parametrize("expression", SIGNS)
@given(st.text("`\\![]a本", max_size=12))
def test_what_is_found_has_its_sign(expression: str, text: str) -> None:
    assert SIGNS[expression] in text or not re.search(expression, text, re.DOTALL)


@pytest.mark.parametrize("expression", SIGNS)
def test_each_sign_belongs_to_a_pattern_of_ours(expression: str) -> None:
    patterns = Markdown(extensions=EXTENSIONS, extension_configs=EXTENSION_CONFIGS).inlinePatterns
    assert expression in {pattern.getCompiledRegExp().pattern for pattern in patterns}


class Looking(Treeprocessor):
    """Notes what the step after the inline patterns is given."""

    seen: ClassVar[set[type]] = set()

    def run(self, root: Element) -> None:
        self.seen.update(type(part) for one in root.iter() for part in (one.text, one.tail) if part)


class Steps(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  Python-Markdown's name
        md.treeprocessors.register(Looking(md), "looking", 19)


@pytest.mark.parametrize("text", ["本 *a* 本", "A **b** HTML\n\n*[HTML]: c", "- 本\n- *a*\n\n本"])
def test_no_mark_is_left_for_the_steps_that_follow(text: str) -> None:
    Looking.seen.clear()
    render(text, PlainRuns(), Steps())
    assert {str} == Looking.seen


def test_a_pattern_of_the_old_kind_sees_every_text() -> None:
    class Old(Extension):
        def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
            class Whole(Pattern):
                def handleMatch(self, m: Match[str]) -> str:  # noqa: N802
                    return "found"

            md.inlinePatterns.register(Whole(r"(本)"), "whole", 1)

    assert render("a 本", PlainRuns(), Old()) == render("a 本", Old()) == "<p>a found</p>"


def test_a_pattern_that_comes_with_the_text_is_asked_too() -> None:
    class Late(Extension):
        def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
            md.inlinePatterns.register(SimpleTextInlineProcessor("(本)"), "late", 1)

    assert render("a 本", PlainRuns(), Late()) == render("a 本", Late())
