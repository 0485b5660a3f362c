"""The sites of one archive, as each engine builds them: what to run, where, and what it is given.

Material and Hugo get the articles' pages and pictures, without the annotations, which they would publish as pages.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from measuring import Cost, measured

import fumikura

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PAGEFIND = "1.6.0"
"""Of the npm package, which brings the program that indexes."""
HUGO_PACKAGES = ("hugo", "libsass1")
"""Of Debian; the second is what the first needs and not every machine has."""
ARTICLES = "docs/articles"
MATERIAL = r"""site_name: Benchmark
site_url: https://example.org/
theme: {name: material, language: ja, font: false}
nav: [index.md, tags.md]
validation: {nav: {omitted_files: ignore}}
plugins:
  - search: {lang: [ja, en]}
  - tags
"""
HUGO = """baseURL = "https://example.org/"
languageCode = "ja"
title = "Benchmark"
hasCJKLanguage = true
paginate = 50
[taxonomies]
tag = "tags"
author = "author"
site = "site"
[frontmatter]
date = ["published"]
[markup.goldmark.renderer]
unsafe = true
"""
LAYOUTS = {
    "_default/baseof.html": (
        '<!doctype html><html lang="{{ .Params.lang | default "ja" }}"><head><meta charset="utf-8">'
        '<title>{{ .Title }}</title></head><body>{{ block "main" . }}{{ end }}</body></html>'
    ),
    "_default/single.html": (
        '{{ define "main" }}<main data-pagefind-body><h1>{{ .Title }}</h1><p>{{ .Params.published }} '
        '{{ range .Params.author }}<a href="/author/{{ . | urlize }}/">{{ . }}</a>{{ end }} '
        '{{ range .Params.tags }}<a href="/tags/{{ . | urlize }}/">{{ . }}</a> {{ end }}</p>'
        "{{ .Content }}</main>{{ end }}"
    ),
    "_default/list.html": (
        '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range (.Paginate .Pages).Pages }}'
        '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Summary | plainify | truncate 100 }}</li>{{ end }}</ul>'
        '{{ template "_internal/pagination.html" . }}{{ end }}'
    ),
    "_default/_markup/render-link.html": (
        '{{ $to := .Page.GetPage (strings.TrimSuffix "/index.md" .Destination) }}'
        '<a href="{{ with $to }}{{ .RelPermalink }}{{ else }}{{ .Destination | safeURL }}{{ end }}">'
        "{{ .Text | safeHTML }}</a>"
    ),
}


class Missing(Exception):  # noqa: N818  no fault: the table says so
    """A program that is not here and cannot be had."""


@dataclass(frozen=True, slots=True)
class Engine:
    """How one engine builds."""

    version: str
    prepare: Callable[[Path, Path], Path]
    """Archive and empty folder -> where it builds."""
    commands: Callable[[Path], Sequence[Sequence[str | Path]]]
    """Where it builds -> what is run there, one after the other."""
    articles: str
    """The folder of the articles in it."""
    output: str
    """The folder of the site in it."""
    cache: str = ""
    """A folder in which it keeps what it knows for the next time."""

    def build(self, folder: Path) -> Cost:
        """Run it. Raises ``CalledProcessError``."""
        first, *others = (measured(command, folder) for command in self.commands(folder))
        return sum(others, first)

    def clean(self, folder: Path) -> None:
        """As if it had never been run."""
        for name in filter(None, (self.output, self.cache)):
            shutil.rmtree(folder / name, ignore_errors=True)


def ours(_cache: Path) -> Engine:
    """This program, from its command line."""
    command = [sys.executable, "-m", "fumikura", "build", "--profile"]
    return Engine(
        fumikura.__version__, lambda archive, _folder: archive, lambda _: [command], ARTICLES, "site", ".fumikura"
    )


def material(_cache: Path) -> Engine:
    """MkDocs with Material, search and tags on, articles not in the navigation."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    return Engine(metadata.version("mkdocs-material"), _for_material, lambda _: [command], ARTICLES, "site")


def hugo(cache: Path) -> Engine:
    """Hugo with bare templates and paged lists, then Pagefind over what it wrote.

    Hugo from the path, or Debian's package, unpacked into ``cache`` and not installed; Pagefind from npm. Raises
    ``Missing``.
    """
    program, version = _hugo(cache)
    indexer = _pagefind(cache)
    commands = [[*program, "--quiet"], [indexer, "--silent", "--site", "public"]]
    return Engine(f"{version} + {PAGEFIND}", _for_hugo, lambda _: commands, "content/articles", "public", "resources")


ENGINES: dict[str, Callable[[Path], Engine]] = {"fumikura": ours, "hugo": hugo, "material": material}
"""Last the one that empties its site for each build."""


def _for_material(archive: Path, folder: Path) -> Path:
    _copy_articles(archive, folder / "docs/articles")
    (folder / "mkdocs.yml").write_text(MATERIAL, "utf-8")
    (folder / "docs/index.md").write_text("# Benchmark\n", "utf-8")
    (folder / "docs/tags.md").write_text("# Tags\n\n<!-- material/tags -->\n", "utf-8")
    return folder


def _for_hugo(archive: Path, folder: Path) -> Path:
    _copy_articles(archive, folder / "content/articles")
    (folder / "config.toml").write_text(HUGO, "utf-8")
    for name, text in LAYOUTS.items():
        (folder / "layouts" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "layouts" / name).write_text(text, "utf-8")
    return folder


def _copy_articles(archive: Path, folder: Path) -> None:
    shutil.copytree(archive / "docs/articles", folder, ignore=shutil.ignore_patterns("annotations"))


def _hugo(cache: Path) -> tuple[list[str | Path], str]:
    """What runs it, and its version."""
    if shutil.which("hugo"):
        program: list[str | Path] = ["hugo"]
    else:
        root = cache / "hugo"
        if not (root / "usr/bin/hugo").exists():
            _unpack_packages(root)
        libraries = next(root.glob("usr/lib/*/libsass.so.1")).parent
        program = ["env", f"LD_LIBRARY_PATH={libraries}", root / "usr/bin/hugo"]
    said = subprocess.run([*program, "version"], capture_output=True, text=True, check=True).stdout
    return program, said.split()[1].partition("+")[0].lstrip("v")


def _unpack_packages(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    for package in HUGO_PACKAGES:
        _get(["apt-get", "download", "-qq", package], root)
        for path in root.glob(f"{package}_*.deb"):
            _get(["dpkg", "-x", path.name, "."], root)


def _pagefind(cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    pattern = "pagefind/node_modules/@pagefind/*/bin/pagefind_extended"
    if not any(cache.glob(pattern)):
        _get(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", "pagefind", f"pagefind@{PAGEFIND}"],
            cache,
        )
    return next(cache.glob(pattern))


def _get(command: list[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise Missing(f"{' '.join(command)}: {error}") from error
