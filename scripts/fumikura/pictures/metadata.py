"""A picture -> the same picture without what it tells besides: where and when it was taken, with what, by what program.

Nothing is decoded: whole segments of the file are left out, so that no pixel changes, colour profiles stay, and what
is animated stays so. From EXIF remain orientation, artist and copyright (``exif.py``), since a picture would lie on
its side without the first, and the others are owed to its maker.

Source: ITU-T T.81 annex B (JPEG), W3C PNG third edition 5 and 11, RFC 9649 (WebP), GIF89a, ISO/IEC 23008-12 and
14496-12 (AVIF).
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

from fumikura.pictures import exif
from fumikura.pictures.heif_items import blanked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
"""Within the coded data of a JPEG, where FF 00 is a byte FF and D0 to D7 restart the decoder."""
_KEPT_SEGMENTS = {
    0xE0: (b"JFIF\0",),
    0xE2: (b"ICC_PROFILE\0",),
    0xEE: (b"Adobe",),
}
"""JPEG's APPn that say how colours are meant."""
_KEPT_CHUNKS = frozenset(
    b"tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI mDCv cLLi sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT".split()
)
"""PNG's chunks that say how a picture looks, beside the critical ones."""
_KEPT_TEXTS = (b"Author\0", b"Copyright\0")
_KEPT_EXTENSIONS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
"""GIF's application extensions for repeating, and for a colour profile."""


class Unreadable(Exception):  # noqa: N818  it says what the picture is
    """The picture is broken before the first of its pixels."""


def without_metadata(data: bytes, kind: str) -> bytes:
    """``data`` without metadata, and the very same bytes if there is none. ``kind`` as ``picture_files.kind`` says.

    What is cut short stays so: a browser shows its beginning. Raises ``Unreadable`` where not even that can be.
    """
    strip = _STRIPPERS.get(kind)
    try:
        return data if strip is None else strip(data)
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable(str(error)) from error


def has_location(data: bytes, kind: str) -> bool:
    """Whether the metadata of a picture say where it was taken, in EXIF or in XMP."""
    structures: Iterator[bytes] = iter(())
    if kind == "jpg":
        structures = (body for marker, body in _segments(data) if marker == 0xE1)
    elif kind == "png":
        structures = (exif.PREFIX + body for name, body, _ in _chunks(data) if name == b"eXIf")
    elif kind == "webp":
        structures = (exif.PREFIX + body.removeprefix(exif.PREFIX) for name, body in _riff(data) if name == b"EXIF")
    try:
        stripped = without_metadata(data, kind)
        told = any(exif.has_location(one) for one in structures)
    except (Unreadable, struct.error, IndexError):
        return False
    return told or (len(stripped) < len(data) and re.search(rb"exif:GPSL(?:at|ong)itude\b", data) is not None)


