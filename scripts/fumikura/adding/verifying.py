"""Articles against their originals: is the original what it was, and does it still give the page?

Nothing is written. Each original is read and converted once, however many articles it holds.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from fumikura.adding.adding import find, find_among_many
from fumikura.adding.line_changes import counts, diff
from fumikura.adding.originals import Place
from fumikura.adding.pages import make_page
from fumikura.adding.publish import Incoming
from fumikura.adding.reimport import AsImported, equal, text_difference, typed
from fumikura.adding.shelf import Shelf
from fumikura.errors import ContentError
from fumikura.importers import choose, load_all
from fumikura.library.library_files import read_text
from fumikura.model.front_matter import body_of
from fumikura.sources.given import FIELDS, STATES
from fumikura.sources.reading import read_source
from fumikura.sources.unpacking import members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fumikura.adding.first_imports import FirstImports
    from fumikura.adding.known_articles import Known
    from fumikura.settings import Settings

Status = Literal[
    "same",
    "edited",
    "converter",
    "both",
    "unclear",
    "gone",
    "no-original",
    "missing",
    "changed",
    "unconvertible",
    "unreadable",
]
"""``same``: the original gives this page. It gives another, since the page was ``edited``, since the ``converter`` has
changed, since ``both``, or it is ``unclear`` which. ``gone``: the original no longer gives this article. The others
speak of the original (none is named, it is ``missing``, other bytes than it was, or no importer can read it) or of a
page that cannot be read."""

FAULTS: frozenset[Status] = frozenset({"missing", "changed", "unconvertible", "unreadable"})
"""What is wrong. That a page differs from what its original gives is not: people edit pages, and importers improve."""

_COMPARED = (*FIELDS, *STATES)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one article: an entry of ``fumikura verify --json``."""

    article: str
    path: str
    """Of the page, under the archive's root."""
    status: Status
    original: str | None = None
    converter: str | None = None
    """Which made the page."""
    converter_now: str | None = None
    """Which reads the original now; None where none has."""
    fields: tuple[str, ...] = ()
    """Fields that the original gives otherwise than the page has them."""
    added: tuple[str, ...] = ()
    """Fields of the page that the original does not give: people gave them. They are no difference."""
    lines: Mapping[str, int] | None = None
    """``added``, ``removed``: lines of the text, from the page's to the original's; None where they are the same."""
    problem: str | None = None
    """What is wrong, a sentence."""
    diff: tuple[str, ...] = ()
    """Of the texts, if it was asked for."""

    def to_json(self) -> dict[str, Any]:
        """The documented shape."""
        shown = "\n".join(self.diff) + "\n" if self.diff else None
        names = ("article", "path", "status", "original", "converter", "converter_now", "fields", "added", "lines")
        values = {name: getattr(self, name) for name in names}
        return {
            **values,
            "fields": list(self.fields),
            "added": list(self.added),
            "problem": self.problem,
            "diff": shown,
        }


def by_original(known: Iterable[Known]) -> Mapping[str, list[Known]]:
    """The articles of each original, in sorted order; those that name none under the empty string."""
    groups: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        groups[one.text("original") or ""].append(one)
    return dict(sorted(groups.items()))


def verify_original(
    original: str, known: Sequence[Known], imports: FirstImports, *, with_diff: bool = False
) -> Iterator[Verdict]:
    """One verdict for each article that names ``original``; empty: they name none."""
    settings = imports.settings
    if not original:
        yield from (_verdict(one, settings, "no-original") for one in known)
        return
    try:
        path = _path(original, settings)
        sha256 = _sha256(path)
    except ContentError as error:
        yield from (_verdict(one, settings, "missing", problem=error.problem) for one in known)
        return
    sound = [one for one in known if one.text("sha256") in {None, sha256}]
    for one in known:
        if one.text("sha256") not in {None, sha256}:
            problem = (
                f"{original} has SHA-256 {sha256[:12]}…, and the page was made from {str(one.text('sha256'))[:12]}…"
            )
            yield _verdict(one, settings, "changed", problem=problem)
    if sound:
        yield from _Conversion(original, sound, imports, with_diff).verdicts(path)


def unreadable(shelf: Shelf) -> Iterator[Verdict]:
    """A verdict for each page that cannot be read."""
    for name, error in sorted(shelf.unreadable.items()):
        path = (shelf.settings.articles / name / "index.md").relative_to(shelf.settings.root).as_posix()
        yield Verdict(name, path, "unreadable", problem=str(error))


def _verdict(known: Known, settings: Settings, status: Status, problem: str | None = None) -> Verdict:
    path = known.path.relative_to(settings.root).as_posix()
    return Verdict(known.id, path, status, known.text("original"), known.text("converter"), problem=problem)


