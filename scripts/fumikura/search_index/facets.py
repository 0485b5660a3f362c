"""Documents -> what answers can be narrowed by: a column for each name, so that a reader loads only those it needs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.search_index.varints import varints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.search_index.documents import Document

NAMES = ("kind", "site", "author", "tag", "year", "lang", "by")


@dataclass
class Facets:
    """For each of ``NAMES`` the values of each document, and the dates."""

    columns: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: {name: [] for name in NAMES})
    dates: list[str] = field(default_factory=list)
    _known: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """What many documents have in common is kept once."""

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
            self.columns[name].append(tuple(dict.fromkeys(filter(None, found))))
        self.dates.append(document.date)

    def extend(self, others: Facets) -> None:
        """Take in what is said of the documents that follow."""
        for name, column in others.columns.items():
            self.columns[name] += [self._known.setdefault(values, values) for values in column]
        self.dates += others.dates

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of each file, not yet compressed."""
        for name, column in self.columns.items():
            yield f"facets/{name}.bin", _encoded(column)
        yield "facets/date.bin", _json(self.dates)


def _encoded(column: list[tuple[str, ...]]) -> bytes:
    """The values, the commonest first, as a line of JSON; how many each document has; the numbers of these.

    Numbers that are small are few bytes, and those few are often the same: a third less than JSON when compressed.
    """
    counts = Counter(value for values in column for value in values)
    numbers = {value: number for number, (value, _) in enumerate(counts.most_common())}
    found = [len(values) for values in column] + [numbers[value] for values in column for value in values]
    return _json(list(numbers)) + b"\n" + varints(found)


def _json(values: list[str]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
