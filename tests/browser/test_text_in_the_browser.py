"""The browser and Python read the same canonical text, so that they agree on every selection."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from browser import characters
from browser.serving import Served, serve
from fumikura.building.building import build
from fumikura.commands import cli
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_canonical, read_library
from fumikura.markdown.rendering import Renderer
from fumikura.model.annotations import make_header
from fumikura.text.canonical import canonical_text
from shared_data import shared

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from browser.conftest import Visitor
    from fumikura.library.library import ArticleEntry, Library

pytestmark = pytest.mark.browser

READ = """async (pieces) => {
  const { readText } = await import(document.getElementById("fk-annotate").src);
  const texts = pieces.map((piece) => readText(piece).points.join(""));
  return { text: texts.join(""), codePoints: texts.map((text) => [...text].length).reduce((a, b) => a + b, 0) };
}"""
"""What the page's own script reads."""

SELECT = r"""async ([count, seed]) => {
  const { readText, passageOf, rangeAt } = await import(document.getElementById("fk-annotate").src);
  const root = document.getElementById("fk-text");
  let state = seed;
  const chance = (limit) => {  // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
  const nodes = [root];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const words = nodes.flatMap((node, at) => (node.data?.trim() ? [at] : []));
  const somewhere = (near) => {
    const anywhere = chance(3) ? words[chance(words.length)] : chance(nodes.length);
    const at = near === undefined ? anywhere : Math.min(nodes.length - 1, near + chance(12));
    const node = nodes[at];
    let offset = chance((node.data ?? node.childNodes).length + 1);
    if (node.data && /[\udc00-\udfff]/.test(node.data[offset] ?? "")) offset -= 1;  // never half a character
    return { at, node, offset };
  };
  const upTo = (container, offset) => {
    const range = document.createRange();
    range.setStart(root, 0);
    range.setEnd(container, offset);
    const box = document.createElement("div");
    box.append(range.cloneContents());
    return box.innerHTML;
  };
  const selections = [];
  for (let number = 0; number < count; number++) {
    const first = somewhere();
    const second = somewhere(number % 3 ? first.at : undefined);
    const range = document.createRange();
    range.setStart(first.node, first.offset);
    range.setEnd(second.node, second.offset);
    if (range.collapsed) {  // the second came before the first
      range.setStart(second.node, second.offset);
      range.setEnd(first.node, first.offset);
    }
    const text = readText(root);
    const passage = passageOf(text, range);
    const back = passage && passageOf(text, rangeAt(text, passage.start, passage.end));
    selections.push({
      passage,
      back,
      before: upTo(range.startContainer, range.startOffset),
      through: upTo(range.endContainer, range.endOffset),
    });
  }
  return selections;
}"""
"""Selects at random, inside and between elements, also skipped ones; gives what the script makes of each selection, and the
page's HTML up to both of its ends, from which Python can find out the same."""

SPACE = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""White space at the ends of a selection: ECMAScript's."""


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
        read = page.locator("#fk-text").evaluate_all(READ)
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
            marked = pieces.evaluate_all(READ)["text"]
            assert without_space(marked) == without_space(annotation.header.quote), annotation.path
            compared += 1
    assert compared >= 25


def without_space(text: str) -> str:
    """White space between two blocks belongs to no piece."""
    return re.sub(r"[\t\n\f\r ]+", "", text)


def expected(text: str, before: str, through: str) -> dict[str, Any] | None:
    """What Python makes of a selection: ``text`` is the article's, the others are HTML up to the selection's ends."""
    start, end = len(canonical_text(before).text), len(canonical_text(through).text)
    while start < end and text[start] in SPACE:
        start += 1
    while start < end and text[end - 1] in SPACE:
        end -= 1
    if start >= end:
        return None
    moment = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    header = make_header(text, start, end, "0" * 16, by=None, moment=moment, motivation="highlighting", tags=())
    return {"quote": header.quote, "prefix": header.prefix, "suffix": header.suffix, "start": start, "end": end}


def compare(page: Page, served: Served, count: int) -> int:
    """Compare ``count`` selections on every full text of a site; gives how many were of something."""
    settings = served.settings
    renderer = Renderer(settings.extensions, settings.extension_configs)
    compared = 0
    for seed, entry in enumerate(full_articles(read_library(settings).published())):
        page.goto(served.url + entry.address)
        text = read_canonical(entry, settings, renderer).text
        for selection in page.evaluate(SELECT, [count, 20261124 + seed]):
            wanted = expected(text, selection["before"], selection["through"])
            assert selection["passage"] == wanted, entry.address
            assert selection["back"] == wanted, entry.address
            compared += wanted is not None
    return compared


@pytest.mark.slow
def test_the_browser_and_python_agree_on_a_thousand_selections_in_this_archive(visitor: Visitor) -> None:
    assert compare(visitor.page(), visitor.sample, 105) >= 1000


def test_they_agree_where_characters_are_hard_to_count_and_elements_nested(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = characters.write_archive(tmp_path_factory.mktemp("characters"))
    build(settings, strict=True)
    with serve(settings, settings.site) as served:
        page = browser.new_page()
        assert compare(page, served, 380) >= 500
        page.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["japanese", "readability"])
def test_they_agree_on_pages_of_others(browser: Browser, tmp_path_factory: pytest.TempPathFactory, kind: str) -> None:
    pages = sorted(shared(f"extraction/{kind}").rglob("*.html"))[:40]
    if not pages:
        pytest.skip("the third-party pages are not here")
    folder = tmp_path_factory.mktemp(kind)
    characters.write_archive(folder)
    command = ["-C", str(folder), "add", "--rights", "full"]
    for number, path in enumerate(pages):
        source = f"https://example.org/{kind}/{number}"
        CliRunner().invoke(cli, [*command, "--source", source, str(path)])
    settings = open_archive(folder)
    characters.add_marks(settings)
    build(settings, strict=False)
    with serve(settings, settings.site) as served:
        page = browser.new_page()
        assert len(served.pages()) > 10
        assert compare(page, served, 70) >= 500
        page.close()
