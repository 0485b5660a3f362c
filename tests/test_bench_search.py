"""The benchmark of the search still runs, and counts as it says."""

from __future__ import annotations

import random
import re
import shutil
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from browser.conftest import missing
from fumikura.search_index.documents import Document, Section
from shared_data import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import search
import search_corpus
import search_queries
import search_server

if TYPE_CHECKING:
    from pathlib import Path

WORDS = (
    "保存した記事の本文を検索する。リンク切れを見つけたら、アーカイブの写しを読む。",
    "The keeper archives an article; archived articles are searched, and searching finds each archive again.",
    "ファイルシステムの設定ファイルを変更する方法について、次の章で説明します。",
    "Reviewers review what contributors reviewed before; reviewing and reviews are listed in the library.",
)


def document(number: int, text: str) -> Document:
    lang = "en" if text.isascii() else "ja"
    return Document(f"{lang}/{number}/", f"Document {number}", "article", (Section("", "", text),), lang=lang)


def documents() -> list[Document]:
    texts = [[WORDS[one % 4] for one in (number, number + 2, number * 7)] for number in range(24)]
    return [document(number, "\n".join((*lines, f"{number} {lines[0]}"))) for number, lines in enumerate(texts)]


def test_every_question_stands_in_the_documents_that_are_called_right() -> None:
    corpus = search_queries.Corpus(documents())
    queries = list(search_queries.drawn(corpus, 120, 1))
    assert {query.kind for query in queries} == set(search_queries.KINDS)
    for query in queries:
        assert query.right, query
        if "phrase" in query.kind:
            phrase = search_queries.plain(query.typed.strip('"'))
            assert query.right == {number for number, text in enumerate(corpus.texts) if phrase in text}


def test_a_misspelt_word_stands_nowhere() -> None:
    corpus = search_queries.Corpus(documents())
    for query in search_queries.drawn(corpus, 120, 2):
        if query.kind == "en misspelt":
            assert not corpus.have([query.typed])


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("carry", {"carry", "carries", "carried", "carrying"}),
        ("archive", {"archive", "archives", "archived", "archiving"}),
        ("search", {"search", "searches", "searched", "searching"}),
        ("review", {"review", "reviews", "reviewed", "reviewing"}),
    ],
)
def test_a_regular_verb_has_four_forms(verb: str, forms: set[str]) -> None:
    assert search_queries.forms_of(verb) == forms


def test_the_same_seed_draws_the_same_questions() -> None:
    corpus = search_queries.Corpus(documents())
    assert list(search_queries.drawn(corpus, 60, 3)) == list(search_queries.drawn(corpus, 60, 3))


def test_fewer_documents_are_drawn_and_more_are_made_of_the_blocks_of_one_language() -> None:
    found = documents()
    fewer = search_corpus.sampled(found, 5, 1)
    assert len(fewer) == 5
    assert all(one in found for one in fewer)
    more = search_corpus.sampled(found, 40, 1)
    assert more[:24] == found
    assert len({one.url for one in more}) == 40
    blocks = {(one.lang, line) for one in found for line in one.sections[0].text.split("\n")}
    assert all((one.lang, line) in blocks for one in more[24:] for line in one.sections[0].text.split("\n"))


def test_documents_that_are_written_are_read_again(tmp_path: Path) -> None:
    search_corpus.write(documents(), tmp_path / "d.jsonl")
    assert list(search_corpus.read(tmp_path / "d.jsonl")) == documents()


def test_a_page_loses_its_navigation_and_is_cut_at_headings(tmp_path: Path) -> None:
    long = "<p>長い\n本文です。</p>" * (search_corpus.LONG // 5)
    page = f"<html><title>題</title><nav>案内</nav><h1>題</h1>{long}<h2 id=b>後半</h2><p>{WORDS[0] * 4}</p></html>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    first, second = search_corpus.from_folder(tmp_path)
    assert (first.url, first.lang, second.url, second.title) == ("page/", "ja", "page/1/", "題 – 後半")
    assert "案内" not in first.sections[0].text
    assert "長い本文です。" in first.sections[0].text


def test_what_is_sent_is_counted_with_ranges_and_gzip(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(random.Random(1).randbytes(1000))
    (tmp_path / "a.json").write_text("[" + "1," * 5000 + "1]", "utf-8")
    with search_server.serving(tmp_path) as site:
        part = httpx.get(f"{site.url}a.bin", headers={"Range": "bytes=10-19"})
        assert part.status_code == 206
        assert part.content == (tmp_path / "a.bin").read_bytes()[10:20]
        assert 10 < site.traffic.bytes() < 300
        site.traffic.reset()
        whole = httpx.get(f"{site.url}a.json")
        assert whole.headers["Content-Encoding"] == "gzip"
        assert whole.content == (tmp_path / "a.json").read_bytes()
        assert 20 < site.traffic.bytes() < 600


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.apart
def test_our_engine_is_measured_from_documents_to_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if shutil.which("chromium") is None:
        missing("chromium is not installed")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for one in documents():
        (corpus / f"{one.url.replace('/', '-')}.txt").write_text(one.sections[0].text, "utf-8")
    search.main(
        [
            *("--corpus", str(corpus), "--cache", str(tmp_path / "cache")),
            *("--quick", "--documents", "30", "--engines", "fumikura"),
        ]
    )
    printed = capsys.readouterr().out
    rows = re.findall(r"^fumikura  (ja|en) [\w ,]+?\d+ +([\d.]+) +([\d.]+) +([\d.]+) +\d+$", printed, re.MULTILINE)
    assert len(rows) == len(search_queries.KINDS)
    assert all(recall == "1.000" for lang, recall, *_ in rows if lang == "ja")
    assert re.search(
        r"built in [\d.]+ s \([\d.]+ s of the processor\), [\d,]+ MB; [\d.]+ \+ [\d.]+ MB in \d+ files", printed
    )
