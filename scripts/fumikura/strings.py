"""The site's own words in its language, and dates and names of languages as that language writes them."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "ja")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""In C where it can be: ten times as fast."""
KEPT = 20_000
"""Dates and numbers that are remembered as written: the days of fifty years."""


@cache
def _words(language: str) -> Mapping[str, str]:
    text = files("fumikura").joinpath(f"locale/{language}.yml").read_text("utf-8")
    words: dict[str, str] = yaml.load(text, _Loader)  # noqa: S506  a safe loader
    return words


class Strings:
    """The words of one language. An unknown key is our bug: ``KeyError``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = _words(language)
        self._plain: dict[str, str] = {}
        """The words of keys that nothing is put in."""

    def t(self, key: str, **values: str | int) -> str:
        """The words for ``key`` with ``values`` put in; a ``count`` of one takes ``<key>.one`` where there is one."""
        if not values:
            if key not in self._plain:
                self._plain[key] = self._words[key].format()
            return self._plain[key]
        words = self._words[key]
        if values.get("count") == 1:
            words = self._words.get(f"{key}.one", words)
        shown = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return words.format(**shown)

    def number(self, value: int) -> str:
        """With the language's thousands separator."""
        return _number(value, self.language)

    def date(self, text: str | None) -> str:
        """An ISO 8601 date as people write it, as precise as it is."""
        return _date(text.partition("T")[0], self.language) if text else self.t("unknown_date")

    def language_name(self, tag: str) -> str:
        """The name of the language ``tag`` (BCP 47), or the tag itself where there is none."""
        try:
            name = Locale.parse(tag, sep="-").get_display_name(self.language)
        except (ValueError, UnknownLocaleError):
            return tag
        return name or tag


@lru_cache(KEPT)
def _number(value: int, language: str) -> str:
    return format_decimal(value, locale=language)


@lru_cache(KEPT)
def _date(day: str, language: str) -> str:
    match day.count("-"):
        case 0:
            return format_skeleton("y", dt.date(int(day), 1, 1), locale=language)
        case 1:
            return format_skeleton("yMMMM", dt.date.fromisoformat(f"{day}-01"), locale=language)
        case _:
            return format_date(dt.date.fromisoformat(day), format="long", locale=language)
