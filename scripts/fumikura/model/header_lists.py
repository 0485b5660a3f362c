"""One list in front matter -> the same with an item renamed, in the style that it was written in.

``tags: [核, 政策]`` stays in brackets, a list of lines stays one; all other lines, line ends and comments stay as they
are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from fumikura.model.front_matter import split
from fumikura.model.shapes import labels

if TYPE_CHECKING:
    from collections.abc import Callable


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same as ``front_matter.py`` has: the two of PyYAML do not take quite the same texts."""


@dataclass(frozen=True, slots=True)
class _Item:
    value: str
    start: int
    end: int
    line: int
    """From 0, within the block."""


def with_item(text: str, key: str, is_old: Callable[[str], bool], new: str, path: str) -> str:
    """``text``, a whole file, with those items of the list ``key`` that are old replaced by ``new``, which stands there
    once. A value that is no list counts as a list of one.

    Raises ``ContentError`` naming ``path`` for a header that cannot be read.
    """
    front_matter, _ = split(text, path)
    block = front_matter.blocks.get(key)
    if block is None:
        return text
    changed = _changed(block, is_old, new)
    if changed == block:
        return text
    keys = list(front_matter.blocks)
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    first = plain.index("\n") + 1 + sum(len(front_matter.blocks[one]) for one in keys[: keys.index(key)])
    start, end = (_place(text, offset) for offset in (first, first + len(block)))
    if "\r\n" in text[start:end]:
        changed = changed.replace("\n", "\r\n")
    return text[:start] + changed + text[end:]


def _place(text: str, offset: int) -> int:
    """Where in ``text`` that is what stands at ``offset`` once line ends are of one kind and the byte order mark is
    gone."""
    at = len(text) - len(text.removeprefix("\ufeff"))
    for part in text[at:].split("\r\n"):
        if offset <= len(part):
            break
        offset -= len(part) + 1
        at += len(part) + 2
    return at + offset


def _changed(block: str, is_old: Callable[[str], bool], new: str) -> str:
    mapping: Any = yaml.compose(block, Loader=_LOADER)
    ((_, node),) = mapping.value
    is_list = isinstance(node, yaml.SequenceNode)
    nodes = node.value if is_list else [node]
    items = [_item(one) for one in nodes if isinstance(one, yaml.ScalarNode)]
    old = [index for index, one in enumerate(items) if is_old(one.value)]
    if not old:
        return block
    is_there = any(labels([one.value]) == (new,) for index, one in enumerate(items) if index not in old)
    kept = None if is_there else old[0]
    for index in reversed(old):
        one = items[index]
        if index == kept:
            block = block[: one.start] + _scalar(new) + block[one.end :]
        elif is_list and node.flow_style:
            block = _without(block, items, index)
        else:
            block = _without_line(block, one)
    return block


def _item(node: yaml.ScalarNode) -> _Item:
    return _Item(str(node.value), node.start_mark.index, node.end_mark.index, node.start_mark.line)


def _without(block: str, items: list[_Item], index: int) -> str:
    """An item in brackets goes with the comma before it, or, where it is the first, with the one after it."""
    if index > 0:
        return block[: items[index - 1].end] + block[items[index].end :]
    following = items[1].start if len(items) > 1 else items[0].end
    return block[: items[0].start] + block[following:]


def _without_line(block: str, one: _Item) -> str:
    lines = block.split("\n")
    count = block.count("\n", one.start, one.end) + 1
    return "\n".join([*lines[: one.line], *lines[one.line + count :]])


def _scalar(text: str) -> str:
    """``text`` as it may stand in brackets and out of them."""
    dumped = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=float("inf"))
    return str(dumped).strip()[1:-1]
