"""Rows out of the catalogue, one by one, in this process or in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.building.catalogue import Damaged, open_to_read

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.building.catalogue import Catalogue


class StoredRows:
    """Fetches what has been written. In another process it opens the catalogue for itself."""

    def __init__(self, path: Path, catalogue: Catalogue | None = None) -> None:
        """``path``: of the catalogue; ``catalogue``: that, where it is open."""
        self._path, self._catalogue = path, catalogue

    def __call__(self, table: str, name: str, state: str) -> Any:
        """The value of a row, as it was when it had ``state``. Raises ``Damaged``."""
        if self._catalogue is None:
            self._catalogue = open_to_read(self._path)
        row = self._catalogue.value(table, name)
        if row is None or row[0] != state:  # a build was ended by force after it had written this
            raise Damaged(name)
        return row[1]

    def __reduce__(self) -> tuple[Any, ...]:
        return StoredRows, (self._path,)
