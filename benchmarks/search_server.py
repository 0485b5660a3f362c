"""A site on loopback as a static host gives it: ranges, gzip for what is text, each byte that is sent counted."""

from __future__ import annotations

import functools
import gzip
import http.server
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = {".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".css": "text/css"}
"""What hosts compress on their way."""
_RANGE = re.compile(r"bytes=(\d+)-(\d+)")


@dataclass
class Traffic:
    """What was sent since the last ``reset``: bytes with their headers, and requests, by address."""

    sent: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, path: str, size: int) -> None:
        """Note an answer."""
        with self.lock:
            self.sent[path] = self.sent.get(path, 0) + size
            self.requests += 1

    def reset(self) -> None:
        """Count from nothing."""
        with self.lock:
            self.sent = {}
            self.requests = 0

    def bytes(self) -> int:
        """Of all answers."""
        with self.lock:
            return sum(self.sent.values())


@dataclass(frozen=True, slots=True)
class Site:
    """A folder that is served, at once or ``delay`` seconds after each request."""

    url: str
    traffic: Traffic


@functools.lru_cache(64)
def _compressed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    folder: Path
    traffic: Traffic
    delay: float

    def do_GET(self) -> None:
        time.sleep(self.delay)
        name = self.path.partition("?")[0].lstrip("/") or "index.html"
        path = self.folder / name
        if not path.resolve().is_relative_to(self.folder) or not path.is_file():
            self._send(404, {}, b"")
            return
        kind = TEXT.get(path.suffix)
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        headers = {"Content-Type": kind or "application/octet-stream"}
        if asked:
            size = path.stat().st_size
            start, end = int(asked[1]), min(int(asked[2]) + 1, size)
            with path.open("rb") as file:
                file.seek(start)
                data = file.read(end - start)
            self._send(206, {**headers, "Content-Range": f"bytes {start}-{end - 1}/{size}"}, data)
        elif kind:
            data = _compressed(path, path.stat().st_mtime_ns)
            self._send(200, {**headers, "Content-Encoding": "gzip"}, data)
        else:
            self._send(200, headers, path.read_bytes())

    def _send(self, status: int, headers: dict[str, str], data: bytes) -> None:
        head = [f"HTTP/1.1 {status} -", *(f"{name}: {value}" for name, value in headers.items())]
        head += [f"Content-Length: {len(data)}", "Cache-Control: max-age=600", "", ""]
        answer = "\r\n".join(head).encode() + data
        self.traffic.add(self.path, len(answer))  # before it is there: who has it may ask for the sum at once
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name in the base class
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes a connection early is no error."""


@contextmanager
def serving(folder: Path, delay: float = 0) -> Iterator[Site]:
    """Serve ``folder`` while the block runs."""
    traffic = Traffic()
    handler = type("Handler", (_Handler,), {"folder": folder.resolve(), "traffic": traffic, "delay": delay})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{server.server_port}/", traffic)
        finally:
            server.shutdown()
            thread.join()
