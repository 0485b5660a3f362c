"""Sanitised HTML -> the same with its pictures as a page shows them: with their size, so that nothing jumps when they
come; and in the place of one that is not here, words that say so.

What is written in that place carries ``data-fumikura``: the canonical text is the same with it as without.
"""

from __future__ import annotations

import html as html_entities
import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from fumikura.markdown.sanitise import is_elsewhere
from fumikura.text.canonical import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from fumikura.pictures.sizes import Size
    from fumikura.strings import Strings

    Look = Callable[[str], Size | None]
    """Path of a picture below ``docs/`` -> its size; None where it is there and its size cannot be told. Raises
    ``OSError`` where the site has no such file."""

_ATTRIBUTE = re.compile(r"""([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?""")
_PLAIN_NUMBER = re.compile(r"[1-9]\d{0,4}")


def show_pictures(html: str, address: str, markup: PictureMarkup, *, is_first: bool = True) -> str:
    """``html`` for the page at ``address`` (relative to the site's root).

    ``is_first``: whether its first picture is the page's first, which is loaded at once; the others are when the
    reader comes near.
    """
    if "<img" not in html:
        return html
    out: list[str] = []
    links = 0
    for token in TOKEN.finditer(html):
        name = token["name"]
        if name == "a":
            links += -1 if token["close"] else 1
        if name != "img":
            out.append(token[0])
            continue
        picture = markup.picture(token["attributes"], address, is_lazy=not is_first, in_link=links > 0)
        is_first = is_first and not picture.startswith("<img")
        out.append(picture)
    return "".join(out)


@dataclass(frozen=True, slots=True)
class PictureMarkup:
    """How the pictures of one site are written."""

    look: Look
    strings: Strings

    def picture(self, written: str, address: str, *, is_lazy: bool, in_link: bool) -> str:
        """What stands in the place of an ``<img>`` whose attributes are ``written``."""
        values = _attributes(written)
        src = values.get("src", "").strip()
        alt = values.get("alt", "").strip()
        if not src or is_elsewhere(src):
            return self._placeholder(alt, self.strings.t("picture.remote"), None if in_link else _link(src))
        path = _path(src, address)
        try:
            size = self.look(path) if path is not None else None
        except (OSError, ValueError):  # ValueError: a name that no file can have
            return self._placeholder(alt, self.strings.t("picture.missing"), None)
        added = {**_edges(values, size), **({"loading": "lazy"} if is_lazy else {}), "decoding": "async"}
        attributes = "".join(f' {name}="{value}"' for name, value in added.items())
        return f"<img{written.rstrip().removesuffix('/')}{attributes}>"

    def _placeholder(self, alt: str, words: str, link: str | None) -> str:
        """A box with the alternative text, what is the matter, and a link to where the picture is. Spans only: it can
        stand in a paragraph."""
        language = html_entities.escape(self.strings.language)
        inside = f"<em>{html_entities.escape(alt)}</em> " if alt else ""
        inside += f'<small lang="{language}">{html_entities.escape(words)}</small>'
        if link is not None:
            said = html_entities.escape(self.strings.t("picture.at", host=urlsplit(link).hostname or link))
            inside += f' <a lang="{language}" href="{html_entities.escape(link)}" rel="noopener noreferrer">{said}</a>'
        return f'<span class="fk-no-picture" data-fumikura>{inside}</span>'


def _attributes(written: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(written)
    return {name: html_entities.unescape(double or single or bare) for name, double, single, bare in found}


def _link(src: str) -> str | None:
    """What leads to a picture on the net; None for a ``data:`` address and what is none."""
    whole = f"https:{src}" if src.startswith("//") else src
    try:
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in {"http", "https"} and parts.hostname else None


def _path(src: str, address: str) -> str | None:
    """The path below ``docs/`` that ``src`` names; None for one that leads out of the site, or begins at its root,
    which no page knows."""
    plain = unquote(re.split(r"[?#]", src, maxsplit=1)[0])
    whole = posixpath.normpath(posixpath.join(address, plain))
    return None if plain.startswith("/") or whole.startswith("../") or not plain else whole


def _edges(values: dict[str, str], size: Size | None) -> dict[str, int]:
    """Width and height as far as they are not written; one that is written gives the other."""
    width, height = values.get("width"), values.get("height")
    if size is None or (width is not None and height is not None):
        return {}
    if width is None and height is None:
        return {"width": size[0], "height": size[1]}
    if width is not None and _PLAIN_NUMBER.fullmatch(width):
        return {"height": max(1, round(int(width) * size[1] / size[0]))}
    if height is not None and _PLAIN_NUMBER.fullmatch(height):
        return {"width": max(1, round(int(height) * size[0] / size[1]))}
    return {}
