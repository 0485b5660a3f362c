"""The library: order, neighbours, backlinks, related articles."""

from __future__ import annotations

import pytest

from fumikura.library.library import link_target
from fumikura.library.relatives import RELATED
from making import article, library, note


def test_the_newest_comes_first_and_the_undated_last():
    found = library(article("a", published="2024"), article("b"), article("c", published="2024-05-01"))
    assert [one.id for one in found.newest] == ["c", "a", "b"]


def test_an_article_without_a_publication_date_is_ordered_by_when_it_was_saved():
    found = library(article("a", published="2024-01-01"), article("b", created="2025-01-01"))
    assert [one.id for one in found.newest] == ["b", "a"]


def test_neighbours_are_the_older_and_the_newer_article():
    found = library(*(article(name, published=f"202{name}") for name in "123"))
    older, newer = found.neighbours["2"]
    assert (older and older.id, newer and newer.id) == ("1", "3")
    assert found.neighbours["3"][1] is None
    assert found.neighbours["1"][0] is None


def test_backlinks_come_from_notes_articles_and_original_addresses():
    found = library(
        article("a", source="https://a.example/x"),
        article("b", "https://a.example/x?utm_source=y#z", "../a/index.md"),
        note("n", "../articles/a/index.md#part"),
    )
    assert [one.id for one in found.backlinks["articles/a/"]] == ["n", "b"]


def test_a_page_does_not_link_to_itself():
    assert library(article("a", "../a/index.md")).backlinks == {}


def test_related_articles_share_tags_and_rare_tags_count_more():
    common = [article(f"c{number}", tags=["common"]) for number in range(9)]
    found = library(article("a", tags=["common", "rare"]), article("b", tags=["Rare"]), *common)
    assert found.related["a"][0].id == "b"
    assert len(found.related["a"]) == RELATED


def test_what_is_private_is_nowhere_in_the_published_library():
    found = library(article("a", rights="private", tags=["x"]), article("b", "../a/index.md", tags=["x"])).published()
    assert list(found.articles) == ["b"]
    assert found.related["b"] == ()
    assert found.backlinks == {}


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("../b/index.md#x", "articles/b/index.md"),
        ("../b/index.md", "articles/b/index.md"),
        ("../核-1/index.md", "articles/核-1/index.md"),
        ("../../index.md", "index.md"),
        ("/notes/n.md", "notes/n.md"),
        ("%E6%A0%B8.svg", "articles/a/核.svg"),
        ("https://x.example/", None),
        ("mailto:x@y.example", None),
        ("#x", None),
        ("../../../../etc/passwd", None),
    ],
)
def test_a_relative_link_leads_to_a_path_below_docs_or_nowhere(link: str, target: str | None):
    assert link_target("articles/a/index.md", link) == target
