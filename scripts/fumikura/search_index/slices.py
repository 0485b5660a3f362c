"""Documents that follow each other -> all that the index says of them, so that it can be found in any process."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.search_index.documents import units
from fumikura.search_index.facets import Facets
from fumikura.search_index.folding import fold_each
from fumikura.search_index.grams import keys
from fumikura.search_index.inflections import runs_of
from fumikura.search_index.text_packs import parts_of
from fumikura.search_index.vocabulary import word_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from fumikura.search_index.documents import Document, Unit

SLICE = 100_000
"""Characters of text that are taken together: enough for numpy, and what is made of them stays in a processor's
cache."""


@dataclass
class Bounds:
    """Where documents begin, and what their units are: a 0 or a 1 for each."""

    starts: bytearray = field(default_factory=bytearray)
    headed: bytearray = field(default_factory=bytearray)
    annotations: bytearray = field(default_factory=bytearray)
    marked: bytearray = field(default_factory=bytearray)

    @property
    def runs(self) -> tuple[bytearray, ...]:
        """For each unit, whether it is the first of its document; for each document, whether it has headings; for each
        unit, whether it is an annotation, whether it is marked."""
        return self.starts, self.headed, self.annotations, self.marked

    def add(self, parts: Sequence[Unit]) -> None:
        """Take in the units of the next document."""
        self.starts += bytes(number == 0 for number in range(len(parts)))
        self.headed.append(any(unit.kind == "headings" for unit in parts))
        self.annotations += bytes(unit.kind == "annotation" for unit in parts)
        self.marked += bytes(unit.marked for unit in parts)

    def extend(self, others: Bounds) -> None:
        """Take in those of the documents that follow."""
        for run, more in zip(self.runs, others.runs, strict=True):
            run.extend(more)


@dataclass(frozen=True, slots=True)
class Slice:
    """What the index says of some documents, whose units are counted from 0."""

    bounds: Bounds
    texts: Sequence[Sequence[tuple[int, bytes]]]
    """For each document its parts: units of each, and its bytes (``text_packs.parts_of``)."""
    facets: Facets
    words: Mapping[str, int]
    """See ``vocabulary.word_counts``."""
    grams: NDArray[np.uint64]
    """See ``grams.keys``."""


def slices_of(documents: Iterable[Document]) -> Iterator[Slice]:
    """``documents`` in their order, cut after each that completes ``SLICE`` characters."""
    some: list[Document] = []
    size = 0
    for document in documents:
        some.append(document)
        size += sum(len(section.text) for section in document.sections) + 200
        if size > SLICE:
            yield _slice(some)
            some, size = [], 0
    if some:
        yield _slice(some)


def _slice(documents: Sequence[Document]) -> Slice:
    cut = [list(units(document)) for document in documents]
    bounds, facets = Bounds(), Facets()
    for document, parts in zip(documents, cut, strict=True):
        bounds.add(parts)
        facets.add(document)
    folded = fold_each([f"{unit.text}{unit.after}\n{unit.more}" for unit in itertools.chain.from_iterable(cut)])
    runs = [runs_of(text) for text in folded]
    texts = [parts_of(document, parts) for document, parts in zip(documents, cut, strict=True)]
    return Slice(bounds, texts, facets, word_counts(runs), keys(folded, runs))
