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
    ends = np.cumsum((gaps >> k) + 1 + k)
    list_bits = np.diff(ends[starts + counts - 1], prepend=0)
    lengths = (list_bits + 7) // 8
    # Where each list begins, in bits, less where it would without the filling of last bytes.
    shift = (np.cumsum(lengths) - lengths) * 8 - (np.cumsum(list_bits) - list_bits)
    ends += np.repeat(shift, counts)
    leading = np.int64(1) << k
    codes = (leading | (gaps & (leading - 1))).astype(np.uint64)
    size = int(lengths.sum())
    return _laid_out(codes, k, ends - 1, size), lengths


def _laid_out(codes: NDArray[np.uint64], k: NDArray[np.int64], last: NDArray[np.int64], size: int) -> bytes:
    """``size`` bytes of zeros with ``codes`` of ``k + 1`` bits in them, each with its lowest bit at ``last``.

    Put together 64 bits at a time, of which several codes have a share: bit by bit takes twice as long.
    """
    words = np.zeros(-(-size // 8), np.uint64)
    word, room = last >> 6, (63 - (last & 63)).astype(np.uint64)
    first = np.flatnonzero(np.diff(word, prepend=-1))
    words[word[first]] = np.bitwise_or.reduceat(codes << room, first)
    over = np.flatnonzero(k > last & 63)  # those that begin in the word before
    words[word[over] - 1] |= codes[over] >> (np.uint64(64) - room[over])
    return words.astype(">u8").tobytes()[:size]
