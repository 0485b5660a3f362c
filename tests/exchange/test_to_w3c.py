"""Annotations as W3C JSON-LD: valid by the W3C's own tests, and with nothing lost."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from fumikura.exchange.to_w3c import annotation_page, iri
from fumikura.library.library import ArticleEntry
from fumikura.model.annotations import parse_annotation
from fumikura.model.dates import iso_moment
from fumikura.model.shapes import ArticleHeader
from fumikura.text.anchors import Anchor
from shared_data import shared

if TYPE_CHECKING:
    from collections.abc import Iterator

SUITE = shared("w3c-web-annotation-tests")
SITE = "https://archive.example/fk/"
ID = "20261003T001200Z-qt22yq"

ANNOTATIONS = {
    "comment": "quote: 夜の話\nprefix: 核の話。\nsuffix: 。 核\nstart: 4\ntext: 5ea0ab3ebd31d5f4\nby: 葵\n"
    "created: '2026-10-03T00:12:00Z'\nmodified: 2026-10-04T00:12Z\ntags:\n  - 夜\n---\n眠い。\n",
    "highlight": "quote: 夜の話\nmotivation: highlighting\n---\n",
    "reply": "reply_to: 20261003T001200Z-aaaaaa\nby: B\nmotivation: replying\n---\nYes.\n",
    "reply with a quote": "reply_to: 20261003T001200Z-aaaaaa\nquote: 夜\n---\nYes.\n",
    "page note": "target: article\nmotivation: describing\n---\nAll of it.\n",
    "another tool's motivation": "quote: 夜\nmotivation: cito:disagreesWith\n---\nNo.\n",
    "tags alone": "quote: 夜\nmotivation: tagging\ntags: [a, b]\n---\n",
    "foreign": "quote: 夜\ncanonical: urn:x:1\nw3c:\n  via: '\"https://via.example/1\"'\n"
    '  audience: \'{"type": "Audience"}\'\nmood: glad\n---\n',
}


def article(*annotations: str, rights: str = "full", **fields: str) -> ArticleEntry:
    header = ArticleHeader.model_validate({"title": "A", "source": "https://a.example/x", **fields})
    parsed = []
    for number, text in enumerate(annotations):
        annotation, findings = parse_annotation(f"---\n{text}", "a", f"{ID[:-1]}{'abcdefghi'[number]}", "a.md")
        assert findings == []
        parsed.append(annotation)
    return ArticleEntry("a", "docs/articles/a/index.md", "articles/a/index.md", header, rights, tuple(parsed))  # type: ignore[arg-type]


def exported(text: str, anchor: Anchor | None = None, site_url: str | None = SITE, **fields: str) -> dict[str, Any]:
    entry = article(text, **fields)
    (item,) = annotation_page(entry, {entry.annotations[0].id: anchor} if anchor else {}, site_url)["items"]
    return item


def folded(schema: Any) -> Any:
    """Draft 4 passes over what stands beside ``$ref``; the W3C's tests mean it to count."""
    if isinstance(schema, list):
        return [folded(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: folded(value) for key, value in schema.items()}
    if isinstance(inner.get("$ref"), str) and len(inner) > 1:
        beside = {key: value for key, value in inner.items() if key not in {"$ref", "id", "$schema"}}
        named = {key: inner[key] for key in ("id", "$schema") if key in inner}
        return {**named, "allOf": [{"$ref": inner["$ref"]}, beside]}
    return inner


@pytest.fixture(scope="module")
def musts() -> list[tuple[str, Any]]:
    if not SUITE.is_dir():
        pytest.skip("the W3C's tests are not part of the project")
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    from referencing.jsonschema import DRAFT4  # noqa: PLC0415

    checker = jsonschema.FormatChecker(formats=())
    checker.checks("uri")(
        lambda value: not isinstance(value, str) or re.fullmatch(r"[A-Za-z][\w+.-]*:[^\s<>\"{}|\\^`]+", value)
    )
    checker.checks("date-time", raises=ValueError)(
        lambda value: not isinstance(value, str) or (bool(iso_moment(value)) and value.count(":") >= 2)
    )
    definitions = {path.name: folded(json.loads(path.read_text("utf-8"))) for path in SUITE.glob("definitions/*.json")}
    resources = [(name, DRAFT4.create_resource(schema)) for name, schema in definitions.items()]
    registry = referencing.Registry().with_resources(resources)
    listed = json.loads((SUITE / "annotations/annotationMusts.test").read_text("utf-8"))["assertions"]
    schemas = [(name, folded(json.loads((SUITE / name).read_text("utf-8")))) for name in listed]
    return [
        (name, jsonschema.Draft4Validator(schema, registry=registry, format_checker=checker))
        for name, schema in schemas
    ]


def test_there_are_54_musts(musts: list[tuple[str, Any]]):
    assert len(musts) == 54


@pytest.mark.parametrize("name", list(ANNOTATIONS))
@pytest.mark.parametrize("site_url", [SITE, None])
@pytest.mark.parametrize("created", ["2025-03-10", "2025", "2025-03-10T09:00:00+09:00", "2025-03-10T09:30", ""])
def test_every_annotation_passes_every_must_of_the_w3c(
    name: str, site_url: str | None, created: str, musts: list[tuple[str, Any]]
):
    for anchor in (Anchor("exact", 4, 7, 1.0), None):
        annotation = exported(ANNOTATIONS[name], anchor, site_url, created=created)
        faults = [must for must, validator in musts if not validator.is_valid(annotation)]
        assert faults == []


def test_the_musts_find_what_is_wrong(musts: list[tuple[str, Any]]):
    good = exported(ANNOTATIONS["comment"], Anchor("exact", 4, 7, 1.0))
    for key, wrong in {"id": "no iri", "created": "yesterday", "target": 1, "@context": "x", "canonical": "x"}.items():
        assert not all(validator.is_valid({**good, key: wrong}) for _, validator in musts), key


def test_an_annotation_says_who_what_and_where():
    assert exported(ANNOTATIONS["comment"], Anchor("moved", 9, 12, 1.0), created="2025-03-10T09:00:00Z") == {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"fumikura": "urn:fumikura:field:"}],
        "id": f"{SITE}articles/a/#a-20261003T001200Z-qt22ya",
        "type": "Annotation",
        "motivation": "commenting",
        "created": "2026-10-03T00:12:00Z",
        "modified": "2026-10-04T00:12:00+00:00",
        "creator": {"type": "Person", "name": "葵"},
        "body": [
            {"type": "TextualBody", "value": "眠い。", "format": "text/markdown", "purpose": "commenting"},
            {"type": "TextualBody", "value": "夜", "purpose": "tagging"},
        ],
        "target": {
            "type": "SpecificResource",
            "source": "https://a.example/x",
            "selector": [
                {"type": "TextQuoteSelector", "exact": "夜の話", "prefix": "核の話。", "suffix": "。 核"},
                {"type": "TextPositionSelector", "start": 9, "end": 12},
            ],
            "state": {
                "type": "TimeState",
                "sourceDate": "2025-03-10T09:00:00Z",
                "cached": f"{SITE}articles/a/",
            },
        },
        "fumikura:text": "5ea0ab3ebd31d5f4",
        "fumikura:start": 4,
        "fumikura:article": "A",
    }


