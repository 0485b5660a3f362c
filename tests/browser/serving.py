"""A built site on loopback, below a path of its own: a link from the server's root would lead nowhere."""

from __future__ import annotations

import functools
import http.server
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.settings import Settings

BASE = "/some/base/"


@dataclass(frozen=True, slots=True)
class Served:
    """A site, and the archive that it was built from."""

    url: str
    """Of the home page; ends in ``/``."""
    folder: Path
    settings: Settings

    def pages(self) -> list[str]:
        """Addresses of all pages, relative to ``url``."""
        files = sorted(self.folder.rglob("index.html"))
        return [file.relative_to(self.folder).as_posix().removesuffix("index.html") for file in files]

    def html(self, address: str) -> bytes:
        """The page at an address of ``pages()``."""
        return (self.folder / address / "index.html").read_bytes()


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        if not path.startswith(BASE):
            return "/nowhere"
        return super().translate_path(path[len(BASE) - 1 :])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name in the base class
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes a connection early is no error."""


@contextmanager
def serve(settings: Settings, site: Path) -> Iterator[Served]:
    """Serve ``site`` while the block runs."""
    handler = functools.partial(Handler, directory=str(site))
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield Served(f"http://127.0.0.1:{server.server_port}{BASE}", site, settings)
        finally:
            server.shutdown()
            thread.join()
