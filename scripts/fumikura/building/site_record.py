"""What the last build has left in the site and what this one makes, until it is noted for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.building.page_rows import PageRow, PageRows
from fumikura.building.unchanged import ENGINE, SEARCHED
from fumikura.site.site_files import hash_of, write_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set
    from pathlib import Path

    from fumikura.building.catalogue import Catalogue
    from fumikura.building.page_making import Made
    from fumikura.library.library import Around

ADMIN, MAP, REDIRECTS = "admin", "map", "redirects"
"""Names among the catalogue's facts, beside those of ``unchanged.py`` and ``docs_state.py``."""
PARTS = (ADMIN, ENGINE, MAP, REDIRECTS)
"""Those that have files of the site."""
HOME = ""


class SiteRecord:
    """Of the pages and files of one site."""

    def __init__(self, catalogue: Catalogue, staging: Path) -> None:
        """``staging``: the folder in which what is made stands for the site's root. Raises ``Damaged``."""
        self.catalogue, self.staging = catalogue, staging
        self.pages = PageRows(catalogue)
        self.rows = self.pages.all()
        """What is known of each page, by its address; at the end, of each that there is."""
        self.facts = {name: catalogue.value("facts", name) or ("", {}) for name in (*PARTS, SEARCHED)}
        self.files: dict[str, dict[str, str]] = {}
        """Of all that was made or went, by name: the files that it had."""
        self.staged: dict[str, str] = {}
        """Hash of each file in the staging folder."""

    def is_all_new(self) -> bool:
        """Whether every file of the site was made in this build."""
        parts = all(name in self.files or not self.facts[name][1]["files"] for name in PARTS)
        return parts and self.rows.keys() <= self.pages.written

    def other_files(self) -> tuple[set[str], set[str]]:
        """Files that are no part of the site any more, and those that were none of the site before."""
        before = {path for files in self.files.values() for path in files}
        return before - self.staged.keys(), self.staged.keys() - before

    def changed_files(self, missing: Set[str]) -> Iterator[str]:
        """Files that were made and are others than the site has. ``missing``: those that it lacks."""
        before = {path: value for files in self.files.values() for path, value in files.items()}
        return (path for path, value in self.staged.items() if path in missing or before.get(path) != value)

    def found(self) -> dict[str, str]:
        """The hash of what is found of each page."""
        found: dict[str, str] = self.facts[ENGINE][1]["found"]
        return found | {address: row.found for address, row in self.rows.items() if row.found}

    def all_files(self) -> dict[str, str]:
        """The hash of each file that is part of the site, but for those of the search index."""
        found: dict[str, str] = {}
        for name in PARTS:
            found |= self.facts[name][1].get("files", {})
        for address, row in self.rows.items():
            found |= self.pages.files(address, row)
        return found

    def stage(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Write ``files`` into the staging folder; gives the hash of each."""
        found = write_files(self.staging, files)
        self.staged |= found
        return found

    def set_fact(self, name: str, state: str, value: dict[str, Any]) -> None:
        """Note one of ``facts``."""
        self.files.setdefault(name, self.facts[name][1].get("files", {}))
        self.facts[name] = (state, value)
        self.catalogue.put("facts", name, state, value)

    def put_page(self, address: str, row: PageRow, files: Mapping[str, str]) -> None:
        """Note a page that was made, and the hashes of its files."""
        self._note_files(address)
        self.rows[address] = row
        self.pages.put(address, row, files)

    def put_made(self, made: Made, row: PageRow, around: Around) -> None:
        """Note the page of an article or note that was made: see ``PageRows``."""
        self._note_files(made.address)
        self.rows[made.address] = row
        self.pages.put_made(made, row, around)
        self.catalogue.relieve("documents")
        self.staged |= made.files

    def _note_files(self, address: str) -> None:
        row = self.rows.get(address)
        self.files[address] = self.pages.files(address, row) if row else {}

    def put_document(self, address: str, data: bytes) -> str:
        """Keep what is found of a page; gives its hash."""
        found = hash_of(data)
        self.catalogue.put("documents", address, found, data)
        self.catalogue.relieve("documents")
        return found

    def forget(self, addresses: Iterable[str]) -> None:
        """Note that there are no such pages any more."""
        for address in list(addresses):
            self._note_files(address)
            del self.rows[address]
            self.pages.forget([address])
