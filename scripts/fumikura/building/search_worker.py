"""The catalogue's documents -> the search index, in this process and others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.building.stored_rows import StoredRows
from fumikura.search_index.stored_documents import stored_document
from fumikura.site.search_files import update_search

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from fumikura.building.catalogue import Catalogue
    from fumikura.search_index.documents import Document
    from fumikura.workers.executors import Workers

CACHE = "search-segments"
"""What ``update_search`` keeps, beside the catalogue."""


def update(
    catalogue: Catalogue, site: Path, order: Sequence[tuple[str, str]], cache: Path, workers: Workers = 1
) -> None:
    """Bring the index in ``site`` up to date. ``order``: address and hash of each document, the most important first.

    Raises ``Damaged``, and what ``update_search`` raises.
    """
    states = dict(order)
    if workers == 1:
        update_search(site, order, _Documents(StoredRows(catalogue.path, catalogue), states), cache)
    else:
        catalogue.relieve("documents", 0)
        update_search(site, order, _Documents(StoredRows(catalogue.path), states), cache, workers)


@dataclass(frozen=True, slots=True)
class _Documents:
    """Gives those at some addresses, in any process."""

    rows: StoredRows
    states: Mapping[str, str]

    def __call__(self, addresses: Sequence[str]) -> Iterator[Document]:
        return (stored_document(self.rows("documents", address, self.states[address])) for address in addresses)
