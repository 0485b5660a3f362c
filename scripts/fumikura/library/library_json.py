"""What was read of an article or a note <-> JSON, so that it need not be read and checked again.

Only what ``library_files.py`` has made comes in: a header is restored as it was, without asking its model again.
"""

from __future__ import annotations

import copyreg
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from fumikura.errors import Finding
from fumikura.library.library import Around, ArticleEntry, NoteEntry, Ref
from fumikura.model.annotations import Annotation
from fumikura.model.shapes import AnnotationHeader, ArticleHeader, NoteHeader

if TYPE_CHECKING:
    from collections.abc import Mapping

Model = TypeVar("Model", bound=BaseModel)
_keep = object.__setattr__
"""Past a model's own, which refuses to change what is frozen."""


def dump_article(entry: ArticleEntry) -> list[Any]:
    """As lists, strings and numbers."""
    annotations = [
        [one.id, one.path, _dump(one.header), one.comment, one.quote_line, one.comment_line]
        for one in entry.annotations
    ]
    lines = dict(entry.lines)
    return [entry.id, entry.path, entry.src, _dump(entry.header), entry.rights, annotations, list(entry.links), lines]


def restore_article(values: list[Any]) -> ArticleEntry:
    """What ``dump_article`` was given."""
    name, path, src, header, rights, annotations, links, lines = values
    restored = tuple(
        Annotation(identity, name, place, _restore(AnnotationHeader, said), comment, quote_line, comment_line)
        for identity, place, said, comment, quote_line, comment_line in annotations
    )
    return ArticleEntry(name, path, src, _restore(ArticleHeader, header), rights, restored, tuple(links), lines)


def dump_note(entry: NoteEntry) -> list[Any]:
    """As lists, strings and numbers."""
    return [entry.id, entry.path, entry.src, _dump(entry.header), entry.rights, list(entry.links)]


def restore_note(values: list[Any]) -> NoteEntry:
    """What ``dump_note`` was given."""
    name, path, src, header, rights, links = values
    return NoteEntry(name, path, src, _restore(NoteHeader, header), rights, tuple(links))


def dump_around(around: Around) -> list[Any]:
    """As lists and strings."""
    ends, several = (around.older, around.newer), (around.backlinks, around.related)
    return [*(one and _ref(one) for one in ends), *([_ref(one) for one in refs] for refs in several)]


def restore_around(values: list[Any]) -> Around:
    """What ``dump_around`` was given."""
    older, newer, backlinks, related = values
    ends = [Ref(*one) if one else None for one in (older, newer)]
    several = [tuple(Ref(*one) for one in refs) for refs in (backlinks, related)]
    return Around(ends[0], ends[1], several[0], several[1])


def _ref(one: Ref) -> list[Any]:
    return [one.address, one.title, one.kind, one.site]


def dump_finding(one: Finding) -> list[Any]:
    """As a list."""
    return [one.path, one.line, one.level, one.code, one.message, one.remedy]


def restore_finding(values: list[Any]) -> Finding:
    """What ``dump_finding`` was given."""
    return Finding(*values)


def _dump(header: BaseModel) -> list[Any]:
    defaults = _defaults(type(header))
    given = {name: value for name, value in header.__dict__.items() if value != defaults.get(name, ...)}
    return [given, header.model_extra or {}]


def _restore(model: type[Model], values: list[Any]) -> Model:
    given, extra = values
    for name in ("author", "tags"):
        if name in given:
            given[name] = tuple(given[name])
    made = model.__new__(model)
    # As ``__setstate__`` does, at half the cost: this runs for every annotation there is.
    _keep(made, "__dict__", {**_defaults(model), **given})
    _keep(made, "__pydantic_extra__", extra)
    _keep(made, "__pydantic_fields_set__", {*given, *extra} if extra else _named(frozenset(given)))
    _keep(made, "__pydantic_private__", None)
    return made


@cache
def _named(names: frozenset[str]) -> set[str]:
    """One set for all headers that give the same fields: these would take a quarter of the memory of an article."""
    return set(names)


def _reduced(header: BaseModel) -> tuple[Any, ...]:
    return _restore, (type(header), _dump(header))


# Between processes too they travel so: what arrives takes two thirds of the memory, and half the time.
for _model in (AnnotationHeader, ArticleHeader, NoteHeader):
    copyreg.pickle(_model, _reduced)
copyreg.pickle(ArticleEntry, lambda entry: (restore_article, (dump_article(entry),)))
copyreg.pickle(NoteEntry, lambda entry: (restore_note, (dump_note(entry),)))
copyreg.pickle(Around, lambda around: (restore_around, (dump_around(around),)))


@cache
def _defaults(model: type[BaseModel]) -> Mapping[str, Any]:
    return {name: field.default for name, field in model.model_fields.items() if not field.is_required()}
