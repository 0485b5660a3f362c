"""The library as a commit has it: what a change started from."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from fumikura.checks.checks import check
from fumikura.checks.page_texts import PageTexts
from fumikura.errors import ContentError, Finding
from fumikura.library.library_files import ARTICLE_ID, read_library, read_page
from fumikura.model.front_matter import split
from fumikura.model.shapes import ArticleHeader, NoteHeader, read_header
from fumikura.review.change_checks import name_fault
from fumikura.review.change_overview import Version, version
from fumikura.review.change_scope import unit_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from fumikura.git.repository import Git
    from fumikura.library.library import Entry
    from fumikura.markdown.rendering import Renderer
    from fumikura.settings import Settings


class BaseLibrary:
    """Reads of ``commit`` no more than is asked for."""

    def __init__(self, git: Git, commit: str, settings: Settings) -> None:
        self._git = git
        self._settings = settings
        self._docs = settings.docs.relative_to(settings.root).as_posix()
        self._tree = git.tree(commit, [self._docs])

    def versions(self, paths: Iterable[str]) -> Iterator[Version]:
        """The articles and notes at these paths; what could not be read then is left out."""
        wanted = {path: self._tree[path] for path in paths if path in self._tree}
        for path, raw in zip(wanted, self._git.read(list(wanted.values())), strict=True):
            found = self._version(path, raw)
            if found is not None:
                yield found

    def findings(self, renderer: Renderer, paths: Collection[str], units: Collection[str]) -> set[Finding]:
        """What the checks found there in these files, where it follows from other files: links, doubles.

        ``units``: what is read for that (see ``change_scope.unit_of``).
        """
        with tempfile.TemporaryDirectory(prefix="fumikura-") as name:
            root = Path(name)
            self._write(root, units)
            settings = replace(self._settings, root=root, docs=root / self._docs)
            files = frozenset(path.removeprefix(f"{self._docs}/") for path in self._tree)
            library = read_library(settings)
            reader = PageTexts(settings, renderer, None, files)
            return {one for one in check(library, reader, paths) if one.path in paths}

    def _write(self, root: Path, units: Collection[str]) -> None:
        pages = {path: name for path, name in self._tree.items() if path.endswith(".md") and self._unit(path) in units}
        for path, raw in zip(pages, self._git.read(list(pages.values())), strict=True):
            if not any(map(name_fault, path.split("/"))):
                place = root / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(raw)

    def _unit(self, path: str) -> str:
        return unit_of(path, path.removeprefix(f"{self._docs}/"))

    def _version(self, path: str, raw: bytes) -> Version | None:
        address = page_address(path, self._docs)
        if address is None:
            return None
        try:
            front_matter, body = split(raw.decode("utf-8-sig"), path)
        except (UnicodeDecodeError, ContentError):
            return None
        if address.startswith("articles/"):
            article, _ = read_header(ArticleHeader, front_matter, path)
            if article is None:
                return None
            return version(path, address, article, article.rights or self._settings.rights, body)
        note, _ = read_header(NoteHeader, front_matter, path)
        return None if note is None else version(path, address, note, note.rights or "full", body)


def versions_now(settings: Settings, entries: Mapping[str, Entry]) -> Iterator[Version]:
    """The same of the working tree."""
    for path, entry in entries.items():
        _, body = read_page(settings.root / path, path)
        yield version(path, entry.address, entry.header, entry.rights, body)


def page_address(path: str, docs: str) -> str | None:
    """Where the page of ``path`` is on the site; None for what is neither an article nor a note."""
    parts = PurePosixPath(path).parts
    depth = len(PurePosixPath(docs).parts)
    if "/".join(parts[:depth]) != docs:
        return None
    match parts[depth:]:
        case ("articles", name, "index.md") if ARTICLE_ID.fullmatch(name):
            return f"articles/{name}/"
        case ("notes", name) if name.endswith(".md"):
            return f"notes/{name.removesuffix('.md')}/"
        case _:
            return None
