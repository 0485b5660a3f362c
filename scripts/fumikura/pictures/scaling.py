"""A picture that is larger than any page shows it -> a smaller one. The same picture gives the same bytes, as long as
Pillow stays the same."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps

from fumikura.model.articles import Picture
from fumikura.pictures import exif
from fumikura.pictures.sizes import FORMATS, UNREADABLE, size_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fumikura.pictures.sizes import Size

MAX_EDGE = 2560
"""Pixels of the longer side. The text's column is some 700 CSS pixels wide, and screens show up to three pixels for
each of them; the rest is for those who zoom in."""
MIN_EDGE = 1280
"""Pixels that the shorter side keeps: a long comic or screenshot is read by its width."""
_QUALITY: dict[str, dict[str, Any]] = {
    "jpg": {"format": "JPEG", "quality": 85, "optimize": True, "progressive": True},
    "png": {"format": "PNG", "optimize": True},
    "webp": {"format": "WEBP", "quality": 85, "method": 4},
    "avif": {"format": "AVIF", "quality": 75, "speed": 7, "max_threads": 1},  # threads change the bytes
}
_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})
"""What is scaled as it is; others are turned into RGB or RGBA first."""


class Unscaled(Exception):  # noqa: N818  it says what the picture is
    """The picture is too large and stays so. The message says why, to stand after the picture's name."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """The pictures of an article, none larger than a page shows it."""

    pictures: tuple[Picture, ...]
    names: Mapping[str, str]
    """Name of a picture that was made smaller -> name of the smaller one."""
    warnings: tuple[str, ...]


def scale_all(pictures: Iterable[Picture], *, keep_large: bool = False) -> Scaled:
    """``pictures`` with smaller ones in the place of large ones, or beside them (``keep_large``)."""
    kept: list[Picture] = []
    names: dict[str, str] = {}
    warnings: list[str] = []
    for picture in pictures:
        try:
            small = scaled(picture)
        except Unscaled as fault:
            warnings.append(f"the picture {picture.name} {fault}")
            small = None
        if small is not None:
            names[picture.name] = small.name
            kept.append(small)
        if small is None or keep_large:
            kept.append(picture)
    return Scaled(tuple(kept), names, tuple(warnings))


def scaled(picture: Picture) -> Picture | None:
    """``picture`` with ``MAX_EDGE`` pixels on its longer side, or with ``MIN_EDGE`` on its shorter one if that gives
    more; None where it is small enough, or would not take less room.

    Called after the one it is made from, so that another version of Pillow gives the same name:
    ``0123456789ab-2560.jpg``.

    Upright whatever its EXIF says, colour profile kept. Raises ``Unscaled``.
    """
    stem, _, extension = picture.name.rpartition(".")
    size = size_of(picture.data)
    target = _target(size) if size is not None and extension in _QUALITY else None
    if target is None:
        return None
    try:
        with Image.open(io.BytesIO(picture.data), formats=FORMATS) as image:
            if getattr(image, "n_frames", 1) > 1:
                raise Unscaled("is animated; it is kept as large as it is")
            if image.mode.startswith(("I", "F")):  # Pillow would turn most of it white
                raise Unscaled("has more than 8 bits for each colour; it is kept as large as it is")
            data = _written(image, target, _options(picture.data, extension))
    except UNREADABLE as error:
        raise Unscaled("cannot be made smaller, since it is broken; it is kept as it is") from error
    return Picture(f"{stem}-{MAX_EDGE}.{extension}", data) if len(data) < len(picture.data) else None


def _target(size: Size) -> Size | None:
    """The size to scale to, or None where the picture stays as it is."""
    longer, shorter = max(size), min(size)
    factor = max(MAX_EDGE / longer, min(1.0, MIN_EDGE / shorter))
    return None if factor >= 1 else (max(1, round(size[0] * factor)), max(1, round(size[1] * factor)))


def _options(data: bytes, extension: str) -> dict[str, Any]:
    """How the smaller picture is written: a WebP without loss stays without."""
    is_lossless = extension == "webp" and b"VP8L" in data[:64]
    return {**_QUALITY[extension], "lossless": True} if is_lossless else _QUALITY[extension]


def _written(image: Image.Image, target: Size, options: Mapping[str, Any]) -> bytes:
    """The picture at ``target`` pixels, upright, with colour profile, artist and copyright."""
    kept = exif.essentials(image.info.get("exif", b""), is_upright=True)
    told: dict[str, Any] = {"icc_profile": image.info.get("icc_profile"), "exif": exif.PREFIX + kept if kept else b""}
    image.draft(None, (max(target), max(target)))  # JPEG is decoded no larger than needed
    ImageOps.exif_transpose(image, in_place=True)
    is_see_through = "transparency" in image.info or image.mode in {"PA", "La", "RGBa"}
    if is_see_through or image.mode not in _MODES:
        image = image.convert("RGBA" if is_see_through else "RGB")
    smaller = image.resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0)
    smaller.info.clear()  # nothing but the pixels and what they mean
    out = io.BytesIO()
    smaller.save(out, **options, **{name: value for name, value in told.items() if value})
    return out.getvalue()
