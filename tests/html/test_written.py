"""How much of a text came into its Markdown."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from fumikura.html.dom import parse
from fumikura.html.to_markdown import to_markdown
from fumikura.html.written import Written, written

PROSE = "A sentence with *signs*, a [bracket] & a <tag>, of which each is text. " * 4


def test_all_of_a_text_is_found_whatever_markdown_makes_of_its_signs() -> None:
    text = PROSE.replace("&", "&amp;").replace("<", "&lt;")
    element = parse(f"<div><p>{text}</p><table><tr><td>{text}<td rowspan=2>b_c</table><pre>{text}</pre></div>", "a")
    share = written(element, to_markdown(element))
    assert share.found == share.text
    assert share.remarks() == ("100% of the source's text is in its Markdown",)
    assert share.warnings() == ()


def test_an_address_within_a_text_is_found_though_markdown_puts_it_in_brackets() -> None:
    address = "https://lamp.example/path?a=1&amp;b=2"
    element = parse(f"<p>Before it. <a href='{address}'>{address}</a> after it, and {address} as text.</p>", "a")
    share = written(element, to_markdown(element))
    assert share.found == share.text


def test_a_text_that_is_lost_is_counted_and_said() -> None:
    element = parse(f"<div><p>{PROSE.replace('<', '&lt;')}</p><p>{'本文' * 100}</p></div>", "a")
    share = written(element, "本文" * 100)
    assert share.found == 200
    assert share.remarks()[0] in {f"{percent}% of the source's text is in its Markdown" for percent in range(30, 60)}
    assert "are not in its Markdown" in share.warnings()[0]


def test_where_there_is_no_text_nothing_is_said() -> None:
    assert Written().remarks() == ()
    assert Written().warnings() == ()


def test_a_text_of_which_nothing_is_there_is_counted_in_seconds() -> None:
    element = parse("<div>" + f"<p>{'a' * 15}b</p>" * 20_000 + "</div>", "a")
    before = time.process_time()
    assert written(element, "a" * 1_000_000).found == 0
    assert time.process_time() - before < 5


@given(st.lists(st.text("ab*_`<>&[]()#本~^|!\\\\-+=.1 ", min_size=1), min_size=1, max_size=6))
def test_every_paragraph_is_found_again(paragraphs: list[str]) -> None:
    escaped = (text.replace("&", "&amp;").replace("<", "&lt;") for text in paragraphs)
    element = parse("<div>" + "".join(f"<p>{text}</p>" for text in escaped) + "</div>", "a")
    share = written(element, to_markdown(element))
    assert share.found == share.text
