"""The models of front matter -> JSON Schemas for editors (draft 2020-12).

What a person may write is a little wider than what a model holds: one tag stands without a list, ``true`` is a boolean
in an editor. Descriptions are the fields' docstrings.
"""

from __future__ import annotations

import ast
import functools
import inspect
import json
from typing import TYPE_CHECKING, Any

from fumikura.model.shapes import MOTIVATIONS, AnnotationHeader, ArticleHeader, NoteHeader
from fumikura.sources.given import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_DATE = {
    "type": ["string", "integer"],
    "pattern": r"^\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}.*)?)?)?$",
}
"""ISO 8601, as precise as is known: a year (to YAML a number), a month, a day, a moment."""
_OF_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "source": {"pattern": "^https?://"},
    "published": _DATE,
    "created": _DATE,
    "created_local": _DATE,
    "modified": _DATE,
    "motivation": {"examples": list(MOTIVATIONS)},
}
"""What the models say in code, which a schema has no other way to learn."""


def schemas() -> dict[str, str]:
    """The text of each schema, by its file's name."""
    article = _schema(ArticleHeader, "Front matter of an article")
    given = {key: value for key, value in article["properties"].items() if key in FIELDS}
    companion = {**article, "title": "The file beside a source", "properties": given}
    companion.pop("required")  # what the source says itself need not stand beside it
    made = {
        "article": article,
        "annotation": _schema(AnnotationHeader, "Front matter of an annotation"),
        "note": _schema(NoteHeader, "Front matter of a note"),
        "source": companion,
    }
    return {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in made.items()
    }


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    generated = model.model_json_schema()
    said = _docstrings(model)
    properties = {
        name: _property(name, one) | ({"description": said[name]} if name in said else {})
        for name, one in generated["properties"].items()
    }
    required = {"required": generated["required"]} if "required" in generated else {}
    either = (
        {"anyOf": [{"required": [name]} for name in ("quote", "reply_to", "target")]}
        if model is AnnotationHeader
        else {}
    )
    return {"$schema": DRAFT, "title": title, "type": "object", "properties": properties, **required, **either}


def _property(name: str, generated: Mapping[str, Any]) -> dict[str, Any]:
    """One field, without what only Python has: its title, and the null that stands for a missing key."""
    if generated.get("type") == "array":
        return {"anyOf": [generated["items"], {"type": "array", "items": generated["items"]}]}
    kept = {key: value for key, value in generated.items() if key not in {"title", "default", "description"}}
    options = [one for one in kept.pop("anyOf", ()) if one.get("type") != "null"]
    merged = {**(options[0] if len(options) == 1 else {"anyOf": options} if options else {}), **kept}
    return {**merged, **_OF_FIELDS.get(name, {})}


@functools.cache
def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """The strings under the fields. Read from the source here, since pydantic would do so whenever it is imported."""
    found: dict[str, str] = {}
    (body,) = (one.body for one in ast.parse(inspect.getsource(model)).body if isinstance(one, ast.ClassDef))
    for field, after in zip(body, body[1:], strict=False):
        is_text = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and is_text:
            text = ast.literal_eval(after.value)  # type: ignore[attr-defined]
            found[field.target.id] = " ".join(str(text).replace("``", "`").split())
    return found
