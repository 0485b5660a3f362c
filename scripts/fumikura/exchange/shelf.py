"""The articles and annotations that an archive has already, as far as an import has to know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fumikura.exchange.hypothesis_parts import api_names
from fumikura.exchange.json_text import from_front_matter, text_of
from fumikura.exchange.to_w3c import iri
from fumikura.library.library import group_key
from fumikura.library.library_files import read_canonical, read_library
from fumikura.model.annotations import Annotation
from fumikura.model.identity import canonical_url, free_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from fumikura.exchange.foreign import ForeignAnnotation
    from fumikura.exchange.landing import Landed
    from fumikura.library.library import ArticleEntry
    from fumikura.markdown.rendering import Renderer
    from fumikura.settings import Settings
    from fumikura.text.canonical import CanonicalText


@dataclass(frozen=True, slots=True)
class Work:
    """An article that annotations can be about."""

    id: str
    path: Path
    """Of its ``index.md``."""
    shown: str
    """The same under the archive's root."""
    title: str
    source: str = ""
    author: frozenset[str] = frozenset()
    """Keys of the names."""
    is_quotes: bool = False

    @property
    def key(self) -> str:
        """Tells works apart."""
        return f"id:{self.id}"


@dataclass(slots=True)
class AnnotationShelf:
    """Finds articles by address and title, and annotations by where they come from. Grows during an import."""

    settings: Settings
    renderer: Renderer
    works: dict[str, Work] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """Names of all folders of articles, also of those that cannot be read."""
    _entries: dict[str, ArticleEntry] = field(default_factory=dict)
    _texts: dict[str, CanonicalText] = field(default_factory=dict)
    _by_url: dict[str, str] = field(default_factory=dict)
    _by_title: dict[str, list[str]] = field(default_factory=dict)
    _annotations: dict[str, Annotation] = field(default_factory=dict)
    """By the hash in their names, and by every IRI that they have."""

    def put(self, work: Work, canonical: CanonicalText) -> None:
        """Take in a work, new or longer, with its text."""
        self._texts[work.id] = canonical
        if work.id not in self.works:
            self._index(work)

    def _index(self, work: Work) -> None:
        self.works[work.id] = work
        self.taken.add(work.id)
        if work.source:
            self._by_url.setdefault(_canonical(work.source), work.id)
        self._by_title.setdefault(group_key(work.title), []).append(work.id)

    def find(self, foreign: ForeignAnnotation) -> Work | None:
        """The article that ``foreign`` is about: by address, else the only one of its title (and author)."""
        if foreign.source and (found := self._by_url.get(_canonical(foreign.source))):
            return self.works[found]
        if not foreign.title:
            return None
        names = {group_key(name) for name in foreign.author}
        same = [
            work
            for work in (self.works[one] for one in self._by_title.get(group_key(foreign.title), ()))
            if not (foreign.source and work.source) and not (names and work.author and names.isdisjoint(work.author))
        ]
        return same[0] if len(same) == 1 else None

    def make(self, values: dict[str, Any], key: str) -> Work:
        """A work that is not here yet, with an id of its own; not taken in before ``put``."""
        identity = free_id(values["title"], key, self.taken)
        path = self.settings.articles / identity / "index.md"
        author = frozenset(group_key(name) for name in values["author"])
        return Work(identity, path, self.shown(path), values["title"], values["source"], author, is_quotes=True)

    def canonical(self, work: Work) -> CanonicalText:
        """The text of a work. Raises ``ContentError`` if its page cannot be read."""
        if work.id not in self._texts:
            self._texts[work.id] = read_canonical(self._entries[work.id], self.settings, self.renderer)
        return self._texts[work.id]

    def shown(self, path: Path) -> str:
        """A path under the archive's root."""
        return path.relative_to(self.settings.root).as_posix()

    def known(self, mark: str, foreign: ForeignAnnotation) -> Annotation | None:
        """The annotation that has come from there before. ``mark``: its fingerprint."""
        names = (mark, foreign.iri, *foreign.aliases)
        return next((found for name in names if name and (found := self._annotations.get(name))), None)

    def named(self, name: str) -> Annotation | None:
        """The annotation of this IRI or fingerprint."""
        return self._annotations.get(name) if name else None

    def add(self, work: Work, path: Path, landed: Landed, names: Iterable[str]) -> None:
        """Take in an annotation that will be written."""
        new = Annotation(path.stem, work.id, self.shown(path), landed.header, landed.comment)
        for name in filter(None, names):
            self._annotations.setdefault(name, new)

    def take(self, entry: ArticleEntry) -> None:
        """Take in an article of the archive with its annotations."""
        self._entries[entry.id] = entry
        header = entry.header
        author = frozenset(group_key(name) for name in header.author)
        path = self.settings.docs / entry.src
        is_quotes = header.kind == "quotes"
        self._index(Work(entry.id, path, entry.path, entry.title, header.source or "", author, is_quotes))
        for annotation in entry.annotations:
            for name in _names(annotation, self.settings.site_url):
                self._annotations.setdefault(name, annotation)


def read_annotation_shelf(settings: Settings, renderer: Renderer) -> AnnotationShelf:
    """All articles and annotations of the archive that can be read."""
    shelf = AnnotationShelf(settings, renderer)
    if settings.articles.is_dir():
        shelf.taken.update(path.name for path in settings.articles.iterdir())
    for entry in read_library(settings).articles.values():
        shelf.take(entry)
    return shelf


def own_names(annotation: Annotation, site_url: str | None) -> Iterator[str]:
    """The names that our own exports give ``annotation``."""
    yield iri(annotation.article, annotation.id, None)
    if site_url:
        yield iri(annotation.article, annotation.id, site_url)
    yield from api_names(annotation.id)


def _names(annotation: Annotation, site_url: str | None) -> Iterator[str]:
    """Every name by which a file can mean ``annotation``."""
    yield annotation.id.partition("-")[2]
    if annotation.header.canonical:
        yield annotation.header.canonical
    yield from own_names(annotation, site_url)
    identity = text_of(from_front_matter((annotation.header.model_extra or {}).get("hypothesis")).get("id"))
    if identity:
        yield from api_names(identity)


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url
