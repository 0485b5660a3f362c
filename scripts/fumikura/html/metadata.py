"""What a page says about itself: JSON-LD, then Open Graph and other meta elements, then microdata, then its
text.

Only what is said is taken. A field that the page does not state stays empty, and a date in the text counts
only where the page marks it as that of publication.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fumikura.html.bylines import date_by_title, labelled_authors, labelled_date, named_authors
from fumikura.html.dom import Element, address, classes, collapsed, text_of
from fumikura.html.json_ld import json_ld, name_in, text_in
from fumikura.html.page_dates import page_date

if TYPE_CHECKING:
    from collections.abc import Iterator

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SEPARATORS = "|｜-–—:：·•/»«<>‹›~〜"
_DATES = (
    "article:published_time", "og:article:published_time", "citation_publication_date", "citation_date",
    "dc.date.issued", "dcterms.issued", "datepublished", "pubdate", "publishdate", "parsely-pub-date",
    "sailthru.date", "article.published", "cxenseparse:recs:publishtime", "dc.date", "date",
)  # fmt: skip
_AUTHORS = (
    "citation_author",
    "dc.creator",
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
)
_PUBLISHED = re.compile(r"(?:.*[-_])?(?:published|pubdate|(?:pub|entry|post|article)-date|posted-on)(?:[-_].*)?")
_ASIDE = re.compile(
    r"(?:^|[-_ ])(?:comments?|related|recommend(?:s|ed)?|sidebar|widgets?|ranking)(?:$|[-_ ])", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:(?:公開|投稿|掲載|配信)日?時?|発表日|発行日?|published(?: on)?|posted(?: on)?)\s*[:：]?\s*",
    re.IGNORECASE,
)
_LABEL_BEHIND = re.compile(r"\s*(?:公開|投稿|掲載|配信)\s*$")
_BYLINE = re.compile(
    r"^(?:by|written by|author|記者)\s*[:：]?\s+|^(?:著者|筆者|執筆者?|文|作者|投稿者)(?:\s*[:：／/]\s*|\s+)",
    re.IGNORECASE,
)
_BY = re.compile(r"By:?\s+(?P<names>[^\W\d_][^\d_:;|/@]{1,80})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; see ``extract.Extracted``."""

    title: str | None = None
    author: tuple[str, ...] = ()
    published: str | None = None
    site: str | None = None
    lang: str | None = None
    source: str | None = None
    description: str | None = None
    license: str | None = None
    cover: str | None = None


def read_metadata(root: Element, base_url: str | None) -> Metadata:
    """The metadata of the page ``root``. ``base_url``: what relative addresses in it are relative to."""
    meta = _meta(root)
    data = json_ld(root)
    site = _first(name_in(data.get("publisher")), meta("og:site_name", "application-name"))
    if site is None or "@" in site:
        site = meta("og:site_name")
    title = _title(root, data, meta, site)
    return Metadata(
        title=title,
        author=_authors(root, data, meta, site),
        published=_published(root, data, meta) or labelled_date(root) or date_by_title(root, title),
        site=site,
        lang=_language(root, data, meta),
        source=_source(root, data, meta, base_url),
        description=_first(
            text_in(data.get("description")), meta("og:description", "description", "twitter:description")
        ),
        license=_license(root, data, base_url),
        cover=address(_first(meta("og:image", "og:image:url", "twitter:image"), _image(data.get("image"))), base_url),
    )


class _Meta:
    """The ``<meta>`` elements of a page, by ``property``, ``name`` or ``itemprop`` in lower case."""

    def __init__(self, root: Element) -> None:
        self._values: dict[str, list[str]] = {}
        for element in root.iter("meta"):
            value = collapsed(element.get("content") or element.get("value")).strip()
            for key in ("property", "name", "itemprop"):
                name = (element.get(key) or "").strip().lower()
                if name and value:
                    self._values.setdefault(name, []).append(value)

    def __call__(self, *names: str) -> str | None:
        """The first value of the first of ``names`` that has one."""
        return next((self._values[name][0] for name in names if name in self._values), None)

    def all(self, name: str) -> list[str]:
        """All values of ``name``."""
        return self._values.get(name, [])


