"""``add --fetch-pictures``: what is on the net comes beside the page, from a server on this machine."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

import fumikura.adding.picture_fetching
import fumikura.sources.fetch
from fumikura.adding.picture_fetching import PICTURE, collect
from fumikura.commands import main
from fumikura.errors import ContentError
from fumikura.pictures.files import make_picture
from fumikura.sources.fetch import get
from making import contents, make_archive
from picture_making import SECRETS, colours, encoded, photograph
from serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.settings import Settings

PNG = encoded(colours(), "PNG")
NAME = make_picture(PNG).name
PHOTO = photograph()
LARGE = encoded(Image.effect_noise((3000, 1500), 60).convert("RGB"), "JPEG", quality=98)
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/a.png": (200, {"Content-Type": "text/plain"}, PNG),
    "/photo.jpg": (200, {"Content-Type": "image/jpeg"}, PHOTO),
    "/large.jpg": (200, {"Content-Type": "image/jpeg"}, LARGE),
    "/page.png": (200, {"Content-Type": "image/png"}, b"<html>not found"),
    "/evil.svg": (200, {"Content-Type": "image/svg+xml"}, b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    "/gone.png": (404, {}, b""),
    "/moved.png": (302, {"Location": "/a.png"}, b""),
    "/out.png": (302, {"Location": "file:///etc/passwd"}, b""),
}
Add = "Callable[..., list[dict[str, Any]]]"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(ANSWERS) as address:
        yield address


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    return make_archive(tmp_path / "archive")


@pytest.fixture
def add(archive: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Add:
    def call(text: str, *options: str, name: str = "clip.md") -> list[dict[str, Any]]:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        with pytest.raises(SystemExit):
            main(["-C", str(archive.root), "add", "--json", str(path), *options])
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return found

    return call


HERE = ("--fetch-pictures", "--allow-private")


def page(archive: Settings, result: dict[str, Any]) -> str:
    return (archive.root / result["path"]).read_text("utf-8")


def clip(body: str, head: str = "") -> str:
    return f"---\ntitle: A clip\nsource: https://a.example/clip\n{head}---\n{body}\n"


def test_pictures_come_beside_the_page_under_the_names_of_their_content(add: Add, archive: Settings, server: str):
    body = f'![A](<{server}/a.png> "t") ![B]({server}/moved.png)\n\n`![D]({server}/a.png)`'
    (result,) = add(clip(body), *HERE)
    assert (result["status"], result["warnings"]) == ("created", [])
    text = page(archive, result)
    assert f'![A]({NAME} "t") ![B]({NAME})' in text
    assert f"`![D]({server}/a.png)`" in text
    assert (archive.articles / result["id"] / NAME).read_bytes() == PNG


def test_a_picture_that_a_label_names_comes_too_and_a_link_to_one_stays(add: Add, archive: Settings, server: str):
    body = f"![A][one] and [the file][two]\n\n[one]: {server}/a.png\n[two]: {server}/photo.jpg"
    (result,) = add(clip(body), *HERE)
    assert f"[one]: {NAME}\n[two]: {server}/photo.jpg" in page(archive, result)


def test_the_cover_comes_too(add: Add, archive: Settings, server: str):
    (result,) = add(clip("Text.", f"image: {server}/a.png\ncover: {server}/a.png\n"), *HERE)
    assert f"cover: {NAME}\n" in page(archive, result)


def test_a_fetched_photograph_does_not_say_where_it_was_taken(add: Add, archive: Settings, server: str):
    (result,) = add(clip(f"![A]({server}/photo.jpg)"), *HERE)
    (photo,) = (archive.articles / result["id"]).glob("*.jpg")
    assert not any(secret in photo.read_bytes() for secret in SECRETS)


@pytest.mark.parametrize("keep", [False, True])
def test_a_fetched_picture_that_is_too_large_is_made_smaller(add: Add, archive: Settings, server: str, keep: bool):
    options = (*HERE, "--keep-large-pictures") if keep else HERE
    (result,) = add(clip(f"![A]({server}/large.jpg)"), *options)
    small = make_picture(LARGE).name.replace(".", "-2560.")
    assert f"![A]({small})" in page(archive, result)
    names = {one.name for one in (archive.articles / result["id"]).glob("*.jpg")}
    assert names == {small, *([make_picture(LARGE).name] if keep else [])}


def test_what_cannot_be_had_stays_and_is_said_and_the_rest_comes(add: Add, archive: Settings, server: str):
    names = ("gone.png", "page.png", "evil.svg", "out.png", "a.png")
    (result,) = add(clip("Text. " + " ".join(f"![{name}]({server}/{name})" for name in names)), *HERE)
    assert result["status"] == "created"
    said = "\n".join(result["warnings"])
    for part in (
        "the server says 404",
        "is no PNG",
        "is an SVG with <script>",
        "no http(s) address",
        "4 pictures stay",
    ):
        assert part in said
    assert page(archive, result).count(f"]({server}/") == 4
    assert f"![a.png]({NAME})" in page(archive, result)


def test_nothing_is_fetched_unasked_and_no_private_address_without_leave(add: Add, archive: Settings, server: str):
    (first,) = add(clip(f"![A]({server}/a.png)"))
    assert "1 picture stays on the net" in first["warnings"][0]
    (second,) = add(clip(f"![A]({server}/a.png)"), "--fetch-pictures")
    assert "127.0.0.1, an address that is not public" in second["warnings"][0]
    assert f"({server}/a.png)" in page(archive, second)


def test_an_article_that_is_here_gets_its_pictures_and_keeps_what_was_written_by_hand(
    add: Add, archive: Settings, server: str
):
    (first,) = add(clip(f"Old text. ![A]({server}/a.png)"))
    path = archive.root / first["path"]
    edited = (
        path.read_text("utf-8").replace("Old text.", "My text.").replace("title: A clip", "title: My  title # mine")
    )
    path.write_bytes(edited.replace("\n", "\r\n").encode())
    (second,) = add(clip(f"Old text. ![A]({server}/a.png)"), *HERE)
    assert second["status"] == "updated"
    assert path.read_bytes().decode() == edited.replace(f"{server}/a.png", NAME).replace("\n", "\r\n")
    (third,) = add(clip(f"Old text. ![A]({server}/a.png)"), *HERE)
    assert third["status"] == "unchanged"


def test_fetched_pictures_are_no_difference_to_the_source(add: Add, archive: Settings, server: str):
    (first,) = add(clip(f"Text. ![A]({server}/a.png)"), *HERE)
    before = contents(archive.articles)
    (again,) = add(clip(f"Text. ![A]({server}/a.png)\n\n\n"))
    assert (again["status"], again["error"]) == ("unchanged", None)
    assert contents(archive.articles) == before
    (updated,) = add(clip(f"Text. ![A]({server}/a.png)\n\n"), "--update")
    assert NAME in page(archive, updated)
    (other,) = add(clip(f"Other text. ![A]({server}/a.png)"))
    assert other["status"] == "refused"
    assert first["id"] == other["id"]


def test_links_that_are_fetched_get_their_pictures(add: Add, archive: Settings, server: str):
    text = "<p>This is a page with a text that is long enough to be one, and with a picture.</p>" * 5
    html = f"<title>A page</title><article><h1>A page</h1>{text}<img src='a.png' alt='A'></article>"
    ANSWERS["/page"] = (200, {"Content-Type": "text/html"}, html.encode())
    export = f"title,url,time_added,tags,status\nP,{server}/page,1,,unread\n"
    results = add(export, "--fetch", *HERE, name="pocket.csv")
    assert [one["status"] for one in results] == ["created", "updated"]
    assert f"![A]({NAME})" in page(archive, results[-1])


def test_an_article_has_bounds(monkeypatch: pytest.MonkeyPatch):
    many = [f"https://a.example/{number}.png" for number in range(10)]
    monkeypatch.setattr(fumikura.adding.picture_fetching, "MAX_PICTURES", 3)
    found = collect(many, lambda _: PNG)
    assert len(found.names) == 3
    assert found.warnings[0].startswith("7 pictures were not fetched")
    monkeypatch.setattr(fumikura.adding.picture_fetching, "MAX_TOTAL", 2 * len(PNG))
    assert len(collect(many, lambda _: PNG).names) == 2
    monkeypatch.setattr(fumikura.adding.picture_fetching, "MAX_SECONDS", -1)
    assert collect(many, lambda _: PNG).names == {}


def test_a_picture_has_bounds_too(server: str, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ContentError, match="more than 0 MB"):
        get(f"{server}/a.png", replace(PICTURE, size=50), allow_private=True)


@pytest.mark.parametrize("path", ["/slow-head", "/slow-body"])
def test_a_server_that_sends_a_byte_now_and_then_is_left_in_time(server: str, path: str):
    began = time.monotonic()
    with pytest.raises(ContentError, match="not there after"):
        get(server + path, replace(PICTURE, seconds=0.6), allow_private=True)
    assert time.monotonic() - began < 30  # of the minute that the server would take


def test_a_dot_that_counts_readers_is_no_picture(add: Add, archive: Settings, server: str):
    ANSWERS["/dot.png"] = (200, {}, encoded(colours(1, 1), "PNG"))
    (result,) = add(clip(f"Text. ![Alt]({server}/dot.png) More."), *HERE)
    assert result["warnings"] == []
    assert page(archive, result).endswith("\nText. Alt More.\n")


def test_addresses_are_read_as_markdown_means_them():
    asked: list[str] = []
    collect(["//a.example/x\\_1.png?a=1&amp;b=2"], lambda url: asked.append(url) or PNG)
    assert asked == ["https://a.example/x_1.png?a=1&b=2"]


def test_a_redirect_into_the_private_network_is_refused(server: str, monkeypatch: pytest.MonkeyPatch):
    port = server.rpartition(":")[2]
    monkeypatch.setattr(fumikura.sources.fetch, "is_public", lambda address: address != "127.0.0.2")
    monkeypatch.setitem(ANSWERS, "/inside.png", (302, {"Location": f"http://127.0.0.2:{port}/a.png"}, b""))
    with pytest.raises(ContentError, match=r"127\.0\.0\.2, an address that is not public"):
        get(f"{server}/inside.png", PICTURE)
