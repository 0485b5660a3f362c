"""Exports that are cut, locked, empty or meant to harm: a named error for that file, and what stands before it is kept."""

from __future__ import annotations

import builtins
import contextlib
import gzip
import time
import tracemalloc
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from fixture_cases import FIXTURES, input_of
from fumikura.adding.converting import Conversion, Refused, steps
from fumikura.adding.pages import Page
from fumikura.errors import ContentError
from fumikura.importers import choose, load_all, read_with_any
from fumikura.model.articles import Article
from fumikura.sources.reading import read_source
from fumikura.sources.unpacking import members
from making import text_source

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.sources.source import Source


def fixture(case: str) -> bytes:
    return input_of(FIXTURES / case).read_bytes()


def source_of(folder: Path, data: bytes, name: str) -> Source:
    path = folder / name
    path.write_bytes(data)
    (source,) = members(read_source(path))
    assert not isinstance(source, ContentError)
    return source


def read_all(path: Path) -> None:
    for source in members(read_source(path)):
        assert not isinstance(source, ContentError)
        list(read_with_any(source))


def articles_then_error(source: Source) -> tuple[list[str], ContentError]:
    titles: list[str] = []
    with pytest.raises(ContentError) as raised:
        titles.extend(one.title for one in read_with_any(source) if isinstance(one, Article))
    return titles, raised.value


CUT = [
    ("wxr/wordpress", ".xml", 0.9, "ends in the middle"),
    ("feed/atom", ".xml", 0.8, "ends in the middle"),
    ("enex/notes", ".enex", 0.9, "ends in the middle"),
    ("hatena/export", ".txt", 0.9, "the last entry has no end"),
    ("pinboard/export", ".json", 0.8, "not readable as JSON"),
    ("wallabag/version-2", ".json", 0.8, "not readable as JSON"),
    ("mhtml/chrome", ".mhtml", 0.8, "ends in the middle"),
    ("warc/crawl", ".warc", 0.9, "ends in the middle"),
    ("epub/two-chapters", ".epub", 0.9, "half-downloaded ZIP"),
    ("pdf/two-pages", ".pdf", 0.05, "damaged or half downloaded"),
]


@pytest.mark.parametrize(("case", "suffix", "share", "message"), CUT, ids=[case for case, *_ in CUT])
def test_a_file_that_was_cut_is_named_with_a_remedy(case: str, suffix: str, share: float, message: str, tmp_path: Path):
    data = fixture(case)
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(ContentError, match=message) as raised:
        read_all(path)
    assert str(path) in str(raised.value)
    assert raised.value.remedy


def test_what_is_whole_before_the_cut_is_read_and_the_cut_item_is_not(tmp_path: Path):
    data = fixture("wxr/wordpress")
    cut = data[: data.index(b"Half of it.") + 5]
    titles, error = articles_then_error(source_of(tmp_path, cut, "cut.xml"))
    assert titles == ["The classic editor", "The block editor"]
    assert error.line > 1


@pytest.mark.parametrize(
    "head",
    ['<rss version="2.0">', '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">', "<en-export>"],
)
def test_an_xml_bomb_is_named_and_not_lit(head: str):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    root = head[1:].split(" ", maxsplit=1)[0].rstrip(">")
    text = (
        f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "lol">{entities}]>{head}<item><title>&l9;</title></item>'
    )
    with pytest.raises(ContentError, match="as an XML bomb does"):
        list(read_with_any(text_source(text, "bomb.xml")))


def test_an_entity_that_names_a_file_is_not_read(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", "utf-8")
    text = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]><rss><channel><item><title>&x;</title></item></channel></rss>'
    with pytest.raises(ContentError, match="as an XML bomb does"):
        list(read_with_any(text_source(text, "xxe.xml")))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<rss version='2.0'><channel><title>t</title></channel></rss>", "feed.xml"),
        ("title,url,time_added,tags,status\n", "pocket.csv"),
        ("<html><head><title>Pocket Export</title></head></html>", "pocket.html"),
        ("<!DOCTYPE NETSCAPE-Bookmark-file-1><TITLE>Bookmarks</TITLE>", "bookmarks.html"),
    ],
)
def test_an_empty_export_is_named(text: str, name: str):
    with pytest.raises(ContentError) as raised:
        list(read_with_any(text_source(text, name)))
    assert raised.value.code == "empty"


