"""On the pages of some sites a table says where the article is."""

from __future__ import annotations

import pytest

from fumikura.html.dom import text_of
from fumikura.html.extract import extract

PROSE = "<p>" + "どこかの記事の本文として読まれるだけの長さがある文章。" * 5 + "</p>"


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://qiita.com/name/items/0123", "id='personal-public-article-body'"),
        ("https://zenn.dev/name/articles/0123", "class='znc BodyContent'"),
        ("https://name.hatenablog.com/entry/1", "class='entry-content hatenablog-entry'"),
        ("https://www.itmedia.co.jp/news/1.html", "id='cmsBody'"),
        ("https://news.yahoo.co.jp/articles/1", "class='article_body highLightSearchTarget'"),
    ],
)
def test_the_element_that_a_rule_names_is_the_article(url: str, named: str) -> None:
    html = f"<html><body>{PROSE * 3}<div {named}><p>短い本文。</p></div><div>{PROSE}</div></body></html>"
    assert text_of(extract(html, url).element) == "短い本文。"
    assert "どこかの記事" in text_of(extract(html, "https://a.example/x").element)


def test_of_several_elements_the_longest_is_the_article() -> None:
    html = f"<html><body><div class='znc'>{PROSE}</div><div class='znc'><p>コメント</p></div></body></html>"
    assert "コメント" not in text_of(extract(html, "https://zenn.dev/a/articles/b").element)


def test_a_rule_takes_out_what_it_calls_junk() -> None:
    html = f"<html><body><div id='cmsBody'>{PROSE}<div id='snsSharebox'><p>共有</p></div></div></body></html>"
    assert "共有" not in text_of(extract(html, "https://www.itmedia.co.jp/x").element)


def test_a_page_of_such_a_site_without_the_element_is_read_as_any_other() -> None:
    html = f"<html><body><article>{PROSE * 3}</article></body></html>"
    assert "どこかの記事" in text_of(extract(html, "https://zenn.dev/x").element)
    assert "どこかの記事" in text_of(extract(html, "https://notzenn.dev/x").element)
