"""Articles out of the catalogue, one by one, in this process or in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.building.catalogue import Damaged, open_to_read
from fumikura.building.docs_reading import entry_of

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.building.catalogue import Catalogue
    from fumikura.library.library import ArticleEntry


class StoredArticles:
    """Fetches what has been written. In another process it opens the catalogue for itself."""

    def __init__(self, path: Path, catalogue: Catalogue | None = None) -> None:
        """``path``: of the catalogue; ``catalogue``: that, where it is open."""
        self._path, self._catalogue = path, catalogue

    def __call__(self, name: str, state: str) -> ArticleEntry:
        """The article in the folder ``name``, as it was when the folder had ``state``. Raises ``Damaged``."""
        if self._catalogue is None:
            self._catalogue = open_to_read(self._path)
        row = self._catalogue.value("folders", name)
        entry = entry_of(row[1]) if row and row[0] == state else None
        if entry is None:
            raise Damaged(name)
        return entry

    def __reduce__(self) -> tuple[Any, ...]:
        return StoredArticles, (self._path,)
