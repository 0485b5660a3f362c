"""What of an archive a change is judged with: the articles and notes that it touches, and those it may concern.

The cost follows the change: of the rest names are counted, and bytes looked at where ``change_traces`` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.errors import Finding
from fumikura.library.docs_files import is_list
from fumikura.library.library import ArticleEntry, Entry, Library, NoteEntry, link_target
from fumikura.library.library_files import read_article, read_note
from fumikura.markdown.links import links_in
from fumikura.review.change_traces import Traces, link_name, origins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fumikura.git.repository import ChangedFile
    from fumikura.settings import Settings


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at."""

    library: Library
    """What the change touches, what it may concern, and what the pages that it touches link to. Its findings are those
    of what it touches."""
    touched: frozenset[str]
    """Units (see ``unit_of``) that the change touches, removed ones too."""
    judged: frozenset[str]
    """Paths of the pages that it touches, or may concern."""
    paths: frozenset[str]
    """Every file of the archive as it is now."""

    @property
    def units(self) -> frozenset[str]:
        """All that is looked at, and what the change has removed."""
        entries: list[Entry] = [*self.library.articles.values(), *self.library.notes.values()]
        return self.touched | {unit_of(entry.path, entry.src) for entry in entries}


def read_scope(settings: Settings, files: Sequence[ChangedFile], committed: Iterable[str]) -> Scope:
    """Read what ``files`` have to be judged with. ``committed``: every file of the archive in the present commit."""
    return _Reader(settings, [one for one in files if one.is_inside], committed).scope()


def unit_of(path: str, src: str) -> str:
    """What is read at once: the folder of an article, else the file itself. ``src``: ``path`` relative to ``docs``."""
    parts = src.split("/")
    is_article = parts[0] == "articles" and len(parts) > 2
    return path.removesuffix("/".join(parts[2:])).rstrip("/") if is_article else path


def not_judged(scope: Scope, docs: str) -> Finding | None:
    """How much the change does not touch; None where it touches all. ``docs``: relative to the archive's root."""
    pages = notes = annotations = 0
    for path in scope.paths:
        src = path.removeprefix(f"{docs}/")
        if src == path or unit_of(path, src) in scope.touched:
            continue
        match src.split("/"):
            case ["articles", _, "index.md"]:
                pages += 1
            case ["articles", _, "annotations", name] if name.endswith(".md"):
                annotations += 1
            case ["notes", name] if name.endswith(".md"):
                notes += 1
    if not pages and not notes:
        return None
    counts = ((pages, "article"), (annotations, "annotation"), (notes, "note"))
    said = ", ".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
    problem = f"not touched by the change, and not judged: {said}"
    return Finding(docs, 1, "info", "elsewhere", problem, "`fumikura check` without --base judges all")


def files_to_judge(settings: Settings, scope: Scope) -> list[Path]:
    """Whatever lies in a unit that the change touches, each once."""
    found: dict[Path, None] = {}
    for unit in sorted(scope.touched):
        path = settings.root / unit
        if path.is_symlink() or path.exists():
            found[path] = None
        if path.is_dir() and not path.is_symlink():
            found |= dict.fromkeys(sorted(path.rglob("*")))
    return list(found)


