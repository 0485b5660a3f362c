"""Which parts of the index stay when documents have changed: a base, and a few small segments beside it.

A log-structured merge tree (O'Neil et al., 1996) of at most three levels. Documents in a segment are never changed:
one that is another now, or is gone, no longer holds, and what is new forms a segment of its own. Small ones are merged
with it; when all of them have grown over a share of the index, everything is built anew. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_EXTRA = 2
"""Segments beside the base: each costs a reader one request more for each gram, at the same time as the others."""
RATIO = 8
"""A segment is merged into a new one unless it has more than so many times its documents."""
ENOUGH_UNITS = 1_000
SHARE, MOST_SHARE = 0.01, 0.1
"""What may be written anew, or hold no longer, beside the base: so many units, or the first share of the base's if that
is more, but never more than the second. Above it everything is built anew. To merge a thousand units takes half a
second."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the index, as far as it matters which documents it has."""

    about: dict[str, Any]
    """Its entry in the manifest."""
    addresses: tuple[str, ...]
    """Of its documents, in their order; each once."""
    keys: tuple[str, ...]
    """What each of them was made from."""
    listing: str = ""
    """Names and sizes of its files, as a hash: whether it is whole."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an index is to consist of."""

    staying: tuple[Segment, ...]
    """Segments that are kept as they are, the base first; none when everything is built anew."""
    fresh: tuple[tuple[str, str], ...]
    """Address and key of each document of the segment that is to be written; none when nothing is."""


def plan(order: Sequence[tuple[str, str]], segments: Sequence[Segment]) -> Plan:
    """What is to be done so that the index has the documents of ``order`` (address and key, each address once).

    ``segments``: those that there are, the base first. Raises ``ValueError`` for an address that comes twice.
    """
    home = _homes(order, segments)
    staying = [segment for number, segment in enumerate(segments) if number == 0 or number in home]
    if not segments or 0 not in home or _outgrown(segments[0], staying[1:], home):
        return Plan((), tuple(order))
    holding = {number: home.count(number) for number in set(home)}
    fresh = holding.get(-1, 0)
    extras = [number for number in range(1, len(segments)) if number in holding]
    merged = {-1}
    while fresh and extras and (len(extras) >= MOST_EXTRA or holding[extras[-1]] <= RATIO * fresh):
        fresh += holding[extras[-1]]
        merged.add(extras.pop())
    anew = tuple(one for one, number in zip(order, home, strict=True) if number in merged)
    return Plan((segments[0], *(segments[number] for number in extras)), anew)


def runs(order: Sequence[tuple[str, str]], segments: Sequence[Segment]) -> list[list[int]]:
    """Where the documents of ``order`` stand: ``[segment, count]`` for so many of its next documents; with a negative
    count, so many of them hold no longer. What comes after the last run of a segment does not hold either.

    Raises ``ValueError`` if a document is in none of them.
    """
    home = _homes(order, segments)
    if -1 in home:
        raise ValueError(f"no segment has {order[home.index(-1)][0]!r}")
    found: list[list[int]] = []
    places = [0] * len(segments)
    for (address, _), number in zip(order, home, strict=True):
        place = segments[number].addresses.index(address, places[number])
        if place > places[number]:
            found.append([number, places[number] - place])
        if found and found[-1][0] == number and found[-1][1] > 0:
            found[-1][1] += 1
        else:
            found.append([number, 1])
        places[number] = place + 1
    return found


def _homes(order: Sequence[tuple[str, str]], segments: Sequence[Segment]) -> list[int]:
    """For each document of ``order`` the segment that has it as it is now, -1 if none.

    The documents that a segment holds stand in ``order`` as they stand in it, so that what is merged stays ascending.
    """
    place = {address: number for number, (address, _) in enumerate(order)}
    if len(place) < len(order):
        raise ValueError("an address comes twice")
    home = [-1] * len(order)
    for number, segment in enumerate(segments):
        found = [
            at
            for address, key in zip(segment.addresses, segment.keys, strict=True)
            if (at := place.get(address)) is not None and order[at][1] == key and home[at] == -1
        ]
        for at in _ascending(found):
            home[at] = number
    return home


def _ascending(numbers: list[int]) -> list[int]:
    """As many of ``numbers`` as ascend in their order: a longest increasing subsequence (Fredman, 1975)."""
    if all(one < other for one, other in zip(numbers, numbers[1:], strict=False)):
        return numbers
    ends: list[int] = []  # the least number that such a sequence of each length ends with
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
    chain: list[int] = []
    place = places[-1]
    while place >= 0:
        chain.append(numbers[place])
        place = before[place]
    return chain[::-1]


def _outgrown(base: Segment, extras: Sequence[Segment], home: Sequence[int]) -> bool:
    """Whether so little of the index is its base that building everything anew is worth it."""
    units, documents = base.about["units"], len(base.addresses)
    changed = (documents - home.count(0)) + home.count(-1)
    beside = sum(segment.about["units"] for segment in extras) + units * changed / documents
    return bool(beside > min(max(ENOUGH_UNITS, SHARE * units), MOST_SHARE * units))