def _path(original: str, settings: Settings) -> Path:
    """Where the original is. Raises ``ContentError`` for none, and for a path that leads out of the archive."""
    path = settings.root / PurePosixPath(original)
    try:
        is_inside, is_file = path.resolve().is_relative_to(settings.root.resolve()), path.is_file()
    except (OSError, ValueError, RuntimeError) as error:  # too long, a null character, a circle of links
        raise ContentError(original, 1, f"{original!r} can be no file: {error}", "correct `original`") from error
    if not is_inside:
        raise ContentError(original, 1, f"{original} leads out of the archive", "correct `original`")
    if not is_file:
        raise ContentError(original, 1, f"there is no {original}", "put the original back")
    return path


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ContentError(path, 1, f"{path.name} cannot be read: {error.strerror}", "check the file") from error


class _Conversion:
    """One original, converted again, and the articles that it is compared with."""

    def __init__(self, original: str, known: Sequence[Known], imports: FirstImports, with_diff: bool) -> None:
        self._with_diff = with_diff
        self._place = Place(original)
        self._imports = imports
        self._settings = imports.settings
        self._shelf = Shelf(self._settings)
        self._left = {one.id: one for one in known}
        self._done: set[str] = set()
        self._faults: list[str] = []
        for one in known:
            self._shelf.put(one)

    def verdicts(self, path: Path) -> Iterator[Verdict]:
        for page, is_one_of_many in self._pages(path):
            known = self._find(page, is_one_of_many)
            if known is not None:
                del self._left[known.id]
                self._done.add(known.id)
                yield self._compared(known, page)
            if not self._left:
                return
        for known in self._left.values():
            problem = self._faults[0] if self._faults else f"{self._place.original} no longer gives this article"
            yield _verdict(known, self._settings, "unconvertible" if self._faults else "gone", problem)

    def _pages(self, path: Path) -> Iterator[tuple[Incoming, bool]]:
        """What the original gives now, and whether it can give several; what it fails to give is noted."""
        importers = load_all()
        try:
            for source in members(replace(read_source(path), name=self._place.original)):
                if isinstance(source, ContentError):
                    self._note(source)
                    continue
                name = choose(source, importers)
                converter = f"{name} {importers[name].VERSION}"
                for article in importers[name].read(source):
                    try:
                        if isinstance(article, ContentError):
                            raise article
                        page = make_page(article, source, self._place.original, converter)
                    except ContentError as error:
                        self._note(error)
                        continue
                    yield Incoming(page, source, self._place), importers[name].MANY or source.container is not None
        except ContentError as error:
            self._note(error)

    def _note(self, error: ContentError) -> None:
        self._faults.append(str(error).removeprefix(f"{self._settings.root.as_posix()}/"))

    def _find(self, new: Incoming, is_one_of_many: bool) -> Known | None:
        if not is_one_of_many:
            known = find(new, self._shelf)
            return known if known is not None and known.id in self._left else None
        by_key = (one for one in self._shelf.with_key(new.page.key) if one.id in self._left)  # its address was edited
        known = find_among_many(new, self._shelf, self._done)
        return known if known is not None and known.id in self._left else next(by_key, None)

    def _compared(self, known: Known, new: Incoming) -> Verdict:
        """Why the page is not what the original gives, if it is not."""
        verdict = _verdict(known, self._settings, "same")
        given = new.page.values
        try:
            old = typed(known.values, verdict.path)
            body = body_of(read_text(known.path, verdict.path))
        except ContentError as error:
            return replace(verdict, status="unreadable", problem=str(error))
        fields = tuple(name for name in _COMPARED if given.get(name) and not equal(name, old[name], given[name]))
        verdict = replace(
            verdict,
            converter_now=given["converter"],
            fields=fields,
            added=tuple(name for name in _COMPARED if old[name] and not given.get(name)),
        )
        if text_difference(body, new.page.body):
            added, removed = counts(body, new.page.body)
            shown = diff(body, new.page.body, verdict.path, self._place.original) if self._with_diff else ()
            verdict = replace(verdict, lines={"added": added, "removed": removed}, diff=tuple(shown))
        elif not fields:
            return verdict
        return replace(verdict, status=self._why(old, body, fields, verdict, AsImported(given, new.page.body)))

    def _why(
        self, old: Mapping[str, Any], body: str, fields: Iterable[str], verdict: Verdict, now: AsImported
    ) -> Status:
        if verdict.converter in {None, verdict.converter_now}:
            return "edited"
        base = self._imports.of(verdict.path, old)
        if base is None:
            return "unclear"
        is_edited = _differs(base, AsImported(old, body), fields)
        return "edited" if not _differs(base, now, fields) else "both" if is_edited else "converter"


def _differs(one: AsImported, other: AsImported, fields: Iterable[str]) -> bool:
    is_other = any(not equal(name, one.values.get(name), other.values.get(name)) for name in fields)
    return is_other or bool(text_difference(one.body, other.body))
