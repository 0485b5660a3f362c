"""A picture -> how wide and high it is shown, in CSS pixels. Reads its head and decodes nothing."""

from __future__ import annotations

import io
import math
import re
import struct
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from lxml import etree
from PIL import Image, UnidentifiedImageError

from fumikura.pictures import exif

if TYPE_CHECKING:
    import os
    from pathlib import Path

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
"""What a page shows, as Pillow names it. Others of its readers are not let near a picture."""
UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, EOFError, MemoryError)
"""What Pillow raises for a broken picture."""

_MAX_SVG_HEAD = 100_000
"""Bytes read of an SVG to find its ``<svg>`` tag; a program's comments and entities stand before it."""
_SVG_TAG = re.compile(rb"<(?:\w+:)?svg\b[^>]*>", re.DOTALL)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(px|pt|pc|in|cm|mm|q)?\s*", re.IGNORECASE)
_PIXELS = {None: 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
"""CSS Values 4, 6.2: absolute lengths."""
MAX_SHOWN = 100_000
"""Pixels of an edge; more is no size that a page has."""

MAX_PIXELS = Image.MAX_IMAGE_PIXELS or 89_478_485
"""Pillow's own bound: decoded, so many take 270 MB, here as in a reader's browser."""

Size = tuple[int, int]
"""Width and height, both at least 1."""


class TooManyPixels(Exception):  # noqa: N818  it says what the picture has
    """More than ``MAX_PIXELS``."""


def size_of(data: bytes) -> Size | None:
    """How large the picture in ``data`` is shown, turned as its EXIF says; None where that cannot be told.

    Raises ``TooManyPixels``.
    """
    return _svg(data) if _is_svg(data[:4096]) else _raster(io.BytesIO(data))


def _is_svg(head: bytes) -> bool:
    return _SVG_TAG.search(head) is not None or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<svg", b"<?xml"))


def _raster(file: BinaryIO) -> Size | None:
    try:
        with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
            picture = Image.open(file, formats=FORMATS)
        width, height = picture.size
        told = picture.info.get("exif", b"")  # not getexif(), which decodes a PNG
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except UNREADABLE:
        return None
    if isinstance(told, bytes) and exif.orientation(told) >= 5:  # on its side
        width, height = height, width
    return (width, height) if width > 0 and height > 0 else None


def _raster_or_none(file: BinaryIO) -> Size | None:
    try:
        return _raster(file)
    except TooManyPixels:
        return None  # a reader's browser may know what to do with it


def _svg(data: bytes) -> Size | None:
    """From ``width`` and ``height``, where a percentage or nothing leaves it to the ``viewBox``."""
    tag = _SVG_TAG.search(data[:_MAX_SVG_HEAD])
    if tag is None:
        return None
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(re.sub(rb"/?>\Z", b"/>", tag[0]), parser=parser)
    if root is None:
        return None
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    box = [float(part) for part in re.findall(r"[-+]?\d+(?:\.\d+)?", root.get("viewBox") or "")]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        if width and not height:
            height = width * box[3] / box[2]
        elif height and not width:
            width = height * box[2] / box[3]
        elif not width and not height:
            width, height = box[2], box[3]
    if not width or not height or max(width, height) > MAX_SHOWN:
        return None
    return max(1, round(width)), max(1, round(height))


def _pixels(length: str | None) -> float | None:
    """An absolute length of CSS in pixels; None for what is none, also for 0."""
    match = _LENGTH.fullmatch(length or "")
    if match is None:
        return None
    value = float(match[1]) * _PIXELS[match[2].lower() if match[2] else None]
    return value if math.isfinite(value) and value > 0 else None


@dataclass(slots=True)
class PictureSizes:
    """The sizes of picture files; each file is read once for as long as it stays as it is."""

    _known: dict[tuple[str, int, int], Size | None] = field(default_factory=dict)

    def of(self, path: Path) -> Size | None:
        """The size of the picture at ``path``, or None where it cannot be told. Raises ``OSError``."""
        stat: os.stat_result = path.stat()
        key = (str(path), stat.st_mtime_ns, stat.st_size)
        if key not in self._known:
            with path.open("rb") as file:
                head = file.read(4096)
                if _is_svg(head):
                    self._known[key] = _svg(head + file.read(_MAX_SVG_HEAD))
                else:
                    file.seek(0)
                    self._known[key] = _raster_or_none(file)
        return self._known[key]
