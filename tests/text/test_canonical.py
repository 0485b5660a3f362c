"""The canonical text: what annotations count in."""

from __future__ import annotations

import html as html_entities
import re

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.markdown.sanitise import sanitise
from fumikura.text.canonical import canonical_text, text_hash

HOSTILE_TEXT = st.text(alphabet=st.sampled_from(list("ab 漢字𠮷☢️\u200d\u0301<>&;\n\t\u3000\u00a0\"'")), max_size=12)


@st.composite
def html_trees(draw: st.DrawFn) -> str:
    """Article HTML with inline markup, lists, tables, ruby, code and header links."""

    def escaped() -> str:
        return html_entities.escape(draw(HOSTILE_TEXT))

    block = st.sampled_from(
        [
            "<p>{}<b>{}</b>{}</p>",
            "<h2 id='x'>{}<a class='headerlink' href='#x'>{}</a>{}</h2>",
            "<ul>\n<li>{}</li>\n<li><p>{}</p></li>{}</ul>",
            "<table><tr><td>{}</td> <td>{}</td></tr></table><p>{}</p>",
            "<p>{}<ruby>{}<rp>(</rp><rt>{}</rt></ruby></p>",
            "<pre><code>{}\n{}</code></pre>{}",
            "<blockquote><p>{}<br>{}</p></blockquote>\n{}",
        ]
    )
    blocks = draw(st.lists(block, max_size=6))
    return "\n".join(one.format(escaped(), escaped(), escaped()) for one in blocks)


def text_of_the_dom(html: str) -> str:
    """The rule again, over a parsed tree: slow and plain."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")

    def walk(element: lxml.html.HtmlElement) -> str:
        skipped = element.tag in {"rt", "rp", "script", "style", "svg"} or (
            element.tag == "a" and "headerlink" in (element.get("class") or "").split()
        )
        inner = "" if skipped else (element.text or "") + "".join(walk(child) for child in element)
        return inner + (element.tail or "")

    return re.sub("[\t\n\f\r ]+", " ", walk(root)).strip("\t\n\f\r ")


def test_white_space_is_folded_across_elements_and_trimmed():
    assert canonical_text("<p> a\n <b> b</b></p>\n<p>c </p>\n").text == "a b c"


def test_other_spaces_stay_as_they_are():
    assert canonical_text("<p>\u3000全角&nbsp;の空白</p>").text == "\u3000全角\u00a0の空白"


def test_readings_and_header_links_do_not_count():
    html = '<h2>章<a class="headerlink" href="#x">¶</a></h2><p><ruby>漢字<rp>(</rp><rt>かんじ</rt></ruby></p>'
    assert canonical_text(html).text == "章漢字"


def test_what_the_site_adds_does_not_count():
    assert (
        canonical_text('<p>a<sup data-fumikura><a href="#n">1</a></sup>b</p><aside data-fumikura>c</aside>').text
        == "ab"
    )


def test_positions_are_code_points():
    canonical = canonical_text("<p>☢️𠮷野家</p>")
    assert len(canonical.text) == 5


def test_a_text_has_one_name():
    assert text_hash("核") == canonical_text("<p>核</p>").hash
    assert re.fullmatch("[0-9a-f]{16}", text_hash("核"))


@given(html_trees())
def test_the_quick_reader_agrees_with_the_parsed_tree(html: str):
    clean = sanitise(html)
    assert canonical_text(clean).text == text_of_the_dom(clean)


@given(html_trees())
def test_every_code_point_is_found_again_in_the_html(html: str):
    canonical = canonical_text(sanitise(html))
    for segment in canonical.segments:
        stop = segment.start + segment.length
        offsets = list(range(segment.start, stop + 1))
        places = canonical.html_offsets(segment, offsets)
        assert places == sorted(places)
        assert segment.html_start <= places[0]
        assert places[-1] <= segment.html_end
        for offset, (begin, end) in zip(offsets, zip(places, places[1:], strict=False), strict=False):
            assert canonical_text(f"x{canonical.html[begin:end]}x").text == f"x{canonical.text[offset]}x"


@pytest.mark.parametrize("html", ["", " \n ", "<p></p>", "<img src='a.png'>"])
def test_nothing_is_an_empty_text(html: str):
    assert canonical_text(html).text == ""
