"""What is known of each page of the site: short, since a build reads all of it; files and comments only when asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fumikura.building.catalogue import Damaged
from fumikura.building.parcels import Parcels
from fumikura.library.library_json import dump_around

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
    lead: str = ""
    """What lists show of an article."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """What it asked ``places.py``, and the answers."""
    found: str = ""
    """Hash of what is found of it; empty where it is not in the search index."""
    warnings: Sequence[str] = ()
    history: str = ""
    """Of what it was made from in git (``PageHistories.state``); empty where it asks for nothing there."""

    def to_json(self) -> list[Any]:
        """As lists, strings and numbers."""
        return [self.key, self.lead, dict(self.asked), self.found, list(self.warnings), self.history]


def row_of(made: Made, key: str, history: str) -> PageRow:
    """Of a page that was made. ``key``, ``history``: see ``PageRow``."""
    found = hashlib.blake2b(made.document, digest_size=16).hexdigest()
    return PageRow(key, made.lead, made.asked, found, made.warnings, history)


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
        return self._value("files", address, row)  # type: ignore[no-any-return]

    def comments(self, address: str, row: PageRow) -> list[str]:
        """The HTML of those on an article, in the order of its annotations. Raises ``Damaged``."""
        return self._value("comments", address, row)  # type: ignore[no-any-return]

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
        self._catalogue.put("comments", made.address, row.key, list(made.comments))
        self._catalogue.put("documents", made.address, row.found, made.document)

    def forget(self, addresses: Iterable[str]) -> None:
        """Note that there are no such pages any more."""
        for address in addresses:
            self._parcels.remove([address])
            for table in ("files", "around", "comments", "documents"):
                self._catalogue.remove(table, [address])
            self.written.add(address)

    def write(self) -> None:
        """Write what was noted, but for what all builds read: that stays until the end. See ``Catalogue.relieve``."""
        self._catalogue.write("files", "around", "comments")

    def flush(self) -> None:
        """See ``Parcels``."""
        self._parcels.flush()

    def _value(self, table: str, address: str, row: PageRow) -> Any:
        found = self._catalogue.value(table, address)
        if found is None or found[0] != row.key:
            raise Damaged(address)
        return found[1]
