"""``docs/`` as it is now: what has changed since the last build is read, the rest is known from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from fumikura.building.cards import Card, card_of, dump_card, restore_card, state_on
from fumikura.building.catalogue import Json, json_of
from fumikura.building.docs_reading import (
    MARKDOWN,
    Rest,
    known_urls_of,
    read_folder,
    read_rest,
    restore_rest,
)
from fumikura.building.parcels import Parcels
from fumikura.building.stored_articles import StoredArticles
from fumikura.building.stored_rows import StoredRows
from fumikura.building.unchanged import REST
from fumikura.checks.annotation_checks import duplicate_annotations
from fumikura.engine.places import PAGE
from fumikura.library.library import ArticleEntry, Library, NoteEntry, kin
from fumikura.library.relatives import Relatives, relatives
from fumikura.library.shelved import Shelf
from fumikura.workers.executors import over
from fumikura.workers.handing_out import Finished

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fumikura.building.catalogue import Catalogue
    from fumikura.building.unchanged import Look
    from fumikura.disk.stamps import Stamp
    from fumikura.errors import Finding
    from fumikura.library.relatives import Kin, Ranked
    from fumikura.settings import Settings
    from fumikura.workers.executors import Workers

FEW = 100
"""Folders that are read here and now: to start other processes takes longer."""
MANY = 1_000
"""Folders whose rows wait to be written at most: as what JSON is made of they take much memory."""
RELATED = "related"
"""Name among the catalogue's facts: the relatives of each article."""


@dataclass(frozen=True)
class DocsState:
    """What a build has to know of ``docs/``."""

    folders: Mapping[str, Card]
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
        for name, entry in self.library.articles.items():
            found[entry.src] = PAGE
            if media := self.folders[name].media:
                found.update((src, media[src]) for src in self.media(entry))
        return found


def read_docs(look: Look, settings: Settings, catalogue: Catalogue, workers: Workers) -> DocsState:
    """``docs/`` as it is now. What was read anew is noted in ``catalogue``; of what was not, entries are fetched from
    there when they are needed. Raises ``Damaged``, also later, when one is fetched."""
    states = dict(look.units)
    rest_state = states.pop("", "")
    parcels = Parcels(catalogue, "cards")
    known, noted = parcels.all(), catalogue.states("folders")
    # A build that was ended by force may have noted a folder that it had read, but no card of it.
    changed = {name for name, state in states.items() if not state or noted.get(name) != state}
    changed |= {name for name, state in states.items() if name not in known or state_on(known[name]) != state}
    stored = StoredArticles(StoredRows(catalogue.path, catalogue))
    shelf = Shelf(settings.docs.relative_to(settings.root).as_posix(), stored)
    before = {name: restore_card(name, values, shelf) for name, values in known.items()}
    cards = {name: one for name, one in before.items() if name in states and name not in changed}
    folders_read = [(name, states[name]) for name in sorted(changed)]
    read = _read(folders_read, settings, _known_urls(changed & noted.keys(), catalogue), workers)
    for number, (name, folder) in enumerate(read, 1):
        catalogue.put("folders", name, states[name], folder.row)
        parcels.put(name, folder.card)
        # No more is kept at hand than of those that are as they were.
        cards[name] = restore_card(name, folder.card, shelf)
        if number % MANY == 0:
            catalogue.write("folders")
    catalogue.remove("folders", (noted.keys() | known.keys()) - states.keys())
    parcels.remove(known.keys() - states.keys())
    parcels.flush()
    if changed:
        catalogue.write("folders")  # where other processes fetch them
    folders = dict(sorted(cards.items()))
    rest = _rest(look.rest, rest_state, settings, catalogue)
    articles = {name: one.entry for name, one in folders.items() if one.entry}
    notes = {note.id: note for note in rest.notes}
    findings = (*(one for folder in folders.values() for one in folder.findings), *rest.findings)
    links = {name: one.links for name, one in folders.items() if one.links}
    everything = Library(articles, notes, findings, links)
    published = everything if settings.at_home else everything.published()
    return DocsState(folders, rest, everything, _with_relatives(published, before, catalogue), settings.at_home)


def _known_urls(names: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    rows = (catalogue.value("folders", name) for name in names)
    return {url: same for row in rows if row for url, same in known_urls_of(row[1]).items()}


@dataclass(frozen=True, slots=True)
class _Read:
    """What is noted of a folder. Made where that was read, so that other processes do it too, and less travels."""

    card: list[Any]
    row: Json


def _read(
    folders: Sequence[tuple[str, str]], settings: Settings, urls: Mapping[str, str], workers: Workers
) -> Iterator[tuple[str, _Read]]:
    """``folders``: name and state of each."""
    function = partial(_read_one, settings, urls)
    for (name, _), value in over(function, folders, workers=workers if len(folders) > FEW else 1):
        if not isinstance(value, Finished):
            yield name, value
        elif value.fault:
            raise OSError(0, value.fault, str(settings.articles / name))


def _read_one(settings: Settings, urls: Mapping[str, str], one: tuple[str, str]) -> Iterator[_Read]:
    name, state = one
    folder = read_folder(settings.articles / name, settings, settings.scripts, urls)
    yield _Read(dump_card(card_of(folder), state), json_of(folder.to_json()))


def _rest(seen: Mapping[str, Stamp], state: str, settings: Settings, catalogue: Catalogue) -> Rest:
    known = catalogue.value("facts", REST)
    if state and known is not None and known[0] == state:
        return restore_rest(known[1])
    rest = read_rest(seen, settings, settings.scripts)
    catalogue.put("facts", REST, state, rest.to_json())
    return rest


def _with_relatives(library: Library, before: Mapping[str, Card], catalogue: Catalogue) -> Library:
    """``library`` with the relatives of each article, which take the longest to be found.

    ``before``: what was known of the folders when they were found last.
    """
    known: tuple[str, Any] | None = catalogue.value("facts", RELATED)
    ranked: Mapping[str, Ranked] = known[1] if known else {}
    entries = {name: card.entry for name in ranked if (card := before.get(name)) and card.entry}
    if known is None or entries.keys() != ranked.keys():
        found = relatives({name: kin(entry) for name, entry in library.articles.items()}).found
    elif _is_as_related(entries, library.articles):
        found = ranked
    else:
        old: dict[str, Kin] = {name: kin(entry) for name, entry in entries.items()}
        new = {
            name: old[name] if entries.get(name) is entry else kin(entry) for name, entry in library.articles.items()
        }
        whole = {name: tuple((one, score) for one, score in ones) for name, ones in ranked.items()}
        found = relatives(new, Relatives(old, whole, 0)).found
    if found is not ranked:
        catalogue.put("facts", RELATED, "", found)
    return replace(library, known_related={name: [one for one, _ in ones] for name, ones in found.items()})


def _is_as_related(before: Mapping[str, ArticleEntry], now: Mapping[str, ArticleEntry]) -> bool:
    """Whether all is as it was that makes articles relatives."""
    return before.keys() == now.keys() and all(
        before[name] is entry or kin(before[name]) == kin(entry) for name, entry in now.items()
    )