def test_a_scanned_pdf_has_no_text_layer_and_the_remedy_is_said(tmp_path: Path):
    data = fixture("pdf/two-pages").replace(b") Tj", b") xx")
    with pytest.raises(ContentError, match="no text layer") as raised:
        list(read_with_any(source_of(tmp_path, data, "scan.pdf")))
    assert "ocrmypdf" in raised.value.remedy


def test_without_the_extra_a_pdf_is_refused_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    real = builtins.__import__

    def missing(name: str, *rest: Any, **named: Any) -> Any:
        if name == "pypdfium2":
            raise ModuleNotFoundError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ContentError, match="a library that is not installed") as raised:
        list(read_with_any(source_of(tmp_path, fixture("pdf/two-pages"), "a.pdf")))
    assert "fumikura[pdf]" in raised.value.remedy


def test_a_locked_book_is_named(tmp_path: Path):
    path = tmp_path / "locked.epub"
    path.write_bytes(fixture("epub/two-chapters"))
    with zipfile.ZipFile(path, "a") as book:
        method = '<e:EncryptionMethod xmlns:e="http://www.w3.org/2001/04/xmlenc#" Algorithm="urn:aes256-cbc"/>'
        book.writestr("META-INF/encryption.xml", f"<encryption>{method}</encryption>")
    with pytest.raises(ContentError, match="DRM"):
        list(read_with_any(read_source(path)))


def test_a_packed_web_archive_is_read_and_a_cut_one_named(tmp_path: Path):
    data = fixture("warc/crawl")
    records = [b"WARC/1.0\r\n" + part for part in data.split(b"WARC/1.0\r\n")[1:]]
    packed = b"".join(map(gzip.compress, records))
    whole = [one.title for one in read_with_any(source_of(tmp_path, packed, "a.warc.gz")) if isinstance(one, Article)]
    assert whole == ["The shelf", "二枚目"]
    titles, error = articles_then_error(source_of(tmp_path, packed[:-40], "cut.warc.gz"))
    assert titles == ["The shelf"]
    assert "ends in the middle" in str(error) or "damaged" in str(error)


def test_a_wacz_gives_the_pages_that_it_lists(tmp_path: Path):
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", gzip.compress(fixture("warc/crawl")))
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n{"url": "https://lamp.example/shelf"}\n')
    source = source_of(tmp_path, path.read_bytes(), "b.wacz")
    assert choose(source, load_all()) == "warc"
    (article,) = read_with_any(source)
    assert isinstance(article, Article)
    assert article.title == "The shelf"
    assert len(article.pictures) == 1


def test_gzip_of_something_else_is_named_as_what_it_is(tmp_path: Path):
    path = tmp_path / "a.tar.gz"
    path.write_bytes(gzip.compress(b"no archive of the web"))
    with pytest.raises(ContentError, match="this is gzip-compressed"):
        read_all(path)


def test_a_mail_without_a_page_is_named(tmp_path: Path):
    mail = b"From: a\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n--x--\r\n"
    with pytest.raises(ContentError, match="no HTML page"):
        list(read_with_any(source_of(tmp_path, mail, "a.mht")))


