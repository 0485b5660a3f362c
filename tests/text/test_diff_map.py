"""Where passages of an old text are in the new one."""

from __future__ import annotations

import random

from hypothesis import assume, given
from hypothesis import strategies as st

from fumikura.text.diff_map import HIDDEN, MAX_CELLS, diff_map

OLD = "春の朝に庭を歩いた。夏の昼に川で泳いだ。秋の夕べに山を見た。冬の夜に本を読んだ。"


def carried(passage: str, new: str, old: str = OLD) -> str | None:
    start = old.index(passage)
    became = diff_map(old, new)
    assert became is not None
    found = became.carry(start, start + len(passage))
    return None if found is None else new[found.start : found.end]


def test_a_passage_behind_an_insertion_moves_with_its_text():
    assert carried("秋の夕べ", "はじめに。" + OLD) == "秋の夕べ"


def test_a_replaced_word_inside_a_passage_belongs_to_it():
    assert carried("夏の昼に川で泳いだ", OLD.replace("川で", "海で")) == "夏の昼に海で泳いだ"


def test_a_word_replaced_one_for_one_at_the_edge_belongs_to_it_too():
    assert carried("夏の昼に川で泳いだ", OLD.replace("夏の昼", "春の昼")) == "春の昼に川で泳いだ"


def test_nothing_is_left_of_a_deleted_passage():
    assert carried("夏の昼に川で泳いだ。", OLD.replace("夏の昼に川で泳いだ。", "")) is None


def test_letters_that_are_alike_by_chance_in_a_replaced_block_are_no_part_of_it():
    block = "The quick brown fox jumps over the lazy dog beside the river while nobody is looking at it."
    new = (
        "Before it. "
        + "Zinc mining in the valley ended when the last train had left with its load of ore. "
        + "After it."
    )
    old = "Before it. " + block + " After it."
    became = diff_map(old, new)
    assert became is not None
    found = became.carry(11, 11 + len(block))
    assert found is None or found.kept < 0.35 * len(block)


def test_a_block_that_moved_is_found_in_what_was_added():
    rng = random.Random(3)
    old = "".join(rng.choice("あいうえおかきくけこさしすせそたちつてと") for _ in range(2000))
    new = old[:300] + old[500:1500] + old[300:500] + old[1500:]
    became = diff_map(old, new)
    assert became is not None
    in_place = became.carry(350, 370)
    assert in_place is None or in_place.kept < 1
    (found,) = became.found_in_added(350, 370)
    assert new[found.start : found.end] == old[350:370]


def test_what_stood_there_before_is_not_taken_for_what_moved():
    old = "文庫の戸をあける。" + "雨が降る。" * 20 + "文庫の戸をあける。"
    new = old[9:]
    became = diff_map(old, new)
    assert became is not None
    assert became.found_in_added(0, 9) == []


def test_what_is_added_is_shown_and_what_was_kept_is_hidden():
    became = diff_map(OLD, OLD[:20] + "新しい文" + OLD[20:])
    assert became is not None
    assert became.added.replace(HIDDEN, "") == "新しい文"


def test_texts_too_long_and_too_different_are_not_compared():
    size = int(MAX_CELLS**0.5) + 10
    assert diff_map("あ" * size, "い" * size) is None


def test_a_long_text_with_a_short_change_is_compared_at_once():
    long = "あいうえお" * 100_000
    became = diff_map(long, long[:250_000] + "※" + long[250_000:])
    assert became is not None
    found = became.carry(400_000, 400_010)
    assert found is not None
    assert found.start == 400_001


@given(st.text(max_size=120), st.text(max_size=40), st.text(max_size=120), st.data())
def test_what_stands_before_and_behind_a_change_is_carried_exactly(
    before: str, put_in: str, after: str, data: st.DataObject
):
    assume(len(before) > 0)
    old, new = before + after, before + put_in + after
    start = data.draw(st.integers(0, len(before) - 1))
    end = data.draw(st.integers(start + 1, len(before)))
    became = diff_map(old, new)
    assert became is not None
    found = became.carry(start, end)
    assert found is not None
    assert new[found.start : found.end] == old[start:end]


@given(st.text(max_size=200), st.text(max_size=200), st.data())
def test_whatever_the_texts_are_the_answer_lies_in_the_new_one(old: str, new: str, data: st.DataObject):
    assume(old)
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    became = diff_map(old, new)
    assert became is not None
    assert len(became.added) == len(new)
    for found in [became.carry(start, end), *became.found_in_added(start, end)]:
        if found is not None:
            assert 0 <= found.start < found.end <= len(new)
