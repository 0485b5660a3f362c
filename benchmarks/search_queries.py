"""Questions drawn from documents, and what is the right answer to each.

A document answers a question if it has all its terms after NFKC and case folding, and nothing else is folded: told by
looking through all texts, with nothing of the search engine. Of an inflected word the right answers are the documents
that have any form of it as a word; of a misspelt one those that have what was meant.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fumikura.search_index.documents import Document

KANA, KANJI = "\u30a1-\u30fa\u30fc", "\u3400-\u9fff\u3005"
_JAPANESE = re.compile("[\u3041-\u30fa\u3400-\u9fff]")
_RUNS = re.compile(f"[{KANA}]{{4,}}|[{KANJI}]{{3,}}")
_WORD = re.compile("[a-z]+")
_PLAIN = re.compile(r"[\w\u3005\u30fc]+")
_ENGLISH = re.compile(r"(?<![\w-])[A-Za-z][a-z]+(?: [a-z]+){0,3}(?![\w-])")
_HALF = {
    unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E) if chr(code) not in "ﾞﾟ"
} | {"゛": "ﾞ", "゜": "ﾟ", "\u3099": "ﾞ", "\u309a": "ﾟ"}


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, and which documents are right."""

    kind: str
    """One of ``KINDS``."""
    typed: str
    right: frozenset[int]
    """Numbers of documents."""


def plain(text: str) -> str:
    """The folding of the definition above."""
    return unicodedata.normalize("NFKC", text).casefold()


