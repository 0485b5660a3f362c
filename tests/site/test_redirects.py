"""Old addresses lead on; nothing that a page says leads elsewhere."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from fumikura.model.shapes import ArticleHeader
from fumikura.site.redirects import redirect_page, redirects
from making import article, library


def test_former_ids_and_removed_articles_lead_on():
    found = redirects(library(article("a", former_ids=["x", "y"]), article("b")), ["z"])
    assert found == {
        "articles/z/": "removed/z/",
        "articles/x/": "articles/a/",
        "articles/y/": "articles/a/",
    }


def test_a_page_that_is_there_is_never_led_away_from():
    assert redirects(library(article("a", former_ids=["b"]), article("b")), ["a"]) == {}


@pytest.mark.parametrize("wrong", ["../x", "a/b", "A", "a b", "https:", "a--b", "-a", "夜", "a" * 101])
def test_a_former_id_is_an_id(wrong: str):
    with pytest.raises(ValidationError):
        ArticleHeader.model_validate({"title": "A", "former_ids": [wrong]})


def test_a_page_leads_by_relative_addresses_so_that_the_site_can_be_anywhere():
    page = redirect_page("articles/x/", "removed/x/", "ja")
    assert 'href="../../removed/x/"' in page
    assert '<script src="../../assets/fumikura/redirect.js">' in page
    assert '<html lang="ja">' in page
