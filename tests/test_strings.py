"""The site's words."""

from __future__ import annotations

import functools
import re

import pytest
import yaml

from fumikura.strings import LANGUAGES, Strings
from shared_data import ROOT

LOCALE = ROOT / "scripts/fumikura/locale"


@functools.cache
def words(language: str) -> dict[str, str]:
    return yaml.safe_load((LOCALE / f"{language}.yml").read_text("utf-8"))


def test_both_languages_say_the_same_things():
    english = {key for key in words("en") if not key.endswith(".one")}
    assert set(words("ja")) == english


def test_both_languages_put_in_the_same_values():
    for key, text in words("ja").items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", words("en")[key])), key


def test_every_word_is_used_and_every_used_word_exists():
    sources = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "scripts/fumikura").rglob("*.[hp][ty]*")
        if path.suffix in {".html", ".py"} and "theme" not in path.parts
    )
    used = set(re.findall(r"""\bt\(\s*["']([\w.]+)["']""", sources))
    prefixes = set(re.findall(r"""\bt\(\s*["']([\w.]+\.)["'] ~""", sources))
    assert used - set(words("en")) - prefixes == set()
    computed = ("motivation.", "rights.", "orphan.", "writing.", "field.")
    computed += ("history.annotations.", "history.page.", "history.pictures.")
    dimensions = {"authors", "sites", "tags", "languages", "articles", "notes", "annotations"}
    unused = {
        key
        for key in words("ja")
        if key not in used
        and not key.startswith(computed)
        and key.removesuffix(".count") not in dimensions
        and key not in {"characters", "words"}
    }
    assert unused == set()


@pytest.mark.parametrize(
    ("date", "japanese", "english"),
    [("2025", "2025年", "2025"), ("2025-03", "2025年3月", "March 2025"), ("2025-03-10", "2025年3月10日", "March 10, 2025"),
     ("2025-03-10T12:00:00Z", "2025年3月10日", "March 10, 2025"), (None, "日付不明", "date unknown")],
)  # fmt: skip
def test_a_date_is_as_precise_as_it_is_known(date: str | None, japanese: str, english: str):
    assert Strings("ja").date(date) == japanese
    assert Strings("en").date(date) == english


def test_one_is_singular_in_english():
    assert Strings("en").t("articles.count", count=1) == "1 article"
    assert Strings("en").t("articles.count", count=1234) == "1,234 articles"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_language_is_shown_by_its_tag(language: str):
    assert Strings(language).language_name("zz-qq") == "zz-qq"
