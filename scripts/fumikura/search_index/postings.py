"""Lists of units -> bits.

Golomb-Rice coding of the gaps: S. W. Golomb, Run-length encodings (1966); R. F. Rice (1979).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def parameters(counts: NDArray[np.int64], all_units: int) -> NDArray[np.int64]:
    """Low bits of each gap that are written plainly, for lists of ``counts`` units: the binary logarithm of the mean
    gap, rounded down. The reader computes it again."""
    return np.floor(np.log2(np.maximum(1, all_units // counts))).astype(np.int64)


def encoded(units: NDArray[np.int64], counts: NDArray[np.int64], all_units: int) -> tuple[bytes, NDArray[np.int64]]:
    """Ascending ``units`` of consecutive lists of ``counts`` units each -> the bytes of all, and the length of each.

    A gap of ``g`` to the unit before (to -1 at first) is ``(g - 1) >> k`` zeros, a one, and ``k`` bits, the highest
    first. Each list begins at a byte.
    """
    starts = np.cumsum(counts) - counts
    gaps = np.empty(len(units), np.int64)
    gaps[0:1] = units[0:1]
    gaps[1:] = units[1:] - units[:-1] - 1
    gaps[starts] = units[starts]
    k = np.repeat(parameters(counts, all_units), counts)
    zeros = gaps >> k
    ends = np.cumsum(zeros + 1 + k)
    list_bits = np.diff(ends[starts + counts - 1], prepend=0)
    lengths = (list_bits + 7) // 8
    # Where each list begins, in bits, less where it would without the filling of last bytes.
    shift = (np.cumsum(lengths) - lengths) * 8 - (np.cumsum(list_bits) - list_bits)
    ends += np.repeat(shift, counts)
    bits = np.zeros(int(lengths.sum()) * 8, np.bool_)
    bits[ends - k - 1] = True
    for place in range(int(k.max(initial=0))):
        has = k > place
        bits[ends[has] - place - 1] |= ((gaps[has] >> place) & 1).astype(np.bool_)
    return np.packbits(bits).tobytes(), lengths
