"""Canonical URLs and ids."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.identity import article_id, canonical_url, free_id, without_tracking

SAME = [
    ("https://Example.COM:443/a", "https://example.com/a"),
    ("http://example.com:80", "http://example.com/"),
    ("https://example.com/a#part", "https://example.com/a"),
    ("https://example.com/a?utm_source=x&utm_medium=y", "https://example.com/a"),
    ("https://example.com/a?b=1&fbclid=zzz&a=2", "https://example.com/a?a=2&b=1"),
    ("https://note.com/a/n/n1?rt=email&sub_rt=share_pw", "https://note.com/a/n/n1"),
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
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_copies_of_one_article_share_their_canonical_url(one: str, other: str):
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_articles_do_not(one: str, other: str):
    assert canonical_url(one) != canonical_url(other)


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
