"""Numbers of several bytes are read back as they were."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fumikura.search_index.varints import varints, varints_and_lengths
from search_index.reading import read_varint

numbers = st.lists(st.one_of(st.integers(0, 300), st.integers(0, 2**62)))


@given(numbers)
def test_numbers_are_read_back_as_they_were(numbers: list[int]) -> None:
    data, place, found = varints(numbers), 0, []
    while place < len(data):
        number, place = read_varint(data, place)
        found.append(number)
    assert found == numbers


@given(numbers)
def test_each_length_is_that_of_its_number(numbers: list[int]) -> None:
    data, lengths = varints_and_lengths(np.array(numbers, np.int64))
    assert lengths.tolist() == [len(varints([number])) for number in numbers]
    assert data == b"".join(varints([number]) for number in numbers)


def test_the_highest_bit_says_that_a_number_goes_on() -> None:
    assert varints([0, 127, 128, 300]) == bytes([0, 127, 0x80, 1, 0xAC, 2])
