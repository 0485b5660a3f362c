"""A page's article is found, and only what the page says about it is told."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from fumikura.errors import ContentError
from fumikura.html.dom import text_of
from fumikura.html.extract import Extracted, extract
from fumikura.html.page_dates import page_date
from fumikura.html.to_markdown import to_markdown
from fumikura.importers import html_page
from fumikura.sources.source import Source
from shared_data import shared

SAMPLES = shared("extraction")
PROSE = "<p>" + "これは本文の段落であり、記事として読まれるだけの長さがある。" * 4 + "</p>"
ENGLISH = "<p>" + "This is a paragraph of the article, and it is long enough to be read as one. " * 4 + "</p>"


def page(body: str = PROSE * 3, head: str = "", attributes: str = "") -> Extracted:
    return extract(
        f"<!doctype html><html {attributes}><head>{head}</head><body>{body}</body></html>",
        "https://a.example/x",
    )


def meta(**values: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in values.items())


def json_ld(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **values})}</script>'


# --- metadata -------------------------------------------------------------------------------------


def test_json_ld_comes_before_open_graph_and_that_before_the_page() -> None:
    head = "<title>c</title>" + meta(og__title="b") + json_ld(headline="a")
    assert page(head=head).title == "a"
    assert page(head="<title>c</title>" + meta(og__title="b")).title == "b"
    assert page(head="<title>c</title>").title == "c"


@pytest.mark.parametrize("title", ["長い題名｜著者", "長い題名 - サイト", "サイト: 長い題名", "長い題名"])
def test_the_heading_tells_the_title_from_the_name_of_the_site(title: str) -> None:
    assert page(f"<h1>サイト</h1><h1>長い題名</h1>{PROSE * 3}", f"<title>{title}</title>").title == "長い題名"


def test_a_title_loses_the_name_of_its_site() -> None:
    assert page(head="<title>題名 | 或るサイト</title>" + meta(og__site_name="或るサイト")).title == "題名"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"name": "穂高"}, ("穂高",)),
        ([{"name": "A"}, "B"], ("A", "B")),
        ({"name": "https://a.example/me"}, ()),
        ("By Ann Lee", ("Ann Lee",)),
        (None, ()),
    ],
)
def test_authors_of_json_ld(author: object, names: tuple[str, ...]) -> None:
    assert page(head=json_ld(author=author)).author == names


def test_references_in_a_graph_are_followed() -> None:
    graph = [
        {"@type": "Person", "@id": "#p", "name": "穂高"},
        {"@type": "Article", "headline": "題", "author": {"@id": "#p"}},
    ]
    found = page(head=f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>')
    assert (found.title, found.author) == ("題", ("穂高",))


@pytest.mark.parametrize("broken", ["{", "[[[[", "null", '"x"', "[1, 2]", "<!-- {} -->"])
def test_broken_json_ld_is_passed_over(broken: str) -> None:
    assert page(head=f'<title>題</title><script type="application/ld+json">{broken}</script>').title == "題"


def test_authors_marked_on_the_page() -> None:
    assert page(f'<a rel="author" href="/me">穂高</a>{PROSE * 3}').author == ("穂高",)
    assert page(f'<div class="article-byline">By Ann Lee and Bo Ek</div>{ENGLISH * 3}').author == (
        "Ann Lee",
        "Bo Ek",
    )
    comment = f'{PROSE * 3}<div class="comment"><a rel="author">誰か</a></div>'
    assert page(comment).author == ()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025年1月31日", "2025-01-31"),
        ("2025年01月31日(金) 10時05分", "2025-01-31T10:05:00"),
        ("２０２５年１月３１日", "2025-01-31"),
        ("2025年1月", "2025-01"),
        ("令和7年1月31日", "2025-01-31"),
        ("平成元年2月1日", "1989-02-01"),
        ("2025/1/31 9:05", "2025-01-31T09:05:00"),
        ("2025.01.31", "2025-01-31"),
        ("2025-01-31T10:00:00.1234567Z", "2025-01-31T10:00:00.123456Z"),
        ("January 31, 2025", "2025-01-31"),
        ("Friday, 31 Jan. 2025", "2025-01-31"),
        ("Fri, 31 Jan 2025 10:00:00 +0900", "2025-01-31T10:00:00+09:00"),
        ("31/1/2025", None),
        ("2025年2月30日", None),
        ("2025-01-31 and more", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_as_pages_write_them(text: str, date: str | None) -> None:
    assert page_date(text) == date


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (json_ld(datePublished="2025-01-31"), ""),
        (meta(article__published_time="2025-01-31"), ""),
        ("", '<time itemprop="datePublished" datetime="2025-01-31">昨日</time>'),
        ("", '<time pubdate datetime="2025-01-31">昨日</time>'),
        ("", '<p class="entry-date">2025年1月31日</p>'),
        ("", "<p>公開日：2025年1月31日</p>"),
        ("", "<p>2025年1月31日 公開</p>"),
    ],
)
def test_the_date_of_publication_where_the_page_states_it(head: str, body: str) -> None:
    assert page(body + PROSE * 3, head).published == "2025-01-31"


@pytest.mark.parametrize(
    "body",
    [
        "<p>2025年1月31日</p>",
        "<p>最終更新日：2025年1月31日</p>",
        '<time class="updated entry-date" datetime="2025-01-31">x</time>',
        '<ul><li><span class="entry-date">2025年1月31日</span> ほかの記事</li></ul>',
    ],
)
def test_another_date_is_not_given_for_that_of_publication(body: str) -> None:
    assert page(body + PROSE * 3).published is None


def test_the_language_is_what_the_page_says_unless_its_text_is_plainly_another() -> None:
    assert page(attributes='lang="ja"').lang == "ja"
    assert page(attributes='lang="en"').lang == "ja"
    assert page(ENGLISH * 3, attributes='lang="en-GB"').lang == "en-GB"
    assert page(ENGLISH * 3, attributes='lang="ja"').lang == "en"
    assert page(ENGLISH * 3).lang == "en"


def test_the_source_is_the_canonical_address_if_it_is_of_the_same_site() -> None:
    assert page(head='<link rel="canonical" href="/y#z">').source == "https://a.example/y"
    assert page(head='<link rel="canonical" href="https://www.a.example/y">').source == "https://www.a.example/y"
    assert page(head='<link rel="canonical" href="https://other.com/y">').source == "https://a.example/x"
    assert page(head='<link rel="canonical" href="https://a.example/">').source == "https://a.example/x"


def test_the_licence_is_the_one_that_is_linked() -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert page(head=f'<link rel="license" href="{licence}">').license == licence
    assert page(head=json_ld(license={"@type": "CreativeWork", "url": licence})).license == licence
    assert page().license is None


# --- the article ----------------------------------------------------------------------------------


def test_what_is_around_the_article_is_left_out() -> None:
    body = f"""<nav><a href="/">入口</a></nav><main><article><h1>題</h1>{PROSE * 3}
        <div class="share"><a href="/s">共有</a></div><form><input><button>送る</button></form></article>
        <div id="comments"><p>よい記事でした。</p></div></main>
        <aside><a href="/r">関連</a></aside><footer>奥付</footer>"""
    text = text_of(page(body, "<title>題</title>").element)
    assert text == html.unescape(re.sub(r"<[^>]+>", "", PROSE)) * 3


def test_what_only_looks_like_junk_stays() -> None:
    body = f"""<article class="related-work sharing">{PROSE}<div class="promotion-of-science">{PROSE}</div>
        <aside><p>{"補足は長い。" * 30}</p></aside><pre class="ad">code</pre></article>"""
    text = text_of(page(body).element)
    assert text.count("これは本文の段落") == 8
    assert "補足" in text
    assert "code" in text


def test_a_page_in_a_form_keeps_its_text() -> None:
    assert text_of(page(f"<form><div>{PROSE * 3}</div></form>").element).count("これは本文の段落") == 12


def test_title_and_byline_at_the_beginning_are_left_out() -> None:
    head = json_ld(headline="題名", author={"name": "穂高"}, datePublished="2025-01-31")
    body = f"<article><h1>題名</h1><p>文：穂高　<time>2025年1月31日</time></p>{PROSE * 3}</article>"
    assert to_markdown(page(body, head).element).startswith("これは本文")


def test_other_first_headings_go_down_by_one() -> None:
    body = f"<article><h1>題</h1>{PROSE}<h1>章</h1>{PROSE}<h2>節</h2>{PROSE}</article>"
    markdown = to_markdown(page(body, "<title>題</title>").element)
    assert "\n## 章\n" in markdown
    assert "\n### 節\n" in markdown


@pytest.mark.parametrize("text", ["", "  \n", "<!-- x -->"])
def test_no_html_is_an_error_that_names_the_file(text: str) -> None:
    with pytest.raises(ContentError, match=r"^page\.html:1: "):
        extract(text, name="page.html")


@pytest.mark.parametrize("tag", ["div", "span"])
def test_ten_thousand_nested_elements_keep_their_text(tag: str) -> None:
    found = extract(f"<html><body>{f'<{tag}>' * 10_000}{PROSE}{f'</{tag}>' * 10_000}<p>後</p>")
    assert "これは本文" in to_markdown(found.element)


def test_nesting_that_no_parser_follows_is_an_error() -> None:
    with pytest.raises(ContentError, match="nested thousands deep"):
        extract("<html><body>" + "<b>" * 10_000 + "x", name="page.html")


def test_nul_characters_are_no_text() -> None:
    assert text_of(extract("<html><body><p>a\x00b").element) == "ab"


# --- the importer ---------------------------------------------------------------------------------


def source(text: str, path: str = "page.html") -> Source:
    return Source(path, text.encode(), Path(path), None, text)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><title>x",
        "<!-- saved from url=(0001)x -->\n<html>",
        "\ufeff <!doctype HTML PUBLIC>",
        '<?xml version="1.0"?><html>',
        "<head><title>",
    ],
)
def test_pages_are_claimed_by_their_content(text: str) -> None:
    assert html_page.matches(source(text, "page.txt"))


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\n<html>",
        "<div>\n\n# Markdown</div>",
        "text <p>",
        "---\ntitle: x\n---\n<p>",
        "<https://a.example>",
        "",
        "<htmlx>",
    ],
)
def test_text_that_contains_tags_is_not_claimed(text: str) -> None:
    assert not html_page.matches(source(text, "clip.md"))


def test_a_fragment_is_claimed_in_a_file_for_html_only() -> None:
    assert html_page.matches(source("<p>x", "page.htm"))
    assert not html_page.matches(source("<p>x", "page.md"))


def test_singlefile_says_when_and_where_a_page_was_saved() -> None:
    comment = """<!--
 Page saved with SingleFile
 url: https://a.example/x
 saved date: Wed Sep 24 2026 10:00:00 GMT+0900 (日本標準時)
