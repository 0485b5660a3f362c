"""The browser has the rules of Python: how texts are folded, words brought to their base form, phrases cut into grams."""

from __future__ import annotations

import random
import unicodedata
from typing import TYPE_CHECKING

import pytest

from fumikura.search_index.folding import fold
from fumikura.search_index.grams import keys
from fumikura.search_index.inflections import base_form, runs_of

if TYPE_CHECKING:
    from browser.index_reading import Reader

pytestmark = pytest.mark.browser

NEIGHBOURLY = "アイあいーｰ-—– ・･人々國eé\u0301\u0300が\u3099\u309aﾊﾞｱ\u200d\u034f각\u0627\u0653ΑΣςİJ̌ヷヽゝ゛ㄱㅏשלא\u202e👩\u200d🚀 a_b9'’.\n\u2028\u2029\U00020bb7"


def strings(count: int, seed: int) -> list[str]:
    """Japanese, marks, emoji, right to left, and any character that this Python's Unicode knows."""
    draw = random.Random(seed)
    known = [chr(code) for code in range(0x30000) if unicodedata.category(chr(code)) not in {"Cn", "Cs", "Co"}]
    return [
        "".join(
            draw.choice(NEIGHBOURLY) if draw.random() < 0.6 else draw.choice(known)
            for _ in range(draw.randrange(1, 12))
        )
        for _ in range(count)
    ]


FOLD = """async (texts) => {
  const { fold, traced } = await import("/s/folding.js");
  return texts.map((text) => [fold(text), traced(text)]);
}"""


def test_the_browser_folds_as_python_does_and_knows_where_from(reader: Reader) -> None:
    texts = strings(6000, 1)
    for text, (folded, traced) in zip(texts, reader.run(FOLD, texts), strict=True):
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        assert folded == fold(text), ascii(text)
        assert traced["folded"] == folded, ascii(text)
        places = traced["from"]
        assert places == sorted(places)
        assert places[-1] == units
        assert len(places) == len(folded.encode("utf-16-le", "surrogatepass")) // 2 + 1


BASE = """async (words) => {
  const { baseForm } = await import("/s/inflections.js");
  return words.map(baseForm);
}"""


def test_the_browser_has_the_base_forms_of_python(reader: Reader) -> None:
    draw = random.Random(2)
    endings = ["", "s", "es", "ed", "ing", "eed", "ies", "'s", "s'", "y", "ee", "ss", "tting", "'ve", "e"]
    words = [
        "".join(draw.choice("aeiouybcdfghklmnprstxz'") for _ in range(draw.randrange(1, 6))).strip("'")
        + draw.choice(endings)
        for _ in range(4000)
    ] + ["agreed", "freed", "need", "libraries", "indexes", "misses", "bus"]
    assert reader.run(BASE, words) == [base_form(word) for word in words]


GRAMS = """async (phrases) => {
  const { firm } = await import("/s/folding.js");
  const { gramsOf } = await import("/s/grams.js");
  return phrases.map((phrase) => gramsOf(firm(phrase)).map((gram) => gram.hash));
}"""


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def phrase_of(draw: random.Random, text: str, longest: int = 8) -> str:
    start = draw.randrange(len(text))
    return text[start : start + draw.randrange(2, longest)].strip()


def test_no_gram_that_a_phrase_is_looked_up_by_is_missing_where_the_phrase_stands(reader: Reader) -> None:
    draw = random.Random(3)
    pool = "アイあいーｰ-— ・人々國国立語eéがハabcd_b9.、'\U00020bb7"
    texts = [plain("".join(draw.choice(pool) for _ in range(draw.randrange(3, 30)))) for _ in range(3000)]
    phrases = [phrase_of(draw, text) for text in texts]
    known = [{key >> 32 for key in keys([fold(text)], [runs_of(fold(text))]).tolist()} for text in texts]
    for text, phrase, hashes, there in zip(texts, phrases, reader.run(GRAMS, phrases), known, strict=True):
        assert set(hashes) <= there, (text, phrase)
    assert sum(map(bool, phrases)) > 2500
