"""What read-later services and bookmark managers know of a page -> an article, with or without its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.html.dom import address
from fumikura.model import front_matter
from fumikura.model.articles import Article
from fumikura.model.shapes import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fumikura.importing.article_bodies import Body


def saved_link(  # noqa: PLR0913  an article has as many fields
    url: str | None,
    *,
    title: str | None = None,
    created: str | None = None,
    published: str | None = None,
    description: str | None = None,
    author: Iterable[str] = (),
    tags: Iterable[str] = (),
    site: str | None = None,
    lang: str | None = None,
    cover: str | None = None,
    body: Body | None = None,
    kept: Mapping[str, str | None] | None = None,
    warnings: Iterable[str] = (),
) -> Article:
    """An article that its text can still be fetched for, if ``body`` has none.

    The address is its title where there is no other. An address that is none of http(s) is left out, and said.
    ``kept``: what the keeper wrote, under keys that are not ours.
    """
    said = list(warnings)
    where = address(url, None)
    if where is None or where.startswith("mailto:"):
        said.append(f"{url!r} is no address of a page" if url else "it has no address")
        where = None
    markdown = body.markdown if body else ""
    return Article(
        title=one_line(title or "") or where or one_line(url or "") or "(without a title)",
        body=markdown,
        source=where,
        author=tuple(one_line(name) for name in author if one_line(name)),
        published=published,
        created=created,
        description=one_line(description) if description else None,
        tags=tuple(dict.fromkeys(one_line(tag) for tag in tags if one_line(tag))),
        site=site,
        lang=lang,
        cover=address(cover, None),
        kind="link" if where and not markdown.strip() else None,
        kept={key: front_matter.block(key, value) for key, value in (kept or {}).items() if value},
        pictures=body.pictures if body else (),
        warnings=(*said, *(body.warnings if body else ())),
        remarks=body.remarks if body else (),
    )
