"""Exports as other programs really wrote them: claimed by the right importer, with as many articles as they hold."""

from __future__ import annotations

import pytest

from fumikura.adding.pages import make_page
from fumikura.errors import ContentError
from fumikura.importers import choose, load_all
from fumikura.model.articles import Article
from fumikura.sources.reading import read_source
from fumikura.sources.unpacking import members
from shared_data import shared

SAMPLES = [
    ("browser-json/chrome-bookmarks", "bookmarks", 1),
    ("browser-json/firefox-bookmarks.json", "bookmarks", 2),
    ("enex/ImportTestCorrupt.enex", "enex", 3),
    ("enex/invalid_date.enex", "enex", 1),
    ("enex/linked_notes.enex", "enex", 7),
    ("enex/sample-enex.xml", "enex", 1),
    ("enex/tasks.enex", "enex", 1),
    ("epub-pdf/movie-theater-booking-2024.pdf", "pdf", 1),
    ("epub-pdf/test.epub", "epub", 1),
    ("feeds/test_rss.xml", "feed", 10),
    ("hatena-mt/export.txt", "hatena", 2),
    ("instapaper/instapaper-export.csv", "instapaper", 4),
    ("karakeep/export.json", "karakeep", 2),
    ("linkwarden/linkwarden-export.json", "linkwarden", 6),
    ("mhtml/chrome.mhtml", "mhtml", 1),
    ("netscape-bookmarks/shaarli-bookmarks.html", "bookmarks", 2),
    ("note-wxr/export.zip", "wxr", 2),
    ("obsidian-clipper/note.com-real.md", "markdown_clip", 1),
    ("omnivore/metadata_0_to_20.json", "omnivore", 2),
    ("pinboard/pinboard_export", "pinboard", 3),
    ("pocket/pocket.csv", "pocket", 7),
    ("pocket/ril_export.html", "pocket", 2),
    ("raindrop/export.csv", "raindrop", 1),
    ("reader/library.csv", "reader", 2),
    ("substack/posts.csv", "substack", 2),
    ("wallabag/wallabag-v1.json", "wallabag", 2),
    ("wallabag/wallabag-v2-first.json", "wallabag", 1),
    ("wallabag/wallabag-v2-read.json", "wallabag", 2),
    ("warc/example-iana.org-chunked.warc", "warc", 1),
    ("warc/example.warc.gz", "warc", 1),
    ("wxr/small-export.xml", "wxr", 11),
    ("wxr/wxr-comprehensive.xml", "wxr", 2),
    ("wxr/wxr-utf-8-challenges.xml", "wxr", 1),
]


@pytest.mark.skipif(not shared("formats").exists(), reason="the samples are not part of the project")
@pytest.mark.parametrize(("sample", "importer", "count"), SAMPLES, ids=[sample for sample, *_ in SAMPLES])
def test_a_real_export_gives_all_its_articles(sample: str, importer: str, count: int):
    pages = []
    for source in members(read_source(shared(f"formats/{sample}"))):
        assert not isinstance(source, ContentError)
        assert choose(source, load_all()) == importer
        found = [one for one in load_all()[importer].read(source) if isinstance(one, Article)]
        pages += [make_page(one, source, "saved/x", f"{importer} 1") for one in found]
    assert len(pages) == count
    assert all(page.title for page in pages)


@pytest.mark.skipif(not shared("formats").exists(), reason="the samples are not part of the project")
def test_a_real_clip_of_a_note_loses_its_noise_and_nothing_else():
    source = read_source(shared("formats/obsidian-clipper/note.com-real.md"))
    (article,) = load_all()["markdown_clip"].read(source)
    assert isinstance(article, Article)
    assert article.author == ("松濤Vimmer",)
    assert article.title == "単なるメモから知的資産へ：Obsidian in Cursorで構築する知的生産システム"
    assert article.body.startswith("## はじめに\n")
    assert article.body.endswith("さらなる生産性向上が期待できます。")
    assert article.cover is not None
