"""What a script was to put in place is there without it."""

from __future__ import annotations

import pytest

from fumikura.html.dom import parse
from fumikura.html.extract import extract
from fumikura.html.to_markdown import to_markdown
from fumikura.markdown.rendering import Renderer

PROSE = "<p>This sentence belongs to the article, and it is long enough to be read as prose by all who read it.</p>" * 4


def markdown_of(html: str) -> str:
    return to_markdown(parse(f"<div>{html}</div>", "a"), "https://a.example/").strip()


FORMULAS = [
    "<script type='math/tex'>x_1^2</script>",
    "<script type='math/tex'>% <![CDATA[ x_1^2 %]]></script>",
    "<span class='MathJax_Preview'>x</span><span class='MathJax' id='m1'>x2</span><script type='math/tex'>x_1^2</script>",
    "<math alttext='x_1^2'><mi>x</mi></math>",
    "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x_1^2</annotation></semantics></math>",
    "<mjx-container><mjx-math data-latex='x_1^2'><mjx-mi>x</mjx-mi></mjx-math></mjx-container>",
    "<img class='latex' alt='x_1^2' src='https://s0.wp.com/latex.php?latex=x'>",
    "<span class='mwe-math-element'><span style='display: none;'><math alttext='{\\displaystyle x_1^2}'><mi>x</mi></math>"
    "</span><img class='mwe-math-fallback-image-inline' alt='{\\displaystyle x_1^2}' src='/x.svg'></span>",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_its_tex_once_and_nothing_of_its_drawing(formula: str) -> None:
    assert markdown_of(f"<p>Let {formula} be.</p>") == "Let $`x_1^2`$ be."


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_of_a_page_comes_through(formula: str) -> None:
    page = f"<html><body><nav><a href='/'>Home</a></nav><article>{PROSE}<p>Let {formula} be.</p>{PROSE}</article></body></html>"
    found = extract(page, "https://a.example/x")
    assert "Let $`x_1^2`$ be." in to_markdown(found.element, found.base_url)


def test_a_formula_drawn_by_a_script_without_its_tex_is_its_text_once() -> None:
    drawn = "<mjx-container><mjx-math><mjx-mi>x</mjx-mi></mjx-math><mjx-assistive-mml><math><mi>x</mi></math></mjx-assistive-mml></mjx-container>"
    assert markdown_of(f"<p>Let {drawn} be.</p>") == "Let x be."


@pytest.mark.parametrize("text", ["\\(a_1 * b_2\\)", "$x_1$ and $x_2$", "$$a_1$$"])
def test_tex_that_stands_in_the_text_stays_as_it_is(text: str) -> None:
    html = parse(f"<div><p>{text}</p></div>", "a")
    assert text in Renderer().html(to_markdown(html))


@pytest.mark.parametrize(
    "player",
    [
        "<iframe data-src='https://www.youtube.com/embed/abcdefghijk' src='about:blank' title='The harbour'></iframe>",
        "<lite-youtube videoid='abcdefghijk' playlabel='The harbour'></lite-youtube>",
        "<amp-youtube data-videoid='abcdefghijk' title='The harbour'></amp-youtube>",
    ],
)
def test_a_player_that_waits_for_a_click_is_a_link_with_its_title(player: str) -> None:
    assert markdown_of(player) == "[The harbour](https://www.youtube.com/watch?v=abcdefghijk)"
