"""How large a picture is shown, from its head alone."""

from __future__ import annotations

import os
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fumikura.pictures.sizes
from fumikura.pictures.files import UnusablePicture, make_picture
from fumikura.pictures.sizes import PictureSizes, TooManyPixels, size_of
from picture_making import animation, camera_exif, colours, encoded

if TYPE_CHECKING:
    from pathlib import Path


def svg(attributes: str) -> bytes:
    return f'<?xml version="1.0"?><!-- a drawing --><svg xmlns="http://www.w3.org/2000/svg" {attributes}><g/></svg>'.encode()


def huge_png(edge: int) -> bytes:
    """A few bytes that would be ``edge`` × ``edge`` pixels."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", edge, edge, 1, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0" * 100)))
    body = b"".join(struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in parts)
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_size_is_read_from_every_kind_of_picture(form: str):
    assert size_of(encoded(colours(60, 40), form)) == (60, 40)


@pytest.mark.parametrize(("orientation", "size"), [(1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60))])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_on_its_side_is_measured_as_it_is_shown(form: str, orientation: int, size: tuple[int, int]):
    assert size_of(encoded(colours(60, 40), form, exif=camera_exif(orientation))) == size


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 300 150.4"', (300, 150)),
        ('viewBox="0,0,30,15" width="60"', (60, 30)),
        ('viewBox="0 0 30 15" height="60px"', (120, 60)),
        ('width="100" height="50"', (100, 50)),
        ('width="1in" height="25.4mm"', (96, 96)),
        ('width="100%" height="100%" viewBox="-5 -5 30 15"', (30, 15)),
        ('width="100%"', None),
        ('viewBox="0 0 0 0"', None),
        ('viewBox="none"', None),
        ('width="1e300" height="2"', None),
        ("", None),
    ],
)
def test_a_drawing_has_the_size_that_its_first_tag_says(attributes: str, size: tuple[int, int] | None):
    assert size_of(svg(attributes)) == size


def test_more_pixels_than_can_be_decoded_are_refused_unseen():
    for edge in (9_500, 60_000):
        with pytest.raises(TooManyPixels):
            size_of(huge_png(edge))
        with pytest.raises(UnusablePicture, match="more than 89 million pixels"):
            make_picture(huge_png(edge))


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"<svg ", b"RIFF"])
)
def test_any_bytes_have_a_size_or_none(data: bytes, head: bytes):
    size = size_of(head + data)
    assert size is None or min(size) >= 1


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.gif"
    path.write_bytes(animation("GIF"))
    opened: list[int] = []
    real = fumikura.pictures.sizes._raster
    monkeypatch.setattr(fumikura.pictures.sizes, "_raster", lambda file: opened.append(1) or real(file))
    sizes = PictureSizes()
    assert [sizes.of(path), sizes.of(path), len(opened)] == [(20, 10), (20, 10), 1]
    path.write_bytes(encoded(colours(7, 5), "GIF"))
    os.utime(path, ns=(1, 1))
    assert [sizes.of(path), len(opened)] == [(7, 5), 2]


def test_a_missing_file_is_an_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        PictureSizes().of(tmp_path / "none.png")
