"""Pictures that a script was to load: their real address moves to where a reader without scripts looks for
it.

The attributes are those of the lazy loaders in use (lazysizes, lozad, WordPress plugins, note, Hatena,
Zhihu …); Readability.js repairs the same ones (``_fixLazyImages``).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazyload",
    "data-actualsrc",
    "data-orig-file",
    "data-original-src",
    "data-image-src",
    "data-hi-res-src",
    "data-full-src",
    "data-url",
)
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = re.compile(r"^(?:data:image/(?:gif|svg\+xml|png)[^,]{0,60},.{0,600}|about:blank|#|)$", re.DOTALL)
_NOT_A_PICTURE = re.compile(r"^\s*(?:$|#|javascript:|about:|\{)")
_PICTURE_ADDRESS = re.compile(r"\S+\.(?:jpe?g|png|webp|gif|avif)(?:[?#]\S*)?$", re.IGNORECASE)
_CANDIDATE = re.compile(r"\s*(?P<url>[^\s,]\S*[^\s,]|\S)(?:\s+(?P<size>[\d.]+)(?P<unit>[wx]))?\s*(?:,|$)")


def show_lazy_pictures(root: etree._Element) -> None:
    """Give every ``<img>`` under ``root`` its real ``src``, also where it stands in a ``<noscript>``. In
    place."""
    for picture in root.iter("img"):
        real = real_address(picture)
        if real is not None:
            picture.set("src", real)
        for name in (*_LAZY, *_LAZY_SETS):
            if name in picture.attrib:
                del picture.attrib[name]
    for noscript in list(root.iter("noscript")):
        _take_picture(noscript)
    for figure in list(root.iter("figure")):
        _fill(figure)


def real_address(picture: etree._Element) -> str | None:
    """The address of the picture that is meant to be seen, or None if the element names none."""
    shown = picture.get("src")
    if shown and not _PLACEHOLDER.match(shown.strip()) and not _has_lazy(picture):
        return shown
    for name in _LAZY:
        value = picture.get(name, "")
        if not _NOT_A_PICTURE.match(value) and not re.search(r"\s", value.strip()):
            return value.strip()
    sets = [picture.get(name, "") for name in _LAZY_SETS]
    parent = picture.getparent()
    if parent is not None and parent.tag == "picture":
        sets += [source.get(name, "") for source in parent.iter("source") for name in (*_LAZY_SETS,)]
    for value in sets:
        best = largest(value)
        if best is not None:
            return best
    return shown


def _has_lazy(picture: etree._Element) -> bool:
    return any(not _NOT_A_PICTURE.match(picture.get(name, "")) for name in _LAZY)


def largest(srcset: str) -> str | None:
    """The address of the largest candidate of a ``srcset``; the first where it names no sizes."""
    best: tuple[float, str] | None = None
    for match in _CANDIDATE.finditer(srcset):
        url = match["url"]
        size = float(match["size"] or 1) if re.fullmatch(r"[\d]*\.?[\d]*", match["size"] or "1") else 1.0
        if not _NOT_A_PICTURE.match(url) and not url.startswith("data:") and (best is None or size > best[0]):
            best = (size, url)
    return best[1] if best else None


def _take_picture(noscript: etree._Element) -> None:
    """Pictures in a ``<noscript>`` are shown where no script put one; its text speaks to browsers, not to
    readers."""
    pictures = list(noscript.iter("img"))
    if not pictures and noscript.text and "<img" in noscript.text:
        fragment = lxml.html.fragment_fromstring(noscript.text, create_parent="div")
        pictures = list(fragment.iter("img"))
    parent = noscript.getparent()
    if parent is None:
        return
    before = noscript.getprevious()
    neighbours = [] if before is None else list(before.iter("img"))
    for picture in pictures:
        address = real_address(picture)
        if address is None or re.search(r"\bheight=\W?[01]\b|\bwidth=\W?[01]\b", _source(picture)):
            continue  # nothing to show, or a counter of one pixel
        previews = _previews(noscript, address)
        if previews:
            previews[0].set("src", address)
            for preview in previews[1:]:
                _take_out(preview)
        elif neighbours and _PLACEHOLDER.match((neighbours[-1].get("src") or "").strip()):
            neighbours[-1].set("src", address)
        elif not any(image.get("src") == address for image in neighbours):
            shown = etree.Element("img", {"src": address, "alt": picture.get("alt", "")})
            parent.insert(parent.index(noscript), shown)


def _previews(noscript: etree._Element, address: str) -> list[etree._Element]:
    """The pictures close around ``noscript`` that are the one at ``address`` in another size, or wait for it: Medium
    shows a blurred one of 60 pixels first."""
    around = next(noscript.iterancestors("figure", "picture"), noscript.getparent())
    name = _file_name(address)
    if around is None or not name:
        return []
    same = [picture for picture in around.iter("img") if _file_name(picture.get("src") or "") == name]
    return same if any(_is_small(picture.get("src") or "") for picture in same) else []


def _is_small(address: str) -> bool:
    """Whether it names a width of less than 100 pixels, as a part of its path."""
    return any(part.isdigit() and int(part) < 100 for part in urlsplit(address).path.split("/")[:-1])


def _file_name(address: str) -> str:
    return re.split(r"[?#]", address)[0].rpartition("/")[2]


def _take_out(picture: etree._Element) -> None:
    parent = picture.getparent()
    if parent is not None:
        before = picture.getprevious()
        if picture.tail and before is not None:
            before.tail = (before.tail or "") + picture.tail
        elif picture.tail:
            parent.text = (parent.text or "") + picture.tail
        picture.tail = None
        parent.remove(picture)


def _fill(figure: etree._Element) -> None:
    """A picture for a ``<figure>`` that names one in an attribute and has none: a script was to put it there."""
    if next(figure.iter("img", "picture", "video", "iframe", "svg", "table", "pre", "blockquote"), None) is not None:
        return
    named = (str(figure.get(name)).strip() for name in ("itemid", *_LAZY) if name in figure.attrib)
    address = next((value for value in named if _PICTURE_ADDRESS.match(value)), None)
    if address is not None:
        figure.insert(0, etree.Element("img", {"src": address, "alt": ""}))


def _source(picture: etree._Element) -> str:
    return " ".join(f"{name!s}={picture.get(str(name))}" for name in picture.attrib)
