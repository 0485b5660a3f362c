"""One article or note -> the files of its page. What it needs of the others comes with it: any process can do it.

The inside of the page is ``site.py``'s; what stands around it is a shell that the site engine has made.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fumikura.building.stored_items import ItemsJson, items_json
from fumikura.engine.places import Places
from fumikura.engine.shells import TOKENS
from fumikura.errors import ContentError
from fumikura.exchange.to_w3c import DATA_LINK, DATA_NAME
from fumikura.history.earlier_texts import EarlierTexts
from fumikura.history.page_histories import PageHistories
from fumikura.library.library import Around, ArticleEntry, Entry, Library, link_target
from fumikura.library.library_files import read_text
from fumikura.markdown.hidden_links import HiddenLinks
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.site_links import SiteLinks, resolved
from fumikura.model.front_matter import body_of
from fumikura.pictures.sizes import PictureSizes
from fumikura.search_index.stored_documents import document_bytes
from fumikura.site.annotation_copies import annotation_copies
from fumikura.site.site import Site
from fumikura.site.site_files import write_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fumikura.engine.page_theme import Theme
    from fumikura.history.article_log import ArticleCommit
    from fumikura.pictures.sizes import Size
    from fumikura.settings import Settings

NOINDEX = '<meta name="robots" content="noindex">'


@dataclass(frozen=True, slots=True)
class Job:
    """A page to make."""

    entry: Entry
    around: Around
    media: tuple[str, ...] = ()
    """Files that stand beside it, by their paths below ``docs``."""
    commits: tuple[ArticleCommit, ...] = ()
    """The history of an article, where it is shown."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page that was made. Its files lie in the staging folder."""

    address: str
    files: dict[str, str]
    """Hash of each file, by its path below the site's root."""
    items: ItemsJson | None
    """What lists show of an article; None of a note."""
    warnings: tuple[str, ...]
    asked: dict[str, str]
    """What it asked ``places.py``, and the answers."""
    history: bool
    """Whether it asked git for earlier texts."""
    document: bytes
    """What is found of it: ``search_index.documents.Document`` as JSON."""


class PageMaker:
    """Makes pages, one after the other, in a process of its own or in this one."""

    def __init__(self, settings: Settings, theme: Theme, published: Mapping[str, str], staging: Path) -> None:
        """``published``: see ``Places``; ``staging``: the folder that stands for the site's root."""
        self._given = (settings, theme, published, staging)
        self._bench: _Bench | None = None

    def __call__(self, job: Job) -> Iterator[Made]:
        """The page of ``job``. Raises ``FumikuraError``."""
        if self._bench is None:
            self._bench = _Bench(*self._given)
        yield self._bench.make(job)

    def close(self) -> None:
        """End what was started for pages that were made in this process."""
        if self._bench is not None:
            self._bench.objects.close()

    def __getstate__(self) -> dict[str, Any]:
        """How it travels to another process."""
        return {"_given": self._given, "_bench": None}


