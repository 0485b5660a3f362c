"""What a reviewer would want to know of a library, as findings. Pure: texts and file names are handed in."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fumikura.checks.annotation_checks import duplicate_annotations, placements, unsafe_comments
from fumikura.errors import Finding, Level, shortened
from fumikura.library.library import ArticleEntry, Entry, Library, link_target
from fumikura.markdown.links import links_in, pictures_in
from fumikura.model.identity import canonical_url
from fumikura.model.shapes import ArticleHeader

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from fumikura.text.anchors import Earlier
    from fumikura.text.canonical import CanonicalText

CODES = {
    "ambiguous": "an annotation's quote stands in the text several times, and nothing tells which is meant",
    "annotation-id": "an annotation's file has no proper name",
    "article-id": "the folder of an article has no proper name",
    "article-missing": "a folder under docs/articles has no index.md",
    "broken-link": "a link within the archive leads nowhere",
    "change": "what a change does to annotations, in one line",
    "comment-length": "a comment is too long",
    "dead-link": "a source of an article or a link of a note that leads nowhere (--links)",
    "duplicate-annotation": "two annotations have one id",
    "duplicate-article": "two articles have one source",
    "elsewhere": "how much a change does not touch; that is not judged again",
    "encoding": "a file is not UTF-8",
    "executable": "a file that a change marks as a program",
    "front-matter": "front matter that cannot be read, or a field with a wrong value",
    "former-id": "an old id of an article is the id of another, or another's old id too",
    "fuzzy": "the words of an annotation's passage have changed; its place is a guess",
    "fuzzy-by-change": "a change changes the words of an annotation's passage",
    "hidden-text": "a text with control characters, or with some that change its direction",
    "include": "a text that would put another file into the page",
    "line-ends": "lines end with CR or CR LF",
    "list-page": "a page with the address of a list that the archive makes, such as docs/notes/index.md",
    "maintainer": "a change outside of articles, notes and originals, for a maintainer to look at",
    "missing-field": "an article does not say where it comes from",
    "missing-picture": "a picture is not in the article's folder",
    "moved-by-change": "a change moves an annotation's passage, or brings it back",
    "not-read": "texts were not looked at, since a file of the change must not be opened",
    "orphan": "an annotation's passage is not found",
    "orphan-by-change": "a change takes an annotation's passage away",
    "path-collision": "two names are the same on macOS or Windows: in another case, or another normal form",
    "picture-location": "a picture says in its metadata where it was taken",
    "private-link": "a published page, or a comment on it, links to a private article or note",
    "remote-picture": "a picture is on another site, so the page does not show it",
    "removed-by-change": "a change removes an annotation",
    "reply": "an annotation answers one that does not exist, or one that answers it",
    "rights": "a full text is published, and neither its source nor a licence is named",
    "rights-by-change": "a change lets the site contain more of an article",
    "shallow": "the history is not here, so that annotations are placed without the text they were made on",
    "submodule": "another repository inside this one",
    "symlink": "a symbolic link",
    "too-large": "a file, or the change as a whole, is too large",
    "unknown-field": "a field that Fumikura does not know",
    "unreadable": "a file cannot be read",
    "unsafe-comment": "a comment has something in it that could run in a reader's browser",
    "unsafe-file": "a file under docs/ that could run in a reader's browser, or has no place there",
    "unsafe-path": "a name that leads out of its folder, is git's own, cannot be shown, or that Windows cannot have",
}
"""Every finding's code with what it means; the guide's list."""

_EXPECTED = ("source", "author", "published", "lang")
_INDEX_PAGE = re.compile(
    r"(?:(?:articles|annotations|notes|contribute)(?:/page/\d+)?|(?:authors|sites|tags|languages)(?:/[^/]+(?:/page/\d+)?)?)(?:/index\.md)?"
)
"""Pages that the library makes."""


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says, as far as checks look at it."""

    text: str
    """The whole file, front matter included, so that lines can be counted."""
    files: frozenset[str]
    """Every file below ``docs/``, relative to it; the same object for all pages."""
    canonical: CanonicalText | None = None
    """Of an article."""
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    """The texts that its annotations were made on: ``EarlierTexts.of``."""
    comments: Mapping[str, str] = field(default_factory=dict)
    """The HTML, not sanitised, of those comments on it in which something could run, by the annotation's id."""


def check(
    library: Library, read: Callable[[Entry], PageText], paths: Container[str] | None = None
) -> Iterator[Finding]:
    """All findings of ``library``. ``read`` gives a page's text; it is called once for each page.

    ``paths``: look into these pages alone; None for all.
    """
    yield from library.findings
    yield from duplicate_articles(library)
    yield from duplicate_annotations(library)
    yield from former_ids(library)
    entries: list[Entry] = [*library.articles.values(), *library.notes.values()]
    for entry in entries:
        if paths is not None and entry.path not in paths:
            continue
        page = read(entry)
        if isinstance(entry, ArticleEntry):
            yield from fields(entry)
            if page.canonical is not None:
                yield from placements(entry, page.canonical, page.earlier)
            yield from unsafe_comments(entry, page.comments)
            yield from comment_links(entry, library)
        yield from links(entry, page, library)
        yield from pictures(entry, page)


