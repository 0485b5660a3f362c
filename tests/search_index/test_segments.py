"""Which parts of an index stay when its documents have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.search_index import segments as module
from fumikura.search_index.segments import ENOUGH_UNITS, MOST_EXTRA, SHARE, Plan, Segment, plan, runs

if TYPE_CHECKING:
    from collections.abc import Iterable

Order = list[tuple[str, str]]


def order_of(*addresses: str) -> Order:
    return [(address, "1") for address in addresses]


def numbered(count: int, first: int = 0) -> Order:
    return order_of(*(f"{number}/" for number in range(first, first + count)))


def segment(order: Iterable[tuple[str, str]], units: int | None = None) -> Segment:
    addresses, keys = zip(*order, strict=True)
    return Segment({"units": len(addresses) if units is None else units}, addresses, keys)


BASE = numbered(100)


def test_without_segments_all_is_written() -> None:
    assert plan(BASE, []) == Plan((), tuple(BASE))


def test_what_has_not_changed_stays_and_nothing_is_written() -> None:
    base = segment(BASE)
    assert plan(BASE, [base]) == Plan((base,), ())
    assert runs(BASE, [base]) == [[0, 100]]


def test_a_new_document_is_a_segment_of_its_own() -> None:
    base, new = segment(BASE), ("new/", "1")
    order = [*BASE[:3], new, *BASE[3:]]
    assert plan(order, [base]) == Plan((base,), (new,))
    assert runs(order, [base, segment([new])]) == [[0, 3], [1, 1], [0, 97]]


def test_a_changed_document_no_longer_holds_where_it_was() -> None:
    base, changed = segment(BASE), ("3/", "2")
    order = [*BASE[:3], changed, *BASE[4:]]
    assert plan(order, [base]) == Plan((base,), (changed,))
    assert runs(order, [base, segment([changed])]) == [[0, 3], [1, 1], [0, -1], [0, 96]]


def test_a_removed_document_costs_no_segment() -> None:
    base = segment(BASE)
    order = [*BASE[:3], *BASE[5:99]]
    assert plan(order, [base]) == Plan((base,), ())
    assert runs(order, [base]) == [[0, 3], [0, -2], [0, 94]]


def test_a_document_that_is_as_it_was_once_is_found_in_the_base_again() -> None:
    base = segment(BASE)
    assert plan(BASE, [base, segment([("3/", "2")])]) == Plan((base,), ())


def test_a_document_that_moved_in_the_order_is_written_anew_and_the_others_stay() -> None:
    base = segment(BASE)
    order = [*BASE[1:50], BASE[0], *BASE[50:]]
    assert plan(order, [base]) == Plan((base,), (BASE[0],))


def test_a_small_segment_is_merged_with_a_new_one_and_a_large_one_is_not() -> None:
    base, small, large = segment(numbered(1000)), numbered(3, 2000), numbered(30, 2000)
    new = ("new/", "1")
    assert plan([new, *small, *numbered(1000)], [base, segment(small)]) == Plan((base,), (new, *small))
    assert plan([new, *large, *numbered(1000)], [base, segment(large)]) == Plan((base, segment(large)), (new,))


def test_there_are_never_more_segments_than_a_reader_should_ask() -> None:
    base, extras = segment(numbered(9000)), [numbered(400, 9000), numbered(20, 9400)]
    new = ("new/", "1")
    planned = plan([new, *extras[0], *extras[1], *numbered(9000)], [base, *map(segment, extras)])
    assert planned == Plan((base, segment(extras[0])), (new, *extras[1]))


def test_a_segment_of_which_nothing_holds_is_left_out() -> None:
    base = segment(BASE)
    assert plan(BASE, [base, segment(order_of("old/"))]).staying == (base,)


@pytest.mark.parametrize(("changed", "fresh"), [(5, 5), (6, 100)])
def test_all_is_written_when_a_tenth_of_it_is_no_longer_the_base(changed: int, fresh: int) -> None:
    order = [(address, "2" if number < changed else key) for number, (address, key) in enumerate(BASE)]
    assert len(plan(order, [segment(BASE)]).fresh) == fresh


@pytest.mark.parametrize(("size", "most"), [(20_000, ENOUGH_UNITS), (200_000, int(200_000 * SHARE))])
def test_of_a_large_base_less_than_a_tenth_is_enough(size: int, most: int) -> None:
    base, order = numbered(size), numbered(most, size)
    assert len(plan([*order, *base], [segment(base)]).fresh) == most
    assert plan([("new/", "1"), *order, *base], [segment(base)]).staying == ()


def test_a_base_of_which_nothing_holds_is_no_base() -> None:
    assert plan(order_of("b/"), [segment(order_of("a/"))]) == Plan((), tuple(order_of("b/")))
    assert plan([], [segment(order_of("a/"))]) == Plan((), ())


def test_an_address_that_comes_twice_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="twice"):
        plan(order_of("a/", "a/"), [])


def test_a_document_that_no_segment_has_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="'b/'"):
        runs(order_of("a/", "b/"), [segment(order_of("a/"))])


orders = st.lists(
    st.tuples(st.sampled_from("abcdefghijkl"), st.sampled_from("12")), max_size=12, unique_by=lambda one: one[0]
)


@given(st.lists(orders, max_size=12))
def test_after_any_changes_each_document_is_in_one_place_and_in_order(
    steps: list[Order],
) -> None:
    held: list[Segment] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_SHARE", 3)
        patch.setattr(module, "RATIO", 1)
        for order in steps:
            planned = plan(order, held)
            held = [*planned.staying, *([segment(planned.fresh)] if planned.fresh else [])]
            if order:
                assert read(runs(order, held), held) == order
            assert len(held) <= 1 + MOST_EXTRA


def read(found: list[list[int]], held: list[Segment]) -> Order:
    """As the page about the format says."""
    places = [0] * len(held)
    order: Order = []
    for number, count in found:
        for place in range(places[number], places[number] + count):
            order.append((held[number].addresses[place], held[number].keys[place]))
        places[number] += abs(count)
    return order


@given(st.lists(st.integers(0, 50), unique=True))
def test_as_many_documents_of_a_segment_stay_as_can(numbers: list[int]) -> None:
    longest = [1] * len(numbers)
    for place, number in enumerate(numbers):
        longest[place] = 1 + max((longest[at] for at in range(place) if numbers[at] < number), default=0)
    kept = module._ascending(numbers)
    assert len(kept) == max(longest, default=0)
    assert kept == sorted(kept)
    rest = iter(numbers)
    assert all(number in rest for number in kept)
