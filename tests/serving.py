"""A web server on this machine, for what is fetched in tests."""

from __future__ import annotations

import contextlib
import http.server
import os
import socket
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Answer = tuple[int, dict[str, str], bytes]


def free_port() -> int:
    """A port for a server that cannot choose one itself: below those that a system gives to whoever asks for any."""
    start = os.getpid() * 17  # test workers look from different places on
    for number in range(10_000):
        port = 20_000 + (start + number) % 10_000
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


@contextlib.contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[str]:
    """The address of a server that gives ``answers`` by path; ``/slow-head`` and ``/slow-body`` trickle for a minute."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/slow-"):
                self._trickle()
                return
            status, headers, body = answers[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _trickle(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if self.path == "/slow-body" else b"X: "))
            with contextlib.suppress(OSError):  # the other side has left
                for _ in range(600):
                    self.wfile.write(b"x")
                    time.sleep(0.1)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
