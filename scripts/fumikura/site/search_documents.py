"""Pages of the site -> what is found of them: the documents of the search index.

Pure, and no more than the page shows: of an excerpt the excerpt, of annotations what their readers see.
"""

from __future__ import annotations

import html as html_entities
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fumikura.search_index.documents import Document, Remark, Section
from fumikura.search_index.folding import BR, WRAP
from fumikura.site.article_html import EXCERPT, beginning
from fumikura.text.canonical import VOID, collapsed, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fumikura.library.library import ArticleEntry, NoteEntry
    from fumikura.model.annotations import Annotation
    from fumikura.text.canonical import CanonicalText, Token
    from fumikura.text.threads import Threads

_PHRASING = "a abbr b bdi bdo cite code del dfn em i img ins kbd mark q rb rtc ruby s samp small span strong sub sup"
_PHRASES = frozenset(f"{_PHRASING} time u var wbr".split())
"""Elements that stand within a line; between all others a line ends."""
_UNREAD = frozenset({"rp", "script", "style", "svg"})
_UNREAD_CLASS = re.compile(r"""\bclass=["'](?:[^"']*\s)?(?:headerlink|footnote-(?:back)?ref)[\s"']""")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ID = re.compile(r'\bid="([^"]+)"')
_WORDS = re.compile(r"\S+")
_BEFORE_LINE_END = " \t\r\u2028\u2029"
_BREAKS = re.compile(r"[ \t]*([\u2028\u2029])[ \t\u2028\u2029]*")
_WRAPPED = re.compile(r"[ \t\f\r]*\n[ \t\n\f\r]*")
_SPACES = re.compile(r"[ \t][ \t]+")


def of_article(
    entry: ArticleEntry, canonical: CanonicalText, found: Threads, *, whole: bool, comment: Callable[[Annotation], str]
) -> Document:
    """The document of an article's page.

    ``whole``: whether the page shows the full text; ``comment``: gives a comment as sanitised HTML.
    """
    header = entry.header
    sections = sections_of(canonical.tokens) if whole else (Section("", "", beginning(canonical.text, EXCERPT)),)
    if whole:
        starts = [one.anchor.start for one in found.placed if one.anchor.start is not None]
        sections = _with_passages(sections, canonical.text, starts)
    if header.kind == "link" and header.description:
        sections = (Section("", "", header.description), *sections)
    return Document(
        url=entry.address,
        title=entry.title,
        kind="article",
        sections=sections,
        remarks=tuple(_remarks(found, whole, comment)),
        site=header.site or "",
        authors=tuple(header.author),
        tags=tuple(header.tags),
        date=entry.date or "",
        lang=_language(header.lang),
    )


def _with_passages(sections: tuple[Section, ...], text: str, starts: Sequence[int]) -> tuple[Section, ...]:
    """``sections`` with the places of passages that begin at ``starts`` of the canonical ``text``.

    Told by the characters before them that are no white space, which both have in one order; where numbers of footnotes
    came before, which only the canonical text has, by so many too far.
    """
    waiting = sorted(_solid(text[:start]) for start in starts)
    found, seen = [], 0
    for section in sections:
        seen += _solid(section.heading)
        own = _solid(section.text)
        passages = [_place_of(section.text, before - seen) for before in waiting if 0 <= before - seen < own]
        seen += own
        found.append(replace(section, passages=tuple(passages)) if passages else section)
    return tuple(found)


def _solid(text: str) -> int:
    """How many characters of ``text`` are no white space."""
    return sum(map(len, text.split()))


def _place_of(text: str, before: int) -> int:
    """Where that character of ``text`` stands that has so many before it which are no white space, and is none."""
    for word in _WORDS.finditer(text):
        if before < len(word[0]):
            return word.start() + before
        before -= len(word[0])
    return len(text)


def of_note(entry: NoteEntry, html: str) -> Document:
    """The document of a note's page; ``html``: sanitised."""
    header = entry.header
    return Document(
        url=entry.address,
        title=entry.title,
        kind="note",
        sections=sections_of(tokens(html), entry.title),
        authors=tuple(header.author),
        tags=tuple(header.tags),
        date=header.created or "",
        lang=_language(header.lang),
    )


def of_page(address: str, title: str, html: str) -> Document:
    """The document of any other page, such as one of the guide; ``html``: sanitised."""
    return Document(url=address, title=title, kind="page", sections=sections_of(tokens(html), title))


def _language(tag: str | None) -> str:
    """What the site's lists of languages tell apart: ``en`` for ``en-GB``."""
    return (tag or "").partition("-")[0].lower()


