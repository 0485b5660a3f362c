"""Articles and annotations as lists show them."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from fumikura.library.library import ArticleEntry
from fumikura.model.annotations import Annotation
from fumikura.model.shapes import AnnotationHeader, ArticleHeader
from fumikura.site.list_items import ArticleItems, ListItems, article_items
from fumikura.strings import Strings


def items(title: str = "Title", *, lead: str | None = None, said: str = "", quote: str = "Words") -> ArticleItems:
    header = ArticleHeader.model_validate({"title": title})
    remark = Annotation(
        "r", "a", "docs/articles/a/annotations/r.md", AnnotationHeader.model_validate({"quote": quote}), "said"
    )
    entry = ArticleEntry("a", "docs/articles/a/index.md", "articles/a/index.md", header, "full", (remark,), (), {})
    return article_items(entry, lead, Strings("en"), lambda _: Markup(said))


def on(address: str, made: ArticleItems) -> ListItems:
    return ListItems(address, {"a": made}.__getitem__)


PAGES = [
    ("", "articles/a/"),
    ("articles/", "a/"),
    ("articles/page/2/", "../../a/"),
    ("tags/x/", "../../articles/a/"),
    ("tags/x/page/2/", "../../../../articles/a/"),
]


@pytest.mark.parametrize(("page", "link"), PAGES)
def test_an_item_leads_to_its_article_from_wherever_it_stands(page: str, link: str) -> None:
    assert f'<a class="fk-item__title" href="{link}">Title</a>' in on(page, items()).article("a")


@pytest.mark.parametrize(("page", "link"), PAGES)
def test_an_annotation_leads_to_its_passage_by_its_quote_and_by_the_title(page: str, link: str) -> None:
    item = on(page, items()).annotation("a", "r")
    assert f'<a href="{link}#a-r">Words</a>' in item
    assert f'<a href="{link}#a-r">Title</a>' in item


def test_an_annotation_shows_what_was_said_as_it_was_made() -> None:
    assert '<div class="fk-comment"><em>So</em></div>' in on("", items(said="<em>So</em>")).annotation("a", "r")


def test_an_annotation_that_an_article_has_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        on("", items()).annotation("a", "other")


@pytest.mark.parametrize("title", ["<place>", "&lt;place&gt;", "place-0", "{}"])
def test_a_title_that_looks_like_a_mark_stays_a_title(title: str) -> None:
    made = items(title, lead=title, said=str(Markup.escape(title)))
    assert on("articles/", made).article("a").count("a/") == 2  # by its title, and by the number of its annotations
    assert on("annotations/", made).annotation("a", "r").count("articles/a/") == 2


def test_an_article_shows_the_beginning_of_its_text() -> None:
    assert "Once upon &lt;a&gt; time" in on("articles/", items(lead="Once upon <a> time")).article("a")
