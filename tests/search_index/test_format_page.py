"""The page about the format says what the code does."""

from __future__ import annotations

import re

import pytest

from fumikura.search_index import facets
from fumikura.search_index.documents import OVERLAP, UNIT
from fumikura.search_index.grams import FORM_SEED, SEEDS, WORD_SEED, hash_of
from fumikura.search_index.index_files import VERSION, write_index
from fumikura.search_index.shards import SHORT
from fumikura.search_index.text_packs import MOST_AT_ONCE, PART, STEP, TOGETHER
from fumikura.search_index.vocabulary import SEED
from search_index.reading import Reader, read_list
from shared_data import ROOT

PAGE = (ROOT / "docs" / "guide" / "search-format.md").read_text("utf-8")
HALVES = re.split(r"^## (?:日本語|English)$", PAGE, flags=re.MULTILINE)[1:]


def test_both_languages_have_the_same_sections_tables_and_lists() -> None:
    shapes = [re.findall(r"^(?:#+ |\||- |\d\. )", half, re.MULTILINE) for half in HALVES]
    assert len(shapes) == 2
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("half", HALVES)
def test_the_page_names_each_field_of_the_manifest(half: str) -> None:
    reader = Reader()
    write_index([], reader.write)
    assert [name for name in (*reader.manifest, *reader.about) if f"`{name}`" not in half] == []
    assert [name for name in facets.NAMES if f"`{name}`" not in half] == []


@pytest.mark.parametrize("half", HALVES)
def test_the_numbers_of_the_page_are_those_of_the_code(half: str) -> None:
    assert f"| `version` | {VERSION}" in half
    assert f"{UNIT:,} " in half
    assert f"{OVERLAP} " in half
    assert f"{PART:,} " in half
    assert len(re.findall(rf"\b{STEP} ?(?:bytes|バイト|の倍数)|\b{STEP}\.", half)) >= 3
    assert re.search(rf"\b{TOGETHER}\b.*\b{MOST_AT_ONCE:,}\b|\b{MOST_AT_ONCE:,}\b.*\b{TOGETHER}\b", half)
    assert re.search(rf"\b{SHORT} (?:bytes|バイト)", half)
    assert [seed for seed in (*SEEDS.values(), WORD_SEED, FORM_SEED, SEED) if f"`{seed:08X}`" not in half] == []
    assert str(hash_of(SEEDS[2], [ord(one) for one in "文庫"])) in half
    assert "`8d 20`" in half
    assert read_list(bytes.fromhex("8d 20"), 2, 64) == [3, 40]


@pytest.mark.parametrize("half", HALVES)
def test_the_weights_of_the_page_are_those_of_the_script(half: str) -> None:
    script = (ROOT / "scripts/fumikura/theme/assets/fumikura/search/ranking.js").read_text("utf-8")
    weights = re.findall(r"^  \w+: (\d+),$", script, re.MULTILINE)
    ranking = re.split(r"^### (?:順位|Ranking)\b.*$", half, flags=re.MULTILINE)[1]
    told = [
        number for row in re.findall(r"^\| ([\d、, ]+) \|", ranking, re.MULTILINE) for number in re.findall(r"\d+", row)
    ]
    assert told == weights
