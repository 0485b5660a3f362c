"""What is left of hostile HTML."""

from __future__ import annotations

import json

import lxml.html
import pytest

from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import TAGS, sanitise, sanitise_comment
from shared_data import shared

DANGEROUS = ("<script", "onerror", "onclick", "onload", "onmouseover", "onfocus", "ontoggle", "javascript:", "<iframe",
             "<object", "<embed", "<form", "<base", "<meta", "<style", "style=", "srcdoc", "<input", "<audio", "<video")  # fmt: skip


@pytest.mark.parametrize(
    "html",
    [
        '<p onclick="x">a</p>',
        "<script>x</script>",
        "<img src=x onerror=x>",
        '<a href="javascript:x">a</a>',
        '<a href="jAvA\tscript:x">a</a>',
        '<p style="position:fixed">a</p>',
        '<iframe srcdoc="<script>x</script>"></iframe>',
        "<svg><a><animate attributeName=href values=javascript:x /></a></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=x>'>",
    ],
)
def test_nothing_that_runs_is_left(html: str):
    clean = sanitise(html).lower()
    assert not any(word in clean.replace("&lt;", "") for word in DANGEROUS)


def test_a_picture_is_never_loaded_from_elsewhere():
    for src in (
        "https://evil.example/p.gif",
        "//evil.example/p.gif",
        "\\\\evil.example/p.gif",
        "data:image/png;base64,x",
    ):
        assert "src" not in sanitise(f'<img src="{src}" alt="a">')
    assert sanitise('<img src="local.png" alt="a">') == '<img src="local.png" alt="a">'


def test_nobody_can_imitate_what_the_site_adds():
    html = sanitise(
        '<p id="a-20261123T100000Z-aaaa" class="fk-mark md-overlay" data-fumikura>a</p><b id="__search">b</b>'
    )
    assert html == "<p>a</p><b>b</b>"


def test_what_articles_need_stays():
    html = (
        '<h2 id="x">題</h2><p><ruby>漢字<rt>かんじ</rt></ruby><sup id="fnref:1"><a class="footnote-ref" href="#fn:1" '
        'rel="noopener noreferrer">1</a></sup></p><pre><code class="language-py"><span class="k">if</span></code></pre>'
        '<table><tbody><tr><td align="right" colspan="2">1</td></tr></tbody></table>'
    )
    assert sanitise(html) == html


def test_comments_get_no_ids_since_several_stand_on_one_page():
    assert sanitise_comment('<h1 id="x">a</h1>') == "<h1>a</h1>"


VECTORS = shared("security/markdown_vectors.json")


@pytest.mark.skipif(not VECTORS.exists(), reason="third-party data, not part of the repository")
def test_known_attacks_in_markdown_are_defused():
    renderer = Renderer()
    for name, vector in json.loads(VECTORS.read_text("utf-8")).items():
        root = lxml.html.fragment_fromstring(sanitise(renderer.html(vector)), create_parent="div")
        for element in root.iterdescendants():
            assert element.tag in TAGS, name
            for attribute, value in element.items():
                assert not attribute.startswith("on"), name
                assert attribute not in {"style", "srcdoc", "formaction"}, name
                assert not (
                    attribute in {"href", "src"} and value.strip().lower().startswith(("javascript", "data"))
                ), name
