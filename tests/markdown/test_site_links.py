"""Links of a page as they stand in the site: what MkDocs makes of them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from fumikura.markdown.rendering import Renderer
from fumikura.markdown.site_links import SiteLinks, resolved
from making import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

SRCS = (
    *(
        "articles/a/index.md",
        "articles/b/index.md",
        "articles/b/p 1.png",
        "articles/b/字.png",
        "notes/n.md",
        "index.md",
    ),
    *("guide/README.md", "tags/日本/index.md", "assets/x.css"),
)


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def by_mkdocs(link: str, src: str) -> str:
    """The HTML that MkDocs makes of a link."""
    config = MkDocsConfig()
    config.load_dict({"site_name": "s", "docs_dir": ".", "plugins": []})
    config.validate()
    files = Files([File(one, ".", "site", use_directory_urls=True) for one in SRCS])
    file = files.get_file_from_path(src)
    assert file is not None
    page = Page(None, file, config)
    page.markdown = f"[x](<{link}>)"
    page.render(config, files)
    return page.content or ""


def by_us(link: str, src: str) -> str:
    def resolve(one: str) -> str:
        found = resolved(one, src, SRCS.__contains__)
        return one if found is None else found

    return Renderer(("toc", "tables", "fenced_code", SiteLinks(resolve)), {}).html(f"[x](<{link}>)")


NAMES = [
    "articles",
    "a",
    "b",
    "index.md",
    "notes",
    "n.md",
    "p%201.png",
    "字.png",
    "guide",
    "README.md",
    "tags",
    "日本",
    "assets",
    "x.css",
    "gone.md",
]
PARTS = st.sampled_from([*NAMES, "..", ".", "", "http:", "x?y=1", "#z", "mailto:a@b.example"])


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(PARTS, min_size=1, max_size=6).map("/".join),
    st.sampled_from(["articles/a/index.md", "notes/n.md", "index.md"]),
)
def test_every_link_becomes_what_mkdocs_makes_of_it(link: str, src: str):
    assert by_us(link, src) == by_mkdocs(link, src)


def test_a_link_to_a_file_that_is_not_there_is_told():
    assert resolved("../b/gone.md", "articles/a/index.md", SRCS.__contains__) is None
    assert resolved("../b/gone", "articles/a/index.md", SRCS.__contains__) == "../b/gone"
    assert resolved("../b/index.md#x", "articles/a/index.md", SRCS.__contains__) == "../b/#x"
