"""EXIF -> the little of it that a published picture keeps: how it is to be turned, who made it, whose it is.

Place, time, camera, its serial number, maker's notes and preview pictures are not among that.
Source: TIFF 6.0, section 2 (the directory of fields); CIPA DC-008 (Exif 2.32), tables 4 and 5.
"""

from __future__ import annotations

import struct

ORIENTATION = 0x0112
_ARTIST = 0x013B
_COPYRIGHT = 0x8298
_GPS = 0x8825
PREFIX = b"Exif\0\0"
"""In front of the TIFF structure in JPEG, by mistake also in some WebP files."""
_MAX_FIELDS = 1000
_MAX_TEXT = 2000
"""Bytes of a name; what is longer is none."""


def essentials(exif: bytes, *, is_upright: bool = False) -> bytes:
    """A TIFF structure with orientation, artist and copyright of ``exif``, as far as it has them; empty if it has
    none, or cannot be read. Orientation 1, upright, goes without saying.

    ``is_upright``: the picture has been turned, so that its orientation is not true any more.
    """
    fields = _fields(exif)
    turned = 1 if is_upright else orientation(exif)
    entries: list[tuple[int, int, bytes]] = [(ORIENTATION, 3, struct.pack(">H", turned))] if turned != 1 else []
    for tag in (_ARTIST, _COPYRIGHT):
        text = fields.get(tag, (0, b""))[1].rstrip(b"\0 ")
        if text and len(text) <= _MAX_TEXT:
            entries.append((tag, 2, text + b"\0"))
    return _written(entries) if entries else b""


def orientation(exif: bytes) -> int:
    """1 to 8 as in TIFF 6.0; 1, upright, where it is not said."""
    order = _order(exif.removeprefix(PREFIX))
    kind, value = _fields(exif).get(ORIENTATION, (0, b""))
    if order is None or kind != 3 or len(value) != 2:
        return 1
    number = int(struct.unpack(f"{order}H", value)[0])
    return number if 1 <= number <= 8 else 1


def has_location(exif: bytes) -> bool:
    """Whether there is a directory of GPS fields."""
    return _GPS in _fields(exif)


def _order(exif: bytes) -> str | None:
    return {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])


def _fields(exif: bytes) -> dict[int, tuple[int, bytes]]:
    """Type and value of each field of the first directory, as far as they are short integers, texts or offsets."""
    data = exif.removeprefix(PREFIX)
    order = _order(data)
    found: dict[int, tuple[int, bytes]] = {}
    if order is None or len(data) < 8:
        return found
    start = struct.unpack_from(f"{order}I", data, 4)[0]
    if start + 2 > len(data):
        return found
    for index in range(min(struct.unpack_from(f"{order}H", data, start)[0], _MAX_FIELDS)):
        place = start + 2 + 12 * index
        if place + 12 > len(data):
            break
        tag, kind, count = struct.unpack_from(f"{order}HHI", data, place)
        size = {2: 1, 3: 2, 4: 4}.get(kind, 0) * count
        at = place + 8 if size <= 4 else struct.unpack_from(f"{order}I", data, place + 8)[0]
        if kind in {2, 3, 4} and size <= _MAX_TEXT and at + size <= len(data):
            found.setdefault(tag, (kind, data[at : at + size]))
    return found


def _written(entries: list[tuple[int, int, bytes]]) -> bytes:
    """A TIFF structure of one directory; ``entries``: tag, type and value, in ascending order of their tags."""
    behind = 8 + 2 + 12 * len(entries) + 4
    directory, values = struct.pack(">H", len(entries)), b""
    for tag, kind, value in entries:
        count = len(value) // {2: 1, 3: 2}[kind]
        if len(value) <= 4:
            directory += struct.pack(">HHI", tag, kind, count) + value.ljust(4, b"\0")
        else:
            directory += struct.pack(">HHII", tag, kind, count, behind + len(values))
            values += value + b"\0" * (len(value) % 2)
    return b"MM\0*" + struct.pack(">I", 8) + directory + b"\0\0\0\0" + values
