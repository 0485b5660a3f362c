"""Lists of articles, annotations and notes, and the home page -> files of the site.

Come after all articles, whose beginnings they show.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from fumikura.errors import UnusualError
from fumikura.library.freshness import key, list_key
from fumikura.library.library import ArticleEntry, NoteEntry, link_target
from fumikura.markdown.hidden_links import HiddenLinks
from fumikura.markdown.rendering import Renderer
from fumikura.pictures.sizes import PictureSizes
from fumikura.site.site import LATEST, Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fumikura.building.docs_state import DocsState
    from fumikura.engine.page_theme import Theme
    from fumikura.engine.places import Places
    from fumikura.library.library import Entry
    from fumikura.model.annotations import Annotation
    from fumikura.pictures.sizes import Size
    from fumikura.settings import Settings
    from fumikura.site.site import IndexPage


class ListMaker:
    """Makes the lists of one build."""

    def __init__(self, settings: Settings, docs: DocsState, places: Places) -> None:
        self._settings, self._docs, self._places = settings, docs, places
        self._src = ""
        self._sizes = PictureSizes()
        extensions = (*settings.extensions, HiddenLinks(self._is_hidden))
        renderer = Renderer(extensions, settings.extension_configs)
        self.site = Site(docs.library, settings, settings.at_home, renderer, look=self._look, enter=self._enter)
        """Its ``leads`` have to be filled before anything is made."""
        self._listed: dict[str, str] = {}
        self.hidden: dict[str, str] = {}
        """By the id of an article: what is hidden that its page, and so its comments, lead to."""

    def know(self, entry: Entry, comments: Iterable[str]) -> None:
        """Take in the HTML of the comments on ``entry``, in the order of its annotations, instead of making it anew."""
        annotations = entry.remarks if isinstance(entry, ArticleEntry) else ()
        known = self.site.comments.known
        known.update(((entry.id, one.id), Markup(said)) for one, said in zip(annotations, comments, strict=True))

    def keys(self, pages: Iterable[IndexPage], around: str) -> Iterator[tuple[IndexPage, str]]:
        """Each page with its key. ``around``: see ``page_keys``."""
        for page in pages:
            values = page.values
            if page.template in {"search", "contribute"}:
                yield page, list_key(around, page.title, [page.address], 0, [repr(values)])
            elif page.template == "groups":
                items = [f"{group.slug}={label}={len(group.articles)}" for group, label in values["groups"]]
                yield page, list_key(around, page.title, [page.address], len(items), items)
            else:
                articles, others = values.get("articles"), values.get("annotations") or values.get("notes") or ()
                parts = (page.address, str(values["number"]), str(values["count"]))
                listed = self._listed  # many lists show one article
                items = [listed.get(one.id) or self._shown(one) for one in articles] if articles else []
                items += map(self._shown, others)
                yield page, list_key(around, page.title, parts, values["total"], items)

    def home_key(self, words: str, around: str) -> str:
        """Of the home page; ``words``: the keeper's own on it, as HTML."""
        library = self._docs.library
        pairs = [(one, library.articles[one.article]) for one in library.newest_annotations[:LATEST]]
        items = (*map(self._shown, library.newest[:LATEST]), "", *map(self._shown, pairs))
        numbers = [f"{address}={count}" for address, _, count in self.site.numbers()]
        return list_key(around, words, numbers, 0, items)

    def _shown(self, item: ArticleEntry | NoteEntry | tuple[Annotation, ArticleEntry]) -> str:
        """All that a list shows of ``item``."""
        if isinstance(item, ArticleEntry):
            lead = self.site.leads.get(item.id, "")
            found = self._listed[item.id] = key(item.address, self._docs.folders[item.id].listed, lead)
            return found
        if isinstance(item, NoteEntry):
            return f"{item.address}\n{self._docs.rest.files.get(item.src, '')}"
        annotation, entry = item
        said, hidden = self._docs.folders[entry.id].said, self.hidden.get(entry.id, "")
        return f"{annotation.id}\n{entry.address}\n{said}\n{hidden}"

    def page(self, page: IndexPage, theme: Theme) -> bytes:
        """The file of a list."""
        values = {"title": html.escape(page.title), "place": quote(page.address), "page": self.site.index(page)}
        name, depth = page.address.split("/")[0], page.address.count("/")
        shell = theme.shells[page.address if depth == 1 else f"{name}/{depth}"]
        return shell.fill(values).encode("utf-8", "xmlcharrefreplace")

    def home(self, words: str, theme: Theme) -> bytes:
        """The file of the home page. Raises ``UnusualError`` where it has a heading that ``words`` have not."""
        inside, shell = self.site.home(words), theme.shells[""]
        name = "page" if "<h1" in inside else "content"
        if name not in shell.parts:
            raise UnusualError("a heading on the home page")
        return shell.fill({name: inside}).encode("utf-8", "xmlcharrefreplace")

    def _enter(self, article: str) -> None:
        self._src = f"articles/{article}/index.md"

    def _is_hidden(self, link: str) -> bool:
        target = link_target(self._src, link)
        return target is not None and self._places.is_hidden(target)

    def _look(self, src: str) -> Size | None:
        if not self._places.at(src):
            raise FileNotFoundError(src)
        return self._sizes.of(self._settings.docs / src)
