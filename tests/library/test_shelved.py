"""Articles that are fetched when they are needed: they say what the whole ones say."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import pytest

from fumikura.checks.annotation_checks import duplicate_annotations
from fumikura.library.archive import open_archive
from fumikura.library.freshness import page_keys
from fumikura.library.groups import DIMENSIONS, groups
from fumikura.library.library import ArticleEntry, Library, links_of
from fumikura.library.library_files import read_library
from fumikura.library.shelved import Shelf, ShelvedArticle, short_article
from fumikura.model.annotations import Annotation
from fumikura.site.redirects import redirects
from shared_data import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@pytest.fixture(scope="module")
def whole() -> Library:
    return read_library(open_archive(ROOT))


def shelved(library: Library, fetch: Callable[[str, str], ArticleEntry]) -> Library:
    """The same library as the next build knows it."""
    shelf = Shelf("docs", fetch)
    shorts = {name: json.loads(json.dumps(short_article(entry))) for name, entry in library.articles.items()}
    articles = {name: ShelvedArticle(name, "state", short, shelf) for name, short in shorts.items()}
    links = {name: links_of(entry) for name, entry in library.articles.items()}
    return Library(articles, library.notes, known_links=links)


def refuse(name: str, _state: str) -> ArticleEntry:
    raise AssertionError(f"{name} was fetched")


def test_what_is_asked_of_a_whole_library_is_known_without_fetching_an_article(whole: Library):
    library = shelved(whole, refuse)
    contents = {entry.address: entry.id for entry in (*whole.articles.values(), *whole.notes.values())}
    assert page_keys(library, contents, "around") == page_keys(whole, contents, "around")
    assert [one.id for one in library.newest] == [one.id for one in whole.newest]
    assert [one.id for one in library.newest_annotations] == [one.id for one in whole.newest_annotations]
    assert list(library.published().articles) == list(whole.published().articles)
    assert redirects(library, []) == redirects(whole, [])
    assert list(duplicate_annotations(library)) == list(duplicate_annotations(whole)) == []
    for dimension in DIMENSIONS:
        found, wanted = groups(dimension, library.newest), groups(dimension, whole.newest)
        assert [(one.key, one.label, len(one.articles)) for one in found] == [
            (one.key, one.label, len(one.articles)) for one in wanted
        ]


def test_all_else_is_fetched_once(whole: Library):
    fetched: list[str] = []

    def fetch(name: str, _state: str) -> ArticleEntry:
        fetched.append(name)
        return whole.articles[name]

    library = shelved(whole, fetch)
    for name, entry in library.articles.items():
        assert {one.name: getattr(entry, one.name) for one in fields(ArticleEntry)} == {
            one.name: getattr(whole.articles[name], one.name) for one in fields(ArticleEntry)
        }
        assert library.around(entry) == whole.around(whole.articles[name])
        for mine, theirs in zip(entry.remarks, entry.annotations, strict=True):
            assert [getattr(mine, one.name) for one in fields(Annotation)] == [
                getattr(theirs, one.name) for one in fields(Annotation)
            ]
    assert sorted(fetched) == sorted(whole.articles)


@dataclass(frozen=True)
class Kept:
    """Travels with what it gives."""

    articles: Mapping[str, ArticleEntry]

    def __call__(self, name: str, _state: str) -> ArticleEntry:
        return self.articles[name]


def test_in_another_process_they_are_fetched_too(whole: Library):
    library = shelved(whole, Kept(dict(whole.articles)))
    sent = pickle.dumps((library.articles, library.newest_annotations))
    articles, annotations = pickle.loads(sent)  # noqa: S301  ours
    assert {name: entry.whole for name, entry in articles.items()} == whole.articles
    assert [one.whole for one in annotations] == list(whole.newest_annotations)
