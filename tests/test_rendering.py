"""One renderer renders every page as if it were the first."""

from __future__ import annotations

from fumikura.rendering import EXTENSION_CONFIGS, EXTENSIONS, Renderer
from fumikura.sanitise import sanitise


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
