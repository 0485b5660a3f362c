"""``docs/`` as it is now: what has changed since the last build is read, the rest is known from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from fumikura.building.docs_reading import (
    MARKDOWN,
    ArticleFolder,
    Rest,
    known_urls_of,
    read_folder,
    read_rest,
    restore_folder,
    restore_rest,
)
from fumikura.building.unchanged import REST
from fumikura.checks.annotation_checks import duplicate_annotations
from fumikura.engine.places import PAGE
from fumikura.library.freshness import key
from fumikura.library.library import ArticleEntry, Library, NoteEntry, kin
from fumikura.library.relatives import Kin, Relatives, relatives
from fumikura.workers.executors import over
from fumikura.workers.handing_out import Finished

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fumikura.building.catalogue import Catalogue
    from fumikura.building.unchanged import Look
    from fumikura.disk.stamps import Stamp
    from fumikura.errors import Finding
    from fumikura.library.relatives import Ranked
    from fumikura.settings import Settings
    from fumikura.workers.executors import Workers

FEW = 100
"""Folders that are read here and now: to start other processes takes longer."""
RELATED, KIN = "related", "kin"
"""Names among the catalogue's facts: the relatives of each article, and what they were found from."""


@dataclass(frozen=True)
class DocsState:
    """What a build has to know of ``docs/``."""

    folders: Mapping[str, ArticleFolder]
    """By the name of the folder under ``docs/articles``."""
    rest: Rest
    everything: Library
    library: Library
    """What the site shows of it: what is published, or everything at home."""
    at_home: bool = False

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with it, each once."""
        unsafe = (*self.rest.unsafe, *(one for folder in self.folders.values() for one in folder.unsafe))
        others = (*self.everything.findings, *duplicate_annotations(self.everything))
        return tuple(dict.fromkeys((*others, *sorted(unsafe, key=lambda one: one.path))))

    def media(self, entry: ArticleEntry | NoteEntry) -> tuple[str, ...]:
        """Files that are published beside the page of ``entry``."""
        is_article = isinstance(entry, ArticleEntry)
        return self.folders[entry.id].shown_media(at_home=self.at_home) if is_article else ()

    def contents(self) -> dict[str, str]:
        """The hash of what lies in the folder of each published entry, by address."""
        entries = self.library.articles.values()
        found = {entry.address: self.folders[entry.id].shown_content(at_home=self.at_home) for entry in entries}
        for note in self.library.notes.values():
            found[note.address] = self.rest.files.get(note.src, "")
        return found

    def published(self) -> dict[str, str]:
        """What links may lead to: see ``Places``. Lists are not among it."""
        notes = {note.src for note in self.library.notes.values()}
        found = {
            src: PAGE if src.endswith(MARKDOWN) else value
            for src, value in self.rest.files.items()
            if src in notes or not (src.startswith("notes/") and src.count("/") == 1 and src.endswith(MARKDOWN))
        }
        for entry in self.library.articles.values():
            found[entry.src] = PAGE
            found.update((src, self.folders[entry.id].media[src]) for src in self.media(entry))
        return found


def read_docs(look: Look, settings: Settings, catalogue: Catalogue, workers: Workers) -> DocsState:
    """``docs/`` as it is now. What was read anew is noted in ``catalogue``."""
    states = dict(look.units)
    rest_state = states.pop("", "")
    names = sorted(states)
    known = catalogue.values("folders")
    changed = [name for name in names if not states[name] or known.get(name, ("", None))[0] != states[name]]
    known_urls = {url: same for name in changed if name in known for url, same in known_urls_of(known[name][1]).items()}
    read = dict(_read(changed, settings, known_urls, workers))
    folders: dict[str, ArticleFolder] = {}
    for name in names:
        if name in read:
            folders[name] = read[name]
            catalogue.put("folders", name, states[name], read[name].to_json())
        else:
            folders[name] = restore_folder(known[name][1])
    catalogue.remove("folders", known.keys() - states.keys())
    if len(read) > FEW:
        catalogue.relieve("folders", -1)  # as JSON they take as much memory as what was read
    rest = _rest(look.rest, rest_state, settings, catalogue)
    articles = {name: one.entry for name, one in folders.items() if one.entry}
    notes = {note.id: note for note in rest.notes}
    findings = (*(one for folder in folders.values() for one in folder.findings), *rest.findings)
    urls = {url: same for folder in folders.values() for url, same in folder.urls.items()}
    everything = Library(articles, notes, findings, urls)
    published = everything if settings.at_home else everything.published()
    listed = {name: folders[name].listed for name in published.articles}
    return DocsState(folders, rest, everything, _with_relatives(published, listed, catalogue), settings.at_home)


def _read(
    names: Sequence[str], settings: Settings, urls: Mapping[str, str], workers: Workers
) -> Iterator[tuple[str, ArticleFolder]]:
    function = partial(_read_one, settings, urls)
    for name, value in over(function, names, workers=workers if len(names) > FEW else 1):
        if not isinstance(value, Finished):
            yield name, value
        elif value.fault:
            raise OSError(0, value.fault, str(settings.articles / name))


def _read_one(settings: Settings, urls: Mapping[str, str], name: str) -> Iterator[ArticleFolder]:
    yield read_folder(settings.articles / name, settings, settings.scripts, urls)


def _rest(seen: Mapping[str, Stamp], state: str, settings: Settings, catalogue: Catalogue) -> Rest:
    known = catalogue.value("facts", REST)
    if state and known is not None and known[0] == state:
        return restore_rest(known[1])
    rest = read_rest(seen, settings, settings.scripts)
    catalogue.put("facts", REST, state, rest.to_json())
    return rest


def _with_relatives(library: Library, listed: Mapping[str, str], catalogue: Catalogue) -> Library:
    """``library`` with the relatives of each article, which take the longest to be found.

    ``listed``: by id, of all that tells them of an article, and more. While it is as it was, so is that.
    """
    state = key(*(f"{name}={value}" for name, value in listed.items()))
    known: tuple[str, Any] | None = catalogue.value("facts", RELATED)
    if known is not None and known[0] == state:
        return replace(library, known_related=known[1])
    found = _relatives(library, listed, catalogue)
    known_related = {name: [one for one, _ in ones] for name, ones in found.items()}
    catalogue.put("facts", RELATED, state, known_related)
    return replace(library, known_related=known_related)


def _relatives(library: Library, listed: Mapping[str, str], catalogue: Catalogue) -> Mapping[str, Ranked]:
    before = catalogue.value("facts", KIN)
    rows: dict[str, Any] = before[1] if before else {}
    old = {name: Kin(tuple(order), tuple(features)) for name, (_, order, features, _) in rows.items()}
    new = {
        name: old[name] if name in old and rows[name][0] == listed[name] else kin(entry)
        for name, entry in library.articles.items()
    }
    ranked = {name: tuple((one, score) for one, score in ones) for name, (_, _, _, ones) in rows.items()}
    found = relatives(new, Relatives(old, ranked, 0) if before else None).found
    value = {name: [listed[name], one.order, one.features, found[name]] for name, one in new.items()}
    catalogue.put("facts", KIN, "", value)
    return found
