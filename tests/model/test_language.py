"""The language of a text, if it is plain."""

from __future__ import annotations

import subprocess
import sys

from fumikura.model.language import detect


def test_kana_make_a_text_japanese_however_short():
    assert detect("これは本") == "ja"
    assert detect("文字 API カウント の話") == "ja"


def test_an_english_text_that_quotes_japanese_is_english():
    text = "The word 文庫 is read ふみくら, and it means a storehouse for writings and for the books in it. "
    assert detect(text * 3) == "en"


def test_other_languages_need_fifty_letters():
    assert detect("Der Fuchs läuft in den Wald.") is None
    assert detect("Der schnelle braune Fuchs springt über den faulen Hund und läuft in den Wald.") == "de"
    chinese = "這是一篇關於圖書館與文字的中文文章。我們在這裡寫一些中文的東西，看看它能不能識別出來，並且再寫一點。"
    assert detect(chinese + "我喜歡在安靜的地方讀書，因為書本可以帶我去很遠的地方，也讓我認識許多不同的人。") == "zh"


def test_what_is_no_language_gives_none():
    assert detect("") is None
    assert detect("12:34 — 56 % " * 20) is None
    assert detect("https://example.com/the/quick/brown/fox/jumps/over/the/lazy/dog/and/runs/away") is None


def test_the_model_is_loaded_only_when_it_is_needed():
    script = "import sys, fumikura.model.language as l; l.detect('これは本'); sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
