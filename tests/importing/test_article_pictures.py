"""Pictures that came with a source go beside its page; nothing else does."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from typing import TYPE_CHECKING

import lxml.html
import pytest

from fumikura.importing.article_pictures import (
    addresses,
    collect,
    collect_from_dom,
    is_same_but_for_fetched,
    localise_markdown_pictures,
    relinked,
)
from fumikura.pictures.files import UnusablePicture, kind, make_picture
from fumikura.sources.source import Source

if TYPE_CHECKING:
    from pathlib import Path

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h2v2z" fill="url(#a)"/></svg>'
SVG_NAME = f"{hashlib.sha256(SVG).hexdigest()[:12]}.svg"


def png(width: int = 2) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" + b"\x80" * width)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def svg(inside: str, attributes: str = "", before: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {names} {attributes}>{inside}</svg>".encode()


@pytest.fixture
def source(tmp_path: Path) -> Source:
    folder = tmp_path / "saved"
    (folder / "page_files").mkdir(parents=True)
    (folder / "a.svg").write_bytes(SVG)
    (folder / "page_files" / "図 1.png").write_bytes(png())
    (folder / "evil.svg").write_bytes(svg("<script>alert(1)</script>"))
    (folder / "text.png").write_text("no picture")
    (tmp_path / "outside.png").write_bytes(png())
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    return Source("saved/page.html", b"", folder / "page.html")


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (png(), "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (b"GIF89a....", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "avif"),
        (SVG, "svg"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x --><!DOCTYPE svg>\n<svg>', "svg"),
        (b"<html><svg>", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_content(data: bytes, extension: str | None) -> None:
    assert kind(data) == extension


def test_a_picture_is_named_by_its_content() -> None:
    assert make_picture(SVG).name == SVG_NAME


@pytest.mark.parametrize(
    "harmful",
    [
        svg("<script>x</script>"),
        svg("<SCRIPT>x</SCRIPT>"),
        svg('<x:script xmlns:x="http://www.w3.org/2000/svg">x</x:script>'),
        svg("", 'onload="x"'),
        svg("<foreignObject><p/></foreignObject>"),
        svg('<image href="https://a.example/x.png"/>'),
        svg('<image xlink:href="//a.example/x.png"/>'),
        svg('<use href="other.svg#x"/>'),
        svg('<a href="javascript:x"><path/></a>'),
        svg('<image href="data:image/svg+xml;base64,PHN2Zz4="/>'),
        svg('<rect fill="url(https://a.example/x)"/>'),
        svg("<style>@import 'x.css';</style>"),
        svg("<style>rect{fill:url( 'https://a.example/x' )}</style>"),
        svg(r"<style>rect{fill:\75rl(x)}</style>"),
        svg('<rect style="background:url(//a.example)"/>'),
        svg('<a><set attributeName="href" to="javascript:x"/></a>'),
        svg('<p xmlns="http://www.w3.org/1999/xhtml"/>'),
        svg("", before='<?xml-stylesheet href="x.css"?>'),
        svg("&x;", before='<!DOCTYPE svg [<!ENTITY x "y">]>'),
        svg("", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        b"<svg><rect/></svg>",
        b"<svg><unclosed>",
    ],
)
def test_an_svg_that_could_act_is_left_out(harmful: bytes) -> None:
    with pytest.raises(UnusablePicture):
        make_picture(harmful)


@pytest.mark.parametrize(
    "harmless",
    [
        svg('<defs><linearGradient id="a"/></defs><rect fill="url(#a)" style="fill:url(#a)"/>'),
        svg('<a href="https://a.example/">x</a><use href="#a"/>'),
        svg('<image href="data:image/png;base64,AAAA"/><style>text{font:12px serif}</style>'),
        svg("<title>図</title>", before='<?xml version="1.0" encoding="UTF-8"?><!-- drawn by hand -->'),
    ],
)
def test_an_ordinary_svg_is_kept(harmless: bytes) -> None:
    assert make_picture(harmless).data == harmless


def test_pictures_beside_the_file_and_in_data_addresses_are_taken(source: Source) -> None:
    packed = f"data:image/png;base64,{base64.b64encode(png(3)).decode()}"
    found = collect(["a.svg", "./page_files/%E5%9B%B3%201.png?x=1", packed, "a.svg"], source)
    assert list(found.names) == ["a.svg", "./page_files/%E5%9B%B3%201.png?x=1", packed]
    assert [picture.data for picture in found.files.values()] == [SVG, png(), png(3)]
    assert found.said() == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("../outside.png", "outside of the folder"),
        ("link.png", "outside of the folder"),
        ("%2e%2e/outside.png", "outside of the folder"),
        ("evil.svg", "is an SVG with <script>"),
        ("text.png", "is no PNG"),
        ("data:image/png;base64,@@@", "not readable as base64"),
    ],
)
def test_other_files_are_left_out_with_a_reason(source: Source, address: str, said: str) -> None:
    found = collect([address], source)
    assert found.names == {address: None}
    assert said in found.said()[0]
    assert not found.files


def test_a_missing_picture_is_named(source: Source) -> None:
    assert collect(["missing.png", "file:///etc/passwd"], source).said() == [
        "the picture missing.png is not beside the saved file",
        "the picture file:///etc/passwd is not beside the saved file",
    ]


def test_pictures_on_the_net_stay_there_and_are_counted(source: Source) -> None:
    found = collect(["https://a.example/1.png", "//a.example/2.png", "x/3.png"], source, "https://a.example/")
    assert found.names == {}
    assert found.said() == [
        "3 pictures stay on the net and will not show on the page; save the pictures with the article, or use --fetch-pictures"
    ]


def test_a_picture_of_one_pixel_is_none(source: Source) -> None:
    dot = f"data:image/png;base64,{base64.b64encode(png(1)).decode()}"
    found = collect([dot], source)
    assert (found.names, found.files, found.said()) == ({dot: None}, {}, [])


def test_a_fetched_page_reads_no_files() -> None:
    found = collect(["/etc/hostname", "a.svg"], Source("https://a.example/", b"", None, "https://a.example/"), None)
    assert not found.files


def test_pictures_of_a_dom(source: Source) -> None:
    root = lxml.html.fromstring('<div><img src="a.svg"><p><img></p></div>')
    assert collect_from_dom(root, source).names == {"a.svg": SVG_NAME}


@pytest.mark.parametrize(
    ("body", "localised"),
    [
        ("![図](a.svg)", f"![図]({SVG_NAME})"),
        ('![図](<a.svg> "題")', f'![図]({SVG_NAME} "題")'),
        ("[![a [b]](a.svg)](https://x.example)", f"[![a [b]]({SVG_NAME})](https://x.example)"),
        (
            "![[a.svg]] ![[a.svg|説明]] ![[a.svg|300]]",
            f"![a]({SVG_NAME}) ![説明]({SVG_NAME}) ![a]({SVG_NAME})",
        ),
        ('<img alt="x" src="a.svg">', f'<img alt="x" src="{SVG_NAME}">'),
        ("![x][y]\n\n[y]: a.svg", f"![x][y]\n\n[y]: {SVG_NAME}"),
        ("![図](evil.svg)です", "図です"),
        ("![図](missing.png)", "![図](missing.png)"),
        ("![図](https://a.example/x.png)", "![図](https://a.example/x.png)"),
        ("`![図](a.svg)` \\![図](a.svg)", "`![図](a.svg)` \\![図](a.svg)"),
        ("```\n![図](a.svg)\n```\n![図](a.svg)", f"```\n![図](a.svg)\n```\n![図]({SVG_NAME})"),
        ("![[note]] [link](a.svg)", "![[note]] [link](a.svg)"),
    ],
)
def test_markdown_links_its_pictures_by_name(source: Source, body: str, localised: str) -> None:
    assert localise_markdown_pictures(body, source)[0] == localised


def test_a_folder_in_the_place_of_a_picture_is_missing(source: Source) -> None:
    assert localise_markdown_pictures("![x](page_files)", source)[2] == [
        "the picture page_files is not beside the saved file"
    ]


PAGE = """![a [b]](https://a.example/1.png) `![x](https://a.example/1.png)`
<img alt="c" src="https://a.example/2.png"> ![d][e] ![F] [link][g]

[e]: https://a.example/3.png
[f]: <https://a.example/4.png> "title"
[g]: https://a.example/5.png
"""


def test_the_pictures_of_a_page_are_those_that_it_shows() -> None:
    assert addresses(PAGE) == tuple(f"https://a.example/{number}.png" for number in (1, 2, 3, 4))


def test_only_the_addresses_of_pictures_change() -> None:
    names = {one: f"{number}.png" for number, one in enumerate(addresses(PAGE), start=1)}
    changed = relinked(PAGE, names)
    assert addresses(changed) == ("1.png", "2.png", "3.png", "4.png")
    assert "`![x](https://a.example/1.png)`" in changed
    assert "[g]: https://a.example/5.png" in changed
    assert changed.count("https://a.example/") == 2


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("a ![x](0123456789ab.png)", "a ![x](https://a.example/x.png)", True),
        ("a ![x](0123456789ab-2560.png)", "a ![x](https://a.example/x.png)", True),
        ("a ![x](0123456789ab.png)", "b ![x](https://a.example/x.png)", False),
        ("a ![x](0123456789ab.png)", "a ![x](ba9876543210.png)", False),
        ("a ![x](mine.png)", "a ![x](https://a.example/x.png)", False),
        ("a ![x](0123456789ab.png)", "a", False),
    ],
)
def test_a_picture_that_has_been_fetched_is_no_difference(old: str, new: str, same: bool) -> None:
    assert is_same_but_for_fetched(old, new) is same