def _meta(root: Element) -> _Meta:
    return _Meta(root)


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _image(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return text_in(value.get("url")) if isinstance(value, dict) else text_in(value)


def _title(root: Element, data: dict[str, Any], meta: _Meta, site: str | None) -> str | None:
    """The title that the page shows as its heading, if its metadata agree; else theirs, without the site's
    name."""
    head = next(
        (text_of(element) for element in root.iter("title") if element.getparent() is not None and _in_head(element)),
        None,
    )
    said = _first(text_in(data.get("headline")), meta("og:title", "citation_title", "dc.title", "twitter:title"), head)
    headings = [text for heading in root.iter("h1") if (text := text_of(heading))]
    if said is None:
        return headings[0] if len(headings) == 1 else None
    shown = [one for one in headings if any(text and _names_page(text, one) for text in (said, head))]
    return max(shown, key=len) if shown else _without_site(said, site)


def _in_head(element: Element) -> bool:
    return next(element.iterancestors("svg", "body"), None) is None


def _names_page(text: str, heading: str) -> bool:
    """Whether ``text`` is ``heading``, alone or set off from the site's name before or after it."""
    signs = re.escape(_SEPARATORS)
    around = rf"(?:.*[{signs}]\s*)?{re.escape(heading)}(?:\s*[{signs}].*)?"
    return re.fullmatch(around, text, re.DOTALL) is not None


def _without_site(title: str, site: str | None) -> str:
    if not site:
        return title
    signs = re.escape(_SEPARATORS)
    return re.sub(rf"\s*[{signs}]+\s*{re.escape(site)}\s*$", "", title, flags=re.IGNORECASE) or title


def _authors(root: Element, data: dict[str, Any], meta: _Meta, site: str | None) -> tuple[str, ...]:
    """The authors' names. Addresses of profiles, which some pages give instead, are no names."""
    said = data.get("author") or data.get("creator")
    people = said if isinstance(said, list) else [said]
    stated = [name_in(person) for person in people]
    groups = [[name for name in stated if name], *(meta.all(name) for name in _AUTHORS)]
    named = [[name for name in group if not _is_address(name)] for group in groups]
    names = (
        next(filter(None, named), None)
        or list(_authors_on_page(root))
        or list(_authors_in_byline(root))
        or labelled_authors(root)
        or named_authors(root, site)
    )
    return tuple(dict.fromkeys(_BYLINE.sub("", name).strip(" ,、") for name in names))


def _is_address(text: str) -> bool:
    return re.match(r"(?:https?:)?//|@|www\.", text) is not None


def _authors_on_page(root: Element) -> Iterator[str]:
    """Names that the page marks as the author's: microdata, ``rel=author``, hCard. None from comments or
    lists."""
    marked = [element for element in root.iter() if isinstance(element.tag, str) and _marks_author(element)]
    for element in marked:
        if any(other is not element and other in marked for other in element.iterancestors()):
            continue
        inner = next(
            (part for part in element.iter() if part is not element and _is_name_of(part)),
            element,
        )
        name = _BYLINE.sub("", inner.get("content") or text_of(inner))
        if 1 < len(name) <= 60 and not _is_address(name):
            yield name


def _is_name_of(part: Element) -> bool:
    """Whether it is the name in a marked author: microdata or hCard."""
    return "name" in (part.get("itemprop") or "").split() or "fn" in classes(part)


def _authors_in_byline(root: Element) -> Iterator[str]:
    """The names in the page's one line "By A, B and C"."""
    lines = {text_of(element) for element in root.iter() if any("byline" in name for name in classes(element))}
    found = [match for line in lines if (match := _BY.fullmatch(line))]
    if len(found) == 1:
        yield from (name.strip() for name in re.split(r",| and | & ", found[0]["names"]) if name.strip())


def _marks_author(element: Element) -> bool:
    named = (
        "author" in (element.get("itemprop") or "").lower().split()
        or "author" in (element.get("rel") or "").lower().split()
        or {"p-author", "h-card"} <= classes(element)
    )
    if {"author", "vcard"} <= classes(element):  # Hatena Blog's and WordPress' hCard, at the foot of the entry too
        entry = next(element.iterancestors("article"), None)
        foot = next(element.iterancestors("footer"), None) if entry is not None else None
        return not any(_is_aside(around) for around in element.iterancestors() if around is not foot)
    return named and not any(_is_aside(around) for around in element.iterancestors())


def _is_aside(element: Element) -> bool:
    """Whether what stands in ``element`` is about another text than the article."""
    if element.tag in {"aside", "footer", "nav", "li"}:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag not in {"body", "html", "article", "main"} and _ASIDE.search(names) is not None


def _published(root: Element, data: dict[str, Any], meta: _Meta) -> str | None:
    """The date of publication, as precise as the page states it."""
    stated = [text_in(data.get("datePublished")), *(meta(name) for name in _DATES)]
    for text in stated:
        if text and (date := page_date(text)):
            return date
    for element in root.iter():
        if isinstance(element.tag, str) and (date := _marked_date(element)):
            return date
    return None


def _marked_date(element: Element) -> str | None:
    """The date in an element that says it is that of publication."""
    if element.tag in {"body", "html", "head", "script", "style"}:
        return None
    properties = (element.get("itemprop") or "").lower().split()
    marked = "datepublished" in properties or (element.tag == "time" and element.get("pubdate") is not None)
    if not marked and any(_PUBLISHED.fullmatch(name) for name in classes(element)):
        marked = re.search(r"updated|modified", " ".join(classes(element))) is None
    text = text_of(element) if len(element) < 8 else ""
    if not marked and not (len(text) < 40 and (_LABEL.match(text) or _LABEL_BEHIND.search(text))):
        return None
    if any(_is_aside(around) for around in element.iterancestors()):
        return None
    inner = element if element.tag == "time" else next(element.iter("time"), element)
    stated = element.get("content") or inner.get("datetime") or _LABEL_BEHIND.sub("", _LABEL.sub("", text_of(inner)))
    return page_date(stated)


def _language(root: Element, data: dict[str, Any], meta: _Meta) -> str | None:
    """What the page says its language is; whether that is so is for ``extract`` to judge."""
    html = next(root.iter("html"), root)
    locale = (meta("og:locale") or "").replace("_", "-")
    for said in (
        html.get("lang"),
        html.get("{http://www.w3.org/XML/1998/namespace}lang"),
        html.get("xml:lang"),
        text_in(data.get("inLanguage")),
        meta("content-language"),
        locale,
    ):
        text = (said or "").strip().replace("_", "-")
        if _LANGUAGE.fullmatch(text):
            return text
    return None


def _source(root: Element, data: dict[str, Any], meta: _Meta, base_url: str | None) -> str | None:
    """The address that the page calls its own: canonical link, Open Graph, JSON-LD."""
    canonical = next(
        (link.get("href") for link in root.iter("link") if "canonical" in (link.get("rel") or "").lower().split()),
        None,
    )
    page = data.get("mainEntityOfPage")
    said = [
        canonical,
        meta("og:url"),
        text_in(data.get("url")),
        page.get("@id") if isinstance(page, dict) else page,
    ]
    for href in said:
        found = address(href, base_url) if isinstance(href, str) and href.strip() else None
        if found is not None and not found.startswith("mailto:") and not _is_front_page(found, base_url):
            return found.partition("#")[0]
    return None


def _is_front_page(found: str, base_url: str | None) -> bool:
    """Some pages name the site instead of themselves."""
    path = urlsplit(found)
    here = urlsplit(base_url or "")
    return path.path in {"", "/"} and not path.query and (here.path not in {"", "/"} or bool(here.query))


def _license(root: Element, data: dict[str, Any], base_url: str | None) -> str | None:
    for element in root.iter("link", "a"):
        if "license" in (element.get("rel") or "").lower().split():
            found = address(element.get("href"), base_url)
            if found is not None:
                return found
    said = data.get("license")
    if isinstance(said, dict):
        said = said.get("url") or said.get("@id") or said.get("name")
    return text_in(said)
