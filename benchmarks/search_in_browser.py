"""Asks an engine's site in Chromium, and notes what came, how soon, and how many bytes it took."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import sync_playwright
from search_engines import peak_of
from search_server import Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page
    from search_engines import Built
    from search_queries import Query

SHOWN = 10
"""Hits that a list shows: their passages are loaded too, where an engine loads them one by one."""
DELAY = 0.08
"""Seconds before each answer of a slow server."""
PATIENCE = 600
"""Seconds after which an engine has failed to answer."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")

OURS = """async ([query, limit, facets]) => {
  const started = performance.now();
  const FACETS = ["kind", "site", "author", "tag", "year", "lang", "by"];
  const answer = await window.fumikura.search(query, { limit, facets: facets ? FACETS : [] });
  return { ms: performance.now() - started, urls: answer.hits.map((hit) => hit.url) };
}"""
PAGEFIND = """async ([query, limit]) => {
  const started = performance.now();
  if (!window.pagefind) {
    window.pagefind = await import("/pagefind/pagefind.js");
    await window.pagefind.init();
    // The page is an English one: without this the Japanese documents would never be found.
    await window.pagefind.mergeIndex("/pagefind-ja/", { language: "ja" });
  }
  const { results } = await window.pagefind.search(query);
  await Promise.all(results.slice(0, limit).map((result) => result.data()));
  return { ms: performance.now() - started, urls: results.map((result) => result.id) };
}"""
MATERIAL_HOOK = """
  window.answered = [];
  window.waiting = [];
  window.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => {
        if (data.type === 3) window.answered.push([window.waiting.shift(), data.data.items]);
      });
    }
    postMessage(message) {
      if (message.type === 2) window.waiting.push(message.data);
      super.postMessage(message);
    }
  };"""
MATERIAL = """async ([query]) => {
  const started = performance.now();
  const box = document.querySelector("input.md-search__input");
  const toggle = document.querySelector("[data-md-toggle=search]");
  if (!toggle.checked) toggle.click();
  for (const value of ["", query]) {
    box.value = value;
    box.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  }
  window.answered = [];
  for (;;) {
    const found = window.answered.find(([asked]) => asked.trim() !== "");
    if (found) return { ms: performance.now() - started, urls: found[1].map(([item]) => item.location) };
    await new Promise((done) => setTimeout(done, 2));
  }
}"""


@dataclass
class Noted:
    """What an engine answered.

    ``kilobytes``, ``requests``: of a reader's first question; ``first``, ``delayed``, ``later``: milliseconds.
    """

    answers: list[list[int]] = field(default_factory=list)
    """Of each question the numbers of all documents found, the best first."""
    kilobytes: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    delayed: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    page_load: float = 0
    """Kilobytes of the search that a page loads before anything is looked for."""
    facets: float | None = None
    """Kilobytes more for counts by facet; None where there are none."""
    tab: float = 0
    """Megabytes of the tab at most."""


@dataclass
class Asker:
    """One engine's site in one browser."""

    engine: str
    built: Built
    numbers: dict[str, int]
    """Of documents, by address or by the engine's own name of it."""
    browser: Browser

    @contextmanager
    def page(self, site: Site) -> Iterator[Page]:
        """A reader on a page of the site."""
        with closing(self.browser.new_context()) as context:
            page = context.new_page()
            page.set_default_timeout(PATIENCE * 1000)
            if self.engine == "material":
                page.add_init_script(MATERIAL_HOOK)
            page.goto(self.start(site))
            yield page

    def start(self, site: Site) -> str:
        """Where a reader of the site is asked: of Material's search nothing works without its page."""
        return site.url if self.engine == "material" else f"{site.url}empty.html"

    def ask(self, page: Page, query: str, limit: int = SHOWN, *, facets: bool = False) -> tuple[float, list[int]]:
        """Milliseconds until the answer, and the documents in it."""
        script = {"fumikura": OURS, "pagefind": PAGEFIND, "material": MATERIAL}[self.engine]
        answer: dict[str, Any] = page.evaluate(script, [query, limit, facets])
        found = dict.fromkeys(self.numbers[unquote(urlsplit(url).path).lstrip("/")] for url in answer["urls"])
        return answer["ms"], list(found)

    def first(self, page: Page, site: Site, query: str) -> tuple[float, float, int]:
        """Milliseconds, kilobytes and requests of the first question of one who has loaded nothing yet."""
        session = page.context.new_cdp_session(page)
        session.send("Network.clearBrowserCache")
        session.detach()
        site.traffic.reset()
        page.goto(self.start(site))
        if self.engine != "material":
            site.traffic.reset()
        ms, _ = self.ask(page, query)
        if self.engine == "material":  # which loads its index with the page
            parts = [size for path, size in site.traffic.sent.items() if "search" in path or "lunr" in path]
            return ms, sum(parts) / 1000, len(parts)
        return ms, site.traffic.bytes() / 1000, site.traffic.requests


