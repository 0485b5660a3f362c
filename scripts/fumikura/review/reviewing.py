"""What a reviewer wants to know of an archive, or of a change to it: git and ``docs/`` in, findings and numbers out.

Nothing of a change is trusted. The settings come from ``mkdocs.yml`` as the base has it; names, kinds and sizes are
judged before a file is opened; and where one of them must not be opened, no text is read at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fumikura.checks.annotation_changes import changes, findings
from fumikura.checks.annotations_at import standing, standing_at
from fumikura.checks.checks import check, line_of
from fumikura.checks.link_checks import addresses, dead_links, turn
from fumikura.checks.page_texts import PageTexts, files_below
from fumikura.errors import ContentError, Finding
from fumikura.history.earlier_texts import EarlierTexts
from fumikura.library.archive import config_at, plugin_names, plugin_options, read_config
from fumikura.library.docs_files import PICTURES, located_among, located_pictures, unsafe_among, unsafe_files
from fumikura.library.library import ArticleEntry
from fumikura.library.library_files import read_canonical, read_library, read_text
from fumikura.markdown.rendering import Renderer
from fumikura.review.base_library import BaseLibrary, versions_now
from fumikura.review.change_answers import answerable, suspects
from fumikura.review.change_checks import Limits, Places, change_findings, history_findings, stops_reading
from fumikura.review.change_overview import (
    Overview,
    counted,
    page_changes,
    widening_findings,
    widenings,
    wider_default,
)
from fumikura.review.change_scope import files_to_judge, not_judged, read_scope, unit_of
from fumikura.review.change_texts import reading_extensions, text_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from fumikura.checks.annotation_changes import Change, Standing
    from fumikura.checks.checks import PageText
    from fumikura.git.repository import ChangedFile, Git
    from fumikura.library.library import Entry, Library
    from fumikura.review.change_scope import Scope
    from fumikura.settings import Settings


@dataclass(frozen=True, slots=True)
class Review:
    """All that is said of an archive or of a change."""

    findings: Sequence[Finding]
    overview: Overview | None = None
    """Of a change whose texts have been read."""


def review_archive(settings: Settings, week: int | None = None) -> Review:
    """Everything in the archive. ``week``: ask the network for the addresses whose turn it is then."""
    renderer = Renderer(settings.extensions, settings.extension_configs)
    texts = EarlierTexts(settings, renderer)
    library = read_library(settings)
    found = _all_findings(settings, library, renderer, texts)
    dead = dead_links(turn(addresses(library, _line_in(settings)), week)) if week is not None else ()
    return Review([*found, *dead, *_shallow(texts)])


def _line_in(settings: Settings) -> Callable[[str, str], int]:
    return lambda path, link: line_of(link, read_text(settings.root / path, path))


def review_change(settings: Settings, git: Git, base: str, limits: Limits) -> Review:
    """What changed since the present commit and ``base`` parted. ``settings``: those of ``base``.

    Raises ``UsageError`` for a base that is not here or has nothing in common with the present commit.
    """
    commit = git.parting(base)
    files = git.changed_files(commit)
    config = config_at(git, base)
    passing = history_findings(git.brought(commit), files, limits, lambda name: git.path_of(commit, name))
    by_file = dict.fromkeys((*passing, *file_findings(settings, git, files, config, limits)))
    if any(map(stops_reading, by_file)):
        problem = "the texts of the change were not read, since it brings files that must not be opened"
        remedy = "correct the errors first"
        return Review([*by_file, Finding("docs", 1, "info", "not-read", problem, remedy)])
    return _Reading(settings, git, commit, files).review(list(by_file))


def file_findings(
    settings: Settings, git: Git, files: Sequence[ChangedFile], config: dict[str, Any], limits: Limits
) -> Iterator[Finding]:
    """What the files of a change show before they are rendered. ``config``: ``mkdocs.yml`` as the base has it."""
    first = list(change_findings(files, git.paths("HEAD"), Places.of(settings), limits))
    yield from first
    if any(map(stops_reading, first)):
        return
    includes = bool(reading_extensions([*settings.extensions, *plugin_names(config)]))
    for path, raw in _texts(settings, git, files):
        yield from text_findings(path, raw, includes=includes)
    if any(one.path == "mkdocs.yml" and one.is_inside for one in files):
        yield from _wider_default(settings)


def _texts(settings: Settings, git: Git, files: Sequence[ChangedFile]) -> Iterator[tuple[str, bytes]]:
    """The Markdown files of a change under ``docs/``, committed ones and those that only the working tree has."""
    docs = settings.docs.relative_to(settings.root).as_posix()
    there = [one for one in files if one.mode and one.path.endswith(".md") and one.path.startswith(f"{docs}/")]
    committed = [(one.path, one.name) for one in there if one.name]
    yield from zip([path for path, _ in committed], git.read([name for _, name in committed if name]), strict=True)
    for one in there:
        path = settings.root / one.path
        if one.name is None and path.is_file() and not path.is_symlink():
            yield one.path, path.read_bytes()


def _wider_default(settings: Settings) -> Iterator[Finding]:
    path = settings.root / "mkdocs.yml"
    try:
        options = plugin_options(read_config(path.read_bytes(), "mkdocs.yml"))
    except ContentError as error:
        yield error.finding()
        return
    found = wider_default(settings.rights, options.get("rights") if isinstance(options, dict) else None)
    if found is not None:
        yield found


@dataclass
class _Reading:
    """One change whose files may be opened."""

    settings: Settings
    git: Git
    commit: str
    files: Sequence[ChangedFile]
    renderer: Renderer = field(init=False)
    texts: EarlierTexts = field(init=False)
    base: BaseLibrary = field(init=False)

    def __post_init__(self) -> None:
        self.renderer = Renderer(self.settings.extensions, self.settings.extension_configs)
        self.texts = EarlierTexts(self.settings, self.renderer)
        self.base = BaseLibrary(self.git, self.commit, self.settings)

    def review(self, by_file: list[Finding]) -> Review:
        scope = read_scope(self.settings, self.files, self.git.paths("HEAD"))
        library = scope.library
        by_change = self._annotations(library)
        told = list(findings(by_change))
        shown = {one.path for one in told}
        general = [one for one in self._general(scope) if not (one.code in {"orphan", "fuzzy"} and one.path in shown)]
        touched = {one.path for one in self.files if one.is_inside}
        suspected = suspects(general, touched)
        before = self.base.findings(self.renderer, suspected, scope.units) if suspected else ()
        overview, rights = self._overview(library, by_change)
        answers = answerable(general, [one for one in self.files if one.is_inside], before)
        rest = not_judged(scope, self.settings.docs.relative_to(self.settings.root).as_posix())
        every = dict.fromkeys((*rights, *by_file, *answers, *_shallow(self.texts), *([rest] if rest else ()), *told))
        return Review(list(every), overview)

    def _general(self, scope: Scope) -> dict[Finding, None]:
        """What the checks find where the change may have made something wrong. Only what it touches is rendered."""
        docs = f"{self.settings.docs.relative_to(self.settings.root).as_posix()}/"
        files = frozenset(path.removeprefix(docs) for path in scope.paths if path.startswith(docs))
        whole = PageTexts(self.settings, self.renderer, self.texts, files)
        plain = PageTexts(self.settings, self.renderer, None, files)

        def read(entry: Entry) -> PageText:
            return (whole if unit_of(entry.path, entry.src) in scope.touched else plain)(entry)

        below = files_to_judge(self.settings, scope)
        unsafe = unsafe_among(below, self.settings.docs, self.settings.root)
        found = (*check(scope.library, read, scope.judged), *unsafe, *located_among(below, self.settings.root))
        return dict.fromkeys(found)

    def _annotations(self, library: Library) -> list[Change]:
        """What the articles that differ from the base do to their annotations."""
        articles = f"{self.settings.articles.relative_to(self.settings.root).as_posix()}/"
        touched = {
            one.path.removeprefix(articles).partition("/")[0]
            for one in self.files
            if one.is_inside and one.path.startswith(articles)
        }
        folders = [f"{articles}{name}/" for name in touched]
        before = standing_at(self.git, self.commit, folders, self.renderer, self.texts)
        now: dict[str, Standing] = {}
        for name in touched & library.articles.keys():
            entry = library.articles[name]
            canonical = read_canonical(entry, self.settings, self.renderer)
            now.update(standing(entry.path, entry.annotations, canonical, self.texts))
        # What is there and cannot be read is not removed; the other checks say what is wrong with it.
        root = self.settings.root
        gone = {key for key in before.keys() - now.keys() if not (root / before[key].annotation.path).exists()}
        return changes({key: one for key, one in before.items() if key in now or key in gone}, now)

    def _overview(self, library: Library, by_change: list[Change]) -> tuple[Overview, list[Finding]]:
        pages: list[Entry] = [*library.articles.values(), *library.notes.values()]
        entries = {one.path: one for one in pages}
        touched = {one.path for one in self.files if one.is_inside}
        before = {one.path: one for one in self.base.versions(touched)}
        now = {
            one.path: one
            for one in versions_now(self.settings, {path: entries[path] for path in touched & entries.keys()})
        }
        broken = {path for path in before if path not in now and (self.settings.root / path).exists()}
        changed = page_changes({path: one for path, one in before.items() if path not in broken}, now)
        wider = tuple(widenings(changed))
        lines = {path: one.lines.get("rights", 1) for path, one in entries.items() if isinstance(one, ArticleEntry)}
        sizes = {one.path: one.size or 0 for one in self.files if one.mode is not None}
        pictures = [size for path, size in sizes.items() if f".{path.rpartition('.')[2].lower()}" in PICTURES]
        overview = Overview(changed, counted(by_change), len(pictures), sum(pictures), sum(sizes.values()), wider)
        return overview, list(widening_findings(wider, lines))


def _all_findings(settings: Settings, library: Library, renderer: Renderer, texts: EarlierTexts) -> dict[Finding, None]:
    reader = PageTexts(settings, renderer, texts, files_below(settings))
    files = (*unsafe_files(settings.docs, settings.root), *located_pictures(settings.docs, settings.root))
    # A link among the articles is found twice: as a page and as a file.
    return dict.fromkeys((*check(library, reader), *files))


def _shallow(texts: EarlierTexts) -> Iterator[Finding]:
    """Says so where annotations were placed without their text because the history is not here."""
    if texts.missing and texts.is_shallow:
        count = len(texts.missing)
        problem = f"the text that {count} annotation{'' if count == 1 else 's'} stood in is not in the history here"
        remedy = "fetch the whole history (git fetch --unshallow)"
        yield Finding("mkdocs.yml", 1, "info", "shallow", problem, remedy)
