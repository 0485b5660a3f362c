"""Front matter: the YAML header of a Markdown file, read strictly and written so that others leave it alone.

Read strictly: every plain scalar is a string (``12:34`` is no number, ``no`` is no boolean) or, if empty, ``null`` or
``~``, nothing; aliases, tags, doubled keys and unreadable headers are errors with a line. What a value means is for the
models to say (``shapes.py``).

Written with PyYAML's own rules for quoting, so that a YAML 1.1 reader sees the strings that we wrote; a change replaces
the lines of its key and no others.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from fumikura.errors import ContentError

Value = str | int | None | Sequence["Value"] | Mapping[str, "Value"]
"""What a header holds. Reading gives no ``int``; writing takes one."""

MAX_HEADER = 65_536
"""Characters of a header. Ours have some 1,000; a larger one is a mistake or an attack."""
MAX_DEPTH = 20
"""Nested lists and mappings in a header, so that no reader's stack is at stake."""

_HEADER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MAY_HIDE_MORE = re.compile(r"[&*\[{]|[ \t?:-]{12}")
"""What a header has in it that has anchors, aliases or deep nesting: a block lies deeper than the one around it by a
column at least, except for a list under its key. Wherever in a line, since YAML knows more line breaks than others."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper: Any = yaml.SafeDumper


class _StrictLoader(_Loader):  # type: ignore[misc]
    """Resolves nothing but strings and null."""

    yaml_implicit_resolvers = {  # noqa: RUF012  PyYAML's own name and shape
        first: [("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"))] for first in ("~", "n", "N", "")
    }


class _IndentedDumper(_Dumper):  # type: ignore[misc]
    """Lists are indented under their key, as Obsidian and Decap CMS write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A header as it was read."""

    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line of each key in the file, from 1."""
    blocks: Mapping[str, str] = field(default_factory=dict)
    """The text of each key with its value, as it stands in the file, ending in a line break."""
    body_line: int = 1
    """Line of the file on which the body begins."""

    def line(self, key: str) -> int:
        """Where to point for ``key``; the header's first line if it is missing."""
        return self.lines.get(key, 1)


def split(text: str, path: str) -> tuple[FrontMatter, str]:
    """Header and body of ``text``. A text without a header has an empty one.

    Raises ``ContentError`` naming ``path`` and the line for a header that cannot be read.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    match = _HEADER.match(text)
    if match is None:
        if re.match(r"---[ \t]*\n\S*?\w:", text):
            raise _fault(path, 1, "the front matter has no closing line", "end it with a line of three hyphens")
        return FrontMatter(), text
    header = match[1]
    body = text[match.end() :]
    body_line = text.count("\n", 0, match.end()) + 1
    front_matter = parse(header, path, first_line=2)
    return FrontMatter(front_matter.values, front_matter.lines, front_matter.blocks, body_line), body


def body_of(text: str) -> str:
    """What ``split`` gives as the body, without reading the header."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    match = _HEADER.match(text)
    return text[match.end() :] if match else text


def parse(header: str, path: str, first_line: int = 1) -> FrontMatter:
    """A YAML mapping of strings, as in a header or in the file beside a source. ``first_line``: see ``split``."""
    if len(header) > MAX_HEADER:
        raise _fault(path, first_line, f"the front matter is longer than {MAX_HEADER:,} characters", "shorten it")
    try:
        if _MAY_HIDE_MORE.search(header):
            _refuse_aliases(header, path, first_line)
        loader = _StrictLoader(header)
        try:
            node = loader.get_single_node()
            return _from_node(node, header, path, first_line)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise _fault(
            path, line, f"the front matter is not readable: {problem}", 'put values with ":" or "#" in quotes'
        ) from error


