"""The library -> the inside of every page of the site. Knows no site engine: ``plugin.py`` hands its work to one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup, escape

from fumikura.checks.annotation_checks import of_threads
from fumikura.exchange.to_w3c import DATA_NAME, annotation_page, page_text
from fumikura.forges.ways_in import CONTRIBUTE, SCRIPT, ways_in
from fumikura.history.article_history import HistoryMaker
from fumikura.history.article_log import sole_addition
from fumikura.library.groups import DIMENSIONS, Dimension, Group, groups
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import sanitise, sanitise_for_pictures
from fumikura.pictures.sizes import PictureSizes
from fumikura.site.article_html import (
    EXCERPT,
    LEAD,
    Comments,
    beginning,
    contents,
    length,
    marked_text,
)
from fumikura.site.fragments import render_fragment, render_macro
from fumikura.site.list_items import ArticleItems, ListItems, article_items
from fumikura.site.picture_markup import PictureMarkup, show_pictures
from fumikura.site.redirects import REMOVED
from fumikura.site.search import ADDRESS, RESULTS
from fumikura.site.search_documents import of_article, of_note, of_page
from fumikura.strings import Strings
from fumikura.text.canonical import CanonicalText, canonical_text
from fumikura.text.threads import NOTHING_EARLIER, Threads, threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fumikura.errors import Finding
    from fumikura.forges.forges import Forge
    from fumikura.forges.ways_in import WaysIn
    from fumikura.git.objects import Objects
    from fumikura.history.article_history import Addition
    from fumikura.history.article_log import ArticleCommit
    from fumikura.library.library import Around, ArticleEntry, Library, NoteEntry
    from fumikura.model.annotations import Annotation
    from fumikura.pictures.sizes import Size
    from fumikura.search_index.documents import Document
    from fumikura.settings import Settings
    from fumikura.site.picture_markup import Look
    from fumikura.text.anchors import Earlier

LATEST = 10
"""Entries of each list on the home page."""

FIELDS = frozenset(
    {
        *("author", "cover", "created", "description", "former_ids", "kind", "lang", "license", "original"),
        *("published", "rights", "site", "source", "tags", "title"),
    }
)
"""Fields of the front matter that have a name in the site's language."""
HISTORY = "history"
"""Template of the page that ``history_address`` is the address of."""

