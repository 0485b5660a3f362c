"""Firefox gives the answers that Chromium gives: to programs and in the search box."""

from __future__ import annotations

import functools
import json
import queue
import random
import shutil
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from browser.conftest import missing
from browser.firefox import firefox_on
from browser.serving import BASE, Handler, Server
from fumikura.library.library_files import read_canonical
from fumikura.markdown.rendering import Renderer
from fumikura.search_index.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from browser.serving import Served
    from fumikura.library.library import Library

pytestmark = pytest.mark.browser

WAIT = 400
"""Seconds that a browser may take to start and to answer all, on a machine with other work."""

ASKING = """<!doctype html>
<meta charset="utf-8">
<script src="BASEassets/fumikura/search_page.js"></script>
<iframe src="BASE" width="1440" height="900"></iframe>
<script type="module">
  const { queries, typed } = await (await fetch("BASEquestions")).json();
  const shown = [];
  const answers = [];
  let failed = null;
  try {
    for (const query of queries) answers.push(await window.fumikura.search(query, { limit: 40 }));
    const frame = document.querySelector("iframe");
    const until = async (found) => {
      for (let tries = 0; tries < 1000 && !found(); tries++) await new Promise((done) => setTimeout(done, 100));
      if (!found()) throw new Error(`${found}: not so after ${shown.length} of ${typed.length}`);
    };
    const box = () => frame.contentDocument?.querySelector("input.md-search__input");
    const links = () => [...frame.contentDocument.querySelectorAll("a.md-search-result__link")];
    await until(() => frame.contentDocument?.readyState === "complete" && box());
    frame.contentDocument.querySelector("[data-md-toggle=search]").click();
    const type = (words) => {
      box().value = words;
      box().dispatchEvent(new frame.contentWindow.KeyboardEvent("keyup", { bubbles: true }));
    };
    for (const words of typed) {
      type("");
      await until(() => !links().length);
      type(words);
      await until(() => links().length);
      shown.push(links().map((link) => [link.getAttribute("href"), link.innerText.replace(/\\s+/g, " ").trim()]));
    }
  } catch (error) {
    failed = String(error);
  }
  const body = JSON.stringify({ browser: navigator.userAgent, answers, shown, failed });
  await fetch("BASEanswers", { method: "POST", body });
</script>
""".replace("BASE", BASE)


class _Asking(Handler):
    """The site, a page that asks it, the questions, and a place for the answers."""

    questions: dict[str, list[str]]
    answers: queue.Queue[dict[str, Any]]

    def do_GET(self) -> None:  # noqa: N802  the name in the base class
        if self.path == f"{BASE}asking":
            self._send(ASKING.encode(), "text/html")
        elif self.path == f"{BASE}questions":
            self._send(json.dumps(self.questions).encode(), "application/json")
        else:
            super().do_GET()

    def do_POST(self) -> None:  # noqa: N802  http.server looks for that name
        self.answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._send(b"", "text/plain")

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def asking(site: Path, questions: dict[str, list[str]]) -> Iterator[tuple[str, queue.Queue[dict[str, Any]]]]:
    """Address of the page that asks, and where its answers arrive."""
    answers: queue.Queue[dict[str, Any]] = queue.Queue()
    handler = type("Asking", (_Asking,), {"questions": questions, "answers": answers})
    with Server(("127.0.0.1", 0), functools.partial(handler, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{BASE}asking", answers
        finally:
            server.shutdown()
            thread.join()


TYPED = ["リンク切れ", "ﾘﾝｸ切れ", "moderation", "Moderations", "文字化け は", '"pull request"']
OTHERS = [
    "",
    "鯨文庫計画",
    "archive -moderation",
    "archive lang:en",
    "in:note 文庫",
    "before:2026-01-01 保存",
    "links broke",
    "文",
    "<b>&amp;",
    "(.*[",
    "\ud800 文",
    "שלום עולם",
    "々ー・-",
    "e\u0301te\u0301",
    "保存 " * 400,
]


def drawn_from(sample: Served, library: Library, count: int, seed: int) -> list[str]:
    """Phrases of the published articles' texts, with as many in other width and case."""
    draw = random.Random(seed)
    renderer = Renderer(sample.settings.extensions, sample.settings.extension_configs)
    entries = [entry for entry in library.articles.values() if entry.rights == "full"]
    texts = [read_canonical(entry, sample.settings, renderer).text for entry in entries]
    texts = [text for text in texts if len(text) > 100]
    phrases: list[str] = []
    while len(phrases) < count:
        text = draw.choice(texts)
        start = draw.randrange(len(text) - 12)
        phrase = text[start : start + draw.randrange(2, 12)].strip().replace('"', "")
        if len(phrase) > 1:
            phrases += [f'"{phrase}"', phrase.upper(), fold(phrase)]
    return phrases


@pytest.mark.timeout(1000)
@pytest.mark.slow
def test_firefox_answers_as_chromium_does(browser: Browser, sample: Served, library: Library, tmp_path: Path) -> None:
    executable = shutil.which("firefox-esr")
    if executable is None:
        missing("firefox-esr is not installed")
    queries = [*TYPED, *OTHERS, *drawn_from(sample, library, 60, 1)]
    with asking(sample.folder, {"queries": queries, "typed": TYPED}) as (address, answers):
        context = browser.new_context()
        context.new_page().goto(address)
        chromium = answers.get(timeout=WAIT)
        context.close()
        with firefox_on(address, executable, tmp_path / "profile"):
            firefox = answers.get(timeout=WAIT)
    assert "Chrome" in chromium["browser"]
    assert "Firefox" in firefox["browser"]
    assert [chromium["failed"], firefox["failed"]] == [None, None]
    for query, one, other in zip(queries, chromium["answers"], firefox["answers"], strict=True):
        assert one == other, ascii(query)
    for typed, one, other in zip(TYPED, chromium["shown"], firefox["shown"], strict=True):
        assert one, typed
        assert one == other, typed
    assert sum(answer["total"] > 0 for answer in chromium["answers"]) > len(queries) / 2