class Corpus:
    """Documents as they are looked through."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.lines = [
            [line for part in document.sections for line in part.text.split("\n") if len(line) > 12]
            for document in documents
        ]
        self.texts = [
            plain("\n".join((document.title, *(f"{part.heading}\n{part.text}" for part in document.sections))))
            for document in documents
        ]
        self.of_lang = {lang: [n for n, one in enumerate(documents) if one.lang == lang] for lang in ("ja", "en")}
        self.words = [frozenset(_WORD.findall(text)) for text in self.texts]
        self.vocabulary = frozenset[str]().union(*self.words)

    def have(self, terms: Sequence[str]) -> frozenset[int]:
        """Which documents have all ``terms``."""
        wanted = [plain(term) for term in terms]
        return frozenset(number for number, text in enumerate(self.texts) if all(term in text for term in wanted))

    def have_word(self, forms: frozenset[str]) -> frozenset[int]:
        """Which documents have one of ``forms`` as a word."""
        return frozenset(number for number, words in enumerate(self.words) if not forms.isdisjoint(words))


Draw = Callable[[Corpus, random.Random, str], "tuple[str, frozenset[int]] | None"]
"""A question and its answers from one line of a text, or None if the line has none such."""


def quoted(phrase: str) -> str:
    """As a reader types it: in quotation marks if it is more than one stretch of letters."""
    return phrase if _PLAIN.fullmatch(phrase) else f'"{phrase}"'


def _japanese(corpus: Corpus, draw: random.Random, line: str) -> tuple[str, frozenset[int]] | None:
    size = draw.randint(2, 12)
    start = draw.randrange(max(1, len(line) - size))
    phrase = line[start : start + size].strip()
    if len(phrase) < 2 or '"' in plain(phrase) or not _JAPANESE.search(phrase):
        return None
    return quoted(phrase), corpus.have([phrase])


def _english(corpus: Corpus, draw: random.Random, line: str) -> tuple[str, frozenset[int]] | None:
    found = [one for one in _ENGLISH.findall(line) if len(one) > 2]
    if not found:
        return None
    words = draw.choice(found).split()
    size = draw.randint(1, len(words))
    start = draw.randrange(len(words) - size + 1)
    phrase = " ".join(words[start : start + size])
    return (quoted(phrase), corpus.have([phrase])) if len(phrase) > 2 else None


def _part_of_word(corpus: Corpus, draw: random.Random, line: str) -> tuple[str, frozenset[int]] | None:
    found = _RUNS.findall(line)
    if not found:
        return None
    word = draw.choice(found)
    size = draw.randint(2, len(word) - 1)
    start = draw.randint(0, len(word) - size)
    part = word[start : start + size]
    return (part, corpus.have([part])) if unicodedata.normalize("NFKC", part) == part else None


def _other_width(corpus: Corpus, draw: random.Random, line: str) -> tuple[str, frozenset[int]] | None:
    found = re.findall(rf"[{KANA}]{{3,12}}|[A-Za-z]{{3,12}}", line)
    if not found:
        return None
    word = draw.choice(found)
    typed = "".join(_HALF.get(one, one) for one in unicodedata.normalize("NFD", word))
    if typed == word:
        typed = "".join(chr(ord(one) + 0xFEE0) for one in draw.choice((word.upper(), word)))
    return typed, corpus.have([word])


def _other_case(corpus: Corpus, draw: random.Random, line: str) -> tuple[str, frozenset[int]] | None:
    found = [one for one in re.findall(r"[A-Za-z][a-z]{2,}", line) if one.isascii()]
    if not found:
        return None
    word = draw.choice(found)
    typed = draw.choice((word.upper(), word.swapcase(), "".join(chr(ord(one) + 0xFEE0) for one in word)))
    return typed, corpus.have([word])


def _two_japanese(corpus: Corpus, draw: random.Random, line: str) -> tuple[str, frozenset[int]] | None:
    found = sorted(set(re.findall(rf"[{KANA}]{{2,8}}|[{KANJI}]{{2,6}}", line)))
    if len(found) < 2:
        return None
    terms = draw.sample(found, 2)
    return " ".join(terms), corpus.have(terms)


def _two_english(corpus: Corpus, draw: random.Random, line: str) -> tuple[str, frozenset[int]] | None:
    found = sorted(set(re.findall(r"(?<![\w-])[a-z]{4,}(?![\w-])", line)))
    if len(found) < 2:
        return None
    terms = draw.sample(found, 2)
    return " ".join(terms), corpus.have(terms)


def _inflected(corpus: Corpus, draw: random.Random, line: str) -> tuple[str, frozenset[int]] | None:
    words = [one for one in _WORD.findall(plain(line)) if len(one) >= 4]
    if not words:
        return None
    word = draw.choice(words)
    bare = [word, *(word.removesuffix(ending) for ending in ("s", "es", "d", "ed", "ing"))]
    for stem in (*bare, f"{word.removesuffix('ing')}e"):
        forms = forms_of(stem) & corpus.vocabulary
        if len(stem) >= 4 and stem in corpus.vocabulary and len(forms) >= 4:
            return draw.choice(sorted(forms)), corpus.have_word(forms)
    return None


def forms_of(verb: str) -> frozenset[str]:
    """A regular verb as it is inflected: ``carry, carries, carried, carrying``."""
    if re.search("[^aeiou]y$", verb):
        return frozenset({verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"})
    if verb.endswith("e"):
        return frozenset({verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"})
    plural = f"{verb}es" if re.search("(?:[sxz]|[cs]h)$", verb) else f"{verb}s"
    return frozenset({verb, plural, f"{verb}ed", f"{verb}ing"})


def _misspelt(corpus: Corpus, draw: random.Random, line: str) -> tuple[str, frozenset[int]] | None:
    words = [one for one in _WORD.findall(plain(line)) if len(one) >= 5]
    if not words:
        return None
    word = draw.choice(words)
    place = draw.randrange(len(word) - 1)
    other = draw.choice("abcdefghijklmnopqrstuvwxyz")
    typed = draw.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + other + word[place:],
            word[:place] + other + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        )
    )
    if len(typed) < 5 or corpus.have([typed]):  # what was typed stands somewhere: no slip that could be seen
        return None
    return typed, corpus.have_word(frozenset({word}))


KINDS: dict[str, tuple[str, int, Draw]] = {
    "ja phrase": ("ja", 80, _japanese),
    "ja part of word": ("ja", 60, _part_of_word),
    "ja width": ("ja", 40, _other_width),
    "ja two terms": ("ja", 40, _two_japanese),
    "en phrase": ("en", 80, _english),
    "en width, case": ("en", 40, _other_case),
    "en two terms": ("en", 40, _two_english),
    "en inflected": ("en", 60, _inflected),
    "en misspelt": ("en", 40, _misspelt),
}
"""Language, share of 480 questions, and how they are drawn."""


def drawn(corpus: Corpus, count: int, seed: int) -> Iterator[Query]:
    """Some ``count`` questions, the kinds in turn; fewer of a kind that the texts do not give."""
    draw = random.Random(seed)
    for kind, (lang, share, of_line) in KINDS.items():
        wanted = max(1, round(share * count / 480))
        lines = [line for number in corpus.of_lang[lang] for line in corpus.lines[number]]
        seen: set[str] = set()
        for _ in range(wanted * 200 if lines else 0):
            found = of_line(corpus, draw, draw.choice(lines))
            if found and found[0] not in seen:
                seen.add(found[0])
                yield Query(kind, *found)
            if len(seen) == wanted:
                break
