"""Lists of units are read back as they were."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fumikura.search_index.postings import encoded
from search_index.reading import read_list

ALL = 5000
lists = st.lists(st.sets(st.integers(0, ALL - 1), min_size=1).map(sorted), min_size=1, max_size=20)


def written(every: list[list[int]], all_units: int) -> list[bytes]:
    counts = np.array([len(one) for one in every], np.int64)
    data, lengths = encoded(np.array([unit for one in every for unit in one], np.int64), counts, all_units)
    ends = np.cumsum(lengths)
    assert len(data) == ends[-1]
    return [data[end - length : end] for end, length in zip(ends, lengths, strict=True)]


@given(lists)
def test_lists_are_read_back_as_they_were(every: list[list[int]]) -> None:
    pieces = written(every, ALL)
    assert [read_list(piece, len(one), ALL) for piece, one in zip(pieces, every, strict=True)] == every


def test_a_list_of_all_units_is_a_bit_for_each() -> None:
    assert written([list(range(16))], 16) == [b"\xff\xff"]


def test_a_list_is_laid_out_as_the_format_says() -> None:
    # 64 units, 2 of them: k = 5. 3 is 1 00011; the gap from 3 to 40 less one is 36 = 1 * 32 + 4: 0 1 00100.
    assert written([[3, 40]], 64) == [bytes([0b10001101, 0b00100000])]


def test_no_lists_are_no_bytes() -> None:
    data, lengths = encoded(np.array([], np.int64), np.array([], np.int64), 1)
    assert (data, lengths.tolist()) == (b"", [])