class _Reader:
    def __init__(self, settings: Settings, files: Sequence[ChangedFile], committed: Iterable[str]) -> None:
        self._settings = settings
        self._files = files
        self._docs = f"{settings.docs.relative_to(settings.root).as_posix()}/"
        now = set(committed)
        for one in files:  # what has been committed comes first, then what only the working tree has
            (now.discard if one.mode is None else now.add)(one.path)
        self._paths = frozenset(now)
        self._pages = {unit: path for path in now if (unit := self._page_unit(path)) is not None}
        self._touched = frozenset(unit for one in files if (unit := self._unit(one.path)) is not None)

    def scope(self) -> Scope:
        entries: dict[str, Entry] = {}
        findings: list[Finding] = []
        for unit in sorted(self._touched):
            entry, found = self._read(unit)
            findings += found
            if entry is not None:
                entries[unit] = entry
        linked = sorted({unit for entry in entries.values() for unit in self._linked(entry) if unit in self._pages})
        concerned = set(self._concerned(entries.values()))
        for unit in (*linked, *sorted(concerned)):
            if unit not in entries and (entry := self._read(unit)[0]) is not None:
                entries[unit] = entry
        ordered = [entries[unit] for unit in sorted(entries)]
        articles = {entry.id: entry for entry in ordered if isinstance(entry, ArticleEntry)}
        notes = {entry.id: entry for entry in ordered if isinstance(entry, NoteEntry)}
        judged = frozenset(entries[unit].path for unit in entries.keys() & (self._touched | concerned))
        return Scope(Library(articles, notes, tuple(findings)), self._touched, judged, self._paths)

    def _read(self, unit: str) -> tuple[Entry | None, list[Finding]]:
        path, src = self._settings.root / unit, unit.removeprefix(self._docs)
        if src.startswith("articles/") and (path.is_dir() or path.is_symlink()):
            return read_article(path, self._settings)
        if (
            src.startswith("notes/")
            and src.endswith(".md")
            and not is_list(src)
            and (path.is_file() or path.is_symlink())
        ):
            return read_note(path, self._settings)
        return None, []

    def _linked(self, entry: Entry) -> Iterator[str]:
        """The units that ``entry`` names: whether they are there, and private, is a question to them."""
        for former in entry.header.former_ids if isinstance(entry, ArticleEntry) else ():
            yield f"{self._docs}articles/{former}"
        comments = (one.comment for one in entry.annotations) if isinstance(entry, ArticleEntry) else ()
        for link in (*entry.links, *(link for comment in comments for link in links_in(comment))):
            parts = (link_target(entry.src, link) or "").split("/")
            if parts[0] == "articles" and len(parts) > 1:
                yield f"{self._docs}articles/{parts[1]}"
            elif parts[0] == "notes" and len(parts) > 1:
                yield f"{self._docs}notes/{parts[1].removesuffix('.md')}.md"

    def _concerned(self, entries: Iterable[Entry]) -> Iterator[str]:
        """The units that the change does not touch, and that may be wrong because of it."""
        traces = self._traces(list(entries))
        if traces != Traces():
            for unit, path in self._pages.items():
                if unit not in self._touched and traces.may_concern(self._bytes(path)):
                    yield unit
        for path in self._paths if traces.names else ():
            owner = self._unit(path) if "/annotations/" in path else None
            if owner is not None and owner not in self._touched and traces.may_lead(self._bytes(path)):
                yield owner
        ids = {one.path.rpartition("/")[2] for one in self._files if "/annotations/" in one.path}
        for path in self._paths if ids else ():
            double = self._unit(path) if "/annotations/" in path and path.rpartition("/")[2] in ids else None
            if double is not None and double not in self._touched:
                yield double

    def _bytes(self, path: str) -> bytes:
        """Of a file that the change does not touch; none where it is no file."""
        file = self._settings.root / path
        return file.read_bytes() if file.is_file() and not file.is_symlink() else b""

    def _traces(self, entries: Sequence[Entry]) -> Traces:
        changed = {one.path for one in self._files}
        gone = [path for path in changed - self._paths if path.startswith(self._docs)]
        private = [entry.path for entry in entries if entry.path in changed and entry.rights == "private"]
        articles = [one for one in entries if isinstance(one, ArticleEntry) and one.path in changed]
        names = frozenset(link_name(path) for path in (*gone, *private) if "/annotations/" not in path)
        return Traces(names, origins(articles), in_headers=bool(articles))

    def _unit(self, path: str) -> str | None:
        return unit_of(path, path.removeprefix(self._docs)) if path.startswith(self._docs) else None

    def _page_unit(self, path: str) -> str | None:
        """The unit whose page ``path`` is; None for all other files."""
        match path.removeprefix(self._docs).split("/") if path.startswith(self._docs) else ():
            case ["articles", _, "index.md"]:
                return path.removesuffix("/index.md")
            case ["notes", name] if name.endswith(".md"):
                return path
            case _:
                return None