_OPEN_LICENCE = re.compile(r"(?:CC[- ]?(?:0|BY|PDM)\b|public domain|https?://creativecommons\.org/)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A page that the library makes, beside those that people write."""

    address: str
    """Relative to the site's root, ending in ``/``; its parts are not percent-encoded."""
    title: str
    template: str
    values: dict[str, Any]


def history_address(entry: ArticleEntry) -> str:
    """Where the history of an article is."""
    return f"{entry.address}history/"


@dataclass(frozen=True, slots=True)
class Sending:
    """Where a page's script sends what its reader writes."""

    folder: str = "docs"
    """The pages' folder: within the forge's repository, or within the archive where there is no forge."""
    forge: Forge | None = None
    token: str = ""
    """At home, what lets a page write into the working tree (``home_writing.py``)."""
    has_forms: bool = False
    """Whether the repository has issue forms, which people without git can fill in."""
    gitlab_form: str = ""
    """See ``ways_in.ways_in``."""


@dataclass
class Site:
    """All pages of one build."""

    library: Library
    """What the site shows: without private articles, unless it is read at home."""
    settings: Settings
    at_home: bool = False
    """See ``Settings``; here because ``mkdocs serve`` knows it later."""
    renderer: Renderer = field(default_factory=Renderer)
    sending: Sending = Sending()
    earlier: Callable[[str, Sequence[Annotation], CanonicalText], Mapping[str, Earlier]] = lambda *_: NOTHING_EARLIER
    """The texts that annotations were made on: ``EarlierTexts.of``."""
    look: Look | None = None
    """Finds the site's pictures: ``picture_markup.Look``. None for one that looks into ``docs/``."""
    enter: Callable[[str], None] = lambda _: None
    """See ``Comments``."""
    items: Callable[[str], ArticleItems] | None = None
    """Gives what lists show of the article with an id. None to make it when all articles have been made."""
    findings: list[Finding] = field(default_factory=list)
    """What is wrong with annotations; filled by ``article``."""
    leads: dict[str, str] = field(default_factory=dict)
    """Beginning of each article's text, by id; filled by ``article``."""
    data: dict[str, str] = field(default_factory=dict)
    """The annotations of each published article as JSON-LD, by the address of its page; filled by ``article``."""
    histories: dict[str, str] = field(default_factory=dict)
    """The inside of the page of an article's history, by the address of the article; filled by ``article``."""
    documents: dict[str, Document] = field(default_factory=dict)
    """What is found of each page, by its address; filled by ``article``, ``note`` and ``page``."""

    def __post_init__(self) -> None:
        self.strings = Strings(self.settings.language)
        self._grouped: dict[str, tuple[Group, ...]] = {}
        self.comments = Comments(self.renderer, self.enter)
        self.markup = PictureMarkup(self.look or self._look, self.strings)
        self._history_maker: HistoryMaker | None = None
        self._items = self.items or cache(lambda name: self.items_of(self.library.articles[name]))

    def _look(self, src: str) -> Size | None:
        return PictureSizes().of(self.settings.docs / src)

    def histories_from(self, objects: Objects, source: Callable[[ArticleEntry], bytes] | None = None) -> None:
        """Make the histories of articles, whose versions ``objects`` has. ``source``: gives what is in the file of an
        article whose page is made; None to read it."""
        self._history_maker = HistoryMaker(self.settings, objects.read, self._text_of, source or self._source)

    def _source(self, entry: ArticleEntry) -> bytes:
        path = self.settings.docs / entry.src
        return path.read_bytes() if path.is_file() else b""

    def _text_of(self, markdown: str) -> str:
        return canonical_text(sanitise(self.renderer.html(markdown))).text

    def article(
        self,
        entry: ArticleEntry,
        html: str,
        edit_url: str | None,
        around: Around | None = None,
        commits: Sequence[ArticleCommit] = (),
    ) -> str:
        """The inside of an article's page; ``html``: its Markdown as rendered, not yet sanitised.

        ``around``: what the page shows of others; None where the whole library is at hand. ``commits``: its history,
        where it is shown; see ``histories_from``.
        """
        canonical = canonical_text(self.safe(html, entry.address, is_first=not entry.cover))
        sorted_out = threads(entry.annotations, canonical, self.earlier(entry.path, entry.annotations, canonical))
        self.findings += [one for one in of_threads(sorted_out, canonical) if one.level == "error"]
        self.leads[entry.id] = entry.header.description or beginning(canonical.text, LEAD)
        whole = entry.rights != "excerpt" or self.at_home
        if entry.annotations and entry.rights != "private":
            anchors = {one.annotation.id: one.anchor for one in sorted_out.placed}
            self.data[entry.address] = page_text(annotation_page(entry, anchors, self.settings.site_url))
        self.documents[entry.address] = of_article(
            entry, canonical, sorted_out, whole=whole, comment=self.comments.html
        )
        added = self._history(entry, commits, canonical.text) if commits else None
        return self._render(
            "article",
            entry.address,
            entry=entry,
            at_home=self.at_home,
            whole=whole,
            length=length(canonical, entry.header.lang),
            contents=contents(canonical.html) if whole else [],
            text=Markup(self._text(entry, canonical, sorted_out)) if whole else "",
            text_hash=canonical.hash,
            cover=self._cover(entry) if whole else "",
            excerpt=beginning(canonical.text, EXCERPT),
            threads=sorted_out,
            around=around or self.library.around(entry),
            edit_url=edit_url,
            history=history_address(entry) if entry.address in self.histories else None,
            added=added,
            data=entry.address + DATA_NAME if entry.address in self.data else None,
            sending=self.sending,
        )

    def items_of(self, entry: ArticleEntry) -> ArticleItems:
        """What lists show of ``entry``. Comes after ``article``."""
        return article_items(entry, self.leads.get(entry.id), self.strings, self.comments.html)

    def history_page(self, entry: ArticleEntry) -> IndexPage:
        """The page of its history."""
        title = self.strings.t("history.title", title=entry.title)
        return IndexPage(history_address(entry), title, HISTORY, {"address": entry.address})

    def _history(self, entry: ArticleEntry, commits: Sequence[ArticleCommit], text: str) -> Markup | None:
        """Make the page of the history, or give the words of one that is no more than the addition of the article."""
        maker = self._history_maker
        if maker is None:
            return None
        only = sole_addition(commits)
        if only is not None:
            return self._added(maker.addition(entry, only))
        history, page = maker.history(entry, commits, text), self.history_page(entry)
        own = {one.id for one in entry.annotations}
        self.histories[entry.address] = self._render(
            HISTORY, page.address, title=page.title, entry=entry, history=history, own=own, fields=FIELDS
        )
        return None

    def _added(self, addition: Addition | None) -> Markup:
        t = self.strings.t
        if addition is None:
            return escape(t("history.hidden", count=1))
        by = addition.author or t("anonymous")
        if addition.day is None:
            return escape(t("history.added.undated", by=by))
        day = Markup('<time datetime="{}">{}</time>').format(addition.day, self.strings.date(addition.day))
        return Markup(t("history.added", day="{day}", by="{by}")).format(day=day, by=by)

    def safe(self, html: str, address: str, *, is_first: bool = True) -> str:
        """``html``, Markdown as rendered, so that it can stand on the page at ``address``: sanitised, its pictures with
        their sizes. ``is_first``: whether no picture stands above it."""
        return show_pictures(sanitise_for_pictures(html), address, self.markup, is_first=is_first)

    def _cover(self, entry: ArticleEntry) -> Markup:
        """The picture above the text."""
        if not entry.cover:
            return Markup("")
        picture = Markup('<img class="fk-cover" src="{}" alt="{}">').format(
            quote(entry.cover), self.strings.t("article.cover")
        )
        return Markup(show_pictures(picture, entry.address, self.markup))

    def is_indexable(self, entry: ArticleEntry) -> bool:
        """Whether search engines may list the page: an excerpt, or a full copy whose licence allows copies."""
        return entry.rights == "excerpt" or _OPEN_LICENCE.match(entry.header.license or "") is not None

    def note(self, entry: NoteEntry, html: str, edit_url: str | None, around: Around | None = None) -> str:
        """The inside of a note's page."""
        text = Markup(self.safe(html, entry.address))
        self.documents[entry.address] = of_note(entry, text)
        return self._render(
            "note",
            entry.address,
            entry=entry,
            text=text,
            around=around or self.library.around(entry),
            edit_url=edit_url,
            at_home=self.at_home,
        )

    def page(self, address: str, title: str, html: str) -> None:
        """Take in a page that is neither article nor note; ``html``: sanitised. What is gone is not searched for."""
        if not address.startswith(f"{REMOVED}/"):
            self.documents[address] = of_page(address, title, html)

    def found(self) -> Iterator[Document]:
        """What the search index holds, in its order: the newest articles, the newest notes, other pages.

        Each document is given away, not kept. Comes after all pages.
        """
        ordered = [entry.address for entry in self.library.newest]
        ordered += [entry.address for entry in self.library.newest_notes]
        others = sorted(self.documents.keys() - set(ordered))
        for address in (*ordered, *others):
            if address in self.documents:  # a page that could not be read has none
                yield self.documents.pop(address)

    def home(self, html: str) -> str:
        """The inside of the home page: the keeper's own words, then what is new and how much there is."""
        library = self.library
        return self._render(
            "home",
            "",
            text=Markup(self.safe(html, "")),
            articles=_ids(library.newest[:LATEST]),
            annotations=_named(library.newest_annotations[:LATEST]),
            numbers=self.numbers(),
            contribute=CONTRIBUTE if self._ways_in else None,
        )

    def index(self, page: IndexPage) -> str:
        """The inside of an index page. Comes after all articles, whose beginnings it shows.

        The history of an article is given away, not kept.
        """
        if page.template == HISTORY:
            return self.histories.pop(page.values["address"])
        return self._render(page.template, page.address, title=page.title, **page.values)

    def index_pages(self) -> Iterator[IndexPage]:
        """All index pages: search, articles, their groups, annotations, notes, and how to take part."""
        t = self.strings.t
        yield IndexPage(ADDRESS, t("search.page"), "search", {"numbers": self.numbers(), "script": RESULTS})
        yield from self._paged("articles/", t("articles"), "articles", _ids(self.library.newest))
        for dimension in DIMENSIONS:
            found = self._groups(dimension)
            labels = [self._label(dimension, group) for group in found]
            shown = [
                (dimension.address(group.label), label, len(group.articles))
                for group, label in zip(found, labels, strict=True)
            ]
            yield IndexPage(f"{dimension.name}/", t(dimension.name), "groups", {"groups": shown})
            for group, label in zip(found, labels, strict=True):
                yield from self._paged(f"{dimension.name}/{group.slug}/", label, "articles", _ids(group.articles))
        yield from self._paged("annotations/", t("annotations"), "annotations", _named(self.library.newest_annotations))
        yield from self._paged("notes/", t("notes"), "notes", self.library.newest_notes)
        yield from self.pages_of_sending()

    def pages_of_sending(self) -> Iterator[IndexPage]:
        """Those of ``index_pages`` that depend on ``sending``."""
        if self._ways_in is not None:
            yield IndexPage(
                CONTRIBUTE, self.strings.t("contribute"), "contribute", {"ways": self._ways_in, "script": SCRIPT}
            )

    @property
    def takes_shares(self) -> bool:
        """Whether there is a page that makes something of what is shared with the site."""
        return self._ways_in is not None

    @property
    def _ways_in(self) -> WaysIn | None:
        """The forms for people without git; None where there are none."""
        sending = self.sending
        return ways_in(sending.forge, sending.gitlab_form) if sending.forge and sending.has_forms else None

    def _groups(self, dimension: Dimension) -> tuple[Group, ...]:
        """The groups of ``dimension``, which several pages show."""
        if dimension.name not in self._grouped:
            self._grouped[dimension.name] = groups(dimension, self.library.newest)
        return self._grouped[dimension.name]

    def _label(self, dimension: Dimension, group: Group) -> str:
        return self.strings.language_name(group.label) if dimension.name == "languages" else group.label

    def _paged(self, address: str, title: str, template: str, items: Sequence[object]) -> Iterator[IndexPage]:
        """Pages that show ``items``, which their template knows by its own name."""
        size = self.settings.per_page
        count = max(1, -(-len(items) // size))

        def at(number: int) -> str:
            return address if number == 1 else f"{address}page/{number}/"

        for number in range(1, count + 1):
            values: dict[str, Any] = {
                template: items[(number - 1) * size : number * size],
                "total": len(items),
                "number": number,
                "count": count,
                "previous": at(number - 1),
                "next": at(number + 1),
            }
            shown = title if number == 1 else f"{title} ({self.strings.t('page.n', number=number)})"
            yield IndexPage(at(number), shown, template, values)

    def numbers(self) -> list[tuple[str, str, int]]:
        """Address, key of the words, and count of each thing that the archive has."""
        library = self.library
        counts = [("articles", len(library.articles)), ("annotations", len(library.newest_annotations))]
        counts.append(("notes", len(library.notes)))
        counts += [(dimension.name, len(self._groups(dimension))) for dimension in DIMENSIONS]
        return [(f"{name}/", f"{name}.count", count) for name, count in counts]

    def _text(self, entry: ArticleEntry, canonical: CanonicalText, sorted_out: Threads) -> str:
        comment = self.comments.html
        asides = {
            one.annotation.id: render_macro("margin_note", self.strings, one, sorted_out, comment)
            for one in sorted_out.placed
        }
        labels = {
            one.annotation.id: self.strings.t(
                "annotation.aria",
                number=one.number,
                by=one.annotation.header.by or self.strings.t("anonymous"),
            )
            for one in sorted_out.placed
        }
        return marked_text(canonical, sorted_out.placed, asides, labels)

    def _render(self, template: str, address: str, **values: Any) -> str:
        return render_fragment(
            template,
            self.strings,
            address,
            comment=self.comments.html,
            items=ListItems(address, self._items),
            **values,
        )


def _ids(entries: Iterable[ArticleEntry]) -> list[str]:
    return [entry.id for entry in entries]


def _named(annotations: Iterable[Annotation]) -> list[tuple[str, str]]:
    """The ids of the article and of the annotation."""
    return [(annotation.article, annotation.id) for annotation in annotations]