def duplicate_articles(library: Library) -> Iterator[Finding]:
    """Articles with one source; without a source, with one original, title and length: an export holds many."""
    sources: dict[str, list[ArticleEntry]] = defaultdict(list)
    originals: dict[tuple[str, str, int | None], list[ArticleEntry]] = defaultdict(list)
    for entry in library.articles.values():
        if entry.header.source:
            sources[canonical_url(entry.header.source)].append(entry)
        elif entry.header.sha256:
            originals[entry.header.sha256, entry.header.title, entry.header.characters].append(entry)
    for group in (*sources.values(), *originals.values()):
        for entry in group[1:]:
            line = entry.lines.get("source") or entry.lines.get("sha256") or 1
            problem = f"the same article as {group[0].path}"
            remedy = "keep one of the two; move its annotations to the other"
            yield Finding(entry.path, line, "error", "duplicate-article", problem, remedy)


def former_ids(library: Library) -> Iterator[Finding]:
    """Old ids that do not tell which article an old address leads to."""
    owners: dict[str, ArticleEntry] = {**library.articles}
    for entry in library.articles.values():
        for former in entry.header.former_ids:
            owner = owners.setdefault(former, entry)
            if owner is not entry:
                problem = f"the old id {former} is {owner.id}'s too"
                line = entry.lines.get("former_ids", 1)
                yield _finding(entry, line, "error", "former-id", problem, "remove it from one of the two")


def fields(entry: ArticleEntry) -> Iterator[Finding]:
    """Missing and unknown front matter."""
    header = entry.header
    missing = [name for name in _EXPECTED if not getattr(header, name)]
    if missing:
        names = ", ".join(missing)
        yield _finding(entry, 1, "info", "missing-field", f"not known: {names}", "add what you know")
    is_full_text = entry.rights == "full" and header.kind not in {"quotes", "link"}
    if header.source is None and header.license is None and is_full_text:
        problem = "the full text is published, and neither source nor licence is named"
        remedy = "add `source: URL` or `license: …`, or say `rights: private`"
        yield _finding(entry, entry.lines.get("rights", 1), "warning", "rights", problem, remedy)
    known = list(ArticleHeader.model_fields)
    for name in header.model_extra or {}:
        line = entry.lines.get(name, 1)
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        if close:
            problem = f"`{name}` is not a field; is `{close[0]}` meant?"
            yield _finding(entry, line, "warning", "unknown-field", problem, f"write `{close[0]}`, or leave it")
        else:
            yield _finding(entry, line, "info", "unknown-field", f"`{name}` is kept and not used", "nothing to do")


def links(entry: Entry, page: PageText, library: Library) -> Iterator[Finding]:
    """Links within the archive that lead nowhere, or to what is not published."""
    for link in entry.links:
        target = link_target(entry.src, link)
        if target is None or target in {"", "."}:
            continue
        line = line_of(link, page.text)
        address = library.resolve(entry.src, link)
        linked = address and (library.articles.get(address.split("/")[1]) or library.notes.get(address.split("/")[1]))
        if linked:
            if linked.rights == "private" and entry.rights != "private":
                remedy = "the published page shows the words without the link; remove it if they say too much"
                yield _finding(entry, line, "warning", "private-link", f"links to private {linked.path}", remedy)
        elif not _exists(target, page.files):
            yield _finding(entry, line, "error", "broken-link", f"{link} leads nowhere", "correct or remove the link")


def comment_links(entry: ArticleEntry, library: Library) -> Iterator[Finding]:
    """Links in comments on a published article that lead to what is private."""
    for annotation in entry.annotations if entry.rights != "private" else ():
        for link in links_in(annotation.comment) if "](" in annotation.comment or "]:" in annotation.comment else ():
            address = library.resolve(entry.src, link) or "/"
            linked = library.articles.get(address.split("/")[1]) or library.notes.get(address.split("/")[1])
            if linked is not None and linked.rights == "private":
                line = annotation.comment_line + line_of(link, annotation.comment) - 1
                problem = f"a comment links to private {linked.path}"
                remedy = (
                    "the page shows the words alone, but the annotation is also published as a file: remove the link"
                )
                yield Finding(annotation.path, line, "warning", "private-link", problem, remedy)


def pictures(entry: Entry, page: PageText) -> Iterator[Finding]:
    """Pictures that the page cannot show."""
    names = list(pictures_in(page.text))
    if isinstance(entry, ArticleEntry) and entry.header.cover and not entry.cover_elsewhere:
        names.append(entry.header.cover)
    for name in dict.fromkeys(names):
        line = line_of(name, page.text)
        if re.match(r"(?:[a-z][a-z0-9+.-]*:|//)", name, re.IGNORECASE):
            shown = shortened(name)
            remedy = "fetch it (`fumikura add --fetch-pictures`), or save it in the article's folder and name it here"
            yield _finding(entry, line, "warning", "remote-picture", f"{shown} is not shown", remedy)
            continue
        target = link_target(entry.src, name)
        if target is None or target not in page.files:
            remedy = "put the file there, or remove the picture"
            yield _finding(entry, line, "warning", "missing-picture", f"the picture {name} is missing", remedy)


def worst(findings: Iterable[Finding]) -> Level:
    """The most serious level among ``findings``; ``info`` where there is none."""
    levels = {finding.level for finding in findings}
    return "error" if "error" in levels else "warning" if "warning" in levels else "info"


def _exists(target: str, files: frozenset[str]) -> bool:
    target = unquote(target).rstrip("/")
    if _INDEX_PAGE.fullmatch(target):
        return True
    return not {target, f"{target}.md", f"{target}/index.md"}.isdisjoint(files)


def _finding(entry: Entry, line: int, level: Level, code: str, message: str, remedy: str) -> Finding:
    return Finding(entry.path, line, level, code, message, remedy)


def line_of(part: str, text: str) -> int:
    """The line of ``text``, from 1, in which ``part`` stands first; 1 where it does not stand there as it is."""
    position = text.find(part)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1
