"""Dates as pages write them: read where they are whole, and never made up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.html.page_dates import dates_in, page_date

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
KANJI = "〇一二三四五六七八九"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else KANJI[tens]) + ("十" if tens else "") + (KANJI[ones] if ones else "")


@given(st.dates(dt.date(2020, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_however_it_is_written(day: dt.date) -> None:
    era = day.year - 2018
    year, month, date = day.year, day.month, day.day
    for text in (
        day.isoformat(),
        f"{year}年{month}月{date}日",
        f"{year}年{month}月{date}日".translate(WIDE),
        f"{year}/{month:02}/{date:02}",
        f"{year}.{month}.{date}",
        f"令和{era}年{month}月{date}日",
        f"R{era}.{month}.{date}",
        f"令和{era}.{month}.{date}",
        f"令和{kanji(era)}年{kanji(month)}月{kanji(date)}日",
        "".join(KANJI[int(digit)] for digit in str(year)) + f"年{kanji(month)}月{kanji(date)}日",
        f"{MONTHS[month - 1]} {date}, {year}",
        f"{date} {MONTHS[month - 1][:3]} {year}",
    ):
        assert page_date(text) == day.isoformat(), text


@given(st.text("年月日令和平成RHS元0123456789./-: 一二十〇", max_size=24))
def test_whatever_is_read_is_a_date_with_the_year_that_stands_there(text: str) -> None:
    date = page_date(text)
    if date is not None:
        assert 1 <= int(date[:4]) <= 9999
        assert dt.date.fromisoformat((date + "-01-01")[:10])
        assert any(char in "0123456789一二三四五六七八九十元" for char in text)


@pytest.mark.parametrize(
    "text",
    [
        "2025年2月30日",
        "R7.13.1",
        "X7.1.31",
        "令和7",
        "1/2/2025",
        "1月31日",
        "H2.1",
        "十月",
        "昨日",
        "3日前",
        "R7.1.31版",
    ],
)
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert page_date(text) is None


def test_the_number_of_a_chapter_is_no_date_in_a_text() -> None:
    assert dates_in("見出し H2.1.3 と版 R7.1.31 を参照") == []
