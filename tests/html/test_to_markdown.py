"""An article's DOM becomes Markdown that renders to the same text and the same structure."""

from __future__ import annotations

import html
import re

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fumikura.html.dom import address
from fumikura.html.to_markdown import to_markdown
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import sanitise
from fumikura.text.canonical import canonical_text

RENDERER = Renderer()
BASE = "https://example.com/blog/post"


def convert(source: str, **options: object) -> str:
    return to_markdown(lxml.html.fragment_fromstring(source, create_parent="div"), BASE, **options)  # type: ignore[arg-type]


def rendered(markdown: str) -> str:
    return sanitise(RENDERER.html(markdown))


def tags(source: str, *names: str) -> list[str]:
    return re.findall(f"<({'|'.join(names)})[ >]", source)


# --- nothing is lost ------------------------------------------------------------------------------

WORDS = [
    "語", "「重要」", "です。", "word", " ", "\n", "　", "snake_case", "*", "**x**", "_", "`", "``", "# ",
    "- ", "1. ", "> ", "|", "[a](b)", "[^1]", "[x]: y", "{.x}", "<b>", "</div>", "&amp;", "~", "^", "==",
    "===", "---", "!!! a", "!", ": ", "\\", "$", "https://example.com/a_b", "😀", "か\u3099", "a\u200db",
    "\u00a0", "12", "```", "+", "{: #a }", "[TOC]", "*[a]: b",
]  # fmt: skip
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join)
texts = words.map(html.escape)


def element(name: str, inside: st.SearchStrategy[str], attributes: str = "") -> st.SearchStrategy[str]:
    return inside.map(lambda content: f"<{name}{attributes}>{content}</{name}>")


def several(strategy: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(strategy, min_size=1, max_size=most).map("".join)


def phrases_around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = several(inner)
    names = [
        "b",
        "strong",
        "em",
        "i",
        "span",
        "sub",
        "sup",
        "del",
        "mark",
        "kbd",
        "u",
        "small",
        "code",
        "q",
        "custom-x",
    ]
    return st.one_of(
        *(element(name, inside) for name in names),
        element("a", inside, ' href="/x_y*z" title="a &quot;b&quot; `c` [d]"'),
        st.tuples(inside, inside).map(lambda two: f"<ruby>{two[0]}<rt>{two[1]}</rt></ruby>"),
        st.just("<br>"),
        st.just("<wbr>"),
        st.just('<img src="a_b.png" alt="[alt] `x` *y*">'),
    )


phrases = st.recursive(texts, lambda inner: st.one_of(inner, phrases_around(inner)), max_leaves=6)
lines = several(phrases)


def blocks_around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = several(inner)
    items = several(element("li", st.one_of(lines, inside, st.tuples(lines, inside).map("".join))))
    rows = several(element("tr", several(st.one_of(element("td", lines), element("th", lines), element("td", inside)))))
    head = element("tr", several(element("th", lines)))
    terms = several(st.tuples(element("dt", lines), element("dd", st.one_of(lines, inside))).map("".join))
    return st.one_of(
        *(element(name, inside) for name in ("div", "blockquote", "section", "figure", "b", "span")),
        element("ul", items),
        element("ol", items),
        element("ol", items, ' start="4"'),
        element("table", rows),
        element("table", st.tuples(head, several(element("tr", several(element("td", lines))))).map("".join)),
        element("dl", terms),
        st.tuples(lines, inside).map(lambda two: f"<details><summary>{two[0]}</summary>{two[1]}</details>"),
        st.tuples(lines).map(lambda one: f'<figure><img src="x.png"><figcaption>{one[0]}</figcaption></figure>'),
        element("a", inside, ' href="/y"'),
        st.tuples(lines, inside).map("".join),
    )


blocks = st.recursive(
    st.one_of(
        element("p", lines),
        element("h2", lines),
        element("h4", lines),
        element("pre", lines),
        lines,
        st.just("<hr>"),
    ),
    blocks_around,
    max_leaves=6,
)


def text_of_dom(root: etree._Element) -> str:
    """All text but readings of ruby, in document order, without white space."""
    copy = lxml.html.fromstring(lxml.html.tostring(root, encoding="unicode"))
    for element in list(copy.iter("rt", "rp")):
        element.drop_tree()
    return re.sub(r"\s", "", "".join(copy.itertext()))


@given(several(blocks))
def test_no_text_is_lost_or_added(source: str) -> None:
    root = lxml.html.fragment_fromstring(source, create_parent="div")
    shown = canonical_text(rendered(to_markdown(root, BASE))).text
    assert re.sub(r"\s", "", shown) == text_of_dom(root)


@given(lines)
def test_emphasis_links_and_readings_stay_what_they_are(source: str) -> None:
    root = lxml.html.fragment_fromstring(f"<p>{source}</p>", create_parent="div")
    markdown = to_markdown(root, BASE)
    page = lxml.html.fragment_fromstring(rendered(markdown), create_parent="div")
    kinds = {"b": "strong", "i": "em"}

    def texts(tree: etree._Element, *names: str) -> list[str]:
        found = ["".join(part.itertext()) for part in tree.iter(*names)]
        return [text for text in (re.sub(r"\s", "", text) for text in found) if text]

    for name in ("strong", "em", "rt"):
        names = [name, *(old for old, new in kinds.items() if new == name)]
        assert texts(root, *names) == texts(page, *names)


# --- how things are written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<h2>見出し</h2><p>本文</p>", "## 見出し\n\n本文\n"),
        ("<h3>C#</h3>", "### C\\#\n"),
        ("<p>一行目<br>二行目</p>", "一行目<br>\n二行目\n"),
        ("<p>一<br><br>二</p>", "一\n\n二\n"),
        ("<p>これは<b>重要</b>です</p>", "これは**重要**です\n"),
        ("<p>これは<b>「重要」</b>です</p>", "これは<strong>「重要」</strong>です\n"),
        ("<p>a <b> b </b>c</p>", "a **b** c\n"),
        ("<p><b></b>x<i> </i>y</p>", "x y\n"),
        ("<p>&lt;tag&gt; &amp;amp;</p>", "&lt;tag> &amp;amp;\n"),
        ("<p>　字下げ</p>", "&#x3000;字下げ\n"),
        ("<ul><li>a</li><li>b</li></ul>", "-   a\n-   b\n"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "1.  a\n    -   b\n"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "-   a\n\n    b\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n"),
        ("<p><code>a|b</code> <code>`</code></p>", "`a|b` `` ` ``\n"),
        ("<p>H<sub>2</sub>O <del>x</del></p>", "H<sub>2</sub>O <del>x</del>\n"),
        ("<dl><dt>語<dd>説明</dl>", "語\n:   説明\n"),
        ("<p>a<hr>b", "a\n\n---\n\nb\n"),
        ("<p>すごい!<a href='/x'>ここ</a></p>", "すごい\\![ここ](https://example.com/x)\n"),
        ("<p>か\u3099 a\u200db</p>", "か\u3099 a\u200db\n"),
    ],
)
def test_html_is_written_as(source: str, markdown: str) -> None:
    assert convert(source) == markdown


