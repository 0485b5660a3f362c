"""A large JSON file -> the items of one list in it, one after the other, so that memory holds one of them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.sources.source import Source

_SPACE = re.compile(r"[ \t\n\r]*")
_HEAD = 2000


def has_keys(source: Source, *keys: str, within: str | None = None) -> bool:
    """Whether the file begins like JSON whose first object, or first object in the list ``within``, has ``keys``.

    Only the beginning is looked at: the keys have to stand among its first characters.
    """
    head = source.text[:_HEAD].lstrip()
    opening = r"\[\s*\{" if within is None else r"\{"
    if not re.match(opening, head) or (within is not None and f'"{within}"' not in head):
        return False
    return all(re.search(rf'"{re.escape(key)}"\s*:', source.text[: 20 * _HEAD]) for key in keys)


def items(source: Source, key: str | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of the list that the file is, or that stands in it under ``key``, each with its line.

    Raises ``ContentError`` with the line for what cannot be read, after the items before it.
    """
    text = source.text
    at = _skip(text, 0)
    if key is not None:
        at = _list_under(text, at, key, source)
    if text[at : at + 1] != "[":
        raise _fault(source, at, "there is no list where the export has its entries")
    at = _skip(text, at + 1)
    line, counted = 1, 0
    while text[at : at + 1] != "]":
        line, counted = line + text.count("\n", counted, at), at
        value, at = _value(text, at, source)
        if isinstance(value, dict):
            yield line, value
        at = _separated(text, at, "]", source)


def text_in(value: Any, *keys: str) -> str | None:
    """The first of ``keys`` under which an object has a text that is not blank, or a number."""
    for key in keys:
        found = value.get(key) if isinstance(value, dict) else None
        if isinstance(found, str) and found.strip():
            return found.strip()
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
    return None


def list_in(value: Any, key: str) -> list[Any]:
    """The list under ``key``; empty where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def labels_in(value: Any, key: str) -> tuple[str, ...]:
    """The words of a list of texts, or of objects with a ``name`` or ``label``."""
    words = (one if isinstance(one, str) else text_in(one, "name", "label", "title") for one in list_in(value, key))
    return tuple(word for word in words if word)


def _list_under(text: str, at: int, key: str, source: Source) -> int:
    if text[at : at + 1] != "{":
        raise _fault(source, at, "the export does not begin with an object")
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        name, at = _value(text, at, source)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise _fault(source, at, "a colon is missing")
        at = _skip(text, at + 1)
        if name == key:
            return at
        _, at = _value(text, at, source)
        at = _separated(text, at, "}", source)
    raise _fault(source, at, f"there is no `{key}` in the export")


def _value(text: str, at: int, source: Source) -> tuple[Any, int]:
    try:
        return json.JSONDecoder().raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _fault(source, error.pos, error.msg) from error
    except RecursionError as error:
        raise _fault(source, at, "it is nested too deep") from error


def _separated(text: str, at: int, end: str, source: Source) -> int:
    """Where the next item begins, or the list ends."""
    at = _skip(text, at)
    if text[at : at + 1] == ",":
        return _skip(text, at + 1)
    if text[at : at + 1] != end:
        raise _fault(source, at, "the file ends in the middle" if at >= len(text) else "a comma is missing")
    return at


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _fault(source: Source, at: int, problem: str) -> ContentError:
    line = source.text.count("\n", 0, at) + 1
    remedy = "download or export it again; what stands before this line is read"
    return ContentError(source.name, line, f"not readable as JSON: {problem}", remedy, "json")
