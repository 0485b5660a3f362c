"""``docs/`` -> what a build has to know of it, in pieces that are read again only where something has changed:

one for each folder under ``docs/articles``, and one for all that is not under ``docs/articles``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fumikura.library.docs_files import unsafe_among
from fumikura.library.freshness import key
from fumikura.library.library import same_url
from fumikura.library.library_files import read_article, read_notes
from fumikura.library.library_json import (
    dump_article,
    dump_finding,
    dump_note,
    restore_article,
    restore_finding,
    restore_note,
)
from fumikura.site.site_files import hash_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fumikura.disk.stamps import Stamp
    from fumikura.errors import Finding
    from fumikura.library.library import ArticleEntry, NoteEntry
    from fumikura.settings import Settings

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""What MkDocs takes for a page."""


@dataclass(frozen=True, slots=True)
class ArticleFolder:
    """A folder under ``docs/articles``."""

    entry: ArticleEntry | None
    findings: tuple[Finding, ...]
    unsafe: tuple[Finding, ...]
    """Files that are not published."""
    media: Mapping[str, str]
    """Hash of each file that may stand beside the page, by its path below ``docs``."""
    content: str
    """Hash of the page's source and of its annotations."""
    names: str
    """Hash of the paths of all that lies in it."""
    urls: Mapping[str, str]
    """What ``library.same_url`` gives for the addresses in it."""

    def to_json(self) -> list[Any]:
        """As lists, strings and numbers."""
        entry = dump_article(self.entry) if self.entry else None
        found = [[dump_finding(one) for one in ones] for ones in (self.findings, self.unsafe)]
        return [entry, *found, dict(self.media), self.content, self.names, dict(self.urls)]


def entry_of(values: list[Any]) -> ArticleEntry | None:
    """The article in a folder that gave ``values`` as ``to_json``; nothing else of it is restored."""
    return restore_article(values[0]) if values[0] else None


def differs_in_text_alone(folder: ArticleFolder, values: list[Any]) -> bool:
    """Whether ``folder`` is what gave ``values``, but for the text of its page and of its annotations."""
    now = json.loads(json.dumps(folder.to_json()))
    return [*now[:4], *now[5:]] == [*values[:4], *values[5:]]


def known_urls_of(values: list[Any]) -> Mapping[str, str]:
    """``ArticleFolder.urls`` of what ``to_json`` gave; nothing else of it is restored."""
    urls: Mapping[str, str] = values[-1]
    return urls


@dataclass(frozen=True, slots=True)
class Rest:
    """All that lies under ``docs`` beside the articles."""

    notes: tuple[NoteEntry, ...]
    findings: tuple[Finding, ...]
    unsafe: tuple[Finding, ...]
    files: Mapping[str, str]
    """Hash of each file that may be published, by its path below ``docs``."""

    def to_json(self) -> list[Any]:
        """As lists, strings and numbers."""
        found = [[dump_finding(one) for one in ones] for ones in (self.findings, self.unsafe)]
        return [[dump_note(one) for one in self.notes], *found, dict(self.files)]


def restore_rest(values: list[Any]) -> Rest:
    """What ``Rest.to_json`` gave."""
    notes, findings, unsafe, files = values
    found, refused = (tuple(map(restore_finding, ones)) for ones in (findings, unsafe))
    return Rest(tuple(map(restore_note, notes)), found, refused, files)


def read_folder(
    folder: Path, settings: Settings, trusted: frozenset[str], known_urls: Mapping[str, str]
) -> ArticleFolder:
    """A folder under ``docs/articles`` as it is now.

    ``trusted``: see ``docs_files.unsafe_files``; ``known_urls``: what ``library.same_url`` gave for some addresses.
    """
    read: dict[Path, str] = {}
    """Hash of each file of which more is wanted than its hash."""

    def contents(path: Path) -> bytes:
        data = path.read_bytes()
        read[path] = hash_of(data)
        return data

    entry, findings = read_article(folder, settings, contents)
    paths = sorted(folder.rglob("*")) if not folder.is_symlink() else []
    unsafe = tuple(unsafe_among((folder, *paths), settings.docs, settings.root, trusted))
    media: dict[str, str] = {}
    digest = hashlib.blake2b(digest_size=16)
    if entry is not None:
        refused = {settings.root / one.path for one in unsafe}
        depth = len(folder.parts)
        for path in paths:
            inside = path.parts[depth:]
            if inside == ("index.md",) or (inside[0] == "annotations" and path.suffix == ".md" and path.is_file()):
                own = read.get(path) or _hash(path)
                digest.update(f"{inside}".encode("utf-8", "surrogateescape") + own.encode())
            elif _is_media(inside) and path not in refused and path.is_file():
                media[path.relative_to(settings.docs).as_posix()] = _hash(path)
    names, urls = key(*map(str, paths)), _urls(entry, known_urls)
    return ArticleFolder(entry, tuple(findings), unsafe, media, digest.hexdigest(), names, urls)


def read_rest(seen: Mapping[str, Stamp], settings: Settings, trusted: frozenset[str]) -> Rest:
    """All but the folders under ``docs/articles`` as it is now, where ``seen`` are the folders that there are."""
    notes, findings = read_notes(settings)
    paths = sorted(settings.docs / folder / name for folder, stamp in seen.items() for name in stamp.files)
    unsafe = tuple(unsafe_among(paths, settings.docs, settings.root, trusted))
    refused = {settings.root / one.path for one in unsafe}
    files = {}
    for path in paths:
        src = path.relative_to(settings.docs).as_posix()
        hidden = any(part.startswith(".") for part in src.split("/"))
        if path not in refused and not hidden and not src.startswith(("articles/", "templates/")) and path.is_file():
            files[src] = _hash(path)
    return Rest(tuple(notes.values()), tuple(findings), unsafe, files)


def _urls(entry: ArticleEntry | None, known: Mapping[str, str]) -> dict[str, str]:
    found = [entry.header.source, *entry.links] if entry else []
    web = (url for url in found if url and url.startswith(("http://", "https://")))
    return {url: known.get(url) or same_url(url) for url in web}


def _is_media(inside: tuple[str, ...]) -> bool:
    hidden = any(part.startswith(".") for part in inside)
    return not hidden and inside[0] != "annotations" and not inside[-1].endswith(MARKDOWN)


def _hash(path: Path) -> str:
    """Of the file's bytes; of none where it cannot be read, which whoever needs it says."""
    try:
        return hash_of(path.read_bytes())
    except OSError:
        return "unreadable"