HOSTILE = [
    "<!---->" * 580 + "x",
    "<?xml?>" + "<!-- -->" * 500,
    "AUTHOR: x\n" * 400,
    '[{"' + "\\" * 4000,
    "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + '<A HREF="https://lamp.example/">' * 20_000,
    '<rss xmlns:wp="http://wordpress.org/export/1.2/"><item><encoded>' + "&lt;!-- wp:" * 20_000,
    "---\ntitle: t\nsource: https://note.com/a/n/b\n---\n" + (" " * 1000 + "\n") * 1000 + "end",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_takes_no_more_time_than_its_length(text: str):
    source = text_source(text, "hostile.txt")
    started = time.process_time()
    for importer in load_all().values():
        if importer.matches(source):
            with contextlib.suppress(ContentError):
                list(importer.read(source))
    assert time.process_time() - started < 10


def refusals(path: Path) -> list[str]:
    return [step.error for step in Conversion({}, {})(path) if isinstance(step, Refused)]


NESTED = {
    "divs.html": "<!doctype html><html><body>" + "<div>" * 100_000 + "<p>Deep text.</p>" + "</div>" * 100_000,
    "tables.html": "<!doctype html><html><body>" + "<b><i><table><tr><td>" * 20_000 + "x",
    "quotes.md": "# Title\n\n" + "> " * 90_000 + "deep\n",
    "lists.md": "# Title\n\n" + "".join("  " * number + "- a\n" for number in range(400)),
    "json.json": '[{"url": "https://lamp.example/", "x": ' + "[" * 100_000,
    "xml.xml": "<rss><channel><item><title>a</title>" + "<a>" * 100_000,
    "spans.enex": "<en-export><note><title>a</title><content>"
    + "&lt;div&gt;" * 100_000
    + "</content></note></en-export>",
}


@pytest.mark.parametrize("name", NESTED)
def test_endless_nesting_becomes_a_page_or_a_named_error_within_seconds(name: str, tmp_path: Path):
    path = tmp_path / name
    path.write_text(NESTED[name], "utf-8")
    started = time.process_time()
    found = list(Conversion({}, {})(path))
    assert time.process_time() - started < 60
    pages = [step for step in found if isinstance(step, Page)]
    errors = [step for step in found if isinstance(step, Refused)]
    assert len(pages) + len(errors) == 1
    assert all(str(path) in error.error and "try: " in error.error for error in errors)


def test_broken_html_is_a_page(tmp_path: Path):
    path = tmp_path / "broken.html"
    text = "A wick is woven, and nobody has ever seen a wick that was not woven. " * 5
    path.write_text(f"<!doctype html><html><p><b>One<p>{text}</i></td><div><<a href=<p>{text}<table><p>{text}", "utf-8")
    (page,) = (step for step in Conversion({}, {})(path) if isinstance(step, Page))
    assert page.body.count("A wick is woven") >= 10


def test_a_page_with_another_ending_is_told_by_its_content(tmp_path: Path):
    text = "A wick is woven, and nobody has ever seen a wick that was not woven. " * 5
    for name in ("a.pdf", "a.csv", "a.zip", "a"):
        (tmp_path / name).write_text(f"<!doctype html><html><body><h1>Wicks</h1><p>{text}</p></body></html>", "utf-8")
        (page,) = (step for step in Conversion({}, {})(tmp_path / name) if isinstance(step, Page))
        assert page.title == "Wicks"
        assert str(page.values["converter"]).startswith("html_page ")


@pytest.mark.parametrize(
    ("size", "message"), [(99_000_000, "the text has"), (101_000_000, "101 MB, more than the 100 MB")]
)
def test_a_text_of_100_mb_is_named(tmp_path: Path, size: int, message: str):
    path = tmp_path / "large.txt"
    path.write_bytes(("これは百メガの文章の一行です。\n".encode() * (size // 46 + 1))[:size])
    (error,) = refusals(path)
    assert message in error


@pytest.mark.slow
def test_a_page_of_100_mb_is_named(tmp_path: Path):
    path = tmp_path / "large.html"
    paragraph = f"<p>{'これは百メガの頁の一段落です。' * 20}</p>\n".encode()
    path.write_bytes(b"<!doctype html><html><body>" + paragraph * (99_000_000 // len(paragraph)))
    (error,) = refusals(path)
    assert "more than the 5,000,000 of an article" in error


@pytest.mark.slow
def test_of_an_export_one_entry_is_held_at_a_time(tmp_path: Path):
    path = tmp_path / "feed.xml"
    text = "A wick is woven, and nobody has seen another. " * 400
    items = "".join(
        f"<item><title>T {number}</title><link>https://lamp.example/{number}</link><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
        for number in range(300)
    )
    path.write_text(f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>', "utf-8")
    source = read_source(path)
    next(step for step in steps(source, {}) if isinstance(step, Page))  # what is made once
    tracemalloc.start()
    size = sum(len(step.body) for step in steps(source, {}) if isinstance(step, Page))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 5_000_000
    assert peak < 2_500_000


def test_what_is_nested_too_deep_does_not_change_how_the_next_file_is_read(tmp_path: Path):
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text("# Title\n\nText.\n\n- one\n\n    two\n", "utf-8")
    bad.write_text(NESTED["lists.md"], "utf-8")
    before = list(Conversion({}, {})(good))
    assert refusals(bad) == [f"{bad}:1: its parts are nested hundreds deep\n  try: save it with fewer levels"]
    assert list(Conversion({}, {})(good)) == before
