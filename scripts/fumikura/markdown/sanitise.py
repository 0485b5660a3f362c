"""Rendered Markdown -> HTML that cannot run, load or imitate anything. Comes after Markdown and before the marks.

Markdown lets raw HTML through, and ``attr_list`` alone is enough for an ``onclick``; so the result is cleaned, not the
source. What the site itself adds carries the attribute ``data-fumikura``, which no article can have.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from collections.abc import Callable

    _Filter = Callable[[str, str, str], str | None]

_TEXT = "p h1 h2 h3 h4 h5 h6 blockquote pre hr br div span section details summary address"
_LISTS = "ul ol li dl dt dd"
_TABLES = "table caption colgroup col thead tbody tfoot tr th td"
_PHRASES = "a em strong b i u s del ins mark small sub sup code kbd samp var cite q abbr dfn time bdi bdo wbr"
_RUBY = "ruby rb rt rp rtc"
_PICTURES = "img figure figcaption"
TAGS = set(f"{_TEXT} {_LISTS} {_TABLES} {_PHRASES} {_RUBY} {_PICTURES}".split())

_CLEAN_CONTENT = {
    "script",
    "style",
    "template",
    "iframe",
    "object",
    "noembed",
    "noframes",
    "title",
    "textarea",
}

ATTRIBUTES = {
    "*": {"class", "id", "lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"align", "colspan", "rowspan", "headers"},
    "th": {"align", "colspan", "rowspan", "headers", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "details": {"open"},
}

_ACTIVE = frozenset(
    {
        "applet",
        "base",
        "button",
        "embed",
        "form",
        "frame",
        "frameset",
        "iframe",
        "input",
        "link",
        "math",
        "meta",
        "object",
        "script",
        "style",
        "svg",
        "template",
    }
)
_RUNNING_SCHEMES = frozenset({"javascript", "vbscript", "data"})

_CLASSES = re.compile(
    r"highlight|linenos|code|footnote(?:-ref|-backref)?|headerlink|admonition(?:-title)?|"
    r"note|abstract|info|tip|success|question|warning|failure|danger|bug|example|quote|"
    r"language-[\w+#.-]{1,30}|[a-z]{1,2}\d?"  # the last: Pygments' tokens
)
_OUR_IDS = re.compile(r"(?:__|a-|n-|r-|fk-|md-)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)


MOST_KEPT = 100
"""Characters of a ``class`` whose answer is remembered: a text has the same few again and again."""


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """The value of an attribute, or None to drop it."""
    if name == "class":
        return _short_classes(value) if len(value) < MOST_KEPT else _known_classes(value)
    if name == "id":
        return None if _OUR_IDS.match(value) or not value.strip() else value
    return value


def _known_classes(value: str) -> str | None:
    return " ".join(word for word in value.split() if _CLASSES.fullmatch(word)) or None


_short_classes = lru_cache(1_000)(_known_classes)


def _local_attribute(tag: str, name: str, value: str) -> str | None:
    # A page never loads a picture from elsewhere: it would tell that host who reads what.
    return None if tag == "img" and name == "src" and is_elsewhere(value) else _attribute(tag, name, value)


def is_elsewhere(src: str) -> bool:
    """Whether a picture's address leads to another host, or is no place at all (``data:``)."""
    return _ABSOLUTE.match(re.sub(r"[\s\x00-\x1f]", "", src)) is not None


def _cleaner(attributes: dict[str, set[str]], attribute: _Filter = _local_attribute) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=_CLEAN_CONTENT,
        attributes=attributes,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


_ARTICLE = _cleaner(ATTRIBUTES)
_ADDRESSED = _cleaner(ATTRIBUTES, _attribute)
_COMMENT = _cleaner({**ATTRIBUTES, "*": ATTRIBUTES["*"] - {"id"}})


def sanitise(html: str) -> str:
    """An article's or a page's HTML with only harmless elements, attributes and addresses."""
    return _ARTICLE.clean(html)


def sanitise_for_pictures(html: str) -> str:
    """The same with the addresses of pictures on other hosts, for ``picture_markup.py``, which puts something else in
    the place of such a picture. What comes from here is no page yet."""
    return _ADDRESSED.clean(html)


def dangers(html: str) -> list[str]:
    """What in ``html`` could run if nobody sanitised it, for a person: ``<script>``, ``onclick``, ``javascript:``."""
    finder = _DangerFinder()
    finder.feed(html)
    finder.close()
    return list(finder.found)


class _DangerFinder(HTMLParser):
    """Only tells people; what keeps readers safe is ``sanitise``, which lets through what it knows and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ACTIVE:
            self.found[f"<{tag}>"] = None
        for name, value in attrs:
            if name.startswith("on"):
                self.found[name] = None
            scheme = re.sub(r"[\s\x00-\x1f]", "", value or "").partition(":")[0].lower()
            if name in {"href", "src", "action", "formaction", "xlink:href"} and scheme in _RUNNING_SCHEMES:
                self.found[f"{scheme}:"] = None


def sanitise_comment(html: str) -> str:
    """The same for a comment, which also gets no ids: several stand on one page."""
    return _COMMENT.clean(html)
