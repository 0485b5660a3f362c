"""Documents that are kept from one build to the next."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.search_index.documents import Document, Kind, Remark, Section
from fumikura.search_index.stored_documents import document_bytes, document_key, stored_document

texts = st.text(st.characters(), max_size=8)
many = st.lists(texts, max_size=3).map(tuple)
documents = st.builds(
    Document,
    url=texts,
    title=texts,
    kind=st.sampled_from(get_args(Kind)),
    sections=st.lists(
        st.builds(Section, texts, texts, texts, many, st.lists(st.integers(0, 9), max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    remarks=st.lists(st.builds(Remark, texts, texts, texts), max_size=2).map(tuple),
    site=texts,
    authors=many,
    tags=many,
    date=texts,
    lang=texts,
)

FULL = Document(
    "a/",
    "題",
    "article",
    (Section("節", "h", "本文", ("ほんぶん",), (1,)),),
    (Remark("x1", "me", "なるほど"),),
    "a.example",
    ("人",),
    ("海",),
    "2026-01-02",
    "ja",
)


@given(documents)
def test_a_document_comes_back_as_it_was(document: Document) -> None:
    assert stored_document(document_bytes(document)) == document


@given(documents, documents)
def test_documents_have_one_key_just_when_they_are_equal(one: Document, other: Document) -> None:
    assert (document_key(one) == document_key(other)) == (one == other)


def test_a_lone_surrogate_comes_back_too() -> None:
    odd = Document("a/", "\ud800題", "note")
    assert stored_document(document_bytes(odd)) == odd


@pytest.mark.parametrize("name", [field.name for field in fields(Document)])
def test_each_field_counts_for_the_key(name: str) -> None:
    other = "note" if name == "kind" else () if isinstance(getattr(FULL, name), tuple) else "別"
    assert document_key(replace(FULL, **{name: other})) != document_key(FULL)


def harmed(place: list[int], value: object) -> bytes:
    whole = json.loads(document_bytes(FULL))
    within = whole
    for number in place[:-1]:
        within = within[number]
    within[place[-1]] = value
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"null",
        b"[]",
        b"\xff",
        document_bytes(FULL)[:-1],
        harmed([0, 0], 1),
        harmed([0, 2], "map"),
        harmed([0], ["a/"]),
        harmed([1], "人"),
        harmed([1, 0], None),
        harmed([2], None),
        harmed([3, 0], ["節", "h", "本文"]),
        harmed([3, 0, 3], "ほ"),
        harmed([3, 0, 4], ["1"]),
        harmed([3, 0, 4], [-1]),
        harmed([3, 0, 4], [True]),
        harmed([4, 0, 1], 5),
        harmed([4, 0], {}),
    ],
)
def test_what_is_no_stored_document_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        stored_document(data)