def render(values: Mapping[str, Value], blocks: Mapping[str, str] | None = None) -> str:
    """A header with its two ``---`` lines: ``values`` without the empty ones, then ``blocks`` as they are."""
    written = _dumped({key: value for key, value in values.items() if value not in (None, (), [], "")})
    kept = "".join(text if text.endswith("\n") else text + "\n" for text in (blocks or {}).values())
    return f"---\n{written}{kept}---\n"


def updated(text: str, changes: Mapping[str, Value], path: str) -> str:
    """``text`` with the lines of the changed keys replaced, new keys added at the end, and nothing else touched.

    A change to ``None`` removes the key.
    """
    front_matter, body = split(text, path)
    blocks = dict(front_matter.blocks)
    for key, value in changes.items():
        if value is None:
            blocks.pop(key, None)
        else:
            blocks[key] = block(key, value)
    return f"---\n{''.join(blocks.values())}---\n{body}"


def block(key: str, value: Value) -> str:
    """The lines of one key with its value, as they stand in a header."""
    return _dumped({key: value})


def _dumped(values: Mapping[str, Value]) -> str:
    if not values:
        return ""
    return str(
        yaml.dump(
            {key: _day(value) for key, value in values.items()},
            Dumper=_IndentedDumper,
            allow_unicode=True,
            sort_keys=False,
            default_flow_style=False,
            width=float("inf"),
        )
    )


def _day(value: Value) -> Any:
    """A day is written as a YAML date, so that it stands without quotes, as in Obsidian."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        with contextlib.suppress(ValueError):  # no such day: it stays a string, in quotes
            return dt.date.fromisoformat(value)
    return list(value) if isinstance(value, tuple) else value


def _refuse_aliases(header: str, path: str, first_line: int) -> None:
    """Aliases can blow ten lines up to gigabytes; nobody writes them by hand. Also bounds the depth."""
    depth = 0
    for event in yaml.parse(header, Loader=_Loader):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _fault(path, line, "YAML anchors and aliases are not read here", "write the value out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _fault(path, line, f"lists nested deeper than {MAX_DEPTH}", "flatten the value")


def _from_node(node: yaml.Node | None, header: str, path: str, first_line: int) -> FrontMatter:
    if node is None:
        return FrontMatter()
    if not isinstance(node, yaml.MappingNode):
        raise _fault(path, first_line, "the front matter is no list of keys", "write one `key: value` a line")
    if node.flow_style:
        raise _fault(path, first_line, "the front matter stands in braces", "write one `key: value` a line")
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = first_line + key_node.start_mark.line
        if not isinstance(key_node, yaml.ScalarNode):
            raise _fault(path, line, "a key of the front matter is no plain word", "give the key a name")
        key = key_node.value
        if key in values:
            raise _fault(path, line, f"`{key}` stands twice in the front matter", "keep one of the two")
        values[key] = _value(value_node, path, first_line)
        lines[key] = line
    rows = header.splitlines(keepends=True)
    starts = [line - first_line for line in lines.values()]
    ends = [*starts[1:], len(rows)]
    if starts:
        starts[0] = 0  # comments above the first key stay with it
    blocks = {key: "".join(rows[start:end]) for key, start, end in zip(lines, starts, ends, strict=True)}
    return FrontMatter(values, lines, blocks)


def _value(node: yaml.Node, path: str, first_line: int) -> Value:
    """A node as strings, lists and mappings. Tags such as ``!!python/name`` are refused, never followed."""
    line = first_line + node.start_mark.line
    if node.tag.startswith("!") or node.tag.startswith("tag:yaml.org,2002:python"):
        raise _fault(path, line, f"the tag {node.tag} is not read here", "write a plain value")
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag.endswith(":null") else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, path, first_line) for item in node.value]
    pairs = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _fault(path, line, "a key of the front matter is no plain word", "give the key a name")
        pairs[str(key.value)] = _value(value, path, first_line)
    return pairs


def _fault(path: str, line: int, problem: str, remedy: str) -> ContentError:
    return ContentError(path, line, problem, remedy, code="front-matter")