def _jpeg(data: bytes) -> bytes:
    out = [b"\xff\xd8"]
    for marker, body in _segments(data):
        if marker == 0:  # coded pixels
            out.append(body)
        elif marker == 0xE1 and body.startswith(exif.PREFIX):
            kept = exif.essentials(body)
            out += [_segment(0xE1, exif.PREFIX + kept)] if kept else []
        elif marker == 0xFE or (0xE0 <= marker <= 0xEF and not body.startswith(_KEPT_SEGMENTS.get(marker, ()))):
            continue
        elif marker == 0xD9:
            out.append(b"\xff\xd9")
        else:
            out.append(_segment(marker, body))
    return b"".join(out)


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment; coded pixels as marker 0. Ends after the end of the picture: what some
    cameras put behind it are further pictures with metadata of their own."""
    place = 2
    has_pixels = False
    while place < len(data):
        if data[place] != 0xFF:
            raise ValueError("no marker where one has to be")
        while place < len(data) and data[place] == 0xFF:
            place += 1
        if place == len(data):
            break
        marker = data[place]
        if marker == 0xD9:
            yield marker, b""
            break
        if len(data) < place + 3 or len(data) < place + 1 + struct.unpack_from(">H", data, place + 1)[0]:
            break
        size = struct.unpack_from(">H", data, place + 1)[0]
        if marker == 0 or size < 2:
            raise ValueError("a segment without marker or length")
        yield marker, data[place + 3 : place + 1 + size]
        place += 1 + size
        if marker == 0xDA:
            has_pixels = True
            following = _NEXT_MARKER.search(data, place)
            end = following.start() if following else len(data)
            yield 0, data[place:end]
            place = end
    if not has_pixels:
        raise ValueError("no pixels")


def _png(data: bytes) -> bytes:
    out = [data[:8]]
    has_pixels = False
    for name, body, raw in _chunks(data):
        has_pixels = has_pixels or name == b"IDAT"
        if name == b"eXIf":
            kept = exif.essentials(body)
            out += [_chunk(name, kept)] if kept else []
        elif name in {b"tEXt", b"iTXt", b"zTXt"}:
            out += [raw] if body.startswith(_KEPT_TEXTS) else []
        elif name[:1].isupper() or name in _KEPT_CHUNKS:
            out.append(raw)
    if not has_pixels:
        raise ValueError("no pixels")
    return b"".join(out)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, content and all bytes of each chunk up to the end of the picture; one that is cut short if it has
    pixels."""
    place = 8
    while place + 12 <= len(data):
        size, name = struct.unpack_from(">I4s", data, place)
        raw = data[place : place + 12 + size]
        if len(raw) < 12 + size and name not in {b"IDAT", b"fdAT"}:
            return
        yield name, raw[8 : 8 + size], raw
        place += 12 + size
        if name == b"IEND":
            return


def _webp(data: bytes) -> bytes:
    out = []
    for name, body in _riff(data):
        if name == b"EXIF":
            kept = exif.essentials(body)
            out += [(name, kept)] if kept else []
        elif name in {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}:
            out.append((name, body))
    names = {name for name, _ in out}
    if names.isdisjoint({b"VP8 ", b"VP8L", b"ANMF"}):
        raise ValueError("no pixels")
    has_exif = b"EXIF" in names
    chunks = b"".join(
        _riff_chunk(name, _flagged(body, has_exif=has_exif) if name == b"VP8X" else body) for name, body in out
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _flagged(header: bytes, *, has_exif: bool) -> bytes:
    """WebP's extended header, which says whether there are EXIF (8) and XMP (4)."""
    return bytes([header[0] & ~0x0C | (0x08 if has_exif else 0)]) + header[1:]


def _riff_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each chunk; the last as far as it is there."""
    place = 12
    while place + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        yield name, data[place + 8 : place + 8 + size]
        place += 8 + size + size % 2


def _gif(data: bytes) -> bytes:
    if len(data) < 13:
        raise ValueError("no pixels")
    place = 13 + _colours(data[10])
    out = [data[:place]]
    while place < len(data) and data[place] in {0x21, 0x2C}:
        start = place
        if data[place] == 0x2C:
            place += 10 + _colours(data[place + 9]) + 1
            is_kept = True
        else:
            label = data[place + 1]
            place += 2
            name = data[place + 1 : place + 12]
            is_kept = label in {0xF9, 0x01} or (label == 0xFF and name in _KEPT_EXTENSIONS)
        while place < len(data) and data[place]:
            place += 1 + data[place]
        place += 1
        out += [data[start:place]] if is_kept else []
    return b"".join((*out, b";")) if place < len(data) else b"".join(out)


def _colours(flags: int) -> int:
    """Bytes of the table of colours that follows."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


_STRIPPERS: dict[str, Callable[[bytes], bytes]] = {
    "jpg": _jpeg,
    "png": _png,
    "webp": _webp,
    "gif": _gif,
    "avif": blanked,
}
