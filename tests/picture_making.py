"""Pictures for tests, made by Pillow: with places in them, turned, animated, large."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

PLACE = {1: "N", 2: (35.0, 41.0, 22.0), 3: "E", 4: (139.0, 41.0, 30.0)}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>35,41.3N</exif:GPSLatitude></x:xmpmeta>'
SECRETS = (b"GPSLatitude", b"SN-12345", b"FumiCam")
"""What no published picture may say."""


def colours(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Something whose corners differ."""
    across = Image.linear_gradient("L").resize((width, height))
    down = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90).resize((width, height))
    return Image.merge("RGB", (across, down, Image.new("L", (width, height), 90))).convert(mode)


def camera_exif(orientation: int = 1) -> bytes:
    """EXIF as a telephone writes it."""
    exif = Image.Exif()
    exif.update(
        {0x010F: "FumiCam", 0x0112: orientation, 0x013B: "Aoi", 0x8298: "(c) Aoi", 0x0132: "2026:11:23 10:00:00"}
    )
    exif.get_ifd(0x8825).update(PLACE)
    exif.get_ifd(0x8769).update({0xA431: "SN-12345"})
    return exif.tobytes()


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    """The file of ``image``."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photograph(form: str = "JPEG", orientation: int = 1, **options: Any) -> bytes:
    """A picture that tells where it was taken, in EXIF and, where Pillow can, in XMP."""
    if form != "GIF":
        options = {"exif": camera_exif(orientation), "xmp": XMP, **options}
    return encoded(colours(), form, **options)


def animation(form: str, frames: int = 3) -> bytes:
    """Frames of different colours that repeat for ever."""
    images = [Image.new("RGB", (20, 10), (80 * number, 40, 0)) for number in range(frames)]
    return encoded(images[0], form, save_all=True, append_images=images[1:], duration=100, loop=0)
