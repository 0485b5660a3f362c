"""Disk -> source: encodings, line ends, what is no text, the file beside it, folders."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from fumikura.errors import ContentError
from fumikura.sources.decoding import decode
from fumikura.sources.reading import MAX_BYTES, read_source, walk

if TYPE_CHECKING:
    from pathlib import Path

JAPANESE = "日本語の文章をここに書いて、文字コードを判定できるか試します。カタカナも、かなも、漢字も混ぜる。\n"
SHORT = "文庫の本\n"
ENCODINGS = ["utf-8", "utf-8-sig", "cp932", "shift_jis", "euc_jp", "iso2022_jp", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [JAPANESE, SHORT], ids=["sentence", "word"])
def test_japanese_is_read_in_every_encoding(encoding: str, text: str):
    assert decode(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known_by_its_ascii(encoding: str):
    text = "<html> 文庫 and a few words </html>\n"
    assert decode(text.encode(encoding), "a.txt").text == text


def test_what_windows_added_to_the_standards_is_read():
    assert decode("①髙﨑～".encode("cp932") * 3, "a.txt").text == "①髙﨑～" * 3
    assert decode("①の箱、②の箱".encode("euc_jis_2004"), "a.txt").text == "①の箱、②の箱"


@pytest.mark.parametrize("text", ["café naïve résumé", "Ärger über Öl", "“Quoted” – it’s 5 €"])
def test_western_texts_are_not_taken_for_japanese(text: str):
    assert decode(text.encode("cp1252"), "a.txt").text == text


@pytest.mark.parametrize("charset", ["Shift_JIS", "x-sjis", "EUC-JP", "windows-1251"])
def test_a_page_is_read_in_the_charset_that_it_declares(charset: str):
    codec = {"x-sjis": "shift_jis"}.get(charset, charset)
    text = f"<meta charset={charset}><p>{'Привет' if charset == 'windows-1251' else '本'}</p>"
    assert decode(text.encode(codec), "a.html").text == text


def test_a_declaration_that_is_wrong_loses_to_the_bytes():
    text = f'<meta charset="Shift_JIS"><p>{JAPANESE}</p>'
    assert decode(text.encode("utf-8"), "a.html").text == text
    assert decode(text.encode("euc_jp"), "a.html", declared="no-such-charset").text == text
    assert decode(JAPANESE.encode("cp932"), "a", declared="base64").text == JAPANESE


def test_every_line_end_becomes_the_same():
    assert decode("a\r\nb\rc\u2028d\u2029e\x85f\x0cg\n".encode(), "a").text == "a\nb\nc\nd\ne\nf\ng\n"


def test_control_characters_are_removed_and_counted():
    decoded = decode(b"a\x07b\x1b[c\x7fd\te", "a")
    assert decoded.text == "ab[cd\te"
    assert decoded.warnings == ("3 control characters removed",)


def test_a_broken_byte_costs_one_character_and_a_warning():
    data = JAPANESE.encode("utf-8") * 20 + b"\xe6\x97"
    decoded = decode(data, "a")
    assert decoded.text == JAPANESE * 20 + "\ufffd"
    assert (
        decode("It’s “here” – and “there” – it’s… “ok”, it’s “fine” ".encode() + b"\xe2\x80", "a").encoding == "utf-8"
    )
    assert decoded.warnings == ("1 character could not be read as utf-8, and stand as \ufffd",)


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"\x07\x07"], ids=["none", "space", "mark", "bell"])
def test_an_empty_file_is_refused(data: bytes):
    with pytest.raises(ContentError, match=r"a\.txt:1: (the file is empty|there is no text)"):
        decode(data, "a.txt")


NOISE = random.Random(7).randbytes(5000)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 text",
        b"PK\x03\x04rest",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"text\x00text",
        NOISE,
        NOISE.replace(b"\x00", b""),
        b"\x01\x02\x03\x04" * 100,
    ],
)
def test_a_binary_is_refused_with_its_name(data: bytes):
    with pytest.raises(ContentError, match=r"folder/a\.txt:1: this is .*no text"):
        decode(data, "folder/a.txt")


class TestFiles:
    def test_a_source_knows_its_bytes_its_path_and_its_hash(self, tmp_path: Path):
        path = tmp_path / "a.txt"
        path.write_bytes(b"a\r\nb")
        source = read_source(path)
        assert (source.text, source.data, source.path) == ("a\nb", b"a\r\nb", path)
        assert len(source.sha256) == 64

    def test_what_is_not_there_and_what_is_no_file_are_errors(self, tmp_path: Path):
        with pytest.raises(ContentError, match="there is no such file"):
            read_source(tmp_path / "none.txt")
        with pytest.raises(ContentError, match="this is no file"):
            read_source(tmp_path)

    def test_a_file_that_is_too_large_is_not_read(self, tmp_path: Path):
        path = tmp_path / "large.txt"
        with path.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
        with pytest.raises(ContentError, match="100 MB, more than the 100 MB"):
            read_source(path)


class TestCompanion:
    def source(self, folder: Path, yaml: str):
        (folder / "a.txt").write_text("text", "utf-8")
        (folder / "a.txt.yml").write_text(yaml, "utf-8")
        return folder / "a.txt"

    def test_it_gives_fields_and_keeps_what_it_does_not_know(self, tmp_path: Path):
        source = read_source(self.source(tmp_path, "title: T\nauthor: A\ntags: [no, 12:34]\nmood: x # y\n"))
        assert source.given == {"title": "T", "author": ("A",), "tags": ("no", "12:34")}
        assert source.given_kept == {"mood": "mood: x # y\n"}
        assert source.insisted == frozenset()

    def test_options_win_over_it(self, tmp_path: Path):
        source = read_source(self.source(tmp_path, "title: T\nsite: S\n"), {"title": "Option"})
        assert source.given == {"title": "Option", "site": "S"}
        assert source.insisted == {"title"}

    @pytest.mark.parametrize(
        ("yaml", "message"),
        [
            ("title: T\npublished: soon\n", r"a\.txt\.yml:2: `published`: 'soon' is no ISO 8601 date"),
            ("title: T\n\nrights: all\n", r"a\.txt\.yml:3: `rights`"),
            ("source: ftp://x.example\n", r"a\.txt\.yml:1: `source`: no http"),
            ("title: a: b\n", r"a\.txt\.yml:1: the front matter is not readable"),
            ("sha256: 00\n", r"a\.txt\.yml:1: `sha256` is worked out"),
            ("- a\n- b\n", r"a\.txt\.yml:1: the front matter is no list of keys"),
        ],
    )
    def test_a_wrong_value_is_an_error_with_its_line(self, tmp_path: Path, yaml: str, message: str):
        with pytest.raises(ContentError, match=message):
            read_source(self.source(tmp_path, yaml))

    def test_it_is_never_a_source_itself(self, tmp_path: Path):
        path = self.source(tmp_path, "title: T\n")
        with pytest.raises(ContentError, match=r"describes a\.txt"):
            read_source(path.with_name("a.txt.yml"))
        (tmp_path / "lonely.txt.yml").write_text("title: T\n", "utf-8")
        with pytest.raises(ContentError, match=r"there is no lonely\.txt beside it"):
            read_source(tmp_path / "lonely.txt.yml")


def test_a_folder_is_walked_in_order_without_the_parts_of_pages(tmp_path: Path):
    outside = tmp_path / "outside.txt"
    outside.write_text("x", "utf-8")
    folder = tmp_path / "saved"
    names = [
        "b.md",
        "a.txt",
        "a.txt.yml",
        ".hidden.txt",
        "c/d.html",
        "c/d_files/e.html",
        "c/style.css",
        "p.svg",
    ]
    for name in [*names, ".git/config", "c/lonely.txt.yml"]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")
    (folder / "out.txt").symlink_to(outside)
    (folder / "in.txt").symlink_to(folder / "a.txt")
    found = [path.relative_to(folder).as_posix() for path in walk(folder)]
    assert found == ["a.txt", "b.md", "in.txt", "c/d.html", "c/lonely.txt.yml"]
