"""Documents -> what answers can be narrowed by, as columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fumikura.search_index.documents import Document

NAMES = ("kind", "site", "author", "tag", "year", "lang", "by")


@dataclass
class Facets:
    """For each of ``NAMES`` its values, and for each document the numbers of those that it has."""

    values: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in NAMES})
    columns: dict[str, list[list[int]]] = field(default_factory=lambda: {name: [] for name in NAMES})
    dates: list[str] = field(default_factory=list)

    def add(self, document: Document) -> None:
        """Take in the next document."""
        of_it: dict[str, tuple[str, ...]] = {
            "kind": (document.kind,),
            "site": (document.site,),
            "author": document.authors,
            "tag": document.tags,
            "year": (document.date[:4],),
            "lang": (document.lang,),
            "by": tuple(dict.fromkeys(remark.by for remark in document.remarks)),
        }
        for name, found in of_it.items():
            known = self.values[name]
            self.columns[name].append([known.setdefault(value, len(known)) for value in found if value])
        self.dates.append(document.date)

    def to_json(self) -> dict[str, Any]:
        """``{name: [values, column]}``; in a column one value stands without its list."""
        columns = {
            name: [list(known), [row[0] if len(row) == 1 else row for row in self.columns[name]]]
            for name, known in self.values.items()
        }
        return {**columns, "date": self.dates}
