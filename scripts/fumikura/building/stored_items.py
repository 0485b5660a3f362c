"""What lists show of an article, as the catalogue keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.building.catalogue import Json, json_of
from fumikura.library.library import article_address
from fumikura.site.list_items import ArticleItems

if TYPE_CHECKING:
    from fumikura.building.stored_rows import StoredRows

ItemsJson = tuple[Json, Json]
"""``ArticleItems``, its two parts."""


def items_json(items: ArticleItems) -> ItemsJson:
    """As it is kept. Made where the page is, so that other processes do it."""
    return json_of(items.article), json_of(items.annotations)


def row_value(items: ItemsJson) -> Json:
    """Of the article's row in the table ``items``."""
    return Json(b"[%b,%b]" % items)


def stored_items(rows: StoredRows, article: str, state: str) -> ArticleItems:
    """What was kept of ``article``, of whose page ``state`` is known (``PageRow.items``). Raises ``Damaged``."""
    return ArticleItems(*rows("items", article_address(article), state))
