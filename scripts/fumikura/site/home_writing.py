"""Annotations made while reading at home: the page's script -> a file in the working tree.

A WSGI application in front of the server that shows the pages. Any site that is open in the same browser can send a
request to this machine; so a request must carry this run's token, and name this server in ``Host`` and ``Origin``. No
path comes from it: ids are checked, and the path is built here.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from fumikura.disk.atomic import write_atomically
from fumikura.errors import ContentError
from fumikura.library.library_files import ARTICLE_ID
from fumikura.model.annotations import ANNOTATION_ID, parse_annotation
from fumikura.strings import Strings

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

ADDRESS = "/_fumikura/annotations"
"""Where the script sends to, below the server's root."""
PLACEHOLDER = "fumikura0home0writing"
"""Stands in pages that are kept from one run to the next, in the place of the run's token."""
MAX_REQUEST = 1_000_000
"""Bytes of a request: a comment of 65,536 bytes, escaped and with its header, many times over."""

_STATUS = {
    200: "200 OK",
    400: "400 Bad Request",
    403: "403 Forbidden",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    409: "409 Conflict",
    411: "411 Length Required",
    413: "413 Content Too Large",
    415: "415 Unsupported Media Type",
    422: "422 Unprocessable Content",
    500: "500 Internal Server Error",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What the script asks for, checked."""

    action: Literal["create", "edit", "delete"]
    article: str
    annotation: str
    content: str
    """The whole file; empty for a deletion."""
    base: str
    """SHA-256 of the file that is changed, in hexadecimal; empty for a new one."""


class RefusedError(Exception):
    """A request that is not followed: an HTTP status, and the key of the words that say why."""

    def __init__(self, status: int, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class HomeWriting:
    """Takes the script's requests; hands all others on to ``pages``."""

    settings: Settings
    token: str
    """Of this run: only pages that this server made carry it."""
    port: int
    pages: Application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """WSGI (PEP 3333)."""
        if environ.get("PATH_INFO") != ADDRESS:
            return self._page(environ, start_response)
        status, answer = self._answer(environ)
        body = json.dumps(answer, ensure_ascii=False).encode()
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(_STATUS[status], headers)
        return [body]

    def _page(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """What the server shows, with this run's token in it."""
        started: list[Any] = []
        body = self.pages(environ, lambda status, headers, *_: started.extend((status, dict(headers))))
        status, headers = started
        if not str(headers.get("Content-Type", "")).startswith("text/html"):
            start_response(status, list(headers.items()))
            return body
        data = b"".join(body).replace(PLACEHOLDER.encode(), self.token.encode())
        start_response(status, [*(headers | {"Content-Length": str(len(data))}).items()])
        return [data]

    def _answer(self, environ: Environ) -> tuple[int, dict[str, str]]:
        try:
            check_sender(environ, self.token, self.port)
            change = read_change(environ)
            return 200, {"path": apply(change, self.settings)}
        except RefusedError as error:
            words = Strings(self.settings.language).t(f"writing.{error.reason}")
            return error.status, {"message": f"{words} {error.detail}".strip()}


def check_sender(environ: Environ, token: str, port: int) -> None:
    """Raises ``RefusedError`` for a request that does not come from a page of this server, on this machine."""
    if environ.get("REQUEST_METHOD") != "POST":
        raise RefusedError(405, "method")
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
    if environ.get("HTTP_HOST") not in hosts or not is_loopback(environ.get("REMOTE_ADDR", "")):
        raise RefusedError(403, "sender")
    if environ.get("HTTP_ORIGIN") != f"http://{environ['HTTP_HOST']}":
        raise RefusedError(403, "sender")
    given = environ.get("HTTP_X_FUMIKURA_TOKEN", "")
    if not hmac.compare_digest(given.encode("latin-1", "replace"), token.encode()):
        raise RefusedError(403, "token")


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine, which no other can reach by that name."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_change(environ: Environ) -> Change:
    """The change in the body of a request. Raises ``RefusedError``."""
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != "application/json":
        raise RefusedError(415, "type")
    length = environ.get("CONTENT_LENGTH", "")
    if not re.fullmatch(r"[0-9]{1,12}", length):
        raise RefusedError(411, "length")
    if int(length) > MAX_REQUEST:
        raise RefusedError(413, "large")
    try:
        values = json.loads(environ["wsgi.input"].read(int(length)).decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise RefusedError(400, "unreadable") from error
    fields = ("action", "article", "annotation", "content", "base")
    if not isinstance(values, dict) or not all(isinstance(values.get(field), str) for field in fields):
        raise RefusedError(400, "unreadable")
    change = Change(**{field: values[field] for field in fields})
    if change.action not in {"create", "edit", "delete"} or not ARTICLE_ID.fullmatch(change.article):
        raise RefusedError(400, "unreadable")
    if not ANNOTATION_ID.fullmatch(change.annotation):
        raise RefusedError(400, "unreadable")
    return change


def apply(change: Change, settings: Settings) -> str:
    """Carry ``change`` out; gives the path of its file below the archive's root. Raises ``RefusedError``."""
    article = settings.articles / change.article
    folder = article / "annotations"
    path = folder / f"{change.annotation}.md"
    if any(one.is_symlink() for one in (settings.articles, article, folder, path)):
        raise RefusedError(403, "symlink")
    if not (article / "index.md").is_file():
        raise RefusedError(404, "article")
    shown = path.relative_to(settings.root).as_posix()
    try:
        if change.action != "delete":
            _check_content(change, shown)
        _check_base(change, path)
        if change.action == "delete":
            path.unlink()
        else:
            write_atomically(path, change.content)
    except ContentError as error:
        raise RefusedError(500, "unwritable", error.problem) from error
    except OSError as error:
        raise RefusedError(500, "unwritable", error.strerror or "") from error
    return shown


def _check_content(change: Change, shown: str) -> None:
    try:
        change.content.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RefusedError(400, "unreadable") from error
    annotation, findings = parse_annotation(change.content, change.article, change.annotation, shown)
    if annotation is None:
        raise RefusedError(422, "invalid", "; ".join(finding.message for finding in findings))


def _check_base(change: Change, path: Path) -> None:
    """A new file must be new, and a changed one still the one that the reader saw."""
    if change.action == "create":
        if path.exists():
            raise RefusedError(409, "exists")
        return
    if not path.is_file():
        raise RefusedError(409, "gone")
    if hashlib.sha256(path.read_bytes()).hexdigest() != change.base:
        raise RefusedError(409, "conflict")
