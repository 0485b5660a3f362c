"""English words -> what their inflected forms share. Inflection only: *nation* and *national* stay apart.

The same in the browser (``theme/assets/fumikura/search/inflections.js``); a test compares the two.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
"""A word of folded text."""
_JOINED = re.compile(r"[a-z]+(?:['-][a-z]+)*")
"""Words with hyphens between them."""
MOST_JOINED = 3
"""Words that are read as one too: others write *email* for *e-mail*."""

_VOWEL = re.compile("[aeiouy]")
_BEFORE_EED = frozenset({"agr", "disagr", "fr", "guarant", "decr", "refer"})
"""Of the verbs in *-ee*; in all other words *eed* is no ending (need, speed, succeed)."""
_DOUBLED = re.compile(r"([^aeiou])\1$")


def words_of(text: str) -> set[str]:
    """The words of a folded ``text``; those with hyphens between them also as if these were not there."""
    return {word for run in runs_of(text) for word in words_in(run)}


def runs_of(text: str) -> set[str]:
    """Words of a folded ``text``, or several with hyphens between them."""
    return set(_JOINED.findall(text))


def words_in(run: str) -> list[str]:
    """The words of a run, and all of it without its hyphens."""
    parts = run.split("-")
    return [*parts, "".join(parts)] if 1 < len(parts) <= MOST_JOINED else parts


def forms_in(run: str) -> list[str]:
    """The words of a run, and all of it with its hyphens, as they stand there: those of three letters or more."""
    parts = run.split("-")
    forms = [*parts, run] if 1 < len(parts) <= MOST_JOINED else parts
    return [form for form in forms if len(form) > 2]


def base_form(word: str) -> str:
    """The part that all forms of a folded ``word`` share: the rules of English spelling for plural, third person,
    past, participle and possessive, backwards. No word of English need be spelled so.
    """
    word = re.sub("'(?:s|d|ll|re|ve|m)?$", "", word).replace("'", "")
    if len(word) < 3:
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = re.sub("(?:(?<=[sxz])e|(?<=[cs]h)e)?s$", "", word)
    for ending in ("ing", "eed", "ed"):
        stem = word.removesuffix(ending)
        if stem != word:
            if ending == "eed":
                word = f"{stem}ee" if stem in _BEFORE_EED else word
            elif len(stem) > 1 and _VOWEL.search(stem):
                word = stem
            break
    bare = word.rstrip("e")
    word = bare if len(bare) > 1 and _VOWEL.search(bare) else word
    word = _DOUBLED.sub(r"\1", word)
    return f"{word[:-1]}i" if word.endswith("y") else word
