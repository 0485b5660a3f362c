"""Numbers -> bytes: seven bits a byte, the lowest first, the eighth set in all but the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def varints(numbers: Iterable[int]) -> bytes:
    """``numbers``, none of them below 0, one after the other."""
    return varints_and_lengths(np.fromiter(numbers, np.int64))[0]


def varints_and_lengths(numbers: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """The same, and how many bytes each of them has."""
    lengths = np.ones(len(numbers), np.int64)
    for bits in range(7, int(numbers.max(initial=0)).bit_length(), 7):
        lengths += numbers >> bits > 0
    starts = np.cumsum(lengths) - lengths
    out = np.zeros(int(lengths.sum()), np.uint8)
    for place in range(int(lengths.max(initial=0))):
        has = lengths > place
        more = np.where(lengths[has] > place + 1, 128, 0)
        out[starts[has] + place] = (numbers[has] >> (7 * place)) & 127 | more
    return out.tobytes(), lengths
