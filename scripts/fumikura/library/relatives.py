"""Articles that share most with each other, rare things counting more. Pure.

Found in one pass over postings; when little has changed, only articles are counted anew whose relatives may be others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

RELATED = 5
"""How many related articles a page names."""
COMMON = 200
"""A tag, site or author of more articles than this says little; only its newest ones are compared."""
WEIGHTS = {"tag": 3_000, "author": 2_000, "site": 1_000}
"""Whole numbers, so that the sum does not depend on the order of adding."""
MOVED = 20
"""When more articles than these came to or went from the newest of a tag, all that have it are counted anew."""

Ranked = tuple[tuple[str, int], ...]
"""Ids and what they share, the best first."""


@dataclass(frozen=True, slots=True)
class Kin:
    """What of one article tells its relatives."""

    order: tuple[str, ...]
    """Where it stands among the others; no two have the same."""
    features: tuple[str, ...]
    """``tag=…``, ``author=…``, ``site=…``, each once."""


@dataclass(frozen=True, slots=True)
class Relatives:
    """All relatives, and what they were found from."""

    kin: Mapping[str, Kin]
    """By id."""
    found: Mapping[str, Ranked]
    """The relatives of each."""
    counted: int
    """Articles that were compared with all that share something with them."""


def relatives(kin: Mapping[str, Kin], known: Relatives | None = None) -> Relatives:
    """The relatives of each article of ``kin``; ``known``: what was found before something changed."""
    counting = _Counting(kin)
    if known is None:
        return Relatives(kin, {name: counting.best(name) for name in kin}, len(kin))
    anew, pairs = _affected(known.kin, kin, counting)
    found = {}
    counted = 0
    for name in kin:
        ranked = None if name in anew else known.found[name]
        if ranked is not None and name in pairs:
            ranked = counting.mended(name, ranked, pairs[name])
        if ranked is None:
            counted += 1
            ranked = counting.best(name)
        found[name] = ranked
    return Relatives(kin, found, counted)


class _Counting:
    def __init__(self, kin: Mapping[str, Kin]) -> None:
        self._kin = kin
        self.postings = _postings(kin)
        self._heads: dict[str, Set[str]] = {}

    def best(self, name: str) -> Ranked:
        """The relatives of ``name``, compared with all that share something with it."""
        scores: defaultdict[str, int] = defaultdict(int)
        for feature in self._kin[name].features:
            members = self.postings[feature]
            weight = _weight(feature, len(members))
            for other in members[:COMMON]:
                scores[other] += weight
        scores.pop(name, None)
        if len(scores) > RELATED:
            # Only these can be among the first, and few are left to be put in order.
            least = sorted(scores.values(), reverse=True)[RELATED - 1]
            return _ranked([one for one in scores.items() if one[1] >= least])
        return _ranked(scores.items())

    def mended(self, name: str, ranked: Ranked, others: Set[str]) -> Ranked | None:
        """``ranked`` where it shares other things with ``others`` than it did; None where that does not tell."""
        kept = [one for one in ranked if one[0] not in others]
        shared = ((other, score) for other in others if (score := self._shared(name, other)) is not None)
        found = _ranked((*kept, *shared))
        # Those that were left out before stand behind the last of a full list: they may come in only where that sinks.
        is_told = len(ranked) < RELATED or (len(found) == RELATED and _rank(found[-1]) <= _rank(ranked[-1]))
        return found if is_told else None

    def _shared(self, name: str, other: str) -> int | None:
        """What ``name`` counts for ``other``; None where it is compared with it in nothing."""
        if name == other or other not in self._kin:
            return None
        theirs = self._kin[other].features
        shared = [one for one in self._kin[name].features if one in theirs and other in self._head(one)]
        return sum(_weight(one, len(self.postings[one])) for one in shared) if shared else None

    def _head(self, feature: str) -> Set[str]:
        if feature not in self._heads:
            self._heads[feature] = set(self.postings[feature][:COMMON])
        return self._heads[feature]


def _affected(
    old: Mapping[str, Kin], new: Mapping[str, Kin], counting: _Counting
) -> tuple[set[str], Mapping[str, set[str]]]:
    """Articles that have to be counted anew, and for others those that count differently for them."""
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    anew = changed & new.keys()
    pairs: defaultdict[str, set[str]] = defaultdict(set)
    if not changed:
        return anew, pairs
    touched = {one for kin in (old, new) for name in changed & kin.keys() for one in kin[name].features}
    before = _postings(old, touched)
    for feature in touched:
        was, now = before.get(feature, []), counting.postings.get(feature, [])
        heads = set(was[:COMMON]), set(now[:COMMON])
        moved = (heads[0] ^ heads[1]) | (changed & (heads[0] | heads[1]))
        if not now:
            continue
        if len(moved) > MOVED or _weight(feature, len(was)) != _weight(feature, len(now)):
            anew.update(now)
            continue
        for name in now:
            pairs[name] |= moved
    return anew, pairs


def _postings(kin: Mapping[str, Kin], wanted: Set[str] | None = None) -> dict[str, list[str]]:
    """The ids of those that have each feature, the newest first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    has_any = (name for name, one in kin.items() if wanted is None or not wanted.isdisjoint(one.features))
    for name in sorted(has_any, key=lambda name: kin[name].order, reverse=True):
        for feature in kin[name].features:
            found[feature].append(name)
    return dict(found)


def _weight(feature: str, count: int) -> int:
    return WEIGHTS[feature.partition("=")[0]] // count if count else 0


def _rank(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def _ranked(scores: Iterable[tuple[str, int]]) -> Ranked:
    return tuple(sorted(scores, key=_rank)[:RELATED])
