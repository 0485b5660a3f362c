"""Archives as folders: what is found in them, and what a bad one does."""

from __future__ import annotations

import io
import json
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from fumikura.adding.adding import add_source
from fumikura.adding.shelf import read_shelf
from fumikura.disk.atomic import Staging
from fumikura.errors import ContentError
from fumikura.sources import unpacking
from fumikura.sources.reading import read_source, walk
from fumikura.sources.source import Source
from fumikura.sources.unpacking import members
from making import make_archive

if TYPE_CHECKING:
    from pathlib import Path

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a73"
    "0000001249444154789c63f8cfc0c0f09f81e13f0000180501ff3f5f3f5f0000000049454e44ae426082"
)


def zipped(files: dict[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def source_of(folder: Path, data: bytes, name: str = "saved.zip") -> Source:
    path = folder / name
    path.write_bytes(data)
    return read_source(path)


def names(source: Source) -> list[str]:
    return [
        one.path if isinstance(one, ContentError) else one.name.removeprefix(source.name) for one in members(source)
    ]


def test_a_zip_is_walked_like_a_folder(tmp_path: Path):
    files = {
        "a.txt": "Title\n\nText.",
        "a.txt.yml": "author: A. Writer",
        "sub/b.html": "<html><body><p>b</p></body></html>",
        "sub/b_files/part.html": "<p>no source</p>",
        "sub/picture.png": PNG,
        ".hidden/c.txt": "c",
        "__MACOSX/a.txt": "fork",
        "posts/x.txt": "x",
    }
    source = source_of(tmp_path, zipped(files))
    assert names(source) == ["/a.txt", "/posts/x.txt", "/sub/b.html"]
    first = next(iter(members(source)))
    assert isinstance(first, Source)
    assert first.given == {"author": ("A. Writer",)}


def test_an_archive_in_an_archive_is_walked_too_but_not_without_end(tmp_path: Path):
    data = zipped({"a.txt": "Title\n\nText."})
    for _ in range(2):
        data = zipped({"inner.zip": data})
    assert names(source_of(tmp_path, data)) == ["/inner.zip/inner.zip/a.txt"]
    errors = list(members(source_of(tmp_path, zipped({"inner.zip": data}))))
    assert "archives in archives" in str(errors[0])


@pytest.mark.parametrize("cut", [10, 60, 100])
def test_a_half_downloaded_archive_is_named(tmp_path: Path, cut: int):
    data = zipped({"a.txt": "Title\n\nText. " * 20})
    with pytest.raises(ContentError, match="damaged or half-downloaded ZIP archive"):
        list(members(source_of(tmp_path, data[: min(cut, len(data) - 10)])))


def test_an_empty_archive_is_named(tmp_path: Path):
    with pytest.raises(ContentError, match="the archive is empty"):
        list(members(source_of(tmp_path, zipped({}))))


def test_an_archive_without_a_source_is_named(tmp_path: Path):
    with pytest.raises(ContentError, match="none of the 1 files"):
        list(members(source_of(tmp_path, zipped({"a.png": PNG}))))


def test_a_word_document_is_named_as_what_it_is(tmp_path: Path):
    with pytest.raises(ContentError, match="a Word document"):
        list(members(source_of(tmp_path, zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}))))


@pytest.mark.parametrize("path", ["../a.txt", "/etc/a.txt", "a/../../b.txt", "C:/a.txt"])
def test_a_path_that_leads_out_is_refused_and_the_others_go_on(tmp_path: Path, path: str):
    found = list(members(source_of(tmp_path, zipped({path: "x", "good.txt": "Title\n\nText."}))))
    errors = [one for one in found if isinstance(one, ContentError)]
    assert [one.name for one in found if isinstance(one, Source)] == [str(tmp_path / "saved.zip") + "/good.txt"]
    assert len(errors) == 1
    assert "leads out of the archive" in str(errors[0])


def test_a_bomb_is_refused_before_it_is_unpacked_and_the_others_go_on(tmp_path: Path):
    found = list(members(source_of(tmp_path, zipped({"bomb.txt": b"0" * 50_000_000, "good.txt": "Title\n\nText."}))))
    assert "as a ZIP bomb does" in str(found[0])
    assert isinstance(found[1], Source)


def test_the_archives_in_an_archive_share_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 3_000)
    inner = {f"{number}.zip": zipped({"a.txt": f"{number}\n\n" + "Text. " * 300}) for number in range(3)}
    source = source_of(tmp_path, zipped(inner))
    found = list(members(source, budget=[3_000]))
    assert [isinstance(one, Source) for one in found] == [True, False, False]
    assert "unpacks to more than" in str(found[1])


