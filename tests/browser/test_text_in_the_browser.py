"""The browser and Python read the same canonical text, so that they agree on every selection."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fumikura.library_files import read_canonical
from fumikura.rendering import Renderer

if TYPE_CHECKING:
    from browser.conftest import Visitor
    from fumikura.library import ArticleEntry, Library

pytestmark = pytest.mark.browser

CANONICAL_TEXT = r"""(pieces) => {
  const skipped = "rt, rp, script, style, svg, a.headerlink, [data-fumikura]";
  let text = "";
  for (const piece of pieces) {
    const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest(skipped)) text += walker.currentNode.data;
    }
  }
  text = text.replace(/[\t\n\f\r ]+/g, " ").replace(/^ | $/g, "");
  return { text, codePoints: [...text].length };
}"""
"""The four rules of ``canonical.py``, written a second time from its words alone."""


def full_articles(library: Library) -> list[ArticleEntry]:
    """The articles whose text the site shows."""
    return [entry for entry in library.newest if entry.rights == "full"]


def test_the_browser_reads_the_same_canonical_text_as_python_in_every_article(
    visitor: Visitor, library: Library
) -> None:
    settings = visitor.sample.settings
    renderer = Renderer(settings.extensions, settings.extension_configs)
    page = visitor.page(scripts=True)
    entries = full_articles(library)
    assert len(entries) >= 12
    for entry in entries:
        page.goto(visitor.sample.url + entry.address)
        read = page.locator("#fk-text").evaluate_all(CANONICAL_TEXT)
        canonical = read_canonical(entry, settings, renderer)
        assert read["text"] == canonical.text, entry.address
        assert read["codePoints"] == len(canonical.text), entry.address
        assert page.locator("#fk-text").get_attribute("data-text") == canonical.hash, entry.address


def test_the_pieces_of_every_mark_are_together_the_quote_of_its_annotation(visitor: Visitor, library: Library) -> None:
    page = visitor.page()
    compared = 0
    for entry in full_articles(library):
        page.goto(visitor.sample.url + entry.address)
        orphans = page.locator(".fk-orphans .fk-note").evaluate_all("notes => notes.map(note => note.id)")
        for annotation in entry.annotations:
            if not annotation.header.quote or annotation.header.reply_to or f"a-{annotation.id}" in orphans:
                continue
            pieces = page.locator(f'[data-annotation="{annotation.id}"]')
            marked = pieces.evaluate_all(CANONICAL_TEXT)["text"]
            assert without_space(marked) == without_space(annotation.header.quote), annotation.path
            compared += 1
    assert compared >= 25


def without_space(text: str) -> str:
    """White space between two blocks belongs to no piece."""
    return re.sub(r"[\t\n\f\r ]+", "", text)