def noted(engine: str, built: Built, urls: Sequence[str], queries: Sequence[Query], firsts: int, most: int) -> Noted:
    """All that is measured of one engine: ``queries`` in turn, ``firsts`` of them as a new reader's first one.

    Ours shows ten and looks at no more: for the rest it is asked again where no more than ``most`` are right.
    """
    result = Noted()
    numbers = {url: number for number, url in enumerate(urls)}
    if engine == "pagefind":
        numbers = _pagefind_numbers(built.folder, numbers)
    some = [queries[place * len(queries) // firsts] for place in range(firsts)]
    if engine == "material":
        some = some[:1]  # each loads the whole index and works it up anew, which takes minutes: all are alike
    with _browser() as browser, serving(built.folder) as site, serving(built.folder, DELAY) as slow:
        asker = Asker(engine, built, numbers, browser)
        with asker.page(site) as page:
            if engine != "material":
                result.delayed = [asker.first(page, slow, query.typed)[0] for query in some]
                _say(f"{engine}: {len(some)} first questions to a slow server")
            for query in some:
                ms, kilobytes, requests = asker.first(page, site, query.typed)
                result.first.append(ms)
                result.kilobytes.append(kilobytes)
                result.requests.append(requests)
            _say(f"{engine}: {len(some)} first questions")
            for query in queries:
                ms, found = asker.ask(page, query.typed)
                result.later.append(ms)
                result.answers.append(found)
            result.tab = _tab_megabytes()
        _say(f"{engine}: {len(queries)} questions")
        if engine == "fumikura":
            _ask_for_all(asker, site, queries, most, result)
        _load_page(asker, site, result)
    return result


def _ask_for_all(asker: Asker, site: Site, queries: Sequence[Query], most: int, result: Noted) -> None:
    """The same questions without an end of the list: what was shown comes first in the answer."""
    with asker.page(site) as page:
        for query, shown in zip(queries, result.answers, strict=True):
            if len(query.right) <= most:
                _, found = asker.ask(page, query.typed, len(asker.numbers))
                shown += [one for one in found if one not in set(shown)]
    with asker.page(site) as page:
        site.traffic.reset()
        asker.ask(page, queries[0].typed, facets=True)
        sent = site.traffic.sent
        result.facets = sum(size for path, size in sent.items() if "facets" in path) / 1000


def _say(done: str) -> None:
    """To one who waits."""
    print(done, file=sys.stderr)


def _load_page(asker: Asker, site: Site, result: Noted) -> None:
    with closing(asker.browser.new_context()) as context:
        site.traffic.reset()
        page = context.new_page()
        if asker.engine == "pagefind":
            return  # nothing of it is loaded before it is imported
        page.goto(site.url, wait_until="networkidle", timeout=PATIENCE * 1000)
        result.page_load = sum(size for path, size in site.traffic.sent.items() if "search" in path) / 1000


@contextmanager
def _browser() -> Iterator[Browser]:
    """Raises ``FileNotFoundError`` where Chromium is not installed."""
    executable = shutil.which("chromium")
    if executable is None:
        raise FileNotFoundError("chromium is not installed: on Debian, apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def _pagefind_numbers(site: Path, numbers: dict[str, int]) -> dict[str, int]:
    """Numbers by the names of Pagefind's results, which are those of the files with their texts."""
    found = {}
    for path in (site / "pagefind" / "fragment").iterdir():
        value = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[path.stem] = numbers[unquote(value["url"]).lstrip("/")]
    return found


def _tab_megabytes() -> float:
    """Of the largest page of our own browser."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[1]
            )
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
    own = {os.getpid()}
    for _ in range(8):  # grandchildren, and theirs
        own |= {pid for pid, parent in parents.items() if parent in own}
    pages = [pid for pid in own if b"--type=renderer" in _command(pid)]
    return max((peak_of(pid) for pid in pages), default=0) / 1000


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
