"""Whether the archive's addresses on the web are still there; from a server on this machine, no test asks the network."""

from __future__ import annotations

import http.server
import json
import threading
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.checks.link_checks import MAX_OF_A_HOST, addresses, dead_links, turn
from fumikura.commands import main
from fumikura.library.library_files import read_library
from making import commit, make_archive, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Handler(http.server.BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status = {"/there": 200, "/large": 200, "/moved": 301, "/gone": 410, "/tired": 503}.get(self.path, 404)
        body = b"x" * (500_000 if self.path == "/large" else 10)
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "/there")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Handler.asked.clear()
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()


def test_what_is_gone_is_a_warning_and_what_does_not_answer_a_remark(server: str):
    found = {f"{server}/{name}": (f"docs/{name}.md", 3) for name in ("there", "large", "moved", "gone", "no", "tired")}
    told = {one.path: (one.level, one.code, one.line) for one in dead_links(found, pause=0, allow_private=True)}
    assert told == {
        "docs/gone.md": ("warning", "dead-link", 3),
        "docs/no.md": ("warning", "dead-link", 3),
        "docs/tired.md": ("info", "dead-link", 3),
    }


def test_an_address_that_is_not_public_is_not_asked(server: str):
    (finding,) = dead_links({f"{server}/there": ("docs/a.md", 1)}, pause=0)
    assert finding.level == "info"
    assert "not public" in finding.message
    assert Handler.asked == []


def test_one_host_is_asked_no_more_than_so_often(server: str):
    found = {f"{server}/there?{number}": ("docs/a.md", 1) for number in range(MAX_OF_A_HOST + 5)}
    list(dead_links(found, pause=0, allow_private=True))
    assert len(Handler.asked) == MAX_OF_A_HOST


def test_sources_and_links_of_notes_are_looked_at_and_those_within_articles_are_not(tmp_path: Path):
    settings = make_archive(tmp_path)
    write_article(settings, "[in it](https://in.example/)", source="https://source.example/a")
    (settings.docs / "notes").mkdir()
    (settings.docs / "notes" / "n.md").write_text("---\ntitle: N\n---\n\n[x](https://note.example/#part)\n", "utf-8")
    found = addresses(read_library(settings), lambda path, link: 5)
    assert found == {
        "https://source.example/a": ("docs/articles/a-aaaaaa/index.md", 3),
        "https://note.example/": ("docs/notes/n.md", 5),
    }


@given(st.integers(0, 60), st.integers(1, 20), st.integers(0, 3000))
def test_every_address_has_its_turn(count: int, limit: int, week: int):
    found = {f"https://a.example/{number}": ("docs/a.md", number) for number in range(count)}
    weeks = max(1, -(-count // limit))
    turns = [turn(found, week + number, limit) for number in range(weeks)]
    assert all(len(one) <= limit for one in turns)
    assert {address for one in turns for address in one} == set(found)


def test_the_command_asks_only_when_it_is_told_to(tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str]):
    settings = make_archive(tmp_path)
    write_article(settings, "Text.", source=f"{server}/there", author="[A]", published="2024", lang="en")
    codes = []
    for options in ([], ["--links"]):
        with pytest.raises(SystemExit) as left:
            main(["-C", str(tmp_path), "check", "--format", "json", *options])
        assert left.value.code == 0
        codes.append([one["code"] for one in json.loads(capsys.readouterr().out)])
    assert codes == [[], ["dead-link"]]  # an address of this machine is not asked


def test_the_addresses_of_a_change_are_not_asked(tmp_path: Path):
    make_archive(tmp_path)
    commit(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["-C", str(tmp_path), "check", "--links", "--base", "main"])
    assert left.value.code == 2
