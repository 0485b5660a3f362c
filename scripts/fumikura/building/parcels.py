"""Short rows of the catalogue that are nearly always read all at once: in parcels, so that there is less to ask for.

Only those parcels are written in which a row has changed.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fumikura.building.catalogue import Catalogue

COUNT = 64
"""Of 10,000 rows each then holds some 150: as many as are soon written again."""


@dataclass
class Parcels:
    """The rows of one table, by name. ``flush`` notes in the catalogue what was put or removed."""

    catalogue: Catalogue
    table: str
    _read: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Parcels, by their numbers."""
    _changed: set[int] = field(default_factory=set)

    def all(self) -> dict[str, Any]:
        """Every row. Raises ``Damaged``."""
        if not self._read:
            self._read = {int(name, 16): value for name, (_, value) in self.catalogue.values(self.table).items()}
        found: dict[str, Any] = {}
        for number in range(COUNT):
            found |= self._parcel(number)
        return found

    def get(self, name: str) -> Any:
        """One row; None where there is none. Raises ``Damaged``."""
        return self._parcel(_number(name)).get(name)

    def put(self, name: str, value: Any) -> None:
        """Note a row: what JSON takes."""
        number = _number(name)
        self._parcel(number)[name] = value
        self._changed.add(number)

    def remove(self, names: Iterable[str]) -> None:
        """Note that these rows go."""
        for name in names:
            number = _number(name)
            if self._parcel(number).pop(name, None) is not None:
                self._changed.add(number)

    def flush(self) -> None:
        """Have the catalogue write what has changed, with all else that it was told."""
        for number in sorted(self._changed):
            self.catalogue.put(self.table, f"{number:02x}", "", self._read[number])
        self._changed.clear()

    def _parcel(self, number: int) -> dict[str, Any]:
        if number not in self._read:
            row = self.catalogue.value(self.table, f"{number:02x}")
            self._read[number] = row[1] if row else {}
        return self._read[number]


def _number(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogateescape")) % COUNT
