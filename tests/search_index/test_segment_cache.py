"""What is known of the index's segments from one build to the next."""

from __future__ import annotations

import hashlib
import json

import pytest

from fumikura.search_index import segment_cache
from fumikura.search_index.segment_cache import cache_bytes, cached_segments, made_by
from fumikura.search_index.segments import Segment

SEGMENTS = [
    Segment({"generation": "0" * 16, "documents": 2, "units": 3}, ("a/", "頁/"), ("1", "2"), "f0"),
    Segment({"generation": "1" * 16, "documents": 1, "units": 1}, ("c/",), ("3",), "f1"),
]


def test_segments_come_back_as_they_were() -> None:
    assert cached_segments(cache_bytes(SEGMENTS)) == SEGMENTS


@pytest.mark.parametrize("place", [0, 64, 65, 100, -1])
def test_a_cache_with_one_other_byte_holds_nothing(place: int) -> None:
    data = bytearray(cache_bytes(SEGMENTS))
    data[place] ^= 1
    assert cached_segments(bytes(data)) == []


@pytest.mark.parametrize("length", [0, 1, 64, 65, 200])
def test_a_cache_that_is_cut_off_holds_nothing(length: int) -> None:
    assert cached_segments(cache_bytes(SEGMENTS)[:length]) == []


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b'{"segments":[]}', json.dumps({"made_by": made_by(), "segments": 1}).encode()]
)
def test_another_programs_file_holds_nothing(body: bytes) -> None:
    assert cached_segments(hashlib.sha256(body).hexdigest().encode() + b"\n" + body) == []


ABOUT = {"generation": "0" * 16, "documents": 1, "units": 3}


@pytest.mark.parametrize(
    "value",
    [
        5,
        {},
        {"about": {**ABOUT, "generation": "../../articles"}, "addresses": ["a/"], "keys": ["1"], "listing": ""},
        {"about": {**ABOUT, "units": "3"}, "addresses": ["a/"], "keys": ["1"], "listing": ""},
        {"about": {**ABOUT, "documents": 2}, "addresses": ["a/", "a/"], "keys": ["1", "1"], "listing": ""},
        {"about": ABOUT, "addresses": ["a/"], "keys": [], "listing": ""},
        {"about": ABOUT, "addresses": [1], "keys": ["1"], "listing": ""},
        {"about": ABOUT, "addresses": ["a/"], "keys": ["1"], "listing": None},
    ],
)
def test_a_cache_with_a_checksum_and_no_sense_holds_nothing(value: object) -> None:
    body = json.dumps({"made_by": made_by(), "segments": [value]}).encode()
    assert cached_segments(hashlib.sha256(body).hexdigest().encode() + b"\n" + body) == []


def test_a_cache_of_another_version_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = cache_bytes(SEGMENTS)
    monkeypatch.setattr(segment_cache, "made_by", lambda: "another")
    assert cached_segments(data) == []


def test_the_version_is_the_same_each_time() -> None:
    made_by.cache_clear()
    before = made_by()
    made_by.cache_clear()
    assert made_by() == before
    assert json.loads(cache_bytes([]).partition(b"\n")[2])["made_by"] == before