@pytest.mark.parametrize(
    "ruby",
    [
        "<ruby>漢字<rt>かんじ</rt></ruby>",
        "<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>",
        "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>",
        "<ruby><rb>漢字</rb><rt>かんじ</rt></ruby>",
    ],
)
def test_ruby_stays_ruby_and_its_reading_is_no_text(ruby: str) -> None:
    page = rendered(convert(f"<p>この{ruby}です</p>"))
    assert ruby in page
    assert canonical_text(page).text.replace("()", "") == "この漢字です"


def test_links_become_absolute_and_dangerous_ones_text() -> None:
    source = '<p><a href="../a b?c=(d)">x</a> <a href="javascript:alert(1)">y</a> <a href="#top">z</a></p>'
    assert convert(source) == f"[x](<https://example.com/a%20b?c=(d)>) y [z]({BASE}#top)\n"


def test_an_address_without_a_scheme_is_one_of_the_web_where_nothing_says_otherwise() -> None:
    assert address("//img.example/a.png", None) == "https://img.example/a.png"
    assert address("//img.example/a.png", "http://a.example/") == "http://img.example/a.png"
    assert address("a.png", None) is None


def test_a_link_around_blocks_becomes_links_in_them() -> None:
    assert convert('<a href="/x"><h3>題</h3><p>文</p></a>') == (
        "### [題](https://example.com/x)\n\n[文](https://example.com/x)\n"
    )


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/real.jpg" alt="図">',
        '<img data-original="/real.jpg" alt="図">',
        '<img srcset="/small.jpg 300w, /real.jpg 1200w" alt="図">',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="図"><noscript><img src="/real.jpg"></noscript>',
        '<picture><source srcset="/real.jpg 2x, /small.jpg 1x"><img alt="図"></picture>',
    ],
)
def test_lazy_pictures_get_their_address(picture: str) -> None:
    assert convert(f"<p>{picture}</p>") == "![図](https://example.com/real.jpg)\n"


