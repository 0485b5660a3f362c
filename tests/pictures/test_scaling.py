"""Pictures that are larger than a page shows them are made smaller."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from fumikura.adding import pages
from fumikura.model.articles import Article
from fumikura.pictures import scaling
from fumikura.pictures.files import make_picture
from fumikura.pictures.metadata import has_location
from fumikura.pictures.scaling import MAX_EDGE, MIN_EDGE, Unscaled, scale_all, scaled
from making import text_source
from picture_making import animation, camera_exif, colours, encoded

# Noise takes long to compress: what does not ask for the true edges is tried with an eighth of them.
EIGHTH = pytest.mark.usefixtures("an_eighth")


@pytest.fixture
def an_eighth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaling, "MAX_EDGE", MAX_EDGE // 8)
    monkeypatch.setattr(scaling, "MIN_EDGE", MIN_EDGE // 8)


LARGE = make_picture(encoded(colours(3000, 1500), "JPEG", quality=98, exif=camera_exif()))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("form", "options"), [("JPEG", {"quality": 98}), ("WEBP", {"quality": 98}), ("AVIF", {"speed": 10})]
)
def test_a_large_picture_gets_the_longest_edge_that_pages_have(form: str, options: dict[str, int]):
    large = make_picture(encoded(Image.effect_noise((3000, 1500), 8).convert("RGB"), form, **options))
    small = scaled(large)
    assert small is not None
    assert (opened(small.data).size, opened(small.data).format) == ((2560, 1280), form)
    assert small.name == large.name.replace(".", "-2560.")


def test_the_same_picture_gives_the_same_bytes():
    assert scaled(LARGE) == scaled(LARGE)


@EIGHTH
def test_a_long_picture_stays_wide_enough_to_be_read():
    comic = make_picture(encoded(Image.effect_noise((250, 750), 60).convert("RGB"), "JPEG", quality=98))
    small = scaled(comic)
    assert small is not None
    assert opened(small.data).size == (160, 480)
    assert scaled(make_picture(encoded(colours(100, 1_500), "JPEG"))) is None


def test_a_picture_of_the_usual_size_stays_as_it_is():
    assert scaled(make_picture(encoded(colours(MAX_EDGE, MAX_EDGE), "JPEG"))) is None
    assert scaled(make_picture(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9000 9000"/>')) is None


def test_a_picture_that_would_not_take_less_room_stays_as_it_is():
    assert scaled(make_picture(encoded(Image.new("1", (4000, 3000)), "PNG"))) is None


def test_a_picture_on_its_side_is_upright_afterwards_and_keeps_its_maker():
    turned = make_picture(encoded(colours(3000, 1500), "JPEG", quality=98, exif=camera_exif(6)))
    small = scaled(turned)
    assert small is not None
    image = opened(small.data)
    assert image.size == (1280, 2560)
    assert dict(image.getexif()) == {0x013B: "Aoi", 0x8298: "(c) Aoi"}
    assert not has_location(small.data, "jpg")


@EIGHTH
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_pngs_of_every_kind_are_made_smaller(mode: str):
    small = scaled(make_picture(encoded(Image.effect_noise((340, 176), 90).convert(mode), "PNG")))
    assert small is not None
    assert (opened(small.data).size, opened(small.data).mode) == ((320, 166), mode)


def test_a_picture_of_16_bits_is_kept_with_a_warning():
    deep = make_picture(encoded(Image.linear_gradient("L").resize((2700, 1400)).convert("I;16"), "PNG"))
    with pytest.raises(Unscaled, match="more than 8 bits"):
        scaled(deep)


@EIGHTH
def test_what_is_transparent_stays_so():
    noise = Image.effect_noise((340, 176), 90).convert("RGB")
    noise.putalpha(Image.new("L", noise.size, 0))
    small = scaled(make_picture(encoded(noise, "PNG")))
    assert small is not None
    assert opened(small.data).getchannel("A").getextrema() == (0, 0)


@EIGHTH
def test_a_colour_that_stands_for_nothing_still_does():
    noise = Image.merge("RGB", [Image.effect_noise((450, 238), spread) for spread in (90, 91, 92)])
    noise.paste((1, 2, 3), (0, 0, 50, 238))
    small = scaled(make_picture(encoded(noise, "PNG", transparency=(1, 2, 3))))
    assert small is not None
    assert opened(small.data).getchannel("A").getpixel((12, 12)) == 0


@EIGHTH
def test_what_is_animated_stays_as_large_as_it_is():
    frames = [Image.effect_noise((330, 165), 60 + number) for number in range(2)]
    moving = make_picture(encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    with pytest.raises(Unscaled, match="is animated"):
        scaled(moving)
    assert scaled(make_picture(animation("GIF"))) is None


@EIGHTH
def test_a_picture_that_breaks_off_is_kept_with_a_warning():
    whole = encoded(Image.effect_noise((375, 188), 60), "PNG")
    broken = make_picture(whole[: len(whole) // 2])
    result = scale_all([broken])
    assert result.pictures == (broken,)
    assert result.warnings == (
        f"the picture {broken.name} cannot be made smaller, since it is broken; it is kept as it is",
    )


@pytest.mark.parametrize("keep", [False, True])
def test_a_page_shows_the_smaller_one_and_keeps_the_other_if_asked_to(keep: bool):
    article = Article("T", f"![Alt]({LARGE.name})\n\n`{LARGE.name}`", cover=LARGE.name, pictures=(LARGE,))
    page = pages.make_page(article, text_source("x"), "saved/x.txt", "plain_text 1", keep_large=keep)
    small = LARGE.name.replace(".", "-2560.")
    assert page.body == f"![Alt]({small})\n\n`{LARGE.name}`\n"
    assert page.values["cover"] == small
    assert [one.name for one in page.pictures] == [small, *([LARGE.name] if keep else [])]


def test_the_smaller_picture_looks_like_the_larger():
    small = scaled(LARGE)
    assert small is not None
    difference = ImageChops.difference(
        opened(LARGE.data).convert("RGB").resize((64, 32)), opened(small.data).convert("RGB").resize((64, 32))
    )
    assert max(high for _, high in difference.getextrema()) <= 8
