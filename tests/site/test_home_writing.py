"""Writing at home: which requests are followed, and what becomes of the others."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from fumikura.model.annotations import render_annotation
from fumikura.model.shapes import AnnotationHeader
from fumikura.site.home_writing import ADDRESS, MAX_REQUEST, HomeWriting, is_loopback
from making import contents, make_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from fumikura.settings import Settings

NAME = "20261124T100000Z-k3xqaa"
TEXT = render_annotation(AnnotationHeader.model_validate({"quote": "核", "by": "葵"}), "よい。")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_archive(tmp_path / "archive")
    article = made.articles / "one"
    article.mkdir(parents=True)
    article.joinpath("index.md").write_text("---\ntitle: 一\n---\n核の話。\n", "utf-8")
    return made


def file_of(settings: Settings) -> Path:
    return settings.articles / "one/annotations" / f"{NAME}.md"


def pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"a page"]


def ask(settings: Settings, body: Any = None, **changes: Any) -> tuple[int, dict[str, str]]:
    """Send a request that is right but for ``changes`` (WSGI's names)."""
    values = {"action": "create", "article": "one", "annotation": NAME, "content": TEXT, "base": ""}
    data = body if isinstance(body, bytes) else json.dumps(values | (body or {})).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": ADDRESS,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ORIGIN": "http://127.0.0.1:8000",
        "HTTP_X_FUMIKURA_TOKEN": "secret",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": io.BytesIO(data),
    } | changes
    answered: list[str] = []
    application = HomeWriting(settings, "secret", 8000, pages)
    answer = b"".join(application(environ, lambda status, headers: answered.append(status)))
    return int(answered[0][:3]), json.loads(answer)


def base_of(settings: Settings) -> str:
    return hashlib.sha256(file_of(settings).read_bytes()).hexdigest()


def test_a_new_annotation_is_written_as_it_was_sent(settings: Settings):
    status, answer = ask(settings)
    assert (status, answer) == (200, {"path": f"docs/articles/one/annotations/{NAME}.md"})
    assert file_of(settings).read_text("utf-8") == TEXT


def test_an_annotation_is_changed_and_removed_by_who_knows_what_it_was(settings: Settings):
    ask(settings)
    changed = TEXT + "もう一行。\n"
    assert ask(settings, {"action": "edit", "content": changed, "base": base_of(settings)})[0] == 200
    assert file_of(settings).read_text("utf-8") == changed
    assert ask(settings, {"action": "delete", "content": "", "base": base_of(settings)})[0] == 200
    assert not file_of(settings).exists()


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_what_has_changed_meanwhile_is_not_overwritten(settings: Settings, action: str):
    ask(settings)
    before = base_of(settings)
    file_of(settings).write_text(TEXT + "meanwhile\n", "utf-8")
    status, answer = ask(settings, {"action": action, "base": before})
    assert status == 409
    assert "has changed" in answer["message"]
    assert file_of(settings).read_text("utf-8").endswith("meanwhile\n")


def test_a_name_that_is_taken_and_a_file_that_is_gone_are_conflicts(settings: Settings):
    ask(settings)
    assert ask(settings)[0] == 409
    file_of(settings).unlink()
    assert ask(settings, {"action": "delete", "base": "0" * 64})[0] == 409


WRONG: dict[str, tuple[int, dict[str, Any]]] = {
    "read": (405, {"REQUEST_METHOD": "GET"}),
    "asked beforehand by another site's page": (405, {"REQUEST_METHOD": "OPTIONS"}),
    "another name of this machine": (
        403,
        {"HTTP_HOST": "evil.example:8000", "HTTP_ORIGIN": "http://evil.example:8000"},
    ),
    "another port": (403, {"HTTP_HOST": "127.0.0.1:9000", "HTTP_ORIGIN": "http://127.0.0.1:9000"}),
    "another machine": (403, {"REMOTE_ADDR": "192.168.1.7"}),
    "another site": (403, {"HTTP_ORIGIN": "https://evil.example"}),
    "a page of no site": (403, {"HTTP_ORIGIN": "null"}),
    "no origin": (403, {"HTTP_ORIGIN": None}),
    "the wrong token": (403, {"HTTP_X_FUMIKURA_TOKEN": "secret2"}),
    "a token that is no ASCII": (403, {"HTTP_X_FUMIKURA_TOKEN": "ひみつ"}),
    "no token": (403, {"HTTP_X_FUMIKURA_TOKEN": ""}),
    "a form": (415, {"CONTENT_TYPE": "text/plain"}),
    "no length": (411, {"CONTENT_LENGTH": ""}),
    "a length below nothing": (411, {"CONTENT_LENGTH": "-1"}),
    "too much": (413, {"CONTENT_LENGTH": str(MAX_REQUEST + 1)}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_request_that_is_not_from_here_changes_nothing(settings: Settings, name: str):
    before = contents(settings.root)
    wanted, changes = WRONG[name]
    status, answer = ask(settings, **changes)
    assert status == wanted
    assert answer["message"]
    assert contents(settings.root) == before


BODIES: dict[str, tuple[int, Any]] = {
    "no UTF-8": (400, '{"action": "核"}'.encode("shift_jis")),
    "no JSON": (400, b"quote: x"),
    "deep": (400, b"[" * 100_000),
    "a list": (400, b"[]"),
    "a field that is no text": (400, {"content": 1}),
    "half a character": (400, {"content": TEXT + "\ud83d"}),
    "an unknown action": (400, {"action": "run"}),
    "a way out by the article": (400, {"article": "../one"}),
    "a way out by the annotation": (400, {"annotation": f"../{NAME}"}),
    "a name with a line break": (400, {"annotation": f"{NAME}\n"}),
    "an unknown article": (404, {"article": "two"}),
    "no annotation": (422, {"content": "no front matter"}),
    "an annotation of nothing": (422, {"content": "---\nby: a\n---\n"}),
    "a comment that is too long": (422, {"content": TEXT + "x" * 200_000}),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_request_that_makes_no_sense_changes_nothing(settings: Settings, name: str):
    before = contents(settings.root)
    wanted, body = BODIES[name]
    status, answer = ask(settings, body)
    assert status == wanted
    assert answer["message"]
    assert contents(settings.root) == before


@pytest.mark.parametrize("link", ["docs/articles/one", "docs/articles/one/annotations"])
def test_a_symbolic_link_is_not_followed(settings: Settings, tmp_path: Path, link: str):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    path = settings.root / link
    if path.exists():
        path.rename(tmp_path / "moved")
    path.symlink_to(elsewhere)
    assert ask(settings)[0] == 403
    assert list(elsewhere.iterdir()) == []


def test_a_full_disk_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fumikura.disk.atomic._write", full)
    status, answer = ask(settings)
    assert status == 500
    assert "no space left" in answer["message"]
    assert not file_of(settings).exists()


def test_all_other_addresses_are_pages(settings: Settings):
    application = HomeWriting(settings, "secret", 8000, pages)
    assert application({"PATH_INFO": "/"}, lambda *_: None) == [b"a page"]


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.1", True), ("localhost", True), ("::1", True),
    ("0.0.0.0", False), ("192.168.1.2", False), ("evil.example", False)])  # fmt: skip  # noqa: S104
def test_only_this_machine_is_home(host: str, loopback: bool):
    assert is_loopback(host) is loopback
