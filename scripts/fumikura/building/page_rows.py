"""What is known of each page of the site: short, since a build reads all of it; more only when asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fumikura.building.catalogue import Damaged
from fumikura.building.parcels import Parcels
from fumikura.building.stored_items import row_value
from fumikura.library.library_json import dump_around
from fumikura.site.site_files import hash_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fumikura.building.catalogue import Catalogue
    from fumikura.building.page_making import Made
    from fumikura.library.library import Around


@dataclass(frozen=True, slots=True)
class PageRow:
    """Of one page."""

    key: str
    """Of all that it was made from."""
    listed: str = ""
    """Hash of what lists show of an article."""
    said: str = ""
    """The same of its annotations."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """What it asked ``places.py``, and the answers."""
    found: str = ""
    """Hash of what is found of it; empty where it is not in the search index."""
    warnings: Sequence[str] = ()
    history: str = ""
    """Of what it was made from in git (``PageHistories.state``); empty where it asks for nothing there."""

    @property
    def items(self) -> str:
        """Hash of both."""
        return self.listed + self.said

    def to_json(self) -> list[Any]:
        """As lists, strings and numbers."""
        return [self.key, self.listed, self.said, dict(self.asked), self.found, list(self.warnings), self.history]


def row_of(made: Made, key: str, history: str) -> PageRow:
    """Of a page that was made. ``key``, ``history``: see ``PageRow``."""
    listed, said = map(hash_of, made.items) if made.items else ("", "")
    return PageRow(key, listed, said, made.asked, hash_of(made.document), made.warnings, history)


class PageRows:
    """Of all pages, by address; at the end of a build, of each that there is."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Reads nothing."""
        self._catalogue = catalogue
        self._parcels = Parcels(catalogue, "pages")
        self.written: set[str] = set()
        """Addresses of those that were put or forgotten."""

    def all(self) -> dict[str, PageRow]:
        """As they were left. Raises ``Damaged``."""
        return {address: PageRow(*values) for address, values in self._parcels.all().items()}

    def get(self, address: str) -> PageRow | None:
        """One of them. Raises ``Damaged``."""
        values = self._parcels.get(address)
        return PageRow(*values) if values else None

    def files(self, address: str, row: PageRow) -> dict[str, str]:
        """The hash of each file of a page, by its path below the site's root. Raises ``Damaged``."""
        found = self._catalogue.value("files", address)
        if found is None or found[0] != row.key:
            raise Damaged(address)
        return found[1]  # type: ignore[no-any-return]

    def put(self, address: str, row: PageRow, files: Mapping[str, str]) -> None:
        """Note a page that was made."""
        self._parcels.put(address, row.to_json())
        self._catalogue.put("files", address, row.key, files)
        self.written.add(address)

    def put_made(self, made: Made, row: PageRow, around: Around) -> None:
        """Note the page of an article or note, with what it shows of others, what others show of it but seldom, and
        what is found of it."""
        self.put(made.address, row, made.files)
        self._catalogue.put("around", made.address, row.key, dump_around(around))
        if made.items is not None:
            self._catalogue.put("items", made.address, row.items, row_value(made.items))
        self._catalogue.put("documents", made.address, row.found, made.document)

    def forget(self, addresses: Iterable[str]) -> None:
        """Note that there are no such pages any more."""
        for address in addresses:
            self._parcels.remove([address])
            for table in ("files", "around", "items", "documents"):
                self._catalogue.remove(table, [address])
            self.written.add(address)

    def write(self) -> None:
        """Write what was noted, but for what all builds read: that stays until the end. See ``Catalogue.relieve``."""
        self._catalogue.write("files", "around", "items")

    def flush(self) -> None:
        """See ``Parcels``."""
        self._parcels.flush()
