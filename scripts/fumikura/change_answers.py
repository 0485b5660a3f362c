"""Which findings a change has to answer for, and which were there before it. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from fumikura.errors import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from fumikura.git_files import ChangedFile

FOLLOWS = frozenset(
    {"article-missing", "broken-link", "duplicate-annotation", "duplicate-article", "missing-picture", "private-link"}
)
"""Codes of findings that one file can have because another was changed: a link to a page that is removed."""


def suspects(findings: Iterable[Finding], touched: Collection[str]) -> set[str]:
    """Files that the change does not touch, with findings that may follow from it all the same."""
    return {one.path for one in findings if one.code in FOLLOWS and one.path not in touched}


def answerable(
    findings: Iterable[Finding], files: Iterable[ChangedFile], before: Collection[Finding]
) -> Iterator[Finding]:
    """``findings`` as they matter to the change.

    Those in its files, and those that follow from it elsewhere, as they are. Other findings beside its files, in the
    folder of an article, as remarks. The rest counted, one line for each kind. ``before``: what the suspects had
    already.
    """
    files = list(files)
    # A folder with a wrong name is found by the folder's path.
    touched = {path for one in files for path in _with_folders(one.path)}
    folders = {_folder(one.path) for one in files}
    unanswered = {_folder(one.path) for one in files if one.before is not None and "/annotations/" in one.path}
    rest = Counter[str]()
    for one in findings:
        follows = one.code in FOLLOWS and one not in before
        if one.path in touched or follows or (one.code == "reply" and _folder(one.path) in unanswered):
            yield one
        elif _folder(one.path) in folders:
            yield replace(one, level="info")
        else:
            rest[one.code] += 1
    for code, count in sorted(rest.items()):
        problem = f"{count} finding{'' if count == 1 else 's'} of `{code}` in files that the change does not touch"
        yield Finding("docs", 1, "info", "elsewhere", problem, "`fumikura check` without --base lists them")


def _with_folders(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def _folder(path: str) -> str:
    """The folder of the article that a file belongs to."""
    return path.rpartition("/")[0].removesuffix("/annotations")
