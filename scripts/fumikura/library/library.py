"""All articles, annotations and notes of one archive, and what follows from them.

Pure: ``library_files.py`` reads it.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fumikura.library.relatives import Kin, relatives
from fumikura.model.dates import sort_key
from fumikura.model.identity import canonical_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fumikura.errors import Finding
    from fumikura.model.annotations import Annotation
    from fumikura.model.rights import Rights
    from fumikura.model.shapes import ArticleHeader, NoteHeader


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """One folder under ``docs/articles/``, without its text."""

    id: str
    path: str
    """Of ``index.md``, relative to the archive's root."""
    src: str
    """The same relative to ``docs/``."""
    header: ArticleHeader
    rights: Rights
    """Its own, or the archive's default."""
    annotations: tuple[Annotation, ...] = ()
    """In the order in which they were made."""
    links: tuple[str, ...] = ()
    """Link targets in its text, as they stand there."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line of each front matter key."""

    kind = "article"

    @property
    def title(self) -> str:
        """Plain text."""
        return self.header.title

    @property
    def address(self) -> str:
        """Of its page, relative to the site's root."""
        return article_address(self.id)

    @property
    def cover(self) -> str | None:
        """The cover's file in the article's folder; None where the cover is elsewhere or there is none."""
        name = self.header.cover or ""
        return name if re.fullmatch(r"[\w-][\w. -]*", name) else None

    @property
    def cover_elsewhere(self) -> str | None:
        """The address of a cover that is not kept here: named by the page, never loaded."""
        address = self.header.cover or ""
        return address if re.match(r"https?://[^/]", address) else None

    @property
    def date(self) -> str | None:
        """What it is ordered by: when it was published, or else saved."""
        return self.header.published or self.header.created

    @property
    def order(self) -> tuple[str, str]:
        """By date, then by id."""
        return (sort_key(self.date), self.id)

    @property
    def site(self) -> str | None:
        """Where it was published."""
        return self.header.site

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote it."""
        return self.header.author

    @property
    def tags(self) -> tuple[str, ...]:
        """What it is about."""
        return self.header.tags

    @property
    def language(self) -> str:
        """Without its region: ``en`` for ``en-GB``; empty where it is not known."""
        return (self.header.lang or "").partition("-")[0]

    @property
    def former_ids(self) -> tuple[str, ...]:
        """Ids that it had before."""
        return self.header.former_ids

    @property
    def whole(self) -> ArticleEntry:
        """With all that was read of it: see ``shelved.py``."""
        return self

    @property
    def remarks(self) -> tuple[Annotation, ...]:
        """Its annotations, for whoever needs no more than their ids and their order of most of them."""
        return self.annotations


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """One page under ``docs/notes/``."""

    id: str
    path: str
    src: str
    header: NoteHeader
    rights: Rights
    links: tuple[str, ...] = ()

    kind = "note"

    @property
    def title(self) -> str:
        """Plain text."""
        return self.header.title

    @property
    def address(self) -> str:
        """Of its page, relative to the site's root."""
        return f"notes/{self.id}/"

    @property
    def whole(self) -> NoteEntry:
        """As of an article."""
        return self

    @property
    def order(self) -> tuple[str, str]:
        """By date, then by id."""
        return (sort_key(self.header.created), self.id)


Entry = ArticleEntry | NoteEntry


@dataclass(frozen=True, slots=True)
class Links:
    """What the links of a page lead to, whatever is there."""

    origin: str | None
    """The canonical URL of the page that an article was saved from."""
    web: tuple[str, ...]
    """Canonical URLs."""
    places: tuple[str, ...]
    """Paths below ``docs/``."""


def links_of(entry: Entry, urls: Mapping[str, str] | None = None) -> Links:
    """Those of ``entry``. ``urls``: what ``same_url`` gave for some addresses."""
    known = urls or {}
    source = entry.header.source if isinstance(entry, ArticleEntry) else None
    web, inside = [], []
    for link in entry.links:
        if link.startswith(("http://", "https://")):
            web.append(known.get(link) or same_url(link))
        elif (target := link_target(entry.src, link)) is not None:
            inside.append(target)
    return Links((known.get(source) or same_url(source)) if source else None, tuple(web), tuple(inside))


@dataclass(frozen=True, slots=True)
class Ref:
    """What a page shows of another one that it leads to."""

    address: str
    title: str
    kind: str
    """``article`` or ``note``."""
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What a page shows of the rest of the library."""

    older: Ref | None = None
    newer: Ref | None = None
    backlinks: tuple[Ref, ...] = ()
    related: tuple[Ref, ...] = ()


def article_address(name: str) -> str:
    """Of the page of the article with the id ``name``, relative to the site's root."""
    return f"articles/{name}/"


def ref(entry: Entry) -> Ref:
    """What others show of ``entry``."""
    site = entry.site if isinstance(entry, ArticleEntry) else None
    return Ref(entry.address, entry.title, entry.kind, site)


