"""The home page: the keeper's own words, what is new, how much there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.building.stored_items import stored_items
from fumikura.errors import UnusualError
from fumikura.library.library import article_address
from fumikura.pictures.sizes import PictureSizes
from fumikura.site.site import Site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.building.page_rows import PageRow
    from fumikura.building.stored_rows import StoredRows
    from fumikura.engine.page_theme import Theme
    from fumikura.engine.places import Places
    from fumikura.library.library import Library
    from fumikura.pictures.sizes import Size
    from fumikura.settings import Settings
    from fumikura.site.list_items import ArticleItems


class HomeMaker:
    """Knows which lists there are, and makes the home page when all articles have been made."""

    def __init__(
        self, settings: Settings, library: Library, rows: Mapping[str, PageRow], stored: StoredRows, places: Places
    ) -> None:
        """``rows``: of the page of each article, by address; see ``stored_items``."""
        self._docs, self._rows, self._stored, self._places = settings.docs, rows, stored, places
        self._sizes = PictureSizes()
        self.site = Site(library, settings, settings.at_home, look=self._look, items=self._items)

    def page(self, words: str, theme: Theme) -> bytes:
        """The file of the home page; ``words``: the keeper's own on it, as HTML.

        Raises ``UnusualError`` where it has a heading that ``words`` have not, and ``Damaged``.
        """
        inside, shell = self.site.home(words), theme.shells[""]
        name = "page" if "<h1" in inside else "content"
        if name not in shell.parts:
            raise UnusualError("a heading on the home page")
        return shell.fill({name: inside}).encode("utf-8", "xmlcharrefreplace")

    def _items(self, article: str) -> ArticleItems:
        return stored_items(self._stored, article, self._rows[article_address(article)].items)

    def _look(self, src: str) -> Size | None:
        if not self._places.at(src):
            raise FileNotFoundError(src)
        return self._sizes.of(self._docs / src)
