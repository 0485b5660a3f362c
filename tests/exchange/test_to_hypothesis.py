"""Hypothes.is' JSON -> files -> the same JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_foreign_files import JSON

from fumikura.errors import ContentError
from fumikura.exchange.foreign import ForeignFile
from fumikura.exchange.landing import Ground, fingerprint, land, stamp
from fumikura.exchange.readers import hypothesis as reader
from fumikura.exchange.to_hypothesis import article_annotations, export_file
from fumikura.library.library import ArticleEntry
from fumikura.model.annotations import Annotation, parse_annotation
from fumikura.model.shapes import ArticleHeader
from fumikura.text.canonical import canonical_text
from fumikura.text.threads import threads

TEXT = canonical_text("<p>𠮷野さんの☕と<em>鉛筆</em>の線。🙂 The line of a pencil.</p>")
SITE = "https://archive.example/"

words = st.text(max_size=40)
moment = st.datetimes(timezones=st.timezones()).map(lambda one: one.isoformat()) | words
quotes = st.sampled_from(["鉛筆の線", "☕と", "THE LINE", "nowhere in it", "", "線。 🙂"]) | words
selector = st.builds(
    lambda exact, more: {"type": "TextQuoteSelector", "exact": exact, **more},
    quotes,
    st.dictionaries(words, JSON, max_size=1),
)
target = st.builds(lambda one: [{"source": "https://a.example/", "selector": [one]}], selector) | JSON
annotation = st.fixed_dictionaries(
    {"uri": st.just("https://a.example/"), "user": st.just("acct:aoi@hypothes.is") | words, "id": words.filter(bool)},
    optional={
        "text": words | JSON,
        "tags": st.lists(words, max_size=3) | JSON,
        "created": moment | JSON,
        "updated": moment | JSON,
        "target": target,
        "document": JSON,
        "permissions": JSON,
        "references": st.lists(words, max_size=2) | JSON,
        "user_info": st.fixed_dictionaries({"display_name": words}) | JSON,
        "mood": JSON,
    },
)


def entry_of(annotations: list[Annotation], rights: str = "full") -> ArticleEntry:
    header = ArticleHeader.model_validate({"title": "A", "source": "https://a.example/"})
    return ArticleEntry("a", "docs/articles/a/index.md", "articles/a/index.md", header, rights, tuple(annotations))  # type: ignore[arg-type]


def through_files(one: dict[str, Any], rights: str = "full") -> dict[str, Any]:
    """What comes out of ``export hypothesis`` after ``one`` was imported. Raises ``ContentError`` if it was refused."""
    (foreign,) = reader.read(ForeignFile("x.json", json.dumps({"annotations": [one]}))).annotations
    landed = land(foreign, Ground.of(TEXT, is_quotes=False), None, "x.json")
    parsed, findings = parse_annotation(landed.text, "a", f"{stamp(foreign)}-{fingerprint(foreign, 'x')}", "a.md")
    assert findings == []
    assert parsed is not None
    entry = entry_of([parsed], rights)
    anchors = {placed.annotation.id: placed.anchor for placed in threads(entry.annotations, TEXT).placed}
    (out,) = article_annotations(entry, TEXT.text, anchors, SITE)
    return out


@given(annotation)
def test_nothing_that_hypothesis_says_is_lost(one: dict[str, Any]):
    out = through_files(one)
    assert {key: out.get(key) for key in one} == one


def test_what_a_person_has_changed_since_is_said_as_it_is_now():
    text = "---\nquote: 鉛筆の線\nby: 蓮\ncreated: '2026-01-01T00:00:00Z'\ntags: [b]\nhypothesis:\n  id: '\"h1\"'\n"
    text += '  user: \'"acct:aoi@hypothes.is"\'\n  text: \'"old\\r\\n"\'\n  tags: \'["a", ""]\'\n  created: \'"2025-01-01T00:00:00Z"\'\n'
    text += '  target: \'[{"selector": [{"type": "TextQuoteSelector", "exact": "other"}]}]\'\n  flagged: \'true\'\n---\nnew\n'
    parsed, findings = parse_annotation(text, "a", "20260101T000000Z-abcdef", "a.md")
    assert findings == []
    assert parsed is not None
    (out,) = article_annotations(entry_of([parsed]), TEXT.text, {}, SITE)
    assert (out["text"], out["tags"], out["created"]) == ("new", ["b"], "2026-01-01T00:00:00Z")
    assert out["target"][0]["selector"][0]["exact"] == "鉛筆の線"
    assert out["user"] == "acct:蓮@archive.example"
    assert (out["id"], out["flagged"]) == ("h1", True)


def test_our_own_annotation_has_what_the_client_takes():
    text = "---\nquote: 鉛筆の線\nprefix: ☕と\nsuffix: 。\nby: 葵\ncreated: '2026-01-01T00:00:00Z'\n---\nSaid.\n"
    parent, _ = parse_annotation(text, "a", "20260101T000000Z-abcdef", "a.md")
    reply, _ = parse_annotation(
        "---\nreply_to: 20260101T000000Z-abcdef\n---\nYes.\n", "a", "20260101T000000Z-bcdefg", "b.md"
    )
    assert parent is not None
    assert reply is not None
    entry = entry_of([parent, reply])
    anchors = {one.annotation.id: one.anchor for one in threads(entry.annotations, TEXT).placed}
    file = export_file(article_annotations(entry, TEXT.text, anchors, SITE), "2026-01-02T00:00:00Z")
    first, second = file["annotations"]
    units = TEXT.text.encode("utf-16-le")
    position, quote = first["target"][0]["selector"]
    assert units[position["start"] * 2 : position["end"] * 2].decode("utf-16-le") == "鉛筆の線"
    assert quote == {"type": "TextQuoteSelector", "exact": "鉛筆の線", "prefix": "☕と", "suffix": "。"}
    assert {key: first[key] for key in ("uri", "text", "tags", "document", "permissions")} == {
        "uri": "https://a.example/",
        "text": "Said.",
        "tags": [],
        "document": {"title": ["A"]},
        "permissions": {"read": ["group:__world__"]},
    }
    assert second["references"] == [first["id"]]
    assert "selector" not in second["target"][0]


def test_of_an_excerpt_nothing_but_the_quote_is_given_away():
    selectors = [{"type": "TextQuoteSelector", "exact": "鉛筆の線", "prefix": "𠮷野さんの☕と", "suffix": "。🙂"}]
    one = {"uri": "https://a.example/", "user": "acct:a@b", "id": "1", "target": [{"selector": selectors}]}
    assert "𠮷野" in json.dumps(through_files(one), ensure_ascii=False)
    assert "𠮷野" not in json.dumps(through_files(one, rights="excerpt"), ensure_ascii=False)


def test_a_comment_that_no_file_can_hold_is_refused():
    one = {"uri": "https://a.example/", "user": "acct:a@b", "id": "1", "text": "x" * 65_537, "target": []}
    with pytest.raises(ContentError, match="longer than 65,536 bytes"):
        through_files(one)
