"""A tag under another name, in every article, annotation and note."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.disk.together import Together
from fumikura.errors import UsageError
from fumikura.library.library import group_key
from fumikura.model.header_lists import with_item
from fumikura.model.shapes import labels, split_labels

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.library.library import Library
    from fumikura.settings import Settings


@dataclass(frozen=True, slots=True)
class Renaming:
    """What renaming a tag changes."""

    changes: Together
    paths: tuple[str, ...]
    """Under the archive's root."""
    is_merge: bool
    """Whether there was a tag of the new name already."""


def rename_tag(library: Library, settings: Settings, old: str, new: str) -> Renaming:
    """The changes. Tags that the site takes for one (letter case, width) are renamed alike.

    Raises ``UsageError`` for a tag that nothing has, or a new name that is none; ``ContentError`` for a file that
    cannot be read.
    """
    if split_labels(new) != (new,):
        raise UsageError(f"{new!r} is no name of a tag: one line without commas, not empty")
    used = {tag for _, tags in _tagged(library, settings) for tag in tags}
    wanted = group_key(old)
    if not any(group_key(tag) == wanted for tag in used):
        close = difflib.get_close_matches(old, sorted(used), n=3, cutoff=0.5)
        meant = f"; is {' or '.join(close)} meant?" if close else ""
        raise UsageError(f"nothing has the tag {old!r}{meant}")
    changes = Together()
    for path, tags in _tagged(library, settings):
        if not any(group_key(tag) == wanted and tag != new for tag in tags):
            continue
        shown = path.relative_to(settings.root).as_posix()
        text = path.read_bytes().decode("utf-8")
        # Another spelling of the new name that is there already counts as the new name.
        there = next((tag for tag in tags if group_key(tag) == group_key(new) != wanted), new)
        changed = with_item(text, "tags", lambda item: _is(item, wanted), there, shown)
        if changed != text:
            changes.texts[path] = changed
    paths = tuple(path.relative_to(settings.root).as_posix() for path in changes.texts)
    is_merge = group_key(new) != wanted and any(group_key(tag) == group_key(new) for tag in used)
    return Renaming(changes, paths, is_merge)


def _is(item: str, wanted: str) -> bool:
    names = labels([item])
    return bool(names) and group_key(names[0]) == wanted


def _tagged(library: Library, settings: Settings) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every file that has tags, with them."""
    for article in library.articles.values():
        yield settings.root / article.path, article.header.tags
        for annotation in article.annotations:
            yield settings.root / annotation.path, annotation.header.tags
    for note in library.notes.values():
        yield settings.root / note.path, note.header.tags
