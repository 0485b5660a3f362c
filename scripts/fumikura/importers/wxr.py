"""WXR, the export of WordPress and of note.com (``<generator>note.com</generator>``, pictures in ``assets/``).

Posts and pages become articles, with what they link to left where it is. A draft stays one: private. Revisions,
menus and attachments are no articles. Comments are counted and left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fumikura.html.dom import address
from fumikura.importing.article_bodies import body_of_html
from fumikura.importing.xml_items import child_text, children, items
from fumikura.model.articles import Article, each
from fumikura.model.dates import written_moment
from fumikura.model.shapes import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.errors import ContentError
    from fumikura.html.dom import Element
    from fumikura.sources.source import Source

VERSION = 1
MANY = True

_NAMESPACE = re.compile(r'xmlns:wp\s*=\s*["\']http://wordpress\.org/export/')
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_PUBLISHED = frozenset({"publish", "private", "inherit"})
_LEFT_OUT = frozenset({"attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache"})
_BLOCK_EDITOR = re.compile(r"<!--\s{0,9}/?wp:(?:(?!-->|<!--)[\s\S])*-->")
_SHORTCODE = re.compile(r"\[/?caption\b[^\]]*\]")
_BLOCK = re.compile(r"<(?:p|div|h[1-6]|ul|ol|li|table|blockquote|pre|figure|section|article|hr)\b", re.IGNORECASE)


def matches(source: Source) -> bool:
    """By the namespace of its fields."""
    return source.is_text and _NAMESPACE.search(source.text[:4096]) is not None


def read(source: Source) -> Iterator[Article | ContentError]:
    """An article for each post and page that is not in the bin."""
    posts = (one for one in items(source, {"item"}) if _is_article(one))
    return each(posts, lambda post: _from_post(post, source))


def _is_article(item: Element) -> bool:
    status = child_text(item, "status") or "publish"
    return child_text(item, "post_type") not in _LEFT_OUT and status not in {"trash", "auto-draft"}


def _from_post(item: Element, source: Source) -> Article:
    channel = item.getparent()
    is_note = channel is not None and child_text(channel, "generator") == "note.com"
    url = address(child_text(item, "link"), None)
    title = one_line(child_text(item, "title") or "")
    status = child_text(item, "status") or "publish"
    # What is no markup in HTML would become a comment there.
    content = (child_text(item, _CONTENT) or "").replace("<![CDATA[", "&lt;![CDATA[")
    body = body_of_html(_from_assets(content) if is_note else _with_paragraphs(content), source, url, title)
    comments = len(children(item, "comment"))
    said = [f"{comments} comment{' is' if comments == 1 else 's are'} left out"] if comments else []
    is_draft = status not in _PUBLISHED
    return Article(
        title=title or child_text(item, "post_name") or "(without a title)",
        body=body.markdown,
        source=None if is_draft and not is_note else url,
        author=_authors(item, channel),
        published=None if is_draft else _published(item),
        description=child_text(item, "{http://wordpress.org/export/1.2/excerpt/}encoded"),
        tags=_tags(item),
        site="note" if is_note else child_text(channel, "title") if channel is not None else None,
        lang=_language(channel),
        rights="private" if status == "private" or child_text(item, "post_password") else None,
        publication="draft" if is_draft else None,
        pictures=body.pictures,
        warnings=(*body.warnings, *said),
        remarks=body.remarks,
    )


def _from_assets(content: str) -> str:
    """note.com writes ``/assets/…`` for what lies in the archive under ``assets/``."""
    return re.sub(r'(\bsrc=["\'])/assets/', r"\1assets/", content)


def _with_paragraphs(content: str) -> str:
    """WordPress' classic editor keeps blank lines between paragraphs, and line breaks within them."""
    content = _SHORTCODE.sub("", content)
    plain = _BLOCK_EDITOR.sub("", content)
    if plain != content or re.search(r"<p[\s>]", content, re.IGNORECASE):
        return plain
    parts = re.split(r"(<pre\b.*?</pre>)", content, flags=re.IGNORECASE | re.DOTALL)
    return "\n".join(part if part.lower().startswith("<pre") else _paragraphs(part) for part in parts)


def _paragraphs(text: str) -> str:
    blocks = (block.strip() for block in re.split(r"\r?\n[ \t]*\r?\n", text))
    return "\n".join(
        block if _BLOCK.match(block) else f"<p>{block.replace(chr(10), '<br>' + chr(10))}</p>"
        for block in blocks
        if block
    )


def _authors(item: Element, channel: Element | None) -> tuple[str, ...]:
    """The name that is shown for the login that stands in the post."""
    login = child_text(item, "creator")
    for author in children(channel, "author") if channel is not None else []:
        if child_text(author, "author_login") == login:
            login = child_text(author, "author_display_name") or login
            break
    return (one_line(login),) if login else ()


def _published(item: Element) -> str | None:
    """The moment in UTC; WordPress writes zeros where it has none."""
    moment = child_text(item, "post_date_gmt")
    if moment and not moment.startswith("0000"):
        return written_moment(f"{moment}Z")
    return written_moment(child_text(item, "pubDate"))


def _tags(item: Element) -> tuple[str, ...]:
    """Categories and tags; "Uncategorized" says nothing."""
    found = (one_line("".join(map(str, one.itertext()))) for one in children(item, "category") if _is_label(one))
    return tuple(dict.fromkeys(tag for tag in found if tag and tag not in {"Uncategorized", "未分類"}))


def _is_label(category: Element) -> bool:
    return category.get("domain") in {"category", "post_tag", "tag", None}


def _language(channel: Element | None) -> str | None:
    code = child_text(channel, "language") if channel is not None else None
    return code if code and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) else None
