"""Canonical URLs and ids."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.model.identity import article_id, canonical_url, free_id, without_tracking

SAME = [
    ("https://Example.COM:443/a", "https://example.com/a"),
    ("http://example.com:80", "http://example.com/"),
    ("https://example.com/a#part", "https://example.com/a"),
    ("https://example.com/a?utm_source=x&utm_medium=y", "https://example.com/a"),
    ("https://example.com/a?b=1&fbclid=zzz&a=2", "https://example.com/a?a=2&b=1"),
    ("https://note.com/a/n/n1?rt=email&sub_rt=share_pw", "https://note.com/a/n/n1"),
    ("https://note.com/a/n/n1?magazine_key=m1&from=notice&scrollpos=magazine", "https://note.com/a/n/n1"),
    ("https://x.com/a/status/1?s=20&t=Zz", "https://x.com/a/status/1"),
    ("https://mobile.twitter.com/a/status/1?s=21&cxt=Hh", "https://mobile.twitter.com/a/status/1"),
    ("https://www.youtube.com/watch?v=1&si=q&feature=share&pp=y&ab_channel=z", "https://www.youtube.com/watch?v=1"),
    ("https://youtu.be/1?si=q", "https://youtu.be/1"),
    ("https://news.yahoo.co.jp/articles/1?source=rss&dv=sp&bt=tw_up", "https://news.yahoo.co.jp/articles/1"),
    ("https://xtech.nikkei.com/a/1/?n_cid=n&i_cid=i", "https://xtech.nikkei.com/a/1/"),
    ("https://www.asahi.com/articles/A.html?iref=comtop&ref=rss", "https://www.asahi.com/articles/A.html"),
    ("https://medium.com/p/1?source=rss----7", "https://medium.com/p/1"),
    ("https://a.substack.com/p/b?r=1&publication_id=2&post_id=3&isFreemail=true", "https://a.substack.com/p/b"),
    ("https://a.substack.com/p/b?triedRedirect=true&showWelcomeOnShare=1", "https://a.substack.com/p/b"),
    ("https://www.nytimes.com/a.html?smid=tw&smtyp=cur&referringSource=x", "https://www.nytimes.com/a.html"),
    ("https://www.theguardian.com/a?CMP=share_btn&INTCMP=1", "https://www.theguardian.com/a"),
    ("https://www.bbc.co.uk/news/1?at_medium=RSS&at_campaign=KARANGA&xtor=AL", "https://www.bbc.co.uk/news/1"),
    ("https://www.bloomberg.com/a?srnd=x&sref=y&leadSource=z", "https://www.bloomberg.com/a"),
    ("https://www.washingtonpost.com/a/?itid=hp&wpisrc=nl", "https://www.washingtonpost.com/a/"),
    ("https://www.wsj.com/a?mod=hp&reflink=share", "https://www.wsj.com/a"),
    ("https://www.linkedin.com/pulse/a?trk=x&trackingId=y&lipi=z", "https://www.linkedin.com/pulse/a"),
    ("https://www.reddit.com/r/a/?share_id=x&rdt=1", "https://www.reddit.com/r/a/"),
    ("https://example.com/a?b=1&amp;utm_source=x&utm%5Fmedium=y", "https://example.com/a?b=1"),
    ("https://example.com/a?srsltid=1&gad_source=2&hsa_acc=3&guccounter=1&_bhlid=5", "https://example.com/a"),
    ("https://example.com/日本", "https://example.com/%e6%97%a5%E6%9C%AC"),
    ("https://xn--fsqu00a.example/", "https://例子.example/"),
]
DIFFERENT = [
    ("https://example.com/a?id=1", "https://example.com/a?id=2"),
    ("https://example.com/a?12", "https://example.com/a?13"),
    ("https://example.com/a?cid=1", "https://example.com/a?cid=2"),
    ("https://example.com/A", "https://example.com/a"),
    ("https://example.com/a?rt=1", "https://example.com/a?rt=2"),
    ("https://example.com:8080/a", "https://example.com/a"),
    ("https://example.com/a?s=1", "https://example.com/a"),
    ("https://example.com/a?from=1", "https://example.com/a"),
    ("https://example.com/a?source=1&ref=2", "https://example.com/a"),
    ("https://notx.com/a?s=1", "https://notx.com/a"),
    ("https://x.com/search?q=a", "https://x.com/search?q=b"),
    ("https://www.youtube.com/watch?v=1&t=60", "https://www.youtube.com/watch?v=1"),
    ("https://medium.com/p/1?sk=1", "https://medium.com/p/1"),
    ("https://news.yahoo.co.jp/topics?date=20240101", "https://news.yahoo.co.jp/topics?date=20240102"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_copies_of_one_article_share_their_canonical_url(one: str, other: str):
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_articles_do_not(one: str, other: str):
    assert canonical_url(one) != canonical_url(other)


_letters = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="[]"), max_size=12)


@given(
    st.sampled_from(["https://example.com", "HTTP://Example.COM:80", "https://note.com", "https://例子.example:8443"]),
    st.lists(_letters, max_size=4).map("/".join),
    st.lists(
        st.tuples(st.sampled_from(["utm_source", "s", "id", "amp;gclid", "from"]) | _letters, _letters), max_size=4
    ),
)
def test_the_canonical_form_of_a_canonical_url_is_itself(host: str, path: str, query: list[tuple[str, str]]):
    url = canonical_url(f"{host}/{path}?{'&'.join(f'{name}={value}' for name, value in query)}")
    assert canonical_url(url) == url


def test_the_url_that_is_shown_loses_its_tracking_and_nothing_else():
    assert without_tracking("https://Ex.example/日?b=&utm_id=1&a#x") == "https://Ex.example/日?b=&a#x"
    assert without_tracking(" https://Ex.example/日#x ") == "https://Ex.example/日#x"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("☢️ OpenAI、核へ進出", "openai-"),
        ("Ｆｕｌｌ　Width ２", "full-width-2-"),
        ("Café Zoë don't", "cafe-zoe-dont-"),
        ("核へ進出", ""),
        ("con", "con-"),
        ("../../etc/passwd", "etc-passwd-"),
        ("a" * 300, "a" * 40 + "-"),
        ("word " * 60, "word-word-word-word-word-word-word-word-"),
    ],
)
def test_an_id_is_the_ascii_words_of_the_title_and_a_hash(title: str, words: str):
    assert re.fullmatch(re.escape(words) + "[a-z2-7]{6}", article_id(title, "key"))


def test_an_id_is_the_same_for_ever():
    assert article_id("The thirty-year test", "https://plainpages.example/a") == "the-thirty-year-test-2qjcsl"


@given(st.text(), st.text())
def test_every_title_gives_a_name_that_every_file_system_takes(title: str, key: str):
    assert re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", name := article_id(title, key))
    assert 6 <= len(name) <= 47
    assert name not in {"con", "prn", "aux", "nul"}


def test_an_id_that_is_taken_gets_a_longer_hash():
    first = article_id("A", "key")
    second = free_id("A", "key", {first})
    assert second.startswith(first)
    assert len(second) == len(first) + 2
    assert len(free_id("A", "key", {first, second})) == len(first) + 4
