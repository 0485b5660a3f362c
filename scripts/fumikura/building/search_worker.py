"""The catalogue's documents -> the search index, in this process and others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.building.catalogue import Damaged, reading
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
        update_search(site, order, lambda asked: _documents(catalogue, asked, states), cache)
    else:
        catalogue.relieve("documents", 0)
        update_search(site, order, _Stored(catalogue.path, states), cache, workers)


@dataclass(frozen=True, slots=True)
class _Stored:
    """Gives documents out of the catalogue at a path, which they have been saved in."""

    catalogue: Path
    states: Mapping[str, str]

    def __call__(self, addresses: Sequence[str]) -> Iterator[Document]:
        with reading(self.catalogue) as catalogue:
            yield from _documents(catalogue, addresses, self.states)


def _documents(catalogue: Catalogue, addresses: Sequence[str], states: Mapping[str, str]) -> Iterator[Document]:
    for address in addresses:
        row = catalogue.value("documents", address)
        if row is None or row[0] != states[address]:  # a build was ended by force after it had written this
            raise Damaged(address)
        yield stored_document(row[1])
