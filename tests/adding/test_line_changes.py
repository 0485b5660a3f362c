"""Diffs, and two changes of one text made into one."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from fumikura.adding.line_changes import counts, diff, merged, short_diff

BASE = "One.\n\nTwo.\n\nThree.\n\nFour.\n"


def test_changes_of_different_paragraphs_are_both_taken():
    ours, theirs = BASE.replace("Two", "2"), BASE.replace("Four.\n", "Four.\n\nFive.\n")
    assert merged(BASE, ours, theirs) == "One.\n\n2.\n\nThree.\n\nFour.\n\nFive.\n"


def test_different_changes_of_one_paragraph_are_not_merged():
    assert merged(BASE, BASE.replace("Two", "2"), BASE.replace("Two", "Zwei")) is None
    assert merged(BASE, BASE.replace("Two.\n\n", ""), BASE.replace("Two", "Zwei")) is None


def test_the_same_change_on_both_sides_is_made_once():
    assert merged(BASE, BASE.replace("Two", "2"), BASE.replace("Two", "2")) == BASE.replace("Two", "2")


def test_a_diff_shows_what_changed_with_a_line_around_it():
    assert diff(BASE, BASE.replace("Two", "2"), "a", "b") == [
        *("--- a", "+++ b", "@@ -1,5 +1,5 @@"),
        *(" One.", " ", "-Two.", "+2.", " ", " Three."),
    ]
    assert diff(BASE, BASE + "\n") == []


def test_a_short_diff_shows_of_a_long_paragraph_the_place_that_differs():
    old = "x" * 500 + "old" + "y" * 500
    rows = short_diff(old, old.replace("old", "new"), 12)
    assert [row[:2] for row in rows] == ["-…", "+…"]
    assert "old" in rows[0]
    assert "new" in rows[1]
    assert max(map(len, rows)) < 130


def test_a_short_diff_says_how_much_more_there_is():
    assert short_diff("a\n\nb\n\nc", "", 2) == ["-a", "-b", "… and 1 more lines"]


def test_texts_too_long_to_align_are_one_change_and_take_no_minutes():
    old, new = ("\n".join(f"{word} {number}" for number in range(100_000)) for word in ("old", "new"))
    started = time.process_time()
    assert counts(f"same\n{old}\nend", f"same\n{new}\nend") == (100_000, 100_000)
    assert counts(old, f"{old}\nmore") == (1, 0)
    assert merged(old, old.replace("old 5\n", "edited\n"), new) is None
    assert time.process_time() - started < 20


_lines = st.lists(st.sampled_from(["a", "b", "c", "", "d"]), max_size=8).map(
    lambda lines: "\n".join(["x", *lines, "y"]) + "\n"
)


@given(_lines, _lines)
def test_who_changed_nothing_takes_what_the_other_changed(base: str, other: str):
    assert merged(base, base, other) == other
    assert merged(base, other, base) == other
    assert merged(base, other, other) == other


@given(_lines, _lines, _lines)
def test_it_does_not_matter_who_is_who(base: str, ours: str, theirs: str):
    assert merged(base, ours, theirs) == merged(base, theirs, ours)


@given(_lines, _lines)
def test_the_counts_are_those_of_the_diff(old: str, new: str):
    rows = [row for row in diff(old, new) if not row.startswith(("---", "+++"))]
    added, removed = counts(old, new)
    assert added == sum(row.startswith("+") for row in rows)
    assert removed == sum(row.startswith("-") for row in rows)
    assert new.count("\n") - old.count("\n") == added - removed
