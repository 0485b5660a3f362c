"""Pictures as a page shows them, and what stands in the place of those that are not here."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import is_elsewhere, sanitise, sanitise_for_pictures
from fumikura.pictures.sizes import PictureSizes
from fumikura.site.picture_markup import PictureMarkup, show_pictures
from fumikura.strings import Strings
from fumikura.text.canonical import canonical_text

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.pictures.sizes import Size

HERE: dict[str, Size | None] = {
    "articles/a/p.png": (600, 400),
    "articles/b/図 1.png": (30, 20),
    "articles/a/strange.svg": None,
}


def look(path: str) -> Size | None:
    if path not in HERE:
        raise FileNotFoundError(path)
    return HERE[path]


def shown(html: str, language: str = "en", **options: bool) -> str:
    return show_pictures(sanitise_for_pictures(html), "articles/a/", PictureMarkup(look, Strings(language)), **options)


def test_a_picture_gets_its_size():
    assert shown('<img src="p.png" alt="A">') == '<img src="p.png" alt="A" width="600" height="400" decoding="async">'


@pytest.mark.parametrize(
    ("written", "added"),
    [
        ('width="300"', 'width="300" height="200"'),
        ('height="100"', 'height="100" width="150"'),
        ('width="1" height="2"', 'width="1" height="2"'),
        ('width="50%"', 'width="50%"'),
    ],
)
def test_a_size_that_is_written_stays_and_gives_the_other_edge(written: str, added: str):
    assert shown(f'<img src="p.png" {written}>') == f'<img src="p.png" {added} decoding="async">'


def test_all_pictures_but_the_first_wait_until_the_reader_comes_near():
    twice = '<p><img src="p.png"><img src="p.png"></p>'
    assert [("lazy" in tag) for tag in re.findall("<img[^>]*>", shown(twice))] == [False, True]
    assert [("lazy" in tag) for tag in re.findall("<img[^>]*>", shown(twice, is_first=False))] == [True, True]


def test_a_picture_of_an_unknown_size_is_shown_without():
    assert shown('<img src="strange.svg">') == '<img src="strange.svg" decoding="async">'


def test_addresses_are_those_of_the_page():
    assert 'width="30"' in shown('<img src="../b/%E5%9B%B3%201.png?v=1#x">')
    assert "is missing" in shown('<img src="../p.png">')


def test_in_the_place_of_a_missing_picture_are_its_words():
    html = shown('<p>a<img src="gone.png" alt="A &lt;map&gt;">b</p>')
    assert "<img" not in html
    assert "<em>A &lt;map&gt;</em>" in html
    assert "The file of this picture is missing." in html


@pytest.mark.parametrize(
    ("src", "link"),
    [
        ("https://b.example/x.png?a=1&amp;b=2", "https://b.example/x.png?a=1&amp;b=2"),
        ("//b.example/x.png", "https://b.example/x.png"),
        ("HTTP://b.example/x.png", "HTTP://b.example/x.png"),
    ],
)
def test_a_picture_elsewhere_is_linked_and_not_loaded(src: str, link: str):
    html = shown(f'<img src="{src}" alt="図">', "ja")
    assert "<img" not in html
    assert f'href="{link}" rel="noopener noreferrer">b.example で見る</a>' in html
    assert "<em>図</em>" in html
    assert "保存されていません" in html


def test_a_link_never_stands_within_a_link():
    html = shown('<a href="https://b.example/"><img src="https://b.example/x.png" alt="A"></a>')
    assert html.count("<a ") == 1
    assert "not kept here" in html


@pytest.mark.parametrize("src", ["data:image/png;base64,AAAA", "javascript:x", "\\\\b.example\\x", "https://", "//[x"])
def test_what_is_no_address_is_not_linked(src: str):
    html = shown(f'<img src="{src}">')
    assert "<img" not in html
    assert "<a" not in html


def test_a_file_name_that_cannot_be_is_missing(tmp_path: Path):
    markup = PictureMarkup(lambda path: PictureSizes().of(tmp_path / path), Strings("en"))
    assert "is missing" in show_pictures('<img src="a%00.png">', "", markup)


class _Loads(HTMLParser):
    """What a browser would load for pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if tag == "img" and name in {"src", "srcset"}]


PIECES = st.sampled_from(
    ["<img ", "src=", '"', "'", "https://e.example/x.png", "//e.example/", "\\\\e", "p.png", " alt=", ">", "<a href=x>",
     "</a>", "<p>", "![a](", ")", "https:", "\t", "&#104;ttps://e/", "\n", "data:x", "a", "<svg>", "<!--", "]"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_page_loads_a_picture_from_elsewhere_whatever_it_says(markdown: str):
    loads = _Loads()
    loads.feed(shown(Renderer().html(markdown)))
    assert not any(is_elsewhere(src) for src in loads.found)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_the_canonical_text_stays_the_same(markdown: str):
    html = Renderer().html(markdown)
    assert canonical_text(shown(html)).text == canonical_text(sanitise(html)).text
