"""Documents -> a site with an index, by each engine as its own documentation says, and what that costs.

Run as a program with two paths it writes our index only, so that its memory can be told apart.
"""

from __future__ import annotations

import html
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import search_corpus

from fumikura.engine.plugin import THEME
from fumikura.site.search import PAGE, scripts, with_own_search
from fumikura.site.search_files import write_search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fumikura.search_index.documents import Document

PAGEFIND = "1.6.0"
"""Of the npm package, which brings the program that indexes."""
POLL = 0.05
"""Seconds between two looks at the memory of a running program."""
SETTINGS = r"""site_name: Documents
site_url: http://127.0.0.1/
use_directory_urls: true
theme: {name: material, language: ja, font: false}
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
plugins: %s
"""
SEARCH = (
    # No stemmer: with two languages and one, four of five English words are not found (9.8.1).
    r"[search: {lang: [ja, en], pipeline: [], separator: '[\s\u200b\-、。，．！？「」（）()\[\]:=\"]+'}]"
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program took."""

    seconds: float
    processor: float
    """Seconds that the cores worked for it: other programs on the machine change these least."""
    megabytes: float
    """At most."""


@dataclass(frozen=True, slots=True)
class Built:
    """A site that can be searched."""

    version: str
    folder: Path
    cost: Cost
    index: int
    """Bytes on disk without texts; 0 where the engine keeps both together."""
    texts: int
    files: int


def fumikura(documents: Path, folder: Path, _cache: Path) -> Built:
    """Our index, in a page as Material makes it."""
    shell = folder / "shell"
    _run_mkdocs([], shell, SEARCH)
    site = shell / "site"
    page = with_own_search((site / "index.html").read_text("utf-8"))
    (site / "index.html").write_text(page.replace("</body>", f'<script src="{PAGE}"></script></body>'), "utf-8")
    for address, script in scripts(THEME, "ja"):
        (site / address).parent.mkdir(parents=True, exist_ok=True)
        (site / address).write_text(script, "utf-8")
    (site / "empty.html").write_text(f'<!doctype html><title>empty</title><script src="{PAGE}"></script>', "utf-8")
    cost = measured([sys.executable, __file__, str(documents), str(site)])
    files = [one for one in (site / "search").rglob("*") if one.is_file() and one.name != "search_index.json"]
    texts = sum(one.stat().st_size for one in files if one.parent.name == "texts")
    index = sum(one.stat().st_size for one in files) - texts
    return Built("this one", site, cost, index, texts, len(files))


def material(documents: Path, folder: Path, _cache: Path) -> Built:
    """Material's own search, which is lunr in a worker. Seconds: what the plugin adds to a build."""
    found = list(search_corpus.read(documents))
    without, whole = _run_mkdocs(found, folder, "[]"), _run_mkdocs(found, folder, SEARCH)
    cost = Cost(whole.seconds - without.seconds, whole.processor - without.processor, whole.megabytes)
    texts = (folder / "site/search/search_index.json").stat().st_size
    version = metadata.version("mkdocs-material")
    return Built(version, folder / "site", cost, 0, texts, 1)


def pagefind(documents: Path, folder: Path, cache: Path) -> Built:
    """Pagefind, extended.

    Raises ``CalledProcessError`` or ``StopIteration`` where npm does not have it for this machine.
    """
    tools = cache / "pagefind"
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", tools, f"pagefind@{PAGEFIND}"], check=True
    )
    program = next(tools.glob("node_modules/@pagefind/*/bin/pagefind_extended"))
    site = folder / "site"
    for document in search_corpus.read(documents):
        _write(site / document.url / "index.html", _as_html(document))
    _write(site / "empty.html", '<!doctype html><html lang="en"><title>empty</title>')
    (site / "pagefind-ja").symlink_to("pagefind")  # it merges no index from the address that the page has already
    cost = measured([str(program), "--silent", "--site", str(site)])
    files = [one for one in (site / "pagefind").rglob("*") if one.is_file()]
    texts = sum(one.stat().st_size for one in files if one.suffix == ".pf_fragment")
    indexes = [one for one in files if one.suffix in {".pf_index", ".pf_meta", ".pf_filter"}]
    return Built(PAGEFIND, site, cost, sum(one.stat().st_size for one in indexes), texts, len(files))


ENGINES: dict[str, Callable[[Path, Path, Path], Built]] = {
    "fumikura": fumikura,
    "material": material,
    "pagefind": pagefind,
}


def measured(command: Sequence[str], folder: Path | None = None) -> Cost:
    """Run ``command``. Raises ``CalledProcessError``."""
    started, worked = time.perf_counter(), _worked()
    peak = 0
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=quiet) as process:
        while process.poll() is None:
            peak = max(peak, peak_of(process.pid))
            time.sleep(POLL)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Cost(time.perf_counter() - started, _worked() - worked, peak / 1000)


def _worked() -> float:
    """Seconds of the processor, of all programs that were run and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_of(pid: int) -> int:
    """Kilobytes that a running process had at most; 0 when it has ended."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("ascii"))
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found[1]) if found else 0


def _run_mkdocs(documents: Iterable[Document], folder: Path, plugins: str) -> Cost:
    shutil.rmtree(folder / "docs", ignore_errors=True)
    _write(folder / "mkdocs.yml", SETTINGS % plugins)
    _write(folder / "docs/index.md", "# Documents\n")
    for document in documents:
        _write(folder / "docs" / document.url / "index.md", _as_markdown(document))
    return measured([sys.executable, "-m", "mkdocs", "build", "--quiet"], folder)


def _as_markdown(document: Document) -> str:
    parts = [f"---\ntitle: {json.dumps(document.title, ensure_ascii=False)}\n---"]
    for section in document.sections:
        if section.heading:
            heading = re.sub(r"([\\`*_{}\[\]()#+.!|~^=:$-])", r"\\\1", section.heading)
            parts.append(f"## {html.escape(heading, quote=False)}")
        parts += _paragraphs(section.text)
    return "\n\n".join(parts) + "\n"


def _as_html(document: Document) -> str:
    parts = [f'<!doctype html><html lang="{document.lang}"><meta charset="utf-8">']
    parts += [f"<title>{html.escape(document.title)}</title><body data-pagefind-body>"]
    parts += [f"<h1>{html.escape(document.title)}</h1>"]
    for section in document.sections:
        if section.heading:
            parts.append(f'<h2 id="{section.fragment}">{html.escape(section.heading)}</h2>')
        parts += _paragraphs(section.text)
    return "\n".join(parts)


def _paragraphs(text: str) -> list[str]:
    return [f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n") if line]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def main() -> None:
    """Write our index of a file of documents into a site."""
    documents, site = map(Path, sys.argv[1:])
    write_search(search_corpus.read(documents), site)


if __name__ == "__main__":
    main()
