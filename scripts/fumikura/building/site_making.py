"""One build of the site, step by step: look what is stale, make it, move it in, note what is there now."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from fumikura.admin.admin_files import admin_files
from fumikura.building.docs_state import read_docs
from fumikura.building.home_making import HomeMaker
from fumikura.building.list_keys import ListKeys
from fumikura.building.list_making import ListMaker, list_job
from fumikura.building.page_making import Job, PageMaker
from fumikura.building.page_rows import PageRow, row_of
from fumikura.building.search_worker import CACHE, update
from fumikura.building.site_record import ADMIN, HOME, MAP, REDIRECTS, SiteRecord
from fumikura.building.site_stamps import note_new_site, note_touched
from fumikura.building.stored_rows import StoredRows
from fumikura.building.unchanged import ENGINE, PLACES, SEARCHED, SUMMARY
from fumikura.engine.page_theme import restore_theme
from fumikura.engine.places import PAGE, Places
from fumikura.errors import FumikuraError, UnusualError
from fumikura.history.page_histories import PageHistories
from fumikura.library.freshness import key, page_keys
from fumikura.library.library import ArticleEntry
from fumikura.search_index.stored_documents import document_bytes
from fumikura.site.redirects import redirect_files
from fumikura.site.site_files import (
    SEARCH,
    SiteState,
    empty,
    hash_of,
    hashes,
    look_at_site,
    move_in,
    remove,
    take_place,
)
from fumikura.site.sitemap import NAME as SITEMAP
from fumikura.site.sitemap import compressed, sitemap
from fumikura.workers.executors import cores, over
from fumikura.workers.handing_out import Finished

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from pathlib import Path

    from fumikura.building.build_order import Order
    from fumikura.building.catalogue import Catalogue
    from fumikura.building.unchanged import Look
    from fumikura.engine.page_theme import Theme
    from fumikura.library.library import Entry
    from fumikura.site.site import IndexPage

FEW = 60
"""Pages that are made here and now: to start other processes takes longer."""
WAITING = 500
"""Pages of which what is noted waits to be written at most."""
MANY = 1_000
"""Lists that are made here and now: to start other processes takes longer."""
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
"""Names of notes that are the same in a path and in an address. The engine makes the others."""


class SiteMaking:
    """What one build has found and made so far."""

    def __init__(self, order: Order, catalogue: Catalogue, work: Path, seen: Look) -> None:
        """``work``: a folder beside the site, in which ``new`` is empty."""
        self.settings, self.catalogue, self.work = order.settings, catalogue, work
        self.stage, self.told = order.stage, order.told
        self.workers = order.workers or cores()
        settings, stage = self.settings, self.stage
        with stage("docs"):
            self.docs = read_docs(seen, settings, catalogue, self.workers)
        with stage("catalogue"):
            self.record = SiteRecord(catalogue, work / "new")
            summary, places = catalogue.value("facts", SUMMARY), catalogue.value("facts", PLACES)
        self.count, _, self.head = summary[1] if summary else (0, [], None)
        """Pages that there were, and what git had then."""
        self.places_before: Mapping[str, str] = places[1] if places else {}
        self.seen, self.stamped, self.site = seen, {}, SiteState()
        if seen.site is not None:
            with stage("site"):
                self.stamped = catalogue.states("site")
                self.site = look_at_site(settings.site, seen.site, self.stamped, self.record.all_files())
        self.published = self.docs.published()
        self.places = Places(settings.docs, self.published)
        self.stored = StoredRows(catalogue.path, catalogue)
        self.home = HomeMaker(settings, self.docs.library, self.record.rows, self.stored, self.places)
        self.index: dict[str, IndexPage] = {}
        """Lists, by address."""
        self._name_lists(self.home.site.index_pages())
        self.histories = PageHistories(settings)
        self.around = ""
        """The key of what the theme writes around every page, such as the navigation."""

    def _name_lists(self, pages: Iterable[IndexPage]) -> None:
        named = {page.address: page for page in pages}
        self.index |= named
        self.published.update((f"{address}index.md", PAGE) for address in named)

    def make(self) -> None:
        """Make all that is stale, into ``new``. Raises ``UnusualError`` and ``FumikuraError``."""
        with self.stage("engine"):
            theme = self._engine()
            self.around = key(repr(theme.to_json()))
            # Only what the engine has read of the repository tells whether there is a page of ways to send things.
            self.home.site.sending = theme.sending
            self._name_lists(self.home.site.pages_of_sending())
        with self.stage("pages"):
            self._pages(theme)
        with self.stage("lists"):
            self._lists(theme)
            self._map()
            moved = redirect_files(self.docs.library, self.settings)
            self._put_files(REDIRECTS, {path: text.encode("utf-8") for path, text in moved.items()})
            self._put_files(ADMIN, admin_files(self.settings, theme.sending))

    def warnings(self) -> list[str]:
        """Of this build, also those of pages that were left alone."""
        found = [*map(str, self.docs.findings), *self.record.facts[ENGINE][1]["warnings"]]
        return found + [text for _, row in sorted(self.record.rows.items()) for text in row.warnings]

    # The engine's share

    def _engine(self) -> Theme:
        notes = self.docs.library.notes.values()
        own = {note.src for note in notes if _PLAIN.fullmatch(note.id)}
        srcs = sorted(self.docs.rest.files.keys() - own, key=_order)
        folders = [posixpath.dirname(src) for src in srcs if posixpath.basename(src) in {"index.md", "README.md"}]
        if len(folders) != len(set(folders)):
            raise UnusualError("README.md beside index.md")
        if b"INHERIT" in self.settings.root.joinpath("mkdocs.yml").read_bytes():
            raise UnusualError("INHERIT")
        state = key(*(f"{src}={self.docs.rest.files[src]}" for src in srcs))
        known, row = self.record.facts[ENGINE]
        missing = not self.site.missing.isdisjoint(row.get("files", ()))
        if known == state and not missing and self.places.still(row["asked"]):
            return restore_theme(row["theme"])
        return self._run_engine(state, tuple(srcs))

    def _run_engine(self, state: str, srcs: tuple[str, ...]) -> Theme:
        from fumikura.engine.engine import run  # noqa: PLC0415  MkDocs is slow to import, and not always needed
        from fumikura.engine.engine_share import Share  # noqa: PLC0415
        from fumikura.engine.link_warnings import Collected  # noqa: PLC0415

        self.places.asked = {}
        share = Share(self.settings, self.docs.library, self.places, srcs)
        with Collected() as collected:
            theme = run(self.settings, share, self.work / "new")
        found = {
            address: self.record.put_document(address, document_bytes(one)) for address, one in share.documents.items()
        }
        files = hashes(self.work / "new")
        self.record.staged |= files
        self.record.set_fact(
            ENGINE,
            state,
            {
                "theme": theme.to_json(),
                "home": share.home,
                "asked": self.places.asked,
                "warnings": collected.texts,
                "files": files,
                "found": found,
                "pages": sorted(path.removesuffix("index.html") for path in files if path.endswith("/index.html")),
            },
        )
        return theme

    # Articles and notes

    def _pages(self, theme: Theme) -> None:
        library = self.docs.library
        entries: dict[str, Entry] = {entry.address: entry for entry in library.articles.values()}
        made_by_engine = set(self.record.facts[ENGINE][1]["pages"])
        entries |= {note.address: note for note in library.notes.values() if note.address not in made_by_engine}
        keys = page_keys(library, self.docs.contents(), self.around)
        changed = self.histories.changed_since(self.head) if self.head is not None else None
        stale = [
            address
            for address in sorted(entries)
            if not self._is_fresh(address, keys[address]) or self._has_other_history(entries[address], changed)
        ]
        self.histories.only(map(entries.__getitem__, stale))
        jobs = [
            Job(one, library.around(one), self.docs.media(one), self.histories.commits(one))
            for one in map(entries.__getitem__, stale)
        ]
        maker = PageMaker(self.settings, theme, self.places.published, self.work / "new")
        done = 0
        for job, made in over(maker, jobs, workers=self.workers if len(jobs) > FEW else 1):
            if isinstance(made, Finished):
                if made.fault:
                    raise FumikuraError(f"{job.entry.path}: its page was not made: {made.fault}")
                continue
            done += 1
            self.told(done, len(jobs))
            history = self.histories.state(job.entry) if made.history or self.histories.is_shown(job.entry) else ""
            self.record.put_made(made, row_of(made, keys[made.address], history), job.around)
            if done % WAITING == 0:
                self.record.pages.write()
        maker.close()
        self.record.forget(self.record.rows.keys() - entries.keys() - self.index.keys() - {HOME})

    def _is_fresh(self, address: str, wanted: str) -> bool:
        row = self.record.rows.get(address)
        return (
            row is not None
            and row.key == wanted
            and (not self.site.missing or self.site.missing.isdisjoint(self.record.pages.files(address, row)))
            and self._is_answered(row.asked)
        )

    def _is_answered(self, asked: Mapping[str, str]) -> bool:
        """Whether what was asked of ``places`` would be answered as it was."""
        return not asked or self.places.still(asked)

    def _has_other_history(self, entry: Entry, changed: Container[str] | None) -> bool:
        """``changed``: see ``PageHistories.changed_since``."""
        row = self.record.rows[entry.address]
        if not row.history or not isinstance(entry, ArticleEntry):
            return False
        may_have = changed is None or any(one in changed for one in (entry.id, *entry.former_ids))
        return may_have and self.histories.state(entry) != row.history

    # Lists, home, map

    def _lists(self, theme: Theme) -> None:
        rows = self.record.rows
        keys = ListKeys(rows, self.docs.rest.files, self.around)
        wanted = dict(keys.of(self.index.values()))
        jobs = [
            list_job(self.index[address], rows) for address, one in wanted.items() if not self._is_fresh(address, one)
        ]
        workers = self.workers if len(jobs) > MANY else 1
        if workers != 1:
            self.catalogue.write("items")  # no more: where this build is ended by force, the next one has to do with it
        maker = ListMaker(self.settings, theme, self.stored, self.work / "new")
        for job, files in over(maker, jobs, workers=workers):
            address = job.page.address
            if not isinstance(files, Finished):
                self._put_list(address, wanted[address], files)
            elif files.fault:
                raise FumikuraError(f"{address}: the list was not made: {files.fault}")
        if HOME not in theme.shells:
            self.record.forget(rows.keys() & {HOME})
            return
        words = self.record.facts[ENGINE][1]["home"]
        key_of_home = keys.of_home(self.home.site, words)
        if not self._is_fresh(HOME, key_of_home):
            self.places.asked = {}
            files = self.record.stage({"index.html": self.home.page(words, theme)})
            self._put_list(HOME, key_of_home, files, self.places.asked)

    def _put_list(
        self, address: str, wanted: str, files: Mapping[str, str], asked: Mapping[str, str] | None = None
    ) -> None:
        self.record.staged |= files
        self.record.put_page(address, PageRow(wanted, asked=asked or {}), files)

    def _map(self) -> None:
        """The map of the site, which names every page."""
        addresses = sorted({*self.record.rows, *self.record.facts[ENGINE][1]["pages"]})
        state = key(*addresses)
        known, row = self.record.facts[MAP]
        if known != state or not self.site.missing.isdisjoint(row["files"]):
            text = sitemap(map(quote, addresses), self.settings.site_url)
            files = self.record.stage({SITEMAP: text.encode("utf-8"), f"{SITEMAP}.gz": compressed(text)})
            self.record.set_fact(MAP, state, {"files": files})

    def _put_files(self, name: str, files: Mapping[str, bytes]) -> None:
        """Have files in the site that the theme is not around: at old addresses of articles, and under ``/admin/``."""
        state = key(*(f"{path}={hash_of(data)}" for path, data in files.items()))
        known, row = self.record.facts[name]
        if known != state or not self.site.missing.isdisjoint(row["files"]):
            self.record.set_fact(name, state, {"files": self.record.stage(files)})

    # What was made

    def finish(self) -> tuple[int, int, int]:
        """Move it in, and note what is there; gives the pages that there are, that were made, and that went."""
        gone, come = self.record.other_files()
        with self.stage("site"):
            if self.record.is_all_new():
                with self.stage("search"):
                    self._search(self.work / "new", is_new=True)
                take_place(self.work / "new", self.settings.site, self.work / "old")
                touched = None
            else:
                touched = self._move_in(gone)
                with self.stage("search"):
                    self._search(self.settings.site, is_new=False)
        pages = self.count + _count(come) - _count(gone)
        with self.stage("catalogue"):
            if touched is None:
                note_new_site(self.catalogue, self.settings.site, self.seen)
            else:
                note_touched(self.catalogue, self.settings.site, touched, self.seen)
            head = self.histories.head if any(row.history for row in self.record.rows.values()) else None
            if self.places_before != self.places.published:
                self.catalogue.put("facts", PLACES, "", dict(self.places.published))
            self.catalogue.put("facts", SUMMARY, "", [pages, self.warnings(), head])
            self.record.pages.flush()
            self.catalogue.save()
        return pages, _count(self.record.staged), _count(gone)

    def _move_in(self, gone: Iterable[str]) -> set[str]:
        unknown = {path for path in self.site.unknown if not path.startswith(f"{SEARCH}/")}
        changed = sorted(self.record.changed_files(self.site.missing))
        # First, since a build that was ended by force may have left a folder in which a page of this one belongs.
        touched = remove(self.settings.site, sorted(unknown))
        return touched | move_in(self.work / "new", self.settings.site, changed, sorted(gone))

    def _search(self, site: Path, *, is_new: bool) -> None:
        """The index of all pages, the newest articles first, then the newest notes, then others."""
        states = self.record.found()
        library = self.docs.library
        order = [one.address for one in library.newest] + [one.address for one in library.newest_notes]
        order += sorted(states.keys() - set(order))
        state = key(*(f"{address}={states[address]}" for address in order))
        cache = self.catalogue.path.with_name(CACHE)
        if not is_new:
            is_as_left = self._is_as_left(SEARCH)
            if self.record.facts[SEARCHED][0] == state and is_as_left:
                return
            if not is_as_left:
                empty(site / SEARCH, kept={path.rpartition("/")[2] for path in self.record.all_files()})
        if is_new or not is_as_left:
            cache.unlink(missing_ok=True)
        workers = self.workers if len(self.record.staged) > MANY else 1
        update(self.catalogue, site, [(address, states[address]) for address in order], cache, workers)
        self.record.set_fact(SEARCHED, state, {"order": [[address, states[address]] for address in order]})

    def _is_as_left(self, folder: str) -> bool:
        """Whether nobody has changed anything in this folder of the site since the last build."""
        before, seen = self.stamped, self.seen.site
        if seen is None:
            return True
        return all(
            path in seen and before.get(path) == seen[path].text
            for path in before.keys() | seen.keys()
            if path == folder or path.startswith(f"{folder}/")
        )


def _count(files: Iterable[str]) -> int:
    """Of pages."""
    return sum(path.endswith(".html") for path in files)


def _order(src: str) -> tuple[tuple[str, ...], bool, str]:
    """As MkDocs orders files: those of a folder before its folders, its index first."""
    *folders, name = src.split("/")
    return tuple(folders), posixpath.splitext(name)[0] not in {"index", "README"}, name
