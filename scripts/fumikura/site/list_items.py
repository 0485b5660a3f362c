"""What lists show of an article and of its annotations: made once, with its page, however many lists there are."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from fumikura.site.fragments import linker, render_macro

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fumikura.library.library import ArticleEntry
    from fumikura.model.annotations import Annotation
    from fumikura.strings import Strings

Item = list[str]
"""Its HTML, cut where the address of the article belongs."""

_PLACE = Markup(f"place-{secrets.token_hex(16)}")
"""Stands for that address until an item is cut. Nothing that comes from an article can guess it."""


@dataclass(frozen=True, slots=True)
class ArticleItems:
    """The items of one article."""

    article: Item
    annotations: Sequence[tuple[str, Item]]
    """Of each annotation on it, with its id."""


def article_items(
    entry: ArticleEntry, lead: str | None, strings: Strings, comment: Callable[[Annotation], Markup]
) -> ArticleItems:
    """The items of ``entry``, whose text begins with ``lead``. ``comment``: gives the HTML of what was said."""
    listed = render_macro("article_item", strings, entry, lead, _PLACE)
    said = [
        (one.id, render_macro("annotation_item", strings, one, entry.title, _PLACE, comment))
        for one in entry.annotations
    ]
    return ArticleItems(_cut(listed), [(name, _cut(item)) for name, item in said])


def _cut(item: Markup) -> Item:
    return str(item).split(_PLACE)


class ListItems:
    """The items on one list, with links from there."""

    def __init__(self, address: str, items: Callable[[str], ArticleItems]) -> None:
        """``address``: of the list; ``items``: gives those of the article with an id."""
        self._shelf = linker(address)("articles/x/").removesuffix("x/")
        self._items = items

    def article(self, name: str) -> Markup:
        """The item of the article with the id ``name``."""
        return self._placed(name, self._items(name).article)

    def annotation(self, article: str, name: str) -> Markup:
        """The item of the annotation with the id ``name`` on an article. Raises ``KeyError`` where it has none."""
        return self._placed(article, dict(self._items(article).annotations)[name])

    def _placed(self, article: str, item: Item) -> Markup:
        return Markup(f"{self._shelf}{article}/".join(item))
