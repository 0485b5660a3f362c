"""Which findings a change has to answer for, and which were there before it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from fumikura.errors import Finding
    from fumikura.git.repository import ChangedFile

FOLLOWS = frozenset(
    {
        *("article-missing", "broken-link", "duplicate-annotation", "duplicate-article"),
        *("former-id", "missing-picture", "private-link"),
    }
)
"""Codes of findings that one file can have because another was changed: a link to a page that is removed. Where there
are more, ``change_traces`` has to know of them."""

_OF_TWO = frozenset({"duplicate-annotation", "duplicate-article", "former-id"})
"""Those of them that name the first of the others, which may be another one after the change."""
_ARTICLE = re.compile(r"(?:[^/]+/)*?articles/[^/]+(?=/)")


def suspects(findings: Iterable[Finding], touched: Collection[str]) -> set[str]:
    """Files that the change does not touch, with findings that may follow from it all the same."""
    return {one.path for one in findings if one.code in FOLLOWS and one.path not in touched}


def answerable(
    findings: Iterable[Finding], files: Iterable[ChangedFile], before: Collection[Finding]
) -> Iterator[Finding]:
    """``findings`` as they matter to the change.

    Those in its files, and those that follow from it elsewhere, as they are. Other findings beside its files, in the
    folder of an article, as remarks. The rest not at all: it was there before. ``before``: what the suspects had
    already.
    """
    files = list(files)
    # A folder with a wrong name is found by the folder's path.
    touched = {path for one in files for path in _with_folders(one.path)}
    folders = {_folder(one.path) for one in files}
    unanswered = {_folder(one.path) for one in files if one.before is not None and "/annotations/" in one.path}
    known = {*map(_said, before)}
    for one in findings:
        follows = one.code in FOLLOWS and _said(one) not in known
        if one.path in touched or follows or (one.code == "reply" and _folder(one.path) in unanswered):
            yield one
        elif _folder(one.path) in folders:
            yield replace(one, level="info")


def _said(one: Finding) -> Finding:
    """``one``, equal to what says the same."""
    return replace(one, line=1, message="") if one.code in _OF_TWO else one


def _with_folders(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def _folder(path: str) -> str:
    """The folder of the article that a file belongs to; the file itself where there is none."""
    found = _ARTICLE.match(path)
    return found[0] if found else path