class _Bench:
    def __init__(self, settings: Settings, theme: Theme, published: Mapping[str, str], staging: Path) -> None:
        self.settings, self.theme, self.staging = settings, theme, staging
        self.places = Places(settings.docs, published)
        self.src, self.source = "", b""
        """Of the page that is being made: its path below ``docs``, and what is in it."""
        self.lost = False
        extensions = (*settings.extensions, HiddenLinks(self._is_hidden), SiteLinks(self._resolve))
        renderer = Renderer(extensions, settings.extension_configs)
        comments = Renderer((*settings.extensions, HiddenLinks(self._is_hidden)), settings.extension_configs)
        self.earlier = EarlierTexts(settings, comments)
        self.renderer = renderer
        self.sizes = PictureSizes()
        library = Library({}, {})
        at_home = settings.at_home
        self.site = Site(library, settings, at_home, comments, theme.sending, self.earlier.of, self._look)
        self._told: Any = None
        self.objects = PageHistories(settings).objects
        self.site.histories_from(self.objects, lambda _: self.source)

    def make(self, job: Job) -> Made:
        entry, site = job.entry.whole, self.site
        self.src, self.lost = entry.src, False
        self.places.asked = {}
        warnings: list[str] = []
        try:
            body = body_of(read_text(self.settings.docs / entry.src, entry.path, self._read))
        except ContentError as error:
            body, self.source = "", b""
            warnings.append(str(error))
        text = self.renderer.html(body)
        if self.lost and self.theme.told:
            warnings += self._link_warnings(body)
        kind, token = entry.kind, TOKENS["place"]
        edit_url = (self.theme.edit_urls[kind] or "").replace(token, entry.id) or None
        if isinstance(entry, ArticleEntry):
            inside = site.article(entry, text, edit_url, job.around, job.commits)
        else:
            inside = site.note(entry, text, edit_url, job.around)
        warnings += map(str, site.findings)
        site.findings.clear()
        values = _shown(entry) | {"place": entry.id, "page": inside}
        data = site.data.pop(entry.address, None)
        head = NOINDEX if isinstance(entry, ArticleEntry) and not site.is_indexable(entry) else ""
        shell = self.theme.shells[f"{kind}+description" if values.get("description") else kind]
        page = shell.fill(values, head + (DATA_LINK if data is not None else ""))
        made = {f"{entry.address}index.html": page.encode("utf-8", "xmlcharrefreplace")}
        if data is not None:
            made[entry.address + DATA_NAME] = data.encode("utf-8")
        made |= self._beside(job) | self._history(entry)
        return Made(
            entry.address,
            write_files(self.staging, made),
            self._items(entry),
            tuple(warnings),
            self.places.asked,
            entry.path in self.earlier.asked,
            document_bytes(site.documents.pop(entry.address)),
        )

    def _read(self, path: Path) -> bytes:
        self.source = path.read_bytes()
        return self.source

    def _items(self, entry: Entry) -> ItemsJson | None:
        found = items_json(self.site.items_of(entry)) if isinstance(entry, ArticleEntry) else None
        self.site.leads.clear()
        self.site.comments.known.clear()
        return found

    def _history(self, entry: Entry) -> dict[str, bytes]:
        """The page of its history, if it has one."""
        if entry.address not in self.site.histories or not isinstance(entry, ArticleEntry):
            return {}
        page = self.site.history_page(entry)
        values = {"title": html.escape(page.title), "place": quote(page.address), "page": self.site.index(page)}
        text = self.theme.shells["history/3"].fill(values, NOINDEX)
        return {f"{page.address}index.html": text.encode("utf-8", "xmlcharrefreplace")}

    def _beside(self, job: Job) -> dict[str, bytes]:
        """Pictures and annotations, as they are; one that was removed since is missing from the next build."""
        found = {src: self.settings.docs / src for src in job.media}
        files = {name: path.read_bytes() for name, path in found.items() if path.is_file()}
        if isinstance(job.entry, ArticleEntry):
            files |= annotation_copies(job.entry, self.settings, at_home=self.settings.at_home)
        return files

    def _resolve(self, link: str) -> str:
        try:
            found = resolved(link, self.src, lambda target: bool(self.places.at(target)))
        except ValueError:  # no address; MkDocs says so
            found = None
        self.lost = self.lost or found is None
        return link if found is None else found

    def _is_hidden(self, link: str) -> bool:
        target = link_target(self.src, link)
        return target is not None and self.places.is_hidden(target)

    def _look(self, src: str) -> Size | None:
        if not self.places.at(src):
            raise FileNotFoundError(src)
        return self.sizes.of(self.settings.docs / src)

    def _link_warnings(self, body: str) -> list[str]:
        from fumikura.engine.link_warnings import link_warnings  # noqa: PLC0415  MkDocs is slow to import, and seldom needed

        self._told = self._told or link_warnings(self.settings, self.places)
        found: list[str] = self._told(self.src, body)
        return found


def _shown(entry: Entry) -> dict[str, str]:
    """What the theme, which escapes nothing, is told of a page."""
    named = (("title", entry.header.title), ("description", entry.header.description))
    return {name: html.escape(value) for name, value in named if value is not None}