@dataclass(frozen=True)
class Library:
    """What one archive holds."""

    articles: Mapping[str, ArticleEntry]
    notes: Mapping[str, NoteEntry]
    findings: tuple[Finding, ...] = ()
    """Files that could not be read; they are in no list."""
    known_links: Mapping[str, Links] = field(default_factory=dict)
    """By the id of an article, where they have been worked out before."""
    known_related: Mapping[str, Sequence[str]] | None = None
    """Ids of each article's relatives, where they have been found before."""

    def published(self) -> Library:
        """The same without what is private."""
        return replace(
            self,
            articles={key: entry for key, entry in self.articles.items() if entry.rights != "private"},
            notes={key: entry for key, entry in self.notes.items() if entry.rights != "private"},
        )

    def around(self, entry: Entry) -> Around:
        """What the page of ``entry`` shows of the others."""
        ref = self._ref
        backlinks = tuple(map(ref, self.backlinks.get(entry.address, ())))
        if not isinstance(entry, ArticleEntry):
            return Around(backlinks=backlinks)
        older, newer = self.neighbours[entry.id]
        related = tuple(map(ref, self.related[entry.id]))
        return Around(ref(older) if older else None, ref(newer) if newer else None, backlinks, related)

    def _ref(self, entry: Entry) -> Ref:
        """Many pages show one and the same."""
        if entry.address not in self._refs:
            self._refs[entry.address] = ref(entry)
        return self._refs[entry.address]

    @cached_property
    def _refs(self) -> dict[str, Ref]:
        return {}

    @cached_property
    def newest(self) -> tuple[ArticleEntry, ...]:
        """Articles by date, the newest first; those without a date last."""
        return tuple(sorted(self.articles.values(), key=lambda entry: entry.order, reverse=True))

    @cached_property
    def newest_notes(self) -> tuple[NoteEntry, ...]:
        """Notes by date, the newest first."""
        return tuple(sorted(self.notes.values(), key=lambda entry: entry.order, reverse=True))

    @cached_property
    def newest_annotations(self) -> tuple[Annotation, ...]:
        """Annotations of all articles by the moment they were made, the newest first."""
        annotations = (one for entry in self.articles.values() for one in entry.remarks)
        return tuple(sorted(annotations, key=lambda annotation: annotation.order, reverse=True))

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[ArticleEntry | None, ArticleEntry | None]]:
        """For each article the older and the newer one."""
        row: list[ArticleEntry | None] = [None, *reversed(self.newest), None]
        return {
            entry.id: (row[index - 1], row[index + 1])
            for index, entry in enumerate(row)
            if entry is not None and 0 < index < len(row) - 1
        }

    @cached_property
    def backlinks(self) -> Mapping[str, tuple[Entry, ...]]:
        """For each page (by address) the articles and notes that link to it."""
        known = self.known_links
        links = {id(entry): known.get(entry.id) or links_of(entry) for entry in self.articles.values()}
        links |= {id(note): links_of(note) for note in self.notes.values()}
        by_source = {origin: entry for entry in self.articles.values() if (origin := links[id(entry)].origin)}
        found: dict[str, dict[str, Entry]] = defaultdict(dict)
        entries: list[Entry] = [*self.newest_notes, *self.newest]
        for entry in entries:
            own, leading = entry.address, links[id(entry)]
            addresses = {self._page_at(place) for place in leading.places}
            addresses.update(target.address for url in leading.web if (target := by_source.get(url)))
            for address in addresses:
                if address and address != own:
                    found[address][own] = entry
        return {address: tuple(entries.values()) for address, entries in found.items()}

    def resolve(self, src: str, link: str) -> str | None:
        """The address of the article or note of this library that ``link``, written in ``docs/<src>``, leads to."""
        target = link_target(src, link)
        return None if target is None else self._page_at(target)

    def _page_at(self, place: str) -> str | None:
        """The address of the article or note at the path ``place`` below ``docs/``."""
        kind, _, rest = place.partition("/")
        if kind == "articles" and (entry := self.articles.get(rest.partition("/")[0])):
            return entry.address
        if kind == "notes" and (note := self.notes.get(rest.removesuffix(".md"))):
            return note.address
        return None

    @cached_property
    def related(self) -> Mapping[str, tuple[ArticleEntry, ...]]:
        """For each article the ones that share most with it: ``relatives.py``."""
        known = self.known_related
        if known is None:
            found = relatives({entry.id: kin(entry) for entry in self.articles.values()}).found
            known = {name: [one for one, _ in ones] for name, ones in found.items()}
        return {name: tuple(self.articles[one] for one in ones) for name, ones in known.items()}


def kin(entry: ArticleEntry) -> Kin:
    """What of ``entry`` tells its relatives."""
    features = [f"tag={group_key(tag)}" for tag in entry.tags]
    features += [f"author={group_key(name)}" for name in entry.authors]
    if entry.site:
        features.append(f"site={group_key(entry.site)}")
    return Kin(entry.order, tuple(dict.fromkeys(features)))


def same_url(url: str) -> str:
    """The canonical URL; an address that is none stands for itself."""
    try:
        return canonical_url(url)
    except ValueError:
        return url


@lru_cache(100_000)
def group_key(label: str) -> str:
    """What makes two labels the same: letter case, character width and white space do not count."""
    return " ".join(normalise(label).split())


def normalise(text: str) -> str:
    """NFKC and case folding (Unicode Standard Annex 15; chapter 3.13)."""
    return unicodedata.normalize("NFKC", text).casefold()


_SIBLING = re.compile(r"\.\./[\w-]+/index\.md")
"""How an article leads to another one: a large archive has so many of these that the general way takes long."""


def link_target(src: str, link: str) -> str | None:
    """The path below ``docs/`` that a relative ``link`` in ``docs/<src>`` leads to; None if it leads elsewhere."""
    if _SIBLING.fullmatch(link) and src.startswith("articles/") and src.count("/") == 2:
        return f"articles/{link[3:]}"
    plain = unquote(link.partition("#")[0].partition("?")[0])
    if not plain or plain.startswith("//") or ":" in plain.partition("/")[0]:
        return None
    if plain.startswith("/"):
        return posixpath.normpath(plain).lstrip("/")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(src), plain))
    return None if target.startswith("..") else target