-->"""
    (article,) = html_page.read(source(f"<!doctype html> <html>{comment}<body>{PROSE * 3}"))
    assert (article.source, article.created) == ("https://a.example/x", "2026-09-24T10:00:00+09:00")


def test_a_page_without_text_is_an_error() -> None:
    with pytest.raises(ContentError, match="no text in this page"):
        list(html_page.read(source("<html><body><script>app()</script></body></html>")))


def test_addresses_are_relative_to_the_base_that_the_page_names() -> None:
    text = f'<base href="https://b.example/deep/"><p>{ENGLISH}<a href="x">there</a></p>{ENGLISH}'
    article = next(iter(html_page.read(source(f"<!doctype html><html><body>{text}</body></html>"))))
    assert "[there](https://b.example/deep/x)" in article.body


def test_an_import_says_how_much_of_the_page_it_took() -> None:
    article = next(
        iter(html_page.read(source(f"<!doctype html><html><body><article>{ENGLISH * 3}</article></body></html>")))
    )
    assert article.remarks == (
        "100% of the text that the page shows is in the article",
        "100% of the source's text is in its Markdown",
    )


# --- pages of others, where they are at hand ------------------------------------------------------


def recall(found: str, expected: str) -> float:
    """Share of the four-character sequences of ``expected`` that ``found`` has."""
    there, wanted = (
        Counter(text[index : index + 4] for index in range(len(text) - 3))
        for text in (re.sub(r"\s", "", found), re.sub(r"\s", "", expected))
    )
    return sum((there & wanted).values()) / max(1, sum(wanted.values()))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample pages are not part of the repository")
def test_japanese_articles_are_found_whole() -> None:
    gold = json.loads((SAMPLES / "japanese/gold.json").read_text("utf-8"))
    recalls = []
    for name, known in gold.items():
        text = (SAMPLES / "japanese" / known["file"]).read_bytes().decode(known["encoding"], "replace")
        recalls.append(recall(text_of(extract(text, known["url"], name).element), known["content_text"]))
    assert min(recalls) > 0.85
    assert sum(recalls) / len(recalls) > 0.97
