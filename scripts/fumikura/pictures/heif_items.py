"""An AVIF picture -> the same with its metadata blanked: EXIF and XMP are items of the file, like the picture.

The bytes of those items are written over where they stand; every offset in the file stays true. How the picture is
turned stands in properties of its own (``irot``, ``imir``), which stay.
Source: ISO/IEC 14496-12, 8.11.3 (``iloc``) and 8.11.6 (``iinf``); ISO/IEC 23008-12, annex A.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_ITEMS = 10_000
_EXIF = int.from_bytes(b"Exif")
_METADATA = frozenset({_EXIF, int.from_bytes(b"mime"), int.from_bytes(b"uri ")})
_EMPTY_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
"""Where the TIFF structure begins, then one with a directory of no fields."""


def blanked(data: bytes) -> bytes:
    """``data`` with nothing in its EXIF and XMP items. Raises ``ValueError``, ``IndexError`` or ``struct.error`` where
    the list of items cannot be read."""
    meta = next(((start, end) for name, start, end in _boxes(data, 0, len(data)) if name == b"meta"), None)
    if meta is None:
        return data  # a mere sequence of frames: it has no items
    boxes = {name: (start, end) for name, start, end in _boxes(data, meta[0] + 4, meta[1])}
    if b"iinf" not in boxes or b"iloc" not in boxes:
        return data
    hidden = dict(_metadata_items(data, *boxes[b"iinf"]))
    inside = boxes.get(b"idat", (0, 0))[0]
    out = bytearray(data)
    for item, method, offset, length in _extents(_Reader(data, *boxes[b"iloc"])):
        if item in hidden:
            start = offset + (inside if method == 1 else 0)
            end = min(start + length, len(out)) if length else len(out)
            if start < end:
                out[start:end] = _nothing(hidden[item], end - start)
    return bytes(out)


def _nothing(kind: int, size: int) -> bytes:
    """What stands in an item in the place of metadata. Some readers want an EXIF item to be one."""
    return _EMPTY_EXIF[:size].ljust(size, b"\0") if kind == _EXIF else b" " * size


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name of each box, and where its content begins and ends."""
    while start + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        elif size == 0:
            size = end - start
        if size < head:
            raise ValueError("a box without length")
        yield name, start + head, min(start + size, end)
        start += size


def _metadata_items(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Ids and types of the items of type ``Exif``, and of ``mime`` ones (XMP)."""
    first = start + (6 if data[start] == 0 else 8)
    for name, inner, _ in _boxes(data, first, end):
        if name != b"infe":
            continue
        reader = _Reader(data, inner, end)
        version = reader.number(1)
        reader.number(3)
        if version < 2:
            raise ValueError("a list of items of an old kind")
        item = reader.number(2 if version == 2 else 4)
        reader.number(2)
        kind = reader.number(4)
        if kind in _METADATA:
            yield item, kind


class _Reader:
    """Numbers one after another."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self._data = data
        self._place = start
        self._end = end

    def number(self, size: int) -> int:
        """The next ``size`` bytes as a number; 0 for none."""
        if self._place + size > self._end:
            raise ValueError("a list of items that is cut short")
        self._place += size
        return int.from_bytes(self._data[self._place - size : self._place])


def _extents(reader: _Reader) -> Iterator[tuple[int, int, int, int]]:
    """Item, how its offset is meant (0: from the file's beginning, 1: from that of ``idat``), offset and length."""
    version = reader.number(1)
    reader.number(3)
    sizes, more = reader.number(1), reader.number(1)
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    index_size = more & 15 if version in {1, 2} else 0
    wide = 4 if version == 2 else 2
    count = reader.number(wide)
    if count > _MAX_ITEMS or version > 2:
        raise ValueError("a list of items of an unknown kind")
    for _ in range(count):
        item = reader.number(wide)
        method = reader.number(2) & 15 if version in {1, 2} else 0
        reader.number(2)
        base = reader.number(base_size)
        for _ in range(reader.number(2)):
            reader.number(index_size)
            offset = reader.number(offset_size)
            yield item, method, base + offset, reader.number(length_size)
