"""Articles as lists show them."""

from __future__ import annotations

import pytest

from fumikura.library.library import ArticleEntry
from fumikura.model.shapes import ArticleHeader
from fumikura.site.list_items import ListItems
from fumikura.strings import Strings


def article(title: str) -> ArticleEntry:
    header = ArticleHeader.model_validate({"title": title})
    return ArticleEntry("a", "docs/articles/a/index.md", "articles/a/index.md", header, "full", (), (), {})


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("", "articles/a/"),
        ("articles/", "a/"),
        ("articles/page/2/", "../../a/"),
        ("tags/x/", "../../articles/a/"),
        ("tags/x/page/2/", "../../../../articles/a/"),
    ],
)
def test_an_item_leads_to_its_article_from_wherever_it_stands(page: str, link: str) -> None:
    items = ListItems(Strings("en"), {})
    items.on("sites/y/")(article("Title"))  # made for another list before
    assert f'href="{link}"' in items.on(page)(article("Title"))


def test_it_is_made_once() -> None:
    items = ListItems(Strings("en"), {})
    items.on("articles/")(article("First"))
    assert ">First</a>" in items.on("tags/x/")(article("Second"))


@pytest.mark.parametrize("title", ["<place>", "&lt;place&gt;", "a<place>b"])
def test_a_title_that_looks_like_the_mark_of_its_place_stays_a_title(title: str) -> None:
    item = ListItems(Strings("en"), {"a": title}).on("articles/")(article(title))
    assert item.count('"a/"') == 1
    assert "<place>" not in item


def test_it_shows_the_beginning_of_the_text() -> None:
    leads: dict[str, str] = {}
    items = ListItems(Strings("en"), leads)
    leads["a"] = "Once upon <a> time"
    assert "Once upon &lt;a&gt; time" in items.on("articles/")(article("Title"))
