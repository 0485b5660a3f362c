"""Fields that a person gives: in a YAML file beside the source, or as options of the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError, UsageError
from fumikura.model.front_matter import FrontMatter, parse
from fumikura.model.shapes import ArticleHeader, read_header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.sources.source import Fields

FIELDS = (
    "title",
    "source",
    "author",
    "published",
    "created",
    "description",
    "tags",
    "site",
    "lang",
    "rights",
    "license",
    "cover",
)
"""What a person or a source can say, in the order in which a page carries it."""
STATES = {"kind": "link", "publication": "draft", "incomplete": "paywall"}
"""What only an importer says, each with its one value: the same key with another value is the keeper's own."""
COMPUTED = ("characters", "original", "sha256", "converter")
"""What Fumikura works out itself."""


def read_companion(text: str, path: str) -> tuple[Fields, Mapping[str, str]]:
    """Our fields in the YAML file beside a source, and its other keys, each with its lines as they stand.

    Raises ``ContentError`` with the line for YAML that cannot be read and for a value that cannot be.
    """
    front_matter = parse(text, path)
    for key in COMPUTED:
        if key in front_matter.values:
            line = front_matter.line(key)
            raise ContentError(path, line, f"`{key}` is worked out, not given", "remove the line", "front-matter")
    kept = {key: block for key, block in front_matter.blocks.items() if key not in FIELDS}
    return checked(front_matter, path), kept


def read_options(values: Mapping[str, Any]) -> Fields:
    """The same for options, already strings or lists of strings; None and empty ones are not given.

    Raises ``UsageError`` for a value that cannot be.
    """
    present = {key: value for key, value in values.items() if value}
    try:
        return checked(FrontMatter(present), "")
    except ContentError as error:
        raise UsageError(error.problem.replace("`", "--", 1).replace("`", "", 1)) from error


def checked(front_matter: FrontMatter, path: str) -> Fields:
    """Our fields among ``front_matter``'s, as the model of an article holds them. Raises ``ContentError``."""
    ours = {key: front_matter.values[key] for key in FIELDS if front_matter.values.get(key) not in (None, "", [])}
    # The model asks for a title; here it may be missing.
    complete = FrontMatter({"title": "-", **ours}, front_matter.lines)
    header, findings = read_header(ArticleHeader, complete, path)
    if header is None:
        first = findings[0]
        raise ContentError(path, first.line, first.message, first.remedy, first.code)
    values = {key: getattr(header, key) for key in FIELDS if key in ours}
    return {key: value for key, value in values.items() if value}
