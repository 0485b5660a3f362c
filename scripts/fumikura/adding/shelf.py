"""The articles that an archive has already, as far as ``fumikura add`` has to know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.adding.known_articles import Known
from fumikura.errors import ContentError
from fumikura.library.library_files import read_page
from fumikura.model.identity import HASH_LENGTH, article_id, comparable_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.adding.first_imports import FirstImports
    from fumikura.adding.known_texts import KnownTexts
    from fumikura.adding.originals import Place
    from fumikura.settings import Settings


@dataclass(frozen=True, slots=True)
class Made:
    """The articles that have been made from the same bytes."""

    urls: frozenset[str]
    """Canonical."""
    converters: frozenset[str | None]
    """What made them; None for a page that does not say, which was made by hand."""

    def all_by(self, converter: str) -> bool:
        """Whether nothing else made any of them."""
        return self.converters <= {None, converter}


@dataclass(slots=True)
class Shelf:
    """Finds articles by where they come from. Grows while articles are added."""

    settings: Settings
    ids: set[str] = field(default_factory=set)
    """Every folder's name, also of those that cannot be read."""
    unreadable: dict[str, ContentError] = field(default_factory=dict)
    """By folder: what is wrong with its page."""
    claims: dict[str, set[str]] = field(default_factory=dict)
    """By SHA-256 of an archive: ids of the articles that its members have been found to be since the shelf was read."""
    places: dict[str, Place] = field(default_factory=dict)
    """By SHA-256 of an archive: where it is kept. It is compared with what is there once, not for each member."""
    texts: KnownTexts | None = None
    """Finds articles by their text, from the moment when one is about to be created."""
    imports: FirstImports | None = None
    """Finds what pages were when they were imported, from the moment when one is about to be renewed."""
    _by_url: dict[str, Known] = field(default_factory=dict)
    _by_sha256: dict[str, dict[str, Known]] = field(default_factory=dict)
    _by_original: dict[str, dict[str, Known]] = field(default_factory=dict)
    _by_title: dict[str, dict[str, Known]] = field(default_factory=dict)
    _by_hash: dict[str, dict[str, Known]] = field(default_factory=dict)

    def shown(self, known: Known) -> str:
        """Path of an article's page under the archive's root, for messages and JSON."""
        return known.path.relative_to(self.settings.root).as_posix()

    def put(self, known: Known) -> None:
        """Take in an article, new or changed."""
        before = self.with_id(known.id)
        if before is not None:
            self.forget(before)
        self.ids.add(known.id)
        url = known.text("source")
        if url:
            self._by_url.setdefault(comparable_url(url), known)
        indexes = ((self._by_sha256, "sha256"), (self._by_original, "original"), (self._by_title, "title"))
        for index, name in indexes:
            value = known.text(name)
            if value:
                index.setdefault(value, {})[known.id] = known
        self._by_hash.setdefault(_hash(known.id), {})[known.id] = known

    def all(self) -> Iterator[Known]:
        """Every article once, as it was put in last."""
        return (known for group in self._by_hash.values() for known in group.values())

    def forget(self, known: Known) -> None:
        """Take out an article that could not be written after all."""
        self.ids.discard(known.id)
        url = known.text("source")
        if url and self.with_url(url) is known:
            del self._by_url[comparable_url(url)]
        for index, value in ((self._by_sha256, "sha256"), (self._by_original, "original"), (self._by_title, "title")):
            index.get(known.text(value) or "", {}).pop(known.id, None)
        self._by_hash.get(_hash(known.id), {}).pop(known.id, None)

    def made(self) -> dict[str, Made]:
        """What has been made of each source, by its SHA-256."""
        urls: dict[str, set[str]] = {sha256: set() for sha256 in self._by_sha256}
        for url, known in self._by_url.items():
            sha256 = known.text("sha256")
            if sha256:
                urls[sha256].add(url)
        return {
            sha256: Made(frozenset(urls[sha256]), frozenset(known.text("converter") for known in group.values()))
            for sha256, group in self._by_sha256.items()
        }

    def with_url(self, url: str | None) -> Known | None:
        """The article that was published at ``url``."""
        return self._by_url.get(comparable_url(url)) if url else None

    def with_id(self, article: str) -> Known | None:
        """The article of that id, if its page can be read."""
        return self._by_hash.get(_hash(article), {}).get(article)

    def with_sha256(self, sha256: str) -> list[Known]:
        """The articles that were made from the same bytes."""
        return list(self._by_sha256.get(sha256, {}).values())

    def with_original(self, original: str) -> list[Known]:
        """The articles that were made from the file at ``original``, perhaps before it changed."""
        return list(self._by_original.get(original, {}).values())

    def with_title(self, title: str) -> list[Known]:
        """The articles of that title."""
        return list(self._by_title.get(title, {}).values())

    def with_key(self, key: str) -> list[Known]:
        """The articles whose id was made from ``key``, whatever has become of their text and title since."""
        return list(self._by_hash.get(_hash(article_id("", key)), {}).values())


def is_made_by(known: Known, converter: str) -> bool:
    """Whether the importer is the one that made the page; a page that does not say was made by hand."""
    return known.text("converter") in {None, converter}


def read_shelf(settings: Settings) -> Shelf:
    """All articles under ``docs/articles``. One whose front matter cannot be read is listed as such."""
    shelf = Shelf(settings)
    for folder in _folders(settings.articles):
        shelf.ids.add(folder.name)
        if not (folder / "index.md").is_file():
            continue
        try:
            known = read_known(folder / "index.md", settings)
        except ContentError as error:
            shelf.unreadable[folder.name] = error
            continue
        shelf.put(known)
    return shelf


def read_known(path: Path, settings: Settings) -> Known:
    """The article at ``path``. Raises ``ContentError`` for a page that cannot be read."""
    found, _ = read_page(path, path.relative_to(settings.root).as_posix())
    return Known(path.parent.name, path, found.values)


def _folders(articles: Path) -> Iterator[Path]:
    if articles.is_dir():
        yield from (one for one in sorted(articles.iterdir()) if one.is_dir() and not one.name.startswith("."))


def _hash(article: str) -> str:
    """The part of an article's id that was made from its key, as far as ids always have it."""
    return article.rpartition("-")[2][:HASH_LENGTH]
