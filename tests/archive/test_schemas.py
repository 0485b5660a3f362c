"""The JSON Schemas for editors: they take what the models take."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from fumikura.archive.schemas import schemas
from fumikura.model.front_matter import split
from fumikura.model.shapes import AnnotationHeader, ArticleHeader, NoteHeader
from shared_data import ROOT

MODELS = {"article": ArticleHeader, "annotation": AnnotationHeader, "note": NoteHeader}


def validator(name: str) -> Draft202012Validator:
    schema = json.loads(schemas()[f"{name}.schema.json"])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_an_editor_reads(text: str) -> Any:
    """YAML 1.2 as editors have it: dates are strings."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rules if not tag.endswith(":timestamp")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, loader)  # noqa: S506  a safe loader


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_has_every_field_of_its_model_and_no_other(name: str):
    schema = json.loads(schemas()[f"{name}.schema.json"])
    assert list(schema["properties"]) == list(MODELS[name].model_fields)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("article", "docs/articles/*/index.md"),
        ("annotation", "docs/articles/*/annotations/*.md"),
        ("note", "docs/notes/*.md"),
    ],
)
def test_every_page_of_this_archive_is_valid(name: str, pattern: str):
    paths = sorted(ROOT.glob(pattern))
    assert paths
    check = validator(name)
    for path in paths:
        header = "".join(split(path.read_text("utf-8"), str(path))[0].blocks.values())
        assert [error.message for error in check.iter_errors(as_an_editor_reads(header))] == [], path


def test_every_file_beside_a_source_is_valid():
    paths = sorted(ROOT.glob("saved/**/*.yml"))
    assert paths
    for path in paths:
        assert list(validator("source").iter_errors(as_an_editor_reads(path.read_text("utf-8")))) == [], path


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("article", {}),
        ("article", {"title": "A", "rights": "all"}),
        ("article", {"title": "A", "source": "note.com/x"}),
        ("article", {"title": "A", "published": "yesterday"}),
        ("article", {"title": "A", "former_ids": ["../x"]}),
        ("article", {"title": "A", "characters": -1}),
        ("annotation", {"by": "a"}),
        ("annotation", {"quote": "a", "orphan": "yes"}),
        ("note", {"title": ["a"]}),
    ],
)
def test_what_the_model_refuses_the_schema_refuses(name: str, wrong: dict[str, Any]):
    assert not validator(name).is_valid(wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"title": "A", "tags": "one"},
        {"title": "A", "tags": ["a", "b"]},
        {"title": "A", "published": 2024},
        {"title": "A", "mine": 1},
    ],
)
def test_what_people_write_is_taken(right: dict[str, Any]):
    assert validator("article").is_valid(right)


def test_fields_are_described_by_their_docstrings():
    schema = json.loads(schemas()["article.schema.json"])
    assert schema["properties"]["source"]["description"] == "The URL it was published at."
