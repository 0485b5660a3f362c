"""Articles that share most with each other; after a change, as if all had been compared again."""

from __future__ import annotations

import random

import pytest

from fumikura.library.relatives import COMMON, RELATED, Kin, Relatives, relatives


def kin(date: int, name: str, *features: str) -> Kin:
    return Kin((f"{date:04}", name), features)


def names(found: Relatives, name: str) -> list[str]:
    return [one for one, _ in found.found[name]]


def test_rare_things_count_more():
    common = {f"c{number}": kin(number, f"c{number}", "tag=common") for number in range(9)}
    found = relatives({"a": kin(1, "a", "tag=common", "tag=rare"), "b": kin(2, "b", "tag=rare"), **common})
    assert names(found, "a")[0] == "b"
    assert len(names(found, "a")) == RELATED


def test_of_a_common_thing_only_the_newest_are_compared():
    found = relatives({f"n{number:03}": kin(number, f"n{number:03}", "tag=x") for number in range(COMMON + 9)})
    assert {"n000", "n008"}.isdisjoint(one for ones in found.found for one in names(found, ones))
    assert "n009" in names(found, "n000")


def drawn(draw: random.Random, name: str) -> Kin:
    tags = {f"tag={min(draw.randrange(40), draw.randrange(40), draw.randrange(40))}" for _ in range(draw.randrange(4))}
    tags |= {f"author={draw.randrange(30)}", f"site={min(draw.randrange(9), draw.randrange(9))}"}
    return kin(draw.randrange(300), name, *sorted(tags))


@pytest.mark.parametrize("seed", range(6))
def test_after_any_change_they_are_what_they_would_be_if_all_had_been_compared(
    seed: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("fumikura.library.relatives.COMMON", 12)
    monkeypatch.setattr("fumikura.library.relatives.WEIGHTS", {"tag": 60, "author": 40, "site": 20})
    draw = random.Random(seed)
    kins = {f"n{number}": drawn(draw, f"n{number}") for number in range(200)}
    found = relatives(kins)
    for _ in range(60):
        kins = dict(kins)
        for _ in range(draw.choice([1, 1, 2, 8])):
            name = f"n{draw.randrange(220)}"
            if name in kins and draw.random() < 0.3:
                del kins[name]
            else:
                kins[name] = drawn(draw, name)
        found = relatives(kins, found)
        assert found.found == relatives(kins).found


@pytest.mark.parametrize("size", [520, 2000])
def test_one_more_article_has_few_counted_again(size: int):
    draw = random.Random(1)
    kins = {f"n{number}": drawn(draw, f"n{number}") for number in range(size)}
    kins |= {f"a{number}": kin(number, f"a{number}", "tag=all", f"tag=a{number // 10}") for number in range(size)}
    before = relatives(kins)
    after = relatives({**kins, "new": kin(9999, "new", "tag=all")}, before)
    assert after.found == relatives({**kins, "new": kin(9999, "new", "tag=all")}).found
    assert before.counted == 2 * size
    assert after.counted <= 10
