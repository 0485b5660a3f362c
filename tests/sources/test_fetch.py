"""URL -> source, from a server on this machine; no test asks the network."""

from __future__ import annotations

import gzip
import http.server
import socket
import threading
from typing import TYPE_CHECKING, ClassVar

import pytest

import fumikura.sources.fetch
from fumikura.errors import ContentError
from fumikura.sources.fetch import fetch, is_public, is_url

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = "2026-11-23T10:00:00Z"
PAGE = "<!doctype html><title>題</title><p>本文です。"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path; remembers what it was asked."""

    asked: ClassVar[list[tuple[str, str]]] = []
    answers: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {
        "/page": (200, {"Content-Type": "text/html; charset=Shift_JIS"}, PAGE.encode("cp932")),
        "/text": (200, {"Content-Type": "text/plain"}, "ただの文章です。".encode("euc_jp")),
        "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
        "/nothing": (200, {}, b"<html>"),
        "/gone": (410, {"Content-Type": "text/html"}, b"gone"),
        "/once": (302, {"Location": "/page?b=1#part"}, b""),
        "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        "/named": (302, {"Location": "http://user:word@127.0.0.1/page"}, b""),
        "/large": (200, {"Content-Type": "text/html"}, b"x" * 3000),
        "/packed": (
            200,
            {"Content-Type": "text/html", "Content-Encoding": "gzip"},
            gzip.compress(b"x" * 3000),
        ),
    }

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"]))
        path = self.path.partition("?")[0]
        if path.startswith("/hop"):
            number = int(path[4:])
            answer = (302, {"Location": f"/hop{number - 1}" if number > 1 else "/page"}, b"")
        else:
            answer = self.answers[path]
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def get(url: str):
    return fetch(url, NOW, allow_private=True)


def test_a_page_comes_with_its_address_its_time_and_its_charset(server: str):
    source = get(f"{server}/page")
    assert source.text == PAGE
    assert (source.encoding, source.media_type, source.fetched) == ("cp932", "text/html", NOW)
    assert source.url == f"{server}/page"
    assert source.path is None


def test_a_text_without_a_charset_is_recognised(server: str):
    assert get(f"{server}/text").text == "ただの文章です。"


def test_redirects_are_followed_and_the_last_address_counts(server: str):
    assert get(f"{server}/once").url == f"{server}/page?b=1#part"
    assert get(f"{server}/hop5").text == PAGE
    with pytest.raises(ContentError, match="more than 5 redirects"):
        get(f"{server}/hop6")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/picture", "this is image/png, no page"),
        ("/nothing", "of an unknown kind"),
        ("/gone", "the server says 410 Gone"),
        ("/file", r"no http\(s\) address"),
        ("/named", "a name or password in an address"),
    ],
)
def test_what_is_no_page_is_refused(server: str, path: str, message: str):
    with pytest.raises(ContentError, match=message):
        get(server + path)


@pytest.mark.parametrize("path", ["/large", "/packed"])
def test_a_page_that_is_too_large_is_cut_short(server: str, path: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fumikura.sources.fetch, "MAX_BYTES", 2000)
    with pytest.raises(ContentError, match="more than 0 MB"):
        get(server + path)


def test_a_page_that_takes_too_long_is_given_up(server: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fumikura.sources.fetch, "MAX_SECONDS", -1)
    with pytest.raises(ContentError, match="not there after"):
        get(f"{server}/page")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_is_refused_however_it_is_written(server: str, host: str):
    with pytest.raises(ContentError, match="not public") as caught:
        fetch(f"http://{host}:{server.rpartition(':')[2]}/page", NOW)
    assert caught.value.code == "private-address"


def test_a_redirect_to_a_private_address_is_refused(server: str, monkeypatch: pytest.MonkeyPatch):
    port = int(server.rpartition(":")[2])
    monkeypatch.setattr(fumikura.sources.fetch, "is_public", lambda address: address != "127.0.0.2")
    monkeypatch.setitem(Handler.answers, "/inside", (302, {"Location": f"http://127.0.0.2:{port}/page"}, b""))
    with pytest.raises(ContentError, match=r"127\.0\.0\.2, an address that is not public"):
        fetch(f"{server}/inside", NOW)


def test_the_name_is_resolved_once_and_stays_in_the_request(server: str, monkeypatch: pytest.MonkeyPatch):
    port = int(server.rpartition(":")[2])
    answers = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]])
    real = socket.getaddrinfo

    def resolve(host: str, *args: object, **options: object):
        # The client itself may only ask for the address that was checked.
        return next(answers) if host == "archive.example" else real(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    source = get(f"http://archive.example:{port}/page")
    assert source.url == f"http://archive.example:{port}/page"
    assert Handler.asked[-1] == ("/page", f"archive.example:{port}")


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)
    with pytest.raises(ContentError, match=r"mixed\.example is 10\.0\.0\.1"):
        fetch("http://mixed.example/", NOW)


PRIVATE = [
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.1",
    "224.0.0.1",
    "240.0.0.1",
]
PRIVATE_6 = ["::", "fe80::1%eth0", "fc00::1", "ff02::1", "64:ff9b::a00:1", "2002:a00:1::", "::ffff:10.0.0.1"]


@pytest.mark.parametrize("address", PRIVATE + PRIVATE_6)
def test_an_address_that_the_internet_does_not_route_is_not_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::6810:84e5", "64:ff9b::5db8:d822"])
def test_other_addresses_are(address: str):
    assert is_public(address)


@pytest.mark.parametrize("url", ["http://user@x.example/", "http://x.example:99999/", "http:///a", "ftp://x.example/"])
def test_an_address_that_cannot_be_is_refused_unasked(url: str):
    with pytest.raises(ContentError):
        fetch(url, NOW)


def test_only_http_addresses_are_urls_on_the_command_line():
    assert is_url("HTTPS://x.example/")
    assert not is_url("http.txt")
    assert not is_url("file:///etc/passwd")
