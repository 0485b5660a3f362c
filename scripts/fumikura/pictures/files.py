"""The bytes of a picture: what they are, what the file is to be called, and whether it may be published."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes

from lxml import etree

from fumikura.model.articles import Picture
from fumikura.pictures.metadata import Unreadable, without_metadata
from fumikura.pictures.sizes import MAX_PIXELS, TooManyPixels, size_of

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 20_000_000
"""Of one picture. A photograph straight from a camera has some 10 MB."""

_SVG = "{http://www.w3.org/2000/svg}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_ACTIVE = frozenset({"script", "foreignobject", "handler", "listener", "iframe", "embed", "object", "audio", "video"})
_EMBEDDED = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp|avif);base64,)", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\s*\(\s*['\"]?\s*(?!['\"]?\s*(?:#|data:image/(?:png|jpe?g|gif|webp|avif);))", re.IGNORECASE)
_ACTIVE_STYLE = re.compile(r"@import|expression\s*\(|javascript:|\\|image-set|@font-face", re.IGNORECASE)


class UnusablePicture(Exception):  # noqa: N818  it is the picture that is unusable
    """These bytes cannot be published as a picture. The message says why, to stand after the picture's
    name."""


def make_picture(data: bytes) -> Picture:
    """A picture named by its content: the first 12 hexadecimal digits of its SHA-256, and its kind.

    It is without its metadata (``pictures/metadata.py``): they tell where it was taken. Raises ``UnusablePicture`` for
    what no browser shows, for what is too large, in bytes or in pixels, for what is broken at its beginning, and for
    an SVG that could act.
    """
    if len(data) > MAX_BYTES:
        raise UnusablePicture(f"is larger than {MAX_BYTES // 1_000_000} MB")
    extension = kind(data)
    if extension is None:
        raise UnusablePicture("is no PNG, JPEG, GIF, WebP, AVIF or SVG picture")
    if extension == "svg":
        _refuse_active(data)
    else:
        data = _bare(data, extension)
    return Picture(f"{hashlib.sha256(data).hexdigest()[:12]}.{extension}", data)


def _bare(data: bytes, extension: str) -> bytes:
    try:
        size = size_of(data)
        bare = without_metadata(data, extension)
    except TooManyPixels as error:
        raise UnusablePicture(f"has more than {MAX_PIXELS // 1_000_000} million pixels") from error
    except Unreadable as error:
        raise UnusablePicture(f"is broken ({error})") from error
    if size is None and extension != "avif":  # some builds of Pillow read no AVIF
        raise UnusablePicture("is broken (its size cannot be read)")
    return bare


def kind(data: bytes) -> str | None:
    """``png``, ``jpg``, ``gif``, ``webp``, ``avif`` or ``svg``, by the first bytes; None for anything
    else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and re.search(rb"avi[fs]", data[8:40]):
        return "avif"
    head = re.sub(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", b"", data[:4096], flags=re.DOTALL)
    return "svg" if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:\w+:)?svg[\s>]", head) else None


def is_dot(data: bytes) -> bool:
    """Whether it is a GIF or PNG of one pixel: a placeholder or a counter, nothing to look at."""
    if data[:4] == b"GIF8" and len(data) > 10:
        return bool(struct.unpack("<HH", data[6:10]) == (1, 1))
    if data.startswith(b"\x89PNG") and len(data) > 24:
        return bool(struct.unpack(">II", data[16:24]) == (1, 1))
    return False


def from_data_url(url: str) -> bytes:
    """The bytes in a ``data:`` address (RFC 2397). Raises ``UnusablePicture`` if they cannot be decoded."""
    head, comma, content = url.partition(",")
    if not comma:
        raise UnusablePicture("has no content")
    if not head.rstrip().lower().endswith(";base64"):
        return unquote_to_bytes(content)
    packed = re.sub(r"\s", "", unquote(content)).translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except binascii.Error as error:
        raise UnusablePicture("is not readable as base64") from error


def from_folder(address: str, folder: Path) -> bytes | None:
    """The bytes of the file in ``folder`` that a relative ``address`` names; None if there is no such file.

    Raises ``UnusablePicture`` for a file that lies elsewhere, also by way of a symbolic link, or is too
    large.
    """
    plain = re.split(r"[?#]", address, maxsplit=1)[0]
    for name in dict.fromkeys((unquote(plain), unquote(address), address)):
        if not name or "\0" in name:
            continue
        try:
            path = (folder / name.replace("\\", "/")).resolve(strict=True)
            if not path.is_file():
                continue
            if not path.is_relative_to(folder.resolve(strict=True)):
                raise UnusablePicture("lies outside of the folder of the saved file")
            if path.stat().st_size > MAX_BYTES:
                raise UnusablePicture(f"is larger than {MAX_BYTES // 1_000_000} MB")
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, RuntimeError) as error:  # a name too long, no permission, links in a circle
            raise UnusablePicture("cannot be read") from error
    return None


def _refuse_active(data: bytes) -> None:
    """Raise for an SVG that runs scripts, loads anything or holds HTML. Such a file is not mended but left
    out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser=parser)
    except etree.XMLSyntaxError as error:
        raise UnusablePicture("is an SVG that cannot be read") from error
    if b"<!ENTITY" in data:
        raise UnusablePicture("is an SVG with entities of its own")
    if root.getprevious() is not None or root.tag != f"{_SVG}svg":
        raise UnusablePicture("is an SVG with a style sheet, or of no SVG namespace")
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise UnusablePicture("is an SVG with entities or instructions")
        _refuse_element(element)


def _refuse_element(element: etree._Element) -> None:
    name = etree.QName(element).localname.lower()
    if name in _ACTIVE or str(element.tag).startswith(_XHTML):
        raise UnusablePicture(f"is an SVG with <{name}>")
    if name == "style" and _loads("".join(map(str, element.itertext()))):
        raise UnusablePicture("is an SVG whose style loads something")
    for key, value in element.attrib.items():
        attribute = etree.QName(key).localname.lower()
        if attribute.startswith("on"):
            raise UnusablePicture(f"is an SVG with the event handler {attribute}")
        is_address = attribute in {"href", "src", "base"}
        if (
            is_address
            and not _EMBEDDED.match(str(value))
            and not (name == "a" and re.match(r"\s*https?://", str(value)))
        ):
            raise UnusablePicture("is an SVG that refers to something outside of it")
        if attribute == "attributename" and "href" in str(value).lower():
            raise UnusablePicture("is an SVG that animates a link")
        if _loads(str(value)) if attribute == "style" else _OUTSIDE.search(str(value)):
            raise UnusablePicture("is an SVG whose style loads something")


def _loads(style: str) -> bool:
    return _OUTSIDE.search(style) is not None or _ACTIVE_STYLE.search(style) is not None
