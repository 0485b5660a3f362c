"""The HTML of a page -> its article: metadata, and the element that holds its text. Pure: no disk, no
network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from fumikura.html.dom import (
    BLOCKS,
    HEADINGS,
    Element,
    address,
    blocky,
    drop_self_links,
    lower_headings,
    parse,
    remove,
    text_of,
)
from fumikura.html.kept import Kept, compared, lengths
from fumikura.html.lazy_pictures import show_lazy_pictures
from fumikura.html.locate import find_article
from fumikura.html.metadata import Metadata, read_metadata
from fumikura.html.page_dates import without_dates
from fumikura.html.scripted import show_scripted
from fumikura.model.language import detect

_BYLINE_WORDS = re.compile(
    r"\b(?:by|on|at|posted|published|written|author|date)\b|に?(?:公開|投稿|作成)日?|掲載日?|配信日?|著者|筆者|執筆者?|文|著|記者|JST",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article as its page tells it. A field that the page does not state is empty."""

    title: str | None
    author: tuple[str, ...]
    published: str | None
    """ISO 8601, as precise as the page says."""
    site: str | None
    lang: str | None
    """BCP 47; what the page says, unless its text plainly is in another language."""
    source: str | None
    """The canonical URL."""
    description: str | None
    license: str | None
    """An address, or the name that the page gives."""
    cover: str | None
    """Address of the picture that the page gives to those who link to it."""
    base_url: str | None
    """What relative addresses in ``element`` are relative to."""
    element: Element
    """The article's part of the page, without its title."""
    kept: Kept
    """How much of the page that is."""


def extract(text: str, url: str | None = None, name: str = "page") -> Extracted:
    """The article of the page ``text``, which was fetched from ``url`` or saved from there.

    Raises ``ContentError`` naming ``name`` for a text that is no HTML.
    """
    root = parse(text, name)
    base_url = _base(root, url)
    drop_self_links(root)
    metadata = read_metadata(root, base_url)
    source = _source(metadata, url)
    show_scripted(root)
    show_lazy_pictures(root)
    page = lengths(root)
    element = find_article(root, source)
    share = compared(page, element)
    _drop_title(element, metadata.title)
    _drop_byline(element, metadata)
    lower_headings(element)
    return Extracted(
        title=metadata.title,
        author=metadata.author,
        published=metadata.published,
        site=metadata.site,
        lang=_plausible(metadata.lang, text_of(element)),
        source=source,
        description=metadata.description,
        license=metadata.license,
        cover=metadata.cover,
        base_url=base_url or source,
        element=element,
        kept=share,
    )


def _base(root: Element, url: str | None) -> str | None:
    """The address that ``<base>`` names, else where the page was."""
    stated = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    return address(stated, url) or url


def _source(metadata: Metadata, url: str | None) -> str | None:
    """The canonical address, unless it is on another site than the page was: then it is not this page's."""
    if metadata.source is None or url is None:
        return metadata.source or url
    same = _site(metadata.source) == _site(url)
    return metadata.source if same else url


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])


def _plausible(said: str | None, text: str) -> str | None:
    """``said``, unless ``text`` plainly is in another language: templates are copied, and "en" with them."""
    found = detect(text)
    if said is None or found is None or said.split("-")[0].lower() == found:
        return said or found
    return found if found == "ja" or said.split("-")[0].lower() == "ja" else said


def _drop_title(element: Element, title: str | None) -> None:
    """Take out the headings at the beginning that repeat the title; it stands in the page's front matter."""
    if title is None:
        return
    before = 0
    for block in list(element.iter(*BLOCKS)):
        if before > 200:
            return
        is_title = block is not element and _plain(text_of(block)) == _plain(title)
        is_line = not before and next(block.iterdescendants(*BLOCKS, "img"), None) is None
        if is_title and (block.tag in HEADINGS or is_line):
            remove(block)
        elif next(block.iterdescendants(*BLOCKS), None) is None:
            before += len(text_of(block))


def _drop_byline(element: Element, metadata: Metadata) -> None:
    """Take out lines at the beginning that say no more than author and date, which the front matter says."""
    around_blocks = blocky(element)
    leaves = [block for block in element.iterdescendants(*BLOCKS) if block not in around_blocks]
    for leaf in leaves[:8]:
        text = text_of(leaf)
        if len(text) > 120 or leaf.tag in HEADINGS or leaf.tag in {"td", "th", "pre"}:
            return
        rest = text
        for said in (*metadata.author, *(text_of(time) for time in leaf.iter("time"))):
            rest = rest.replace(said, " ")
        rest = without_dates(rest)
        if rest != text and not re.search(r"\w", _BYLINE_WORDS.sub(" ", rest)):
            remove(leaf)


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
