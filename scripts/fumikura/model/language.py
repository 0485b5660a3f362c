"""The language of a text, if it is plain to see."""

from __future__ import annotations

import functools
import re
from typing import Any

LANGUAGES = ("de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "uk", "vi", "zh")
"""What may be found. With all 140 of the model's, English recipes become Scots and code becomes Latin."""
MIN_LETTERS = 50
MIN_PROBABILITY = 0.9
MIN_JAPANESE = 0.2
"""Share of kana and kanji among the letters. An English article about Japanese quotes some; a Japanese
article full of code still has more."""
SAMPLE = 20_000
"""Characters that are looked at."""

_KANA = re.compile("[ぁ-ゖァ-ヺｦ-ﾟ]")
_JAPANESE = re.compile("[ぁ-ゖァ-ヺー々〆ｦ-ﾟ\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_ADDRESS = re.compile(r"https?://\S+")


def detect(text: str) -> str | None:
    """BCP 47 code of the language of ``text``, or None where it is not plain: nothing is guessed.

    Kana among the text make it Japanese; for other scripts py3langid has to be 90 % sure of 50 letters.
    """
    sample = _ADDRESS.sub(" ", text[:SAMPLE])
    letters = sum(char.isalpha() for char in sample)
    if letters and _KANA.search(sample) and len(_JAPANESE.findall(sample)) >= MIN_JAPANESE * letters:
        return "ja"
    if letters < MIN_LETTERS:
        return None
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= MIN_PROBABILITY else None


@functools.cache
def _identifier() -> Any:
    """Loaded when first needed: half a second, and numpy."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