def test_a_day_without_a_time_zone_is_the_span_in_which_it_lies_anywhere():
    state = exported(ANNOTATIONS["highlight"], created="2024-02")["target"]["state"]
    assert (state["sourceDateStart"], state["sourceDateEnd"]) == ("2024-01-31T10:00:00Z", "2024-03-01T11:59:59Z")


def test_a_reply_is_about_what_it_answers():
    assert exported(ANNOTATIONS["reply"])["target"] == iri("a", "20261003T001200Z-aaaaaa", SITE)
    target = exported(ANNOTATIONS["reply with a quote"], site_url=None)["target"]
    assert target[0] == "urn:fumikura:a:20261003T001200Z-aaaaaa"
    assert target[1]["selector"] == [{"type": "TextQuoteSelector", "exact": "夜"}]


def test_a_motivation_that_the_w3c_does_not_list_is_kept():
    annotation = exported(ANNOTATIONS["another tool's motivation"])
    assert annotation["motivation"] == "cito:disagreesWith"
    assert annotation["body"][0]["purpose"] == "commenting"


def test_no_key_is_lost():
    annotation = exported(ANNOTATIONS["foreign"])
    assert annotation["via"] == "https://via.example/1"
    assert annotation["audience"] == {"type": "Audience"}
    assert annotation["canonical"] == "urn:x:1"
    assert annotation["fumikura:mood"] == "glad"


@pytest.mark.parametrize("name", list(ANNOTATIONS))
def test_every_value_of_the_file_is_in_the_export(name: str):
    said = json.dumps(exported(ANNOTATIONS[name]), ensure_ascii=False)
    entry = article(ANNOTATIONS[name])
    for key, value in entry.annotations[0].header.model_dump(exclude_none=True, exclude={"w3c", "target"}).items():
        for one in value if isinstance(value, tuple) else [value]:
            assert str(one).removesuffix("Z") in said, key
    assert json.dumps(entry.annotations[0].comment, ensure_ascii=False) in said or not entry.annotations[0].comment


def test_of_an_excerpt_nothing_but_the_quote_is_given_away():
    text = ANNOTATIONS["comment"].replace(
        "---\n", "hypothesis:\n  target: '[\"核の話。夜の話\"]'\nw3c:\n  target: '\"核の話。夜\"'\n---\n"
    )
    said = json.dumps(exported(text, Anchor("exact", 4, 7, 1.0), rights="excerpt", created="2025"), ensure_ascii=False)
    assert "核" not in said
    assert "cached" not in said


def walk(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


def test_a_page_names_itself_and_all_its_annotations_in_order():
    page = annotation_page(article(ANNOTATIONS["comment"], ANNOTATIONS["reply"]), {}, SITE)
    assert (page["type"], page["id"]) == ("AnnotationPage", f"{SITE}articles/a/annotations.jsonld")
    assert [one["id"][-1] for one in page["items"]] == ["a", "b"]
    assert None not in list(walk(page))
