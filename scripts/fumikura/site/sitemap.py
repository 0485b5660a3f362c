"""Addresses of pages -> ``sitemap.xml``, the same whenever it is made: no date of the build is in it.

Source: https://www.sitemaps.org/protocol.html.
"""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "sitemap.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def sitemap(urls: Iterable[str], site_url: str | None) -> str:
    """The map of the pages at ``urls`` (relative to the site's root, percent-encoded), which come sorted.

    Without the site's own address it names none: a map has whole addresses only.
    """
    root = f"{site_url.rstrip('/')}/" if site_url else ""
    places = [root + url.removeprefix("./") for url in sorted(urls)] if site_url else []
    return _HEAD + "".join(f"<url><loc>{escape(place)}</loc></url>\n" for place in places) + "</urlset>\n"


def compressed(text: str) -> bytes:
    """The same as ``sitemap.xml.gz``, with neither time nor file name in it."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as file:
        file.write(text.encode("utf-8"))
    return out.getvalue()