def test_an_encrypted_member_is_named(tmp_path: Path):
    data = bytearray(zipped({"a.txt": "Title\n\nText."}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    (error,) = members(source_of(tmp_path, bytes(data)))
    assert "it is encrypted" in str(error)


def test_names_of_a_japanese_windows_are_read(tmp_path: Path):
    data = bytearray(zipped({"xx.txt": "Text of the page.\n\nMore."}))
    named = bytes(data).replace(b"xx.txt", "題".encode("cp932") + b".txt")
    (source,) = members(source_of(tmp_path, named))
    assert isinstance(source, Source)
    assert source.stem == "題"


def test_pictures_come_from_the_archive_and_the_archive_is_the_original(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    page = '<html><body><h1>Wicks</h1><p>A wick is woven.</p><img src="../img/a%20b.png?x=1" alt="wick"></body></html>'
    source = source_of(tmp_path, zipped({"pages/a.html": page, "img/a b.png": PNG}))
    (member,) = members(source)
    assert isinstance(member, Source)
    (result,) = add_source(member, read_shelf(settings))
    assert result.status == "created"
    folder = (settings.root / str(result.path)).parent
    assert [path.read_bytes() for path in folder.glob("*.png")] == [PNG]
    text = (folder / "index.md").read_text("utf-8")
    assert "original: saved/saved.zip\n" in text
    assert f"sha256: {source.sha256}\n" in text
    assert (settings.saved / "saved.zip").read_bytes() == source.data
    (again,) = add_source(member, read_shelf(settings))
    assert again.status == "unchanged"


def test_an_omnivore_export_takes_its_pages_from_the_archive(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    entry = {
        "id": "a",
        "slug": "s",
        "title": "A bench",
        "url": "https://lamp.example/b",
        "savedAt": "2024-10-29T16:30:11Z",
    }
    files = {
        "metadata_0_to_20.json": json.dumps([entry]),
        "content/s.html": "<html><body><p>Somebody sits.</p></body></html>",
        "highlights/s.md": "> Somebody",
    }
    source = source_of(tmp_path, zipped(files))
    results = [
        result for one in members(source) if isinstance(one, Source) for result in add_source(one, read_shelf(settings))
    ]
    assert [(one.status, one.characters) for one in results] == [("created", 14)]


def test_two_pages_of_one_address_in_an_archive_are_said_and_not_lost_in_silence(tmp_path: Path):
    settings = make_archive(tmp_path / "archive")
    header = "---\ntitle: T\nsource: https://lamp.example/t\n---\n"
    source = source_of(tmp_path, zipped({"a.md": f"{header}First.", "b.md": f"{header}Second."}))
    shelf = read_shelf(settings)
    results = [result for one in members(source) if isinstance(one, Source) for result in add_source(one, shelf)]
    assert [one.status for one in results] == ["created", "unchanged"]
    assert "more than once; what it says there is left out" in results[1].warnings[0]


def test_a_text_that_begins_like_an_archive_is_a_text(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("PK is how it begins.\n\nAnd so it goes on.", "utf-8")
    (source,) = members(read_source(path))
    assert isinstance(source, Source)
    assert source.is_text


def test_of_a_medium_export_only_the_posts_are_read(tmp_path: Path):
    pages = ["README.html", "profile/profile.html", "sessions/s.html", "posts/a.html", "posts/draft_b.html"]
    source = source_of(tmp_path, zipped(dict.fromkeys(pages, "<html><body><p>x</p></body></html>")))
    assert names(source) == ["/posts/a.html", "/posts/draft_b.html"]


def test_of_a_substack_export_the_lists_of_subscribers_are_not_read(tmp_path: Path):
    files = ["posts.csv", "posts/1.a.html", "posts/1.a.opens.csv", "email_list.x.csv"]
    assert names(source_of(tmp_path, zipped(dict.fromkeys(files, "post_id,title")))) == ["/posts.csv"]


def test_a_folder_is_walked_by_the_same_rules_as_an_archive(tmp_path: Path):
    files = [
        "posts.csv",
        "posts/1.a.html",
        "sub/metadata_0_to_20.json",
        "sub/content/a.html",
        "sub/b.txt",
        "sub/.c/d.txt",
    ]
    for name in files:
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x", "utf-8")
    walked = ["/" + path.relative_to(tmp_path / "in").as_posix() for path in walk(tmp_path / "in")]
    assert walked == names(source_of(tmp_path, zipped(dict.fromkeys(files, "x"))))


def test_an_archive_of_many_files_is_listed_quickly(tmp_path: Path):
    data = zipped({f"articles/{number}.txt": "Title\n\nText." for number in range(20_000)})
    source = source_of(tmp_path, data)
    started = time.process_time()
    assert len(names(source)) == 20_000
    assert time.process_time() - started < 20


def test_an_archive_is_written_once_whatever_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = make_archive(tmp_path / "archive")
    source = source_of(tmp_path, zipped({f"{number}.txt": f"T {number}\n\nText {number}." for number in range(5)}))
    written: list[Path] = []
    real = Staging.file

    def counted(staging: Staging, path: Path, data: bytes | str) -> None:
        written.append(path)
        real(staging, path, data)

    monkeypatch.setattr(Staging, "file", counted)
    shelf = read_shelf(settings)
    results = [result for one in members(source) if isinstance(one, Source) for result in add_source(one, shelf)]
    assert [one.status for one in results] == ["created"] * 5
    assert written == [settings.saved / "saved.zip"]
