"""Nothing of a picture tells where it was taken; all else of it stays."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from fumikura.pictures import exif
from fumikura.pictures.files import kind, make_picture
from fumikura.pictures.metadata import Unreadable, has_location, without_metadata
from picture_making import SECRETS, XMP, animation, camera_exif, colours, encoded, photograph

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def bare(data: bytes) -> bytes:
    return without_metadata(data, kind(data) or "")


def pixels(data: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data)).convert("RGBA"))


@pytest.mark.parametrize("form", FORMATS)
def test_the_place_goes_and_every_pixel_stays(form: str):
    with_place = photograph(form)
    assert any(secret in with_place for secret in SECRETS)
    without = bare(with_place)
    assert not any(secret in without for secret in SECRETS)
    assert not Image.open(io.BytesIO(without)).getexif().get_ifd(0x8825)
    assert ImageChops.difference(pixels(with_place), pixels(without)).getbbox() is None


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_stays_turned(form: str, orientation: int):
    turned = photograph(form, orientation)
    shown = [ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB") for data in (turned, bare(turned))]
    assert shown[0].size == shown[1].size
    assert ImageChops.difference(*shown).getbbox() is None


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_who_made_it_and_whose_it_is_stays(form: str):
    kept = Image.open(io.BytesIO(bare(photograph(form)))).getexif()
    assert dict(kept) == {0x013B: "Aoi", 0x8298: "(c) Aoi"}


@pytest.mark.parametrize("form", FORMATS)
def test_the_colour_profile_stays(form: str):
    with_profile = photograph(form, icc_profile=SRGB)
    assert Image.open(io.BytesIO(bare(with_profile))).info["icc_profile"] == SRGB


@pytest.mark.parametrize("form", [*FORMATS, "GIF"])
def test_a_picture_without_metadata_stays_as_it_is(form: str):
    plain = encoded(colours(), form)
    assert bare(plain) == plain


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_what_is_animated_stays_so(form: str):
    moving = animation(form)
    stripped = Image.open(io.BytesIO(bare(moving)))
    assert (stripped.n_frames, stripped.info["loop"]) == (3, 0)


def test_a_progressive_jpeg_with_several_scans_stays_whole():
    whole = photograph("JPEG", progressive=True)
    assert ImageChops.difference(pixels(whole), pixels(bare(whole))).getbbox() is None


def test_a_second_picture_behind_the_first_goes():
    """Telephones put one there, with a place of its own."""
    assert bare(encoded(colours(), "JPEG") + photograph()) == encoded(colours(), "JPEG")


def test_iptc_comments_and_other_makers_segments_of_a_jpeg_go():
    plain = encoded(colours(), "JPEG")
    extra = b"".join(
        struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
        for marker, body in ((0xED, b"Photoshop 3.0\0Tokyo"), (0xFE, b"Tokyo"), (0xE2, b"MPF\0Tokyo"), (0xE5, b"Tokyo"))
    )
    assert bare(plain[:2] + extra + plain[2:]) == plain


def test_xmp_and_comments_of_a_gif_go():
    plain = encoded(colours(), "GIF")
    start = plain.index(b"\x21\xf9") if b"\x21\xf9" in plain else plain.index(b",")
    xmp = b"\x21\xff\x0bXMP DataXMP" + XMP + bytes([1, *range(255, -1, -1), 0])
    comment = b"\x21\xfe\x05Tokyo\0"
    assert bare(plain[:start] + xmp + comment + plain[start:]) == plain


def test_texts_of_a_png_go_but_for_author_and_copyright():
    info = PngInfo()
    for name in ("Author", "Copyright", "Comment", "Location"):
        info.add_text(name, f"{name}!")
    assert Image.open(io.BytesIO(bare(encoded(colours(), "PNG", pnginfo=info)))).text == {
        "Author": "Author!",
        "Copyright": "Copyright!",
    }


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_place_is_noticed(form: str):
    extension = kind(photograph(form)) or ""
    assert has_location(photograph(form), extension)
    assert not has_location(bare(photograph(form)), extension)


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_a_place_in_xmp_alone_is_noticed(form: str):
    assert has_location(encoded(colours(), form, xmp=XMP), kind(encoded(colours(), form)) or "")


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0....", b"\xff\xd8\xff\xd9", encoded(colours(), "JPEG")[:150]])
def test_a_jpeg_without_pixels_is_none(data: bytes):
    with pytest.raises(Unreadable):
        without_metadata(data, "jpg")


def test_a_picture_that_is_cut_short_keeps_what_there_is():
    for form in ("JPEG", "PNG", "WEBP", "GIF"):
        whole = encoded(colours(300, 200), form)
        half = whole[: len(whole) * 3 // 4]
        assert len(bare(half)) == len(half)


@given(st.sampled_from([*FORMATS, "GIF"]), st.data())
def test_no_damage_brings_down_the_import_or_lets_a_place_through(form: str, data: st.DataObject):
    picture = bytearray(CAMERA[form])
    for _ in range(data.draw(st.integers(1, 4))):
        picture[data.draw(st.integers(12, len(picture) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(picture[: data.draw(st.integers(12, len(picture)))])
    try:
        stripped = bare(cut)
    except Unreadable:
        return
    assert len(stripped) <= len(cut) + 12  # EXIF may be written longer than it was
    assert bare(stripped) == stripped


CAMERA = {form: photograph(form) for form in (*FORMATS, "GIF")}


@given(st.binary(max_size=200))
def test_exif_of_any_bytes_gives_something(data: bytes):
    for head in (b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        assert exif.orientation(head + data) in range(1, 9)
        kept = exif.essentials(head + data)
        assert exif.essentials(kept) == kept


def test_essentials_are_read_back_by_others():
    read = Image.Exif()
    read.load(exif.PREFIX + exif.essentials(camera_exif(6)))
    assert dict(read) == {0x0112: 6, 0x013B: "Aoi", 0x8298: "(c) Aoi"}


def test_a_picture_is_named_by_what_is_published():
    assert make_picture(photograph()).name == make_picture(make_picture(photograph()).data).name
