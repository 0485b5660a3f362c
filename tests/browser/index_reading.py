"""An empty page in the browser that loads the search scripts, and what is served to it."""

from __future__ import annotations

import contextlib
import http.server
import json
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from browser.serving import Server
from shared_data import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, CDPSession, Page

SCRIPTS = ROOT / "scripts" / "fumikura" / "theme" / "assets" / "fumikura" / "search"
RANGE = re.compile(r"bytes=(\d+)-(\d+)")


class _Handler(http.server.BaseHTTPRequestHandler):
    """The scripts below ``/s/``, files by name, an empty page. Ranges only below ``/ranges/``."""

    protocol_version = "HTTP/1.1"
    files: dict[str, bytes]
    asked: list[str]

    def do_GET(self) -> None:
        where, _, name = self.path[1:].partition("/")
        self.asked.append(name)
        if where == "s":
            return self._send(200, (SCRIPTS / name).read_bytes(), "text/javascript", age=3600)
        if where == "page":
            return self._send(200, b"<!doctype html><title>empty</title>", "text/html")
        if name not in self.files:
            return self._send(404, b"", "text/plain")
        data = self.files[name]
        asked = RANGE.fullmatch(self.headers.get("Range", ""))
        if where == "ranges" and asked:
            start, end = int(asked[1]), min(int(asked[2]) + 1, len(data))
            if start >= end:
                return self._send(416, b"", "text/plain")
            return self._send(206, data[start:end], "application/octet-stream", f"bytes {start}-{end - 1}/{len(data)}")
        return self._send(200, data, "application/octet-stream")

    def _send(self, status: int, data: bytes, kind: str, content_range: str = "", age: int = 0) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", f"max-age={age}" if age else "no-store")
        if content_range:
            self.send_header("Content-Range", content_range)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name in the base class
        pass


@dataclass
class Reader:
    """An empty page that can load the search scripts, and what is served to it."""

    page: Page
    devtools: CDPSession
    files: dict[str, bytes]
    asked: list[str]
    home: str

    def begin(self) -> None:
        """A new empty page, and nothing served to it. Whatever an earlier one had under way has been given up."""
        self.page.goto("about:blank")
        self.files.clear()
        self.asked.clear()
        self.page.goto(self.home)

    def run(self, script: str, value: object) -> Any:
        # As text: a lone surrogate and all else arrives as it is.
        return json.loads(
            self.page.evaluate(f"async (json) => JSON.stringify(await ({script})(JSON.parse(json)))", json.dumps(value))
        )

    def worked(self) -> float:
        """Seconds that a processor has worked for the page's thread. Other programs on the machine change them least."""
        said = self.devtools.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in said if one["name"] == "TaskDuration"))

    def answers(self, queries: list[str], where: str) -> list[dict[str, Any]]:
        """``{total, hits, spelled}`` for each query, or ``{error, message}``."""
        return self.run(ANSWER, [queries, f"/{where}/"])


ANSWER = """async ([queries, base]) => {
  const { Index } = await import("/s/index.js");
  const { Search } = await import("/s/answers.js");
  const { BrokenIndex } = await import("/s/files.js");
  const { respelled } = await import("/s/spelling.js");
  const { more } = await import("/s/more.js");
  const { several } = await import("/s/several.js");
  const answers = [];
  let index;
  for (const query of queries) {
    try {
      index ??= await Index.open(new URL(base, location.href));
      const search = new Search(index, { respelled, several: () => several, more: () => more });
      const { total, hits, spelled } = await search.answer(query, { limit: 1000 });
      answers.push({ total, hits, spelled });
    } catch (error) {
      answers.push({ error: error instanceof BrokenIndex ? "BrokenIndex" : error.constructor.name, message: error.message });
    }
  }
  return answers;
}"""


@contextlib.contextmanager
def reading(browser: Browser) -> Iterator[Reader]:
    """The page on a server of its own, which has no files yet."""
    files: dict[str, bytes] = {}
    asked: list[str] = []
    handler = type("Handler", (_Handler,), {"files": files, "asked": asked})
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    with contextlib.closing(browser.new_context()) as context:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        yield Reader(page, devtools, files, asked, f"http://127.0.0.1:{server.server_port}/page/")
    server.shutdown()
    server.server_close()
    thread.join()
