"""Dates as pages write them -> ISO 8601. A text that is not wholly a date is none; nothing is filled in."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from fumikura.model.dates import iso_date

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        start=1,
    )
    for name in names.split()
}
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_LETTERS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_SHORT_ERA = re.compile(
    r"(?P<era>[MTSHR]|明治|大正|昭和|平成|令和)\.?\s?(?P<in_era>元|\d{1,2})(?P<sign>[./-])"
    r"(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
)
"""``R7.1.31``. Looked for only where a whole text is to be a date: ``H2.1.3`` may be a chapter."""
_KANJI_NUMBER = re.compile(
    r"(?<![〇一二三四五六七八九十])(?:(?P<tens>[二三四五六七八九]?)十(?P<ones>[一二三四五六七八九]?)|[〇一二三四五六七八九]{1,4})(?=[年月日時分])"
)
_DIGITS = {char: digit for digit, char in enumerate("〇一二三四五六七八九")}
_TIME = (
    r"(?:[\sT]*(?P<hour>\d{1,2})[:：時](?P<minute>\d{2})分?(?:[:：](?P<second>\d{2})秒?)?"
    r"(?:\s*(?P<zone>JST))?)?"
)
_WEEKDAY = r"(?:\s*[(（][月火水木金土日祝・]{1,3}(?:曜日?)?[)）])?"
_JAPANESE = re.compile(
    rf"(?:(?P<year>\d{{4}})年?|(?P<era>明治|大正|昭和|平成|令和)(?P<in_era>元|\d{{1,2}}))(?:(?<=年)|年)\s*"
    rf"(?:(?P<month>\d{{1,2}})月\s*(?:(?P<day>\d{{1,2}})日{_WEEKDAY}\s*{_TIME})?)?"
)
_NUMERIC = re.compile(
    rf"(?P<year>\d{{4}})(?P<sign>[/.-])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}}){_WEEKDAY}\s*{_TIME}"
)
_ENGLISH = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month2>[a-z]{3,9})\.?,?)"
    r"\s+(?P<year>\d{4})",
    re.IGNORECASE,
)


def page_date(text: str) -> str | None:
    """``text`` as ISO 8601, as precise as it is, or None if it is no date.

    ISO 8601, RFC 2822, ``2025年1月31日 10:00``, ``令和7年1月31日``, ``令和七年一月三十一日``, ``R7.1.31``,
    ``2025/1/31``, ``January 31, 2025`` and ``31 Jan 2025``.
    ``1/2/2025`` is none: it is one day in Boston and another in London.
    """
    text = re.sub(r"\s+", " ", text.translate(str.maketrans("０１２３４５６７８９／", "0123456789/"))).strip()
    try:
        return iso_date(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except ValueError:
        pass
    try:
        return _written_date(text)
    except ValueError:  # such as 30 February
        return None


def dates_in(text: str) -> list[str]:
    """The dates that are written in ``text``, as ISO 8601, from a day on; a bare year or month is none."""
    found = (
        page_date(match[0].strip()) for pattern in (_JAPANESE, _NUMERIC, _ENGLISH) for match in pattern.finditer(text)
    )
    return [date for date in found if date is not None and len(date) >= 10]


def without_dates(text: str) -> str:
    """``text`` without the dates that are written in it."""
    for pattern in (_JAPANESE, _NUMERIC, _ENGLISH):
        text = pattern.sub(" ", text)
    return text


def _written_date(text: str) -> str | None:
    text = _KANJI_NUMBER.sub(_arabic, text)
    if match := _SHORT_ERA.fullmatch(text):
        era = _ERA_LETTERS.get(match["era"], match["era"])
        return _iso(_year_of(era, match["in_era"]), match["month"], match["day"], None)
    if match := _JAPANESE.fullmatch(text):
        year = _year_of(match["era"], match["in_era"]) if match["era"] else int(match["year"])
        return _iso(year, match["month"], match["day"], match)
    if match := _NUMERIC.fullmatch(text):
        return _iso(int(match["year"]), match["month"], match["day"], match)
    if match := _ENGLISH.fullmatch(text):
        month = _MONTHS.get((match["month"] or match["month2"]).lower())
        return _iso(int(match["year"]), str(month), match["day"] or match["day2"], None) if month else None
    if re.match(r"(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d", text):
        return iso_date(parsedate_to_datetime(text).isoformat())
    return None


def _year_of(era: str, in_era: str) -> int:
    return _ERAS[era] + (1 if in_era == "元" else int(in_era))


def _arabic(number: re.Match[str]) -> str:
    """``二〇二五`` and ``三十一`` in digits."""
    if number["ones"] is None:
        return "".join(str(_DIGITS[char]) for char in number[0])
    return str(10 * _DIGITS.get(number["tens"], 1) + _DIGITS.get(number["ones"], 0))


def _iso(year: int, month: str | None, day: str | None, time: re.Match[str] | None) -> str:
    date = f"{year:04}" + (f"-{int(month):02}" if month else "") + (f"-{int(day):02}" if month and day else "")
    if time is not None and day and time["hour"]:
        zone = "+09:00" if time["zone"] else ""
        date += f"T{int(time['hour']):02}:{time['minute']}:{time['second'] or '00'}{zone}"
    return iso_date(date)
