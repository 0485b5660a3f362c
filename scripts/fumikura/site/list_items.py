"""Articles as lists show them: each made once, however many lists there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from fumikura.site.fragments import linker, render_macro

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fumikura.library.library import ArticleEntry
    from fumikura.strings import Strings

_PLACE = Markup("<place>")
"""Stands for an article's address. No value of an article has it: what comes from one is escaped."""


class ListItems:
    """The items of one build."""

    def __init__(self, strings: Strings, leads: Mapping[str, str]) -> None:
        """``leads``: see ``Site``."""
        self._strings, self._leads = strings, leads
        self._made: dict[str, list[str]] = {}
        """By the id of the article, cut where its address belongs."""

    def on(self, address: str) -> Callable[[ArticleEntry], Markup]:
        """What gives items for a list on the page at ``address``, with links from there."""
        shelf = linker(address)("articles/x/").removesuffix("x/")

        def item(entry: ArticleEntry) -> Markup:
            if entry.id not in self._made:
                made = render_macro("article_item", self._strings, entry, self._leads.get(entry.id), _PLACE)
                self._made[entry.id] = str(made).split(_PLACE)
            return Markup(f"{shelf}{entry.id}/".join(self._made[entry.id]))

        return item
