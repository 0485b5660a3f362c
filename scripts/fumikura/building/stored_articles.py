"""Articles out of the catalogue, one by one, in this process or in another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.building.catalogue import Damaged
from fumikura.building.docs_reading import entry_of

if TYPE_CHECKING:
    from fumikura.building.stored_rows import StoredRows
    from fumikura.library.library import ArticleEntry


@dataclass(frozen=True, slots=True)
class StoredArticles:
    """Fetches what has been written."""

    rows: StoredRows

    def __call__(self, name: str, state: str) -> ArticleEntry:
        """The article in the folder ``name``, as it was when the folder had ``state``. Raises ``Damaged``."""
        entry = entry_of(self.rows("folders", name, state))
        if entry is None:
            raise Damaged(name)
        return entry
