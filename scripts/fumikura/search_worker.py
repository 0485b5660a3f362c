"""The catalogue's documents -> the search index, in any process: to make one anew takes as much memory as all else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.catalogue import Catalogue, Damaged, reading
from fumikura.search_files import update_search
from fumikura.search_index.stored_documents import stored_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fumikura.search_index.documents import Document

CACHE = "search-segments"
"""What ``update_search`` keeps, beside the catalogue."""
LONGEST = 3600.0
"""Seconds that an index may take: ten times what one of a hundred thousand articles should."""


@dataclass(frozen=True, slots=True)
class SearchWorker:
    """Brings the index in ``site`` up to date."""

    catalogue: Path
    order: Sequence[tuple[str, str]]
    """Address and hash of each document, the most important first."""
    cache: Path

    def __call__(self, site: Path) -> Iterator[int]:
        """The number of its documents. Raises ``Damaged``, and what ``update_search`` raises."""
        with reading(self.catalogue) as catalogue:
            yield update(catalogue, site, self.order, self.cache)


def update(catalogue: Catalogue, site: Path, order: Sequence[tuple[str, str]], cache: Path) -> int:
    """The same here and now."""
    states = dict(order)

    def documents(addresses: Sequence[str]) -> Iterator[Document]:
        for address in addresses:
            row = catalogue.value("documents", address)
            if row is None or row[0] != states[address]:  # a build was ended by force after it had written this
                raise Damaged(address)
            yield stored_document(row[1])

    return update_search(site, order, documents, cache).documents
