"""Every importer against its fixture folders, and the rule that exactly one may claim a file."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixture_cases import FIXTURES, WRITE, cases, expected_files, pages_of
from fumikura.adding.pages import make_page
from fumikura.errors import ContentError
from fumikura.importers import choose, load_all, markdown_clip, note_text, plain_text
from fumikura.markdown.dialects import for_python_markdown
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import sanitise
from fumikura.sources.reading import read_source
from fumikura.text.canonical import canonical_text
from making import text_source
from shared_data import shared

if TYPE_CHECKING:
    from pathlib import Path

REAL_NOTE = shared("saved/note-openai-nuclear.txt")
RENDERER = Renderer()


def shown(markdown: str) -> str:
    return canonical_text(sanitise(RENDERER.html(markdown))).text


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_fixture_gives_what_a_person_has_read_and_approved(case: Path):
    name, pages = pages_of(case)
    assert name == case.parent.name
    folder = case / "expected"
    assert folder.is_dir(), f"nothing expected yet; write it with: {WRITE} {case.relative_to(FIXTURES)}"
    expected = {path.name: path.read_bytes() for path in folder.iterdir()}
    found = expected_files(pages)
    assert found.keys() == expected.keys()
    for file, data in found.items():
        assert data.decode("utf-8", "replace") == expected[file].decode("utf-8", "replace"), file


def test_every_importer_has_a_fixture_folder_and_every_folder_an_importer():
    assert set(load_all()) == {folder.name for folder in FIXTURES.iterdir() if folder.is_dir()}
    assert {case.parent.name for case in cases()} == set(load_all())


def test_every_importer_says_what_it_reads_and_has_a_version():
    assert list(load_all()) == sorted(load_all())
    for name, importer in load_all().items():
        assert importer.__doc__, name
        assert isinstance(importer.VERSION, int), name
        assert callable(importer.matches), name
        assert callable(importer.read), name


def test_two_importers_that_claim_a_file_are_an_error_that_names_both():
    both = SimpleNamespace(VERSION=1, matches=lambda source: True, read=lambda source: iter(()))
    with pytest.raises(ContentError, match="one and two both claim this file"):
        choose(text_source("text"), {"one": both, "two": both})


def test_a_file_that_no_importer_knows_is_an_error():
    with pytest.raises(ContentError, match="no importer knows this format"):
        choose(text_source("a,b\n1,2\n", "table.csv"), load_all())


HEADS = (
    "",
    "---\ntitle: x\n---\n",
    "![p](https://x.example/p.png)\n",
    "12 文字\n",
    "<!DOCTYPE html>\n<html><body>",
)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a", "a.2024", "a.html"])
@pytest.mark.parametrize("head", HEADS)
def test_one_importer_at_most_claims_a_text(name: str, head: str):
    source = text_source(f"{head}# Title\n\nA line.\n\nAnother.\n", name)
    assert sum(importer.matches(source) for importer in load_all().values()) <= 1


class TestNoteText:
    body = ("一つ目の段落。", "二つ目の段落は、少し長い。")
    count = sum(map(len, body))
    picture = "![見出し画像](https://x.example/p.jpg)"

    @pytest.mark.parametrize("lines", list(itertools.product([True, False], repeat=3)))
    def test_each_of_the_first_three_lines_may_be_missing(self, lines: tuple[bool, bool, bool]):
        picture, title, count = lines
        head = [
            *([self.picture] if picture else []),
            *(["☕ 題"] if title else []),
            *([f"{self.count} 文字"] if count else []),
        ]
        source = text_source("\n".join([*head, *self.body]))
        if not picture and not count:
            assert choose(source, load_all()) == "plain_text"
            return
        assert choose(source, load_all()) == "note_text"
        (article,) = note_text.read(source)
        assert article.body.split("\n\n") == list(self.body)
        assert article.title == ("☕ 題" if title else "article")
        assert article.cover == ("https://x.example/p.jpg" if picture else None)
        assert bool(article.remarks) == count

    def test_a_first_paragraph_is_not_taken_for_a_title(self):
        source = text_source("\n".join([self.picture, *self.body]))
        (article,) = note_text.read(source)
        assert article.body.split("\n\n") == list(self.body)

    @pytest.mark.parametrize(("said", "words"), [(25, "5 too few"), (10, "10 too many"), (2000, "1,980 too few")])
    def test_a_wrong_count_says_by_how_much(self, said: int, words: str):
        assert self.count == 20
        (article,) = note_text.read(text_source("\n".join(["題", f"{said:,} 文字", *self.body])))
        assert words in article.warnings[0]
        assert not article.remarks

    def test_a_count_in_utf_16_units_is_explained(self):
        (article,) = note_text.read(text_source("題\n3 文字\n🙂。"))
        assert "as a browser counts" in article.warnings[0]

    def test_full_width_digits_are_a_count_too(self):
        (article,) = note_text.read(text_source("題\n２０ 文字\n" + "\n".join(self.body)))
        assert article.remarks == ("20 characters, as the source says",)

    def test_a_number_of_characters_further_down_is_text(self):
        (article,) = note_text.read(text_source("題\n4 文字\n12 文字"))
        assert article.body == "12 文字"

    @pytest.mark.skipif(not REAL_NOTE.exists(), reason="the real article is not part of the project")
    def test_the_real_article_is_on_the_page_to_the_last_character(self):
        source = read_source(REAL_NOTE)
        assert choose(source, load_all()) == "note_text"
        (article,) = note_text.read(source)
        page = make_page(article, source, "saved/note.txt", "note_text 1")
        paragraphs = source.text.strip().split("\n")[3:]
        assert page.title == "☢️ OpenAI、核へ進出"
        assert page.values["characters"] == 2768
        assert page.values["cover"].startswith("https://assets.st-note.com/")
        assert page.remarks == ("2,768 characters, as the source says",)
        assert len(page.body.strip().split("\n\n")) == len(paragraphs) == 16
        assert shown(page.body) == " ".join(paragraphs)
        assert article.warnings == ()


class TestPlainText:
    @given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=1))
    def test_every_character_is_shown(self, words: list[str]):
        text = " ".join(words)
        (article,) = plain_text.read(text_source(text))
        assert shown(article.body) == text

    def test_a_short_first_line_before_a_blank_one_is_the_title(self):
        (article,) = plain_text.read(text_source("Title\n\nText.\n\nMore."))
        assert (article.title, article.body) == ("Title", "Text.\n\nMore.")

    def test_otherwise_the_files_name_is_the_title_and_no_line_is_lost(self):
        (article,) = plain_text.read(text_source("First line.\nSecond line.", "my notes.txt"))
        assert article.title == "my notes"
        assert "First line." in article.body

    def test_a_given_title_leaves_another_first_line_alone(self):
        (article,) = plain_text.read(text_source("Prologue\n\nText.", given={"title": "A book"}))
        assert article.body == "Prologue\n\nText."

    def test_long_lines_are_paragraphs_even_without_blank_lines_between(self):
        lines = ["長い行は、それだけで一つの段落である。" * 6, "次の行も長い。" * 20]
        (article,) = plain_text.read(text_source("\n".join(lines)))
        assert article.body.split("\n\n") == lines

    def test_a_line_without_end_is_refused_before_it_takes_hours(self):
        with pytest.raises(ContentError, match="a line of 300,000 characters"):
            next(plain_text.read(text_source("あ" * 300_000)))

    def test_a_text_of_millions_of_characters_is_refused(self):
        with pytest.raises(ContentError, match="divide it into several files"):
            next(plain_text.read(text_source("あいうえおかきくけ\n" * 600_000)))


class TestMarkdownClip:
    def article(self, text: str, name: str = "clip.md"):
        (article,) = markdown_clip.read(text_source(text, name))
        return article

    def test_a_heading_that_is_not_the_title_stays(self):
        assert self.article("---\ntitle: One\n---\n# Two\n\ntext").body == "# Two\n\ntext"

    def test_a_heading_that_is_the_title_with_markup_goes(self):
        assert self.article("---\ntitle: A b & c\n---\n# A *b* &amp; c\n\ntext").body == "text"

    def test_without_a_title_and_a_heading_the_files_name_stands_in(self):
        article = self.article("just text", "my clip.md")
        assert article.title == "my clip"
        assert "stands in" in article.warnings[0]

    def test_an_excerpt_that_is_not_the_description_stays(self):
        article = self.article("---\ntitle: t\ndescription: other\n---\n> ## Excerpt\n> words\n\n---\ntext")
        assert article.description == "other"
        assert "words" in article.body

    def test_broken_yaml_is_an_error_with_its_line(self):
        with pytest.raises(ContentError, match=r"clip\.md:3: the front matter is not readable"):
            self.article("---\ntitle: a\nsource: b: c\n---\ntext")

    def test_our_own_keys_win_over_other_names_for_the_same(self):
        article = self.article("---\nurl: https://b.example/\nsource: https://a.example/\ntitle: t\n---\nx")
        assert article.source == "https://a.example/"
        assert article.kept == {"url": "url: https://b.example/\n"}


DIALECTS = [
    ("- a\n  - b\n    - c", "- a\n    - b\n        - c"),
    ("1. a\n   - b", "1. a\n    - b"),
    ("- a\n    - b\n        - c", "- a\n    - b\n        - c"),
    ("- a\n\n  more of a\n- b", "- a\n\n    more of a\n\n- b"),
    ("text\n- a", "text\n\n- a"),
    ("text\n2. no list", "text\n2. no list"),
    ("1) a\n2) b", "1. a\n2. b"),
    ("> - a\n>   - b", "> - a\n>     - b"),
    ("text\n```\n- x\n```\nmore", "text\n\n```\n- x\n```\n\nmore"),
    ("- a\n  ```\n  x\n    y\n  ```", "- a\n\n    ```\n    x\n      y\n    ```"),
    ("text\n| a |\n| - |", "text\n\n| a |\n| - |"),
    ("Span<T>, `Span<T>`", "Span&lt;T>, `Span<T>`"),
    ("<ruby>漢<rt>かん</rt></ruby>", "<ruby>漢<rt>かん</rt></ruby>"),
    ("a<b and c>d", "a&lt;b and c>d"),
    ("<https://x.example/> <details open>", "<https://x.example/> <details open>"),
    (r"\< \~ \" \* \\<i>", r'&#60; &#126; " \* \\<i>'),
    ("Title\n---", "Title\n---"),
    ("    code <T>", "    code <T>"),
    ("- [ ] task", "- [ ] task"),
]


@pytest.mark.parametrize(("theirs", "ours"), DIALECTS)
def test_a_dialect_becomes_what_python_markdown_reads_the_same(theirs: str, ours: str):
    assert for_python_markdown(theirs) == ours
    assert for_python_markdown(ours) == ours
