"""One renderer renders every page as if it were the first."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown.extensions.smarty import makeExtension

from fumikura.markdown.rendering import _PLAIN_LINE, EXTENSION_CONFIGS, EXTENSIONS, Renderer
from fumikura.markdown.sanitise import sanitise
from markdown import Markdown


def test_nothing_of_a_page_is_left_for_the_next() -> None:
    renderer = Renderer()
    first = renderer.html("# 題\n\n[a][b] c[^1] HTML\n\n[b]: /x\n[^1]: 注\n*[HTML]: y")
    assert "footnote" in first
    assert renderer.html("[a][b] c[^1] HTML") == "<p>[a][b] c[^1] HTML</p>"
    assert renderer.html("# 題\n\n[a][b] c[^1] HTML\n\n[b]: /x\n[^1]: 注\n*[HTML]: y") == first


def test_a_column_keeps_its_alignment_after_sanitising() -> None:
    assert '<td align="right">1</td>' in sanitise(Renderer().html("| a |\n| --: |\n| 1 |"))


def test_japanese_words_can_be_emphasised_without_spaces() -> None:
    assert Renderer().html("これは**重要**です") == "<p>これは<strong>重要</strong>です</p>"


def test_other_extensions_can_be_given_as_mkdocs_gives_them() -> None:
    assert Renderer(["toc"], {"toc": {"permalink": "#"}}).html("# a").count("headerlink") == 1
    assert set(EXTENSION_CONFIGS) <= set(EXTENSIONS)


LETTERS = "a, A. b! 本を、読む。「題」ー（Ｂ）・…— 1 2. é ß Ａ１ ① ﾊﾟ ् _ ' : - # > * + ` [ ] \\ & < = | \t \n \u3000 \x02 \x0b \x85 \xa0 \u2028"


@given(st.text(st.sampled_from(LETTERS) | st.characters(), max_size=12))
@example("")
@example(" 本")
@example("本 ")
@example("1. 本")
@example("本_を_読む")
@example("本\n===")
def test_a_line_of_words_is_as_python_markdown_makes_it(text: str) -> None:
    markdown = Markdown(extensions=[*EXTENSIONS, "fenced_code"], extension_configs=EXTENSION_CONFIGS)
    assert Renderer([*EXTENSIONS, "fenced_code"]).html(text) == markdown.convert(text)


@given(st.from_regex(_PLAIN_LINE, fullmatch=True))
def test_what_is_taken_for_a_line_of_words_is_one(text: str) -> None:
    assert Renderer().html(text) == Markdown(extensions=[*EXTENSIONS], extension_configs=EXTENSION_CONFIGS).convert(
        text
    )


@pytest.mark.parametrize(
    ("extensions", "options", "html"),
    [
        (["smarty"], {}, "<p>Wait&hellip;</p>"),
        (["toc", "abbr"], {"abbr": {"glossary": {"Wait": "a while"}}}, '<p><abbr title="a while">Wait</abbr>...</p>'),
        ([makeExtension(smart_ellipses=True)], {}, "<p>Wait&hellip;</p>"),
    ],
)
def test_what_other_extensions_and_options_make_of_words_is_made(
    extensions: list[object], options: dict[str, dict[str, object]], html: str
) -> None:
    assert Renderer(extensions, options).html("Wait...") == html