def test_a_picture_with_a_caption_is_a_figure() -> None:
    caption = "<figcaption>説明 <b>太字</b></figcaption>"
    source = f'<figure><a href="/big"><img src="a.png" alt="図"></a>{caption}</figure>'
    markdown = convert(source, pictures={"a.png": "0123.png"})
    page = rendered(markdown)
    assert markdown.startswith("<figure>")
    assert '<img src="0123.png" alt="図">' in page
    assert caption in page


def test_a_blurred_preview_gives_way_to_its_picture() -> None:
    preview = "<img src='https://p.example/max/60/a.png?q=20'><img class='later' width='700'>"
    figure = f"<figure>{preview}<noscript><img src='https://p.example/max/700/a.png'></noscript></figure>"
    assert convert(figure) == "![](https://p.example/max/700/a.png)\n"


def test_another_picture_of_the_same_name_stays() -> None:
    figure = "<figure><img src='/red/a.png'><noscript><img src='/blue/a.png'></noscript></figure>"
    assert "red/a.png" in convert(figure)


def test_a_picture_left_out_leaves_its_paragraph() -> None:
    assert convert('<p>x <img src="evil.svg"> y</p>', pictures={"evil.svg": None}) == "x y\n"


@pytest.mark.parametrize(
    ("attributes", "language"),
    [
        ('<pre><code class="language-python">', "python"),
        ('<pre class="lang-js">', "js"),
        ('<div class="highlight highlight-source-shell"><pre>', "shell"),
        ('<pre data-lang="Rust"><code>', "rust"),
        ('<pre class="brush: php;">', "php"),
        ('<div class="code-frame" data-lang="go"><div class="bar"></div><div class="highlight"><pre>', "go"),
        ("<pre>", ""),
    ],
)
def test_code_keeps_its_language_and_blank_lines(attributes: str, language: str) -> None:
    assert convert(f"{attributes}if x:\n\n    y = '```'") == f"````{language}\nif x:\n\n    y = '```'\n````\n"


def test_line_numbers_are_no_code() -> None:
    source = """<table class="highlighttable"><tr><td class="linenos"><pre>1\n2</pre></td>
        <td class="code"><div class="highlight"><pre>a = 1\nb = 2</pre></div></td></tr></table>"""
    inline = '<pre><span class="lineno">1</span>a = 1\n<span class="lineno">2</span>b = 2</pre>'
    for numbered in (source.replace('<div class="highlight">', "").replace("</div>", ""), inline):
        assert convert(numbered) == "```\na = 1\nb = 2\n```\n"


def test_a_simple_table_is_markdown_and_another_html() -> None:
    simple = '<table><tr><th>a|b</th><th align="right">c</th></tr><tr><td>1<br>2</td><td></td></tr></table>'
    assert convert(simple) == "| a\\|b | c |\n| --- | --- |\n| 1<br>2 |  |\n"
    spanning = convert('<table onclick="x"><tr><th rowspan="2">a</th><td style="color:red">*b*</td></tr></table>')
    assert spanning == '<table>\n<tr><th rowspan="2">a</th><td>&#42;b&#42;</td></tr>\n</table>\n'


def test_nested_lists_with_code_and_tables_stay_nested() -> None:
    source = """<ol><li>one<pre>x\n\ny</pre><ul><li>two<ol><li>three<table><tr><th>h</th><th>i</th></tr>
        <tr><td>1</td><td>2</td></tr></table></li></ol></li></ul></li><li><blockquote>q</blockquote></li></ol>"""
    page = lxml.html.fromstring(rendered(convert(source)))
    assert [cell.text for cell in page.xpath("./li/ul/li/ol/li/table//td")] == ["1", "2"]
    assert page.xpath("./li[1]//pre")[0].text_content() == "x\n\ny\n"
    assert page.xpath("./li[2]/blockquote")[0].text_content().strip() == "q"


def test_a_list_that_begins_elsewhere_keeps_its_number() -> None:
    assert '<ol start="3">' in rendered(convert('<ol start="3"><li>c</li></ol>'))


