"""The texts of a few articles have changed, and nothing that other pages show of them: their pages are made again.

What others would show is looked at: where it has changed too, this gives up, and ``site_making.py`` does it all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fumikura.building.cards import card_of, dump_card
from fumikura.building.docs_reading import differs_in_text_alone, known_urls_of, read_folder
from fumikura.building.page_making import Job, PageMaker
from fumikura.building.page_rows import PageRow, PageRows, row_of
from fumikura.building.parcels import Parcels
from fumikura.building.search_worker import CACHE, update
from fumikura.building.site_stamps import note_touched
from fumikura.building.unchanged import ENGINE, PLACES, SEARCHED
from fumikura.engine.page_theme import restore_theme
from fumikura.history.page_histories import PageHistories
from fumikura.library.freshness import article_key, key
from fumikura.library.library_json import restore_around
from fumikura.site.site_files import move_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fumikura.building.build_order import Order
    from fumikura.building.catalogue import Catalogue
    from fumikura.building.docs_reading import ArticleFolder
    from fumikura.building.page_making import Made
    from fumikura.building.unchanged import Known, Look
    from fumikura.engine.page_theme import Theme


@dataclass(frozen=True, slots=True)
class _Page:
    job: Job
    made: Made
    before: Mapping[str, str]
    """The hashes of its files."""
    row: PageRow
    """What is known of it now."""


@dataclass
class FewTexts:
    """One build of that kind. What it finds is noted when all of it has been made."""

    order: Order
    catalogue: Catalogue
    staging: Path
    """An empty folder beside the site."""
    seen: Look
    known: Known
    _folders: dict[str, ArticleFolder] = field(default_factory=dict)
    """What was read, by name."""
    _made: list[_Page] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pages = PageRows(self.catalogue)
        self._cards = Parcels(self.catalogue, "cards")

    def make(self) -> bool:
        """Make what has changed into the staging folder. False where that may not be all. Raises ``FumikuraError``."""
        settings = self.order.settings
        if b"INHERIT" in settings.root.joinpath("mkdocs.yml").read_bytes():
            return False
        for name in self.known.changed:
            row = self.catalogue.value("folders", name)
            if row is None:
                return False
            folder = read_folder(settings.articles / name, settings, settings.scripts, known_urls_of(row[1]))
            if folder.entry is None or not differs_in_text_alone(folder, row[1]):
                return False
            self._folders[name] = folder
        jobs = self._jobs()
        if jobs is None:
            return False
        return not jobs or self._make_pages(jobs)

    def _jobs(self) -> list[tuple[Job, str, PageRow]] | None:
        """Pages to make, each with its key and what was known of it; None where too little is known."""
        found = []
        at_home = self.order.settings.at_home
        around = key(repr(self._theme().to_json()))
        for folder in self._folders.values():
            entry = folder.entry
            if entry is None or (entry.rights == "private" and not at_home):
                continue
            row, others = self._pages.get(entry.address), self.catalogue.value("around", entry.address)
            if row is None or others is None or row.key != others[0]:
                return None
            shown, card = restore_around(others[1]), card_of(folder)
            wanted = article_key(card.shown_content(at_home=at_home), shown, around)
            if wanted != row.key:
                found.append((Job(entry, shown, card.shown_media(at_home=at_home)), wanted, row))
        return found

    def _theme(self) -> Theme:
        return restore_theme(self._fact(ENGINE)["theme"])

    def _fact(self, name: str) -> dict[str, Any]:
        row = self.catalogue.value("facts", name)
        found: dict[str, Any] = row[1] if row else {}
        return found

    def _make_pages(self, jobs: list[tuple[Job, str, PageRow]]) -> bool:
        settings = self.order.settings
        histories = PageHistories(settings)
        histories.only(job.entry for job, _, _ in jobs)
        maker = PageMaker(settings, self._theme(), self._fact(PLACES), self.staging)
        try:
            for number, (job, wanted, before) in enumerate(jobs, 1):
                whole = Job(job.entry, job.around, job.media, histories.commits(job.entry))
                (made,) = maker(whole)
                self.order.told(number, len(jobs))
                files = self._pages.files(made.address, before)
                asks_git = made.history or histories.is_shown(job.entry)
                row = row_of(made, wanted, histories.state(job.entry) if asks_git else "")
                is_told = made.files.keys() == files.keys() and asks_git == bool(before.history)
                if not is_told or not _looks_the_same(row, before):
                    return False
                self._made.append(_Page(job, made, files, row))
        finally:
            maker.close()
        return True

    def finish(self) -> int:
        """Move it in, and note what is there; gives the number of pages that were made."""
        site, catalogue = self.order.settings.site, self.catalogue
        units = self.seen.units
        for name, folder in self._folders.items():
            catalogue.put("folders", name, units[name], folder.to_json())
            self._cards.put(name, dump_card(card_of(folder), units[name]))
        with self.order.stage("site"):
            changed = self._note_pages()
            touched = move_in(self.staging, site, sorted(changed), [])
        with self.order.stage("search"):
            self._search(site)
        with self.order.stage("catalogue"):
            note_touched(catalogue, site, touched, self.seen)
            self._cards.flush()
            self._pages.flush()
            catalogue.save()
        return sum(path.endswith(".html") for page in self._made for path in page.made.files)

    def _note_pages(self) -> set[str]:
        """Note the pages that were made; gives those of their files that are others than before."""
        changed: set[str] = set()
        for page in self._made:
            made = page.made
            changed |= {path for path, value in made.files.items() if page.before[path] != value}
            self._pages.put_made(made, page.row, page.job.around)
        return changed

    def _search(self, site: Path) -> None:
        now = {page.made.address: page.row.found for page in self._made}
        before = [(address, found) for address, found in self._fact(SEARCHED)["order"]]
        order = [(address, now.get(address, found)) for address, found in before]
        if order == before:
            return
        update(self.catalogue, site, order, self.catalogue.path.with_name(CACHE))
        state = key(*(f"{address}={found}" for address, found in order))
        self.catalogue.put("facts", SEARCHED, state, {"order": [list(one) for one in order]})


def _looks_the_same(now: PageRow, before: PageRow) -> bool:
    """Whether other pages, and who reads warnings, are told the same of it."""
    return now.items == before.items and list(now.warnings) == list(before.warnings)
