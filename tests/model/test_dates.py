"""Dates as precise as they were given, and moments."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.model.dates import iso_date, iso_moment, sort_key, utc

JST = dt.timezone(dt.timedelta(hours=9))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025", "2025"),
        ("2025-03", "2025-03"),
        (" 2025-03-10\n", "2025-03-10"),
        ("2025-03-10 09:30", "2025-03-10T09:30"),
        ("2025-03-10T09:30:15.25Z", "2025-03-10T09:30:15.25Z"),
        ("2025-03-10 09:30:15 +0900", "2025-03-10T09:30:15+09:00"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_stays_as_precise_as_it_was(text: str, iso: str):
    assert iso_date(text) == iso
    assert iso_date(iso) == iso


@pytest.mark.parametrize(
    "text",
    ["", "soon", "25-03-10", "2025-13", "2025-02-29", "2025-3-1", "2025-03-10T25:00", "2025/03/10", "0000"],
)
def test_what_is_no_date_is_an_error(text: str):
    with pytest.raises(ValueError, match=r".+"):
        iso_date(text)


def test_a_moment_needs_a_time_zone():
    assert iso_moment("2026-11-23T10:00:00Z") == "2026-11-23T10:00:00Z"
    for text in ("2026-11-23", "2026-11-23T10:00:00"):
        with pytest.raises(ValueError, match="no moment with a time zone"):
            iso_moment(text)


def test_we_write_moments_in_utc_and_whole_seconds():
    assert utc(dt.datetime(2026, 11, 23, 19, 0, 0, 999, tzinfo=JST)) == "2026-11-23T10:00:00Z"


def test_dates_of_every_precision_can_be_sorted_and_unknown_ones_come_first():
    dates = [
        None,
        "2024",
        "2024-05",
        "2024-05-01",
        "2024-05-01T23:30:00+09:00",
        "2024-05-01T15:00:00Z",
        "2025",
    ]
    shuffled = [*dates[3:], *dates[:3]]
    assert sorted(shuffled, key=sort_key) == dates


@given(st.integers(-30_000_000_000, 200_000_000_000))
def test_a_moment_has_its_place_whatever_zone_it_is_told_in(seconds: int):
    moment = dt.datetime.fromtimestamp(seconds, JST)
    assert sort_key(utc(moment)) == sort_key(moment.isoformat())


@given(st.datetimes(min_value=dt.datetime(1900, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001  a bound
def test_what_we_write_we_read(moment: dt.datetime):
    written = utc(moment)
    assert iso_moment(written) == written
    assert dt.datetime.fromisoformat(written) == moment.replace(microsecond=0)


@given(st.dates())
def test_every_day_is_read(day: dt.date):
    assert iso_date(day.isoformat()) == day.isoformat()
