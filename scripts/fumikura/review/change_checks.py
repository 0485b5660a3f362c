"""What is wrong with the files of a change, by name, kind and size alone. Pure; nothing of the files is read.

A change comes from a stranger, and git holds names that no file system should: these checks come before anything that
opens a file. Which names lead into git's own folder: git's ``read-cache.c`` and ``path.c`` (``core.protectHFS``,
``core.protectNTFS``). Which names Windows cannot have: Microsoft, "Naming Files, Paths, and Namespaces".
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.errors import Finding
from fumikura.git.repository import EXECUTABLE, LINK, MODULE
from fumikura.printable import BIDIRECTIONAL, is_hidden, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fumikura.git.repository import ChangedFile
    from fumikura.settings import Settings

_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE | re.DOTALL
)
_NOT_ON_WINDOWS = frozenset('<>:"|?*\\')
_SHORT_GIT = re.compile(r"git~\d+")
"""How NTFS may abbreviate ``.git``."""
_SHAPING = re.compile(
    r"mkdocs[^/]*\.ya?ml|hooks?(?:/.*|\.py)|overrides/.*|scripts/.*|\.github/.*|\.gitlab(?:/.*|-ci.*)|\.(?:forgejo|gitea)/.*"
    r"|\.ci/.*|\.git(?:attributes|modules|ignore)|(?:.*/)?\.git[^/]*|\.pre-commit[^/]*|requirements[^/]*|[^/]*\.lock"
    r"|pyproject\.toml|setup\.(?:py|cfg)|package(?:-lock)?\.json|Makefile|[^/]*\.(?:py|sh|ps1|js|mjs|toml)"
)
"""What checks, builds or publishes an archive, or says to git how files are treated."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one change may bring."""

    file: int = 25_000_000
    """Bytes of a page or a picture; ``add`` takes pictures up to 20 MB."""
    saved: int = 100_000_000
    """Bytes of an original under ``saved/``; GitHub takes no more."""
    change: int = 200_000_000
    """Bytes of all files together."""
    files: int = 20_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where in an archive a contribution may go. Folders relative to its root, each with a slash at its end."""

    pages: tuple[str, ...]
    saved: str

    @staticmethod
    def of(settings: Settings) -> Places:
        """Those of this archive."""
        docs = settings.docs.relative_to(settings.root).as_posix() if settings.docs != settings.root else ""
        prefix = f"{docs}/" if docs else ""
        return Places((f"{prefix}articles/", f"{prefix}notes/"), "saved/")

    def is_content(self, path: str) -> bool:
        """Whether ``path`` lies where contributions go."""
        return path.startswith((*self.pages, self.saved))


def change_findings(
    files: Sequence[ChangedFile], paths: Iterable[str], places: Places, limits: Limits
) -> Iterator[Finding]:
    """All that is wrong with the names, kinds and sizes of ``files``.

    ``paths``: every file that is there after the change, so that names can be compared.
    """
    there = [one for one in files if one.mode is not None]
    for one in there:
        yield from _name(one.path)
        yield from _kind(one, places)
        yield from _size(one, places, limits)
    yield from _whole(there, limits)
    yield from collisions([one.path for one in there if one.is_inside], paths)
    yield from _elsewhere(files, places)


def history_findings(
    brought: Mapping[str, int], files: Sequence[ChangedFile], limits: Limits, path_of: Callable[[str], str | None]
) -> Iterator[Finding]:
    """What the commits of a change bring and remove again: it stays in the history of whoever merges them.

    ``brought``: bytes by object (``Git.brought``). ``path_of``: asked for those that are too large.
    """
    kept = {one.name for one in files if one.mode is not None}
    passing = {name: size for name, size in brought.items() if name not in kept}
    remedy = "make one commit of the change (squash), or take the file out of the others"
    for name, size in sorted(passing.items()):
        if size > limits.saved:
            path = printable(path_of(name) or "docs")
            problem = f"{megabytes(size)} that a later commit of the change removes; it would stay in the history"
            yield Finding(path, 1, "error", "too-large", problem, remedy)
    total = sum(brought.values())
    if total > limits.change and any(passing.values()):
        problem = f"the commits of the change bring {megabytes(total)}, with what they remove again"
        yield Finding("docs", 1, "error", "too-large", problem, remedy)


def stops_reading(finding: Finding) -> bool:
    """Whether a file with this finding must not be opened, nor those beside it."""
    return finding.level == "error" and finding.code in {"too-large", "symlink", "submodule", "unsafe-path", "include"}


def name_fault(part: str) -> str | None:
    """What is wrong with one part of a path; None for a name that every system can have."""
    return next((fault for applies, fault in _FAULTS if applies(part)), None)


def collisions(changed: Iterable[str], paths: Iterable[str]) -> Iterator[Finding]:
    """Names that some file systems take for the same, though they differ in case or in Unicode normal form.

    Each once, at the first of the changed files that it leads to.
    """
    told: set[str] = set()
    spellings: dict[str, set[str]] = defaultdict(set)
    changed = list(changed)
    for path in filter(_is_short, (*paths, *changed)):
        for prefix in _prefixes(path):
            spellings[_folded(prefix)].add(prefix)
    for path in filter(_is_short, dict.fromkeys(changed)):
        for prefix in _prefixes(path):
            others = spellings[_folded(prefix)] - {prefix}
            if others:
                if prefix not in told:
                    one, other = _told_apart(prefix, min(others))
                    problem = f"{one} is the same as {other} on macOS and Windows"
                    remedy = "use the same letters, in the same case and normal form (NFC), or another name"
                    yield Finding(printable(path), 1, "error", "path-collision", problem, remedy)
                told.add(prefix)
                break


def _told_apart(one: str, other: str) -> tuple[str, str]:
    """Two paths so that a reader sees how they differ: letters that look alike, as numbers."""
    seen, seen_other = (unicodedata.normalize("NFC", path) for path in (one, other))
    if seen != seen_other:
        return printable(one), printable(other)
    return ascii(one).strip("'"), ascii(other).strip("'")


def _is_short(path: str) -> bool:
    """Whether a system can have a path of this length at all; comparing longer ones would take as long as they like."""
    return len(path) <= 1_000


def _name(path: str) -> Iterator[Finding]:
    if not _is_short(path):
        remedy = "give the folders shorter names, or put fewer into each other"
        yield Finding(printable(path[:200]), 1, "error", "unsafe-path", "a path of more than 1,000 characters", remedy)
        return
    for part in path.split("/"):
        fault = name_fault(part)
        if fault is not None:
            problem = f"“{printable(part)}” {fault}"
            yield Finding(printable(path), 1, "error", "unsafe-path", problem, "give the file another name")
            return


def _is_git(part: str) -> bool:
    """Whether a file system may take ``part`` for ``.git``."""
    seen = "".join(char for char in part if unicodedata.category(char) != "Cf")
    seen = _folded(seen.partition(":")[0].replace("\\", "/").partition("/")[0]).rstrip(". ")
    return seen == ".git" or _SHORT_GIT.fullmatch(seen) is not None


def _is_not_for_windows(part: str) -> bool:
    return bool(_RESERVED.fullmatch(part)) or part[-1] in ". " or not _NOT_ON_WINDOWS.isdisjoint(part)


_FAULTS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (lambda part: part in {"", ".", ".."}, "leads out of its folder"),
    (_is_git, "is a name of git's own folder on some systems"),
    (lambda part: any(0xDC80 <= ord(char) <= 0xDCFF for char in part), "is not UTF-8"),
    (lambda part: not BIDIRECTIONAL.isdisjoint(part), "has a character that changes the direction of text"),
    (lambda part: any(map(is_hidden, part)), "has a character that is not shown"),
    (_is_not_for_windows, "cannot be a name on Windows"),
    (lambda part: len(part.encode("utf-8")) > 255, "is longer than 255 bytes"),
)
"""Applies one after the other; what follows may rely on what went before."""


def _kind(one: ChangedFile, places: Places) -> Iterator[Finding]:
    path = printable(one.path)
    if one.mode == LINK:
        yield Finding(path, 1, "error", "symlink", "a symbolic link; it is not followed", "put the file itself there")
    elif one.mode == MODULE:
        problem = "another repository (a submodule); nothing of it is read"
        yield Finding(path, 1, "error", "submodule", problem, "put the files themselves there")
    elif one.mode == EXECUTABLE and places.is_content(one.path):
        remedy = "git update-index --chmod=-x FILE"
        yield Finding(path, 1, "warning", "executable", "is marked as a program", remedy)
    if one.path.startswith(places.pages) and any(part.startswith(".") for part in one.path.split("/")):
        remedy = "remove it, or name it without the dot"
        yield Finding(path, 1, "error", "unsafe-path", "a hidden file among pages and pictures", remedy)


def _size(one: ChangedFile, places: Places, limits: Limits) -> Iterator[Finding]:
    limit = limits.saved if one.path.startswith(places.saved) else limits.file
    if one.size is not None and one.size > limit:
        problem = f"{megabytes(one.size)}; a file here may have {megabytes(limit)}"
        remedy = "make it smaller, keep it out of git, or have a maintainer raise the limit (--max-file)"
        yield Finding(printable(one.path), 1, "error", "too-large", problem, remedy)


def _whole(there: Sequence[ChangedFile], limits: Limits) -> Iterator[Finding]:
    total = sum({one.path: one.size or 0 for one in there}.values())
    count = len({one.path for one in there})
    remedy = "split the change, or have a maintainer raise the limit (--max-change)"
    if total > limits.change:
        problem = f"the change brings {megabytes(total)}; it may bring {megabytes(limits.change)}"
        largest = max(there, key=lambda one: one.size or 0)
        yield Finding(printable(largest.path), 1, "error", "too-large", problem, remedy)
    if count > limits.files:
        problem = f"the change has {count:,} files; it may have {limits.files:,}"
        yield Finding(printable(there[0].path), 1, "error", "too-large", problem, "split the change")


def _elsewhere(files: Sequence[ChangedFile], places: Places) -> Iterator[Finding]:
    """One finding for each folder outside of those that take contributions."""
    groups: dict[tuple[bool, str], list[str]] = defaultdict(list)
    for one in files:
        if not (one.is_inside and places.is_content(one.path)) or _is_for_git(one.path):
            shapes = not one.is_inside or _SHAPING.fullmatch(one.path) is not None
            groups[shapes, one.path.partition("/")[0]].append(one.path)
    for (shapes, _), paths in sorted(groups.items(), key=lambda item: (not item[0][0], item[1])):
        unique = sorted(set(paths))
        rest = f", with {len(unique) - 1} more there" if len(unique) > 1 else ""
        what = (
            "shapes how the archive is checked, built or published" if shapes else "is none of its articles and notes"
        )
        remedy = "a maintainer has to look at it; nothing of it is used to check or preview this change"
        yield Finding(printable(unique[0]), 1, "warning", "maintainer", f"{what}{rest}", remedy)


def _is_for_git(path: str) -> bool:
    """``.gitattributes`` and its like say in any folder how git treats the files there."""
    return path.rpartition("/")[2].startswith(".git")


def megabytes(size: int) -> str:
    """``size`` as people say it."""
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{size / 1000:,.1f} kB"


def _prefixes(path: str) -> Iterator[str]:
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
    yield path


def _folded(path: str) -> str:
    """Equal for names that macOS or Windows may take for the same."""
    if path.isascii():
        return path.lower()
    seen = (char for char in unicodedata.normalize("NFD", path) if unicodedata.category(char) != "Cf")
    folded = ((char, char.casefold()) for char in seen)
    return unicodedata.normalize("NFC", "".join(fold if len(fold) == 1 else char.lower() for char, fold in folded))
