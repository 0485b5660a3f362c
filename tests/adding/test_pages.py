"""Article + source -> page."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fumikura.adding.pages import make_page, missing
from fumikura.errors import ContentError
from fumikura.model.articles import Article
from fumikura.model.front_matter import split
from fumikura.model.shapes import ArticleHeader, one_line, read_header
from making import text_source

ALL = Article(
    title="Title",
    body="Some text.",
    source="https://x.example/a?utm_source=y",
    author=("A", "B"),
    published="2024-01",
    created="2024-02-06T12:00:00+09:00",
    description="What it says.",
    tags=("no", "12:34"),
    site="X",
    lang="en",
    license="CC0",
    rights="full",
    cover="cover.png",
    kept={"mood": "mood: calm # really\n", "converter": "converter: other 1\n"},
)
SOURCE = text_source("Some text.")


def page(article: Article = ALL, **fields: object):
    return make_page(article, text_source("Some text.", **fields), "saved/article.txt", "plain_text 1")


def test_the_front_matter_stands_in_the_order_of_the_design_and_unknown_keys_after_it():
    keys = [line.partition(":")[0] for line in page().text.split("---\n")[1].splitlines() if line[0] != " "]
    assert keys == [
        "title",
        "source",
        "author",
        "published",
        "created",
        "description",
        "tags",
        "site",
        "lang",
        "rights",
        "license",
        "cover",
        "characters",
        "original",
        "sha256",
        "converter",
        "mood",
    ]
    assert "mood: calm # really\n---\nSome text.\n" in page().text


def test_values_are_what_is_read_from_the_page_again():
    strange = page(Article(title="T\u202e  t", body="Text.", description="a\u200b\nb", site="\u202eX"))
    header, _ = read_header(ArticleHeader, split(strange.text, "index.md")[0], "index.md")
    assert header is not None
    assert (strange.title, strange.values["site"]) == ("T t", "X")
    assert all(getattr(header, name) == value for name, value in strange.values.items())


def test_what_nobody_knows_is_left_out_and_listed():
    bare = page(Article(title="T", body="Short."))
    assert list(bare.values) == ["title", "characters", "original", "sha256", "converter"]
    assert missing(bare.values) == ["source", "author", "published", "lang"]


def test_what_was_given_wins_over_what_the_source_says():
    changed = page(given={"title": "Given", "author": ("C",)}, given_kept={"mood": "mood: other\n"})
    assert changed.values["title"] == "Given"
    assert changed.values["author"] == ("C",)
    assert changed.kept == {"mood": "mood: other\n"}


def test_a_fetched_page_knows_where_it_is_from_and_when_it_was_saved():
    fetched = page(Article(title="T", body="x"), url="https://x.example/a", fetched="2026-11-23T10:00:00Z")
    assert fetched.values["source"] == "https://x.example/a"
    assert fetched.values["created"] == "2026-11-23T10:00:00Z"


@pytest.mark.parametrize(
    ("body", "characters"),
    [
        ("abc", 3),
        ("ab\ncd\n\nef", 6),
        ("a&amp;b &lt;c", 6),
        ("<ruby>漢字<rt>かんじ</rt></ruby>と🙂", 4),
        ("- a\n    - b", 2),
        ("# Title", 5),
        ("", 0),
    ],
)
def test_characters_are_code_points_of_what_is_shown_without_line_breaks(body: str, characters: int):
    assert page(Article(title="T", body=body)).values["characters"] == characters


def test_an_article_without_a_text_comes_with_a_warning():
    assert page(Article(title="T", body="")).warnings == ("the article has no text",)
    assert page(Article(title="T", body="\n\n")).body == ""


def test_the_id_is_made_from_the_url_or_else_from_the_text():
    assert page().key == "https://x.example/a"
    assert page(Article(title="T", body="*Some*  text.")).key == "Some text."


def test_a_title_of_300_characters_is_kept_whole():
    assert page(Article(title="長" * 300, body="x")).title == "長" * 300


def test_a_title_that_no_page_can_have_is_an_error():
    with pytest.raises(ContentError, match=r"article\.txt:1: `title`"):
        page(Article(title="x" * 1001, body="x"))


def test_an_empty_title_becomes_the_files_name():
    assert page(Article(title=" \u202e\n", body="x")).title == "article"


any_line = st.text(st.characters(exclude_categories=["Cs"])).map(one_line).filter(bool)
tricky = st.sampled_from(["no", "12:34", "2024-01-01", "~", "null", "- a", "a: b", "#x", "'", '"', "🙂", "0x1", "1e3"])
lines = tricky | any_line


@given(title=lines, tags=st.lists(lines, unique=True).map(tuple), site=lines)
def test_front_matter_reads_back_as_it_was_written_here_and_in_other_programs(title, tags, site):
    written = page(Article(title=title, body="x", tags=tags, site=site, lang="en")).text
    front_matter, body = split(written, "index.md")
    header, findings = read_header(ArticleHeader, front_matter, "index.md")
    assert not findings
    assert header is not None
    assert (header.title, header.tags, header.site) == (title, header.tags, site)
    assert header.tags == tuple(tags)
    assert body == "x\n"
    block = written.split("---\n", 1)[1].removesuffix("---\nx\n")
    other = yaml.safe_load(block)
    assert str(other["title"]) == title
    assert tuple(map(str, other.get("tags", ()))) == tuple(tags)
    again = yaml.safe_dump(other, allow_unicode=True, sort_keys=False, indent=2)
    assert yaml.safe_load(again) == other
    assert tuple(split(f"---\n{again}---\n", "again.md")[0].values) == tuple(front_matter.values)