def _remarks(found: Threads, whole: bool, comment: Callable[[Annotation], str]) -> Iterator[Remark]:
    """Annotations in the page's order. With its quote where the page shows that beside what is said of it."""

    def with_answers(annotation: Annotation, *, quoted: bool) -> Iterator[Remark]:
        said = text_of(comment(annotation))
        quote = annotation.header.quote if quoted else None
        text = "\n".join(filter(None, (said, quote, " ".join(annotation.header.tags))))
        if text:
            yield Remark(f"a-{annotation.id}", annotation.header.by or "", text)
        for reply in found.replies.get(annotation.id, ()):
            yield from with_answers(reply, quoted=False)

    for one in found.placed:
        yield from with_answers(one.annotation, quoted=not whole or one.anchor.status == "fuzzy")
    for annotation in found.page_notes:
        yield from with_answers(annotation, quoted=False)
    for annotation, _ in found.orphans:
        yield from with_answers(annotation, quoted=True)


def text_of(html: str) -> str:
    """The text of sanitised ``html``, blocks separated by line breaks."""
    return "\n".join(filter(None, (part for one in sections_of(tokens(html)) for part in (one.heading, one.text))))


def sections_of(found: Iterable[Token], title: str = "") -> tuple[Section, ...]:
    """Sanitised HTML, cut at its headings. A first heading that repeats the page's ``title`` is none.

    What is text is said by ``canonical.py``'s rule, less the numbers of footnotes: a phrase goes on across them.
    """
    reader = _Reader()
    for close, name, attributes, text in found:
        if text:
            reader.text(text)
        elif close:
            reader.closed(name)
        else:
            reader.opened(name, attributes)
    return tuple(reader.sections(title))


@dataclass
class _Draft:
    heading: list[str] = field(default_factory=list)
    fragment: str = ""
    text: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)


class _Reader:
    """Takes tags and text in order."""

    def __init__(self) -> None:
        self.drafts = [_Draft()]
        self.line = self.drafts[0].text
        """Takes the text that comes."""
        self.skipping: list[str] = []
        self.reading: list[str] | None = None
        """What stands above the characters of the ruby that is open."""
        self.in_rt = False
        self.in_heading = ""
        self.pre = 0

    def text(self, raw: str) -> None:
        if self.skipping:
            return
        text = html_entities.unescape(raw) if "&" in raw else raw
        if not self.pre:
            text = collapsed(_WRAPPED.sub(WRAP, text) if "\n" in text else text)
        if self.in_rt:
            if self.reading is not None:
                self.reading.append(text.strip())
        else:
            self.line.append(text)

    def opened(self, name: str, attributes: str) -> None:
        if name in VOID:
            if name in {"br", "hr"} and not self.skipping:
                self.line.append(BR if name == "br" and not self.pre else "\n")
        elif self.skipping:
            if name == self.skipping[-1]:
                self.skipping.append(name)
        elif name in _UNREAD or (attributes and _is_unread(attributes)):
            self.skipping.append(name)
        elif name in _HEADINGS and not self.in_heading:
            place = _ID.search(attributes)
            self.drafts.append(_Draft(fragment=html_entities.unescape(place[1]) if place else ""))
            self.line = self.drafts[-1].heading
            self.in_heading = name
        elif name == "ruby":
            self.reading = []
        elif name == "rt":
            self.in_rt = True
        elif name not in _PHRASES:
            self.pre += name == "pre"
            self.line.append("\n")

    def closed(self, name: str) -> None:
        if self.skipping:
            if self.skipping[-1] == name:
                self.skipping.pop()
        elif name == self.in_heading:
            self.in_heading = ""
            self.line = self.drafts[-1].text
        elif name == "ruby":
            self.drafts[-1].readings += filter(None, ["".join(self.reading or ())])
            self.reading = None
        elif name == "rt":
            self.in_rt = False
        elif name not in _PHRASES:
            self.pre = max(0, self.pre - (name == "pre"))
            self.line.append("\n")

    def sections(self, title: str) -> Iterator[Section]:
        for number, draft in enumerate(self.drafts):
            heading, fragment = " ".join(_tidy(draft.heading).split()), draft.fragment
            if number == 1 and heading == title and not _tidy(self.drafts[0].text):
                heading = fragment = ""
            text = _tidy(draft.text)
            if heading or text:
                yield Section(heading, fragment, text, tuple(draft.readings))


def _is_unread(attributes: str) -> bool:
    return "data-fumikura" in attributes or _UNREAD_CLASS.search(attributes) is not None


def _tidy(parts: list[str]) -> str:
    lines = (line.lstrip().rstrip(_BEFORE_LINE_END) for line in "".join(parts).split("\n"))
    text = "\n".join(filter(None, lines))
    if BR in text or WRAP in text:
        text = _BREAKS.sub(lambda found: BR if BR in found[0] else WRAP, text)
    return _SPACES.sub(" ", text).strip()
