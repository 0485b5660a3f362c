"""JSON from strangers, read with limits; and JSON values that stand in front matter until they are asked for again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_DEPTH = 50
"""Lists and objects within each other; annotations need some ten, and every reader's stack is finite."""

_PLAIN_KEY = re.compile(r"[A-Za-z_$@][\w:$@.-]{0,99}", re.ASCII)
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""Half a surrogate pair, which UTF-8 cannot hold, and what YAML takes for a line break or for nothing."""


def read_json(text: str, name: str) -> Any:
    """The value of a JSON text. Raises ``ContentError`` with the line for what is none, or nested too deeply."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise _fault(name, error.lineno, f"no JSON: {error.msg[0].lower()}{error.msg[1:]}") from error
    except RecursionError as error:
        raise _fault(name, 1, f"JSON nested deeper than {MAX_DEPTH}") from error
    except ValueError as error:  # a number of more digits than Python takes, or NaN
        raise _fault(name, 1, f"no JSON: {error}") from error
    if _is_deeper(value, MAX_DEPTH):
        raise _fault(name, 1, f"JSON nested deeper than {MAX_DEPTH}")
    return value


def as_front_matter(values: Mapping[str, Any]) -> dict[str, str]:
    """JSON values as lines of front matter: each as JSON text, under its key.

    A key that is no plain word is written as JSON too; a plain one never begins with a quotation mark.
    """
    return {key if _PLAIN_KEY.fullmatch(key) else _dumped(key): _dumped(value) for key, value in values.items()}


def from_front_matter(value: Any) -> dict[str, Any]:
    """The way back. What a person has written there instead of JSON is a string."""
    if not isinstance(value, dict):
        return {}
    return {
        str(_value(key)) if key.startswith('"') else key: _value(text)
        for key, text in value.items()
        if isinstance(key, str)
    }


def objects(value: Any) -> list[dict[str, Any]]:
    """``value`` as a list of the JSON objects in it: one, a list of them, or none."""
    return [one for one in as_list(value) if isinstance(one, dict)]


def as_list(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as a list of one: JSON-LD does not tell these apart."""
    return value if isinstance(value, list) else [] if value is None else [value]


def text_of(value: Any) -> str:
    """A string as it is; anything else is no text."""
    return value if isinstance(value, str) else ""


def texts(value: Any) -> list[str]:
    """The strings of a list, or the one string."""
    return [one for one in as_list(value) if isinstance(one, str)]


def _dumped(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _value(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text
    return text if _is_deeper(value, MAX_DEPTH) else value


def _is_deeper(value: Any, limit: int) -> bool:
    level: Iterable[Any] = [value]
    for _ in range(limit + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, list | dict)
        ]
        if not level:
            return False
    return True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _fault(name: str, line: int, problem: str) -> ContentError:
    return ContentError(name, line, problem, "export it again; the file may be cut off", "json")
