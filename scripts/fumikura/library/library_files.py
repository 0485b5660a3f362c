"""Read the library from ``docs/``. What cannot be read becomes a finding, and the next file is read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from fumikura.errors import ContentError, Finding
from fumikura.library.docs_files import INDEX_NAMES
from fumikura.library.library import ArticleEntry, Library, NoteEntry
from fumikura.markdown.links import links_in
from fumikura.markdown.sanitise import sanitise
from fumikura.model.annotations import ANNOTATION_ID, Annotation, parse_annotation
from fumikura.model.front_matter import FrontMatter, split
from fumikura.model.shapes import ArticleHeader, Header, NoteHeader, read_header
from fumikura.text.canonical import CanonicalText, canonical_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fumikura.markdown.rendering import Renderer
    from fumikura.settings import Settings

    Read = Callable[[Path], bytes]

ARTICLE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_library(settings: Settings) -> Library:
    """Everything under ``docs/articles`` and ``docs/notes``, without the texts."""
    findings: list[Finding] = []
    articles = {}
    for folder in sorted(settings.articles.iterdir()) if settings.articles.is_dir() else ():
        entry, found = read_article(folder, settings)
        findings += found
        if entry is not None:
            articles[entry.id] = entry
    notes, found = read_notes(settings)
    return Library(articles, notes, (*findings, *found))


def read_article(
    folder: Path, settings: Settings, read: Read = Path.read_bytes
) -> tuple[ArticleEntry | None, list[Finding]]:
    """The article in ``folder``, which lies under ``docs/articles``, and what is wrong with it.

    ``read``: see ``read_text``.
    """
    findings: list[Finding] = []
    shown = folder.relative_to(settings.root).as_posix()
    if folder.is_symlink():
        findings.append(_symlink(shown))
    elif folder.is_dir() and ARTICLE_ID.fullmatch(folder.name):
        return _article(folder, settings, findings, read), findings
    elif folder.is_dir() and not folder.name.startswith("."):
        problem = f"{folder.name!r} is no article id"
        remedy = "name the folder with lower-case ASCII letters, digits and hyphens"
        findings.append(Finding(shown, 1, "error", "article-id", problem, remedy))
    return None, findings


def read_notes(settings: Settings) -> tuple[dict[str, NoteEntry], list[Finding]]:
    """All notes, and what is wrong with them."""
    findings: list[Finding] = []
    shelf = settings.docs / "notes"
    if shelf.is_symlink():
        findings.append(_symlink(shelf.relative_to(settings.root).as_posix()))
        return {}, findings
    notes = {}
    for path in sorted(one for one in shelf.glob("*.md") if one.name not in INDEX_NAMES):
        note, found = read_note(path, settings)
        findings += found
        if note is not None:
            notes[note.id] = note
    return notes, findings


def read_note(path: Path, settings: Settings) -> tuple[NoteEntry | None, list[Finding]]:
    """The note at ``path``, and what is wrong with it."""
    findings: list[Finding] = []
    shown = path.relative_to(settings.root).as_posix()
    page = _page(path, shown, NoteHeader, findings, Path.read_bytes)
    if page is None:
        return None, findings
    header, _, body = page
    src = path.relative_to(settings.docs).as_posix()
    # The keeper's own writing is published unless it says otherwise.
    return NoteEntry(path.stem, shown, src, header, header.rights or "full", links_in(body)), findings


def read_text(path: Path, shown: str, read: Read = Path.read_bytes) -> str:
    """A text file of the archive, which is UTF-8, with line feeds as line breaks. ``read``: gives what is in a file.

    Raises ``ContentError``, also for what leads out of its folder.
    """
    try:
        text = read(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ContentError(shown, line, "not UTF-8", "save the file as UTF-8", "encoding") from error
    except OSError as error:
        raise ContentError(shown, 1, f"cannot be read: {error.strerror}", "check the file", "unreadable") from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_page(path: Path, shown: str, read: Read = Path.read_bytes) -> tuple[FrontMatter, str]:
    """Front matter and body of a page under ``docs/``. ``read``: see ``read_text``. Raises ``ContentError``."""
    return split(read_text(path, shown, read), shown)


def read_canonical(entry: ArticleEntry, settings: Settings, renderer: Renderer) -> CanonicalText:
    """The canonical text of an article as its page has it. Raises ``ContentError``."""
    _, body = read_page(settings.docs / entry.src, entry.path)
    return canonical_text(sanitise(renderer.html(body)))


def _article(folder: Path, settings: Settings, findings: list[Finding], read: Read) -> ArticleEntry | None:
    path = folder / "index.md"
    shown = path.relative_to(settings.root).as_posix()
    if not path.exists() and not path.is_symlink():
        remedy = "add it with `fumikura add`, or remove the folder"
        findings.append(Finding(shown, 1, "error", "article-missing", "the folder has no index.md", remedy))
        return None
    page = _page(path, shown, ArticleHeader, findings, read)
    if page is None:
        return None
    header, front_matter, body = page
    return ArticleEntry(
        id=folder.name,
        path=shown,
        src=path.relative_to(settings.docs).as_posix(),
        header=header,
        rights=header.rights or settings.rights,
        annotations=tuple(sorted(_annotations(folder, settings, findings, read), key=lambda one: one.order)),
        links=links_in(body),
        lines=front_matter.lines,
    )


def _page(
    path: Path, shown: str, model: type[Header], findings: list[Finding], read: Read
) -> tuple[Header, FrontMatter, str] | None:
    """Header, front matter and body of a page, or None and what is wrong with it among ``findings``."""
    if path.is_symlink():
        findings.append(_symlink(shown))
        return None
    try:
        front_matter, body = read_page(path, shown, read)
    except ContentError as error:
        findings.append(error.finding())
        return None
    if not front_matter.values:
        remedy = "begin the file with `---`, `title: …`, `---`"
        findings.append(Finding(shown, 1, "error", "front-matter", "no front matter", remedy))
        return None
    header, faults = read_header(model, front_matter, shown)
    findings.extend(faults)
    return None if header is None else (header, front_matter, body)


def _annotations(folder: Path, settings: Settings, findings: list[Finding], read: Read) -> Iterator[Annotation]:
    if (folder / "annotations").is_symlink():
        findings.append(_symlink((folder / "annotations").relative_to(settings.root).as_posix()))
        return
    place = (folder / "annotations").relative_to(settings.root).as_posix()
    for path in sorted((folder / "annotations").glob("*.md")):
        shown = f"{place}/{path.name}"
        if path.is_symlink():
            findings.append(_symlink(shown))
            continue
        if not ANNOTATION_ID.fullmatch(path.stem):
            problem = f"{path.stem!r} is no annotation id"
            remedy = "name the file like 20261123T100000Z-k3x9qa.md"
            findings.append(Finding(shown, 1, "error", "annotation-id", problem, remedy))
            continue
        try:
            text = read_text(path, shown, read)
        except ContentError as error:
            findings.append(error.finding())
            continue
        annotation, faults = parse_annotation(text, folder.name, path.stem, shown)
        findings.extend(faults)
        if annotation is not None:
            yield annotation


def _symlink(shown: str) -> Finding:
    remedy = "put the file itself there"
    return Finding(shown, 1, "error", "symlink", "a symbolic link; it is not followed", remedy)