@pytest.mark.parametrize(
    "notes",
    [
        '<p>文<sup id="fnref1"><a href="#fn1">1</a></sup>。</p><ol><li id="fn1">注<a href="#fnref1">↩</a></li></ol>',
        '<p>文<a id="r1" href="#n1">[1]</a>。</p><div id="n1"><a href="#r1">[1]</a> 注</div>',
        '<p>文<sup id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup>。</p>'
        '<ul><li id="cite_note-1"><b><a href="#cite_ref-1">^</a></b> 注</li></ul>',
    ],
)
def test_footnotes_are_footnotes(notes: str) -> None:
    assert convert(notes) == "文[^1]。\n\n[^1]: 注\n"


def test_links_to_headings_are_no_footnotes() -> None:
    source = '<p><a id="t1" href="#s1">1</a></p><div id="s1"><h2><a href="#t1">章</a></h2><p>文</p></div>'
    assert "[^" not in convert(source)


def test_films_become_links() -> None:
    source = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0" title="歌"></iframe><p>x</p>'
    assert convert(source) == "[歌](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n\nx\n"


@pytest.mark.parametrize(
    ("player", "markdown"),
    [
        (
            '<iframe src="//www.youtube-nocookie.com/embed/dQw4w9WgXcQ"></iframe>',
            "[YouTube](https://www.youtube.com/watch?v=dQw4w9WgXcQ)",
        ),
        (
            '<iframe src="https://www.slideshare.net/slideshow/embed_code/key/X"></iframe>',
            "[slideshare.net](https://www.slideshare.net/slideshow/embed_code/key/X)",
        ),
        ('<audio><source src="/a.mp3"></audio>', "[example.com](https://example.com/a.mp3)"),
    ],
)
def test_films_without_a_title_are_called_after_their_place(player: str, markdown: str) -> None:
    assert convert(player) == f"{markdown}\n"


def test_tweets_are_quotes_that_link_to_where_they_stand() -> None:
    source = """<blockquote class="twitter-tweet"><p>本文</p>&mdash; 名前 (@name)
        <a href="https://twitter.com/name/status/1">2025年1月31日</a></blockquote><script src="widgets.js"></script>"""
    assert convert(source) == "> 本文\n>\n> — 名前 (@name) [2025年1月31日](https://twitter.com/name/status/1)\n"


def test_a_picture_in_a_table_stays_in_its_cell() -> None:
    source = '<table><tr><th>図</th><th>名</th></tr><tr><td><img src="a.png" alt="灯"></td><td>灯台</td></tr></table>'
    page = lxml.html.fromstring(rendered(convert(source, pictures={"a.png": "0123.png"})))
    assert page.xpath("string(//td[img/@src='0123.png']/following-sibling::td)") == "灯台"


def test_a_figure_that_only_names_its_picture_gets_it() -> None:
    source = '<figure itemid="https://example.com/a.jpg?w=600"><figcaption>説明</figcaption></figure>'
    assert "<img" in convert(source)
    assert "<img" not in convert('<figure itemid="https://example.com/about"><figcaption>説明</figcaption></figure>')


def test_formulas_keep_their_tex() -> None:
    source = (
        "<p>式<math><semantics><mi>x</mi>"
        "<annotation encoding='application/x-tex'>x_1^2</annotation></semantics></math>です</p>"
    )
    assert convert(source) == "式$`x_1^2`$です\n"


def test_details_keep_their_summary() -> None:
    page = rendered(convert("<details open><summary>題*</summary><p>中の<b>文</b></p></details>"))
    assert "<summary>題*</summary>" in page
    assert "<p>中の<strong>文</strong></p>" in page


def test_scripts_and_styles_are_gone() -> None:
    assert convert("<p>a<script>x()</script><style>y</style><!-- z --><template>t</template>b</p>") == "ab\n"


def test_the_element_is_left_as_it_was() -> None:
    root = lxml.html.fragment_fromstring('<p>a<b><div>x</div></b><img data-src="y.png"></p>', create_parent="div")
    before = etree.tostring(root)
    to_markdown(root, BASE)
    assert etree.tostring(root) == before


def test_thousands_of_nested_elements_are_no_problem() -> None:
    deep = "<div>" * 1500 + "深い" + "</div>" * 1500
    nested = "<ul><li>" * 300 + "底" + "</li></ul>" * 300
    parser = lxml.html.HTMLParser(huge_tree=True)
    root = lxml.html.document_fromstring(f"{deep}{nested}<p>後", parser=parser)
    markdown = to_markdown(root, BASE)
    assert all(word in markdown for word in ("深い", "底", "後"))
