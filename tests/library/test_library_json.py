"""What was read of articles and notes: restored as it was, also in another process."""

from __future__ import annotations

import json
import pickle
from typing import TypeVar

import pytest

from fumikura.library.library import Around, ArticleEntry, NoteEntry, Ref
from fumikura.library.library_json import dump_article, restore_article
from fumikura.model.annotations import Annotation
from fumikura.model.shapes import AnnotationHeader, ArticleHeader, NoteHeader

ARTICLE = ArticleHeader.model_validate({"title": "題", "author": ["甲", "乙"], "former_ids": ["a"], "mood": "own"})
ANNOTATION = AnnotationHeader.model_validate({"quote": "句", "start": 3, "tags": ["核"]})
TAGGED = ArticleHeader.model_validate({"title": "題", "tags": ["核"], "mood": "own"})
NOTE = NoteHeader.model_validate({"title": "Note"})
ENTRY = ArticleEntry(
    "a",
    "docs/articles/a/index.md",
    "articles/a/index.md",
    TAGGED,
    "full",
    (Annotation("20260101T000000Z-abcd", "a", "docs/x.md", ANNOTATION, "言葉", 2, 9),),
    ("b",),
    {"title": 2, "tags": 3},
)


Value = TypeVar("Value")


def travelled(value: Value) -> Value:
    """As it arrives in another process."""
    arrived: Value = pickle.loads(pickle.dumps(value))  # noqa: S301  our own
    return arrived


@pytest.mark.parametrize("header", [ARTICLE, ANNOTATION, NOTE])
def test_a_header_arrives_in_another_process_as_it_was(header: ArticleHeader | AnnotationHeader | NoteHeader):
    arrived = travelled(header)
    assert arrived == header
    assert arrived.model_dump() == header.model_dump()
    assert arrived.model_dump(exclude_unset=True) == header.model_dump(exclude_unset=True)


def test_a_change_to_one_header_is_none_to_another_that_gives_the_same_fields():
    first, second = (travelled(NOTE) for _ in range(2))
    changed = first.model_copy(update={"lang": "ja"})
    assert changed.model_dump(exclude_unset=True) == {"title": "Note", "lang": "ja"}
    assert second.model_dump(exclude_unset=True) == {"title": "Note"}


def test_an_article_is_restored_from_its_json_with_its_annotations():
    assert restore_article(json.loads(json.dumps(dump_article(ENTRY)))) == ENTRY


@pytest.mark.parametrize(
    "value",
    [
        ENTRY,
        NoteEntry("n", "docs/notes/n.md", "notes/n.md", NOTE, "private", ("../articles/a/index.md",)),
        Around(None, Ref("articles/a/", "題", "article", "a.example"), (Ref("notes/n/", "Note", "note"),)),
        Around(),
    ],
)
def test_what_is_told_of_a_page_arrives_in_another_process_as_it_was(value: ArticleEntry | NoteEntry | Around):
    assert travelled(value) == value
    assert travelled([value, value])[0] == value
