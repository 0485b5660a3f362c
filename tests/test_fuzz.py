"""A few seconds of what `make fuzz` does for longer."""

from __future__ import annotations

import pytest

from fuzz import TARGETS, run


@pytest.mark.parametrize(("name", "seeds", "target"), TARGETS)
def test_the_honest_texts_that_fuzzing_starts_from_are_taken(name, seeds, target):
    for text in seeds:
        target(text)


@pytest.mark.parametrize(
    ("seconds", "seed"), [(1, 1), *(pytest.param(5, seed, marks=pytest.mark.slow) for seed in (1, 2))]
)
def test_no_broken_issue_or_header_is_more_than_refused(seconds: int, seed: int):
    assert run(seconds, seed) == 0
