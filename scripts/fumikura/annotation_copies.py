"""Beside each page of a full text, its annotations' files as they are: ``articles/<id>/annotations/<id>.md``.

A reader who changes or removes an annotation of their own starts from the very file, so that keys that Fumikura does
not know survive and the patch fits. They are files, not pages: nothing links, lists, renders or finds them.
"""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.library import Library
    from fumikura.settings import Settings


def copy_annotations(library: Library, settings: Settings, site: Path, *, at_home: bool = False) -> int:
    """Copy the annotations of ``library``'s full texts (at home: of all articles) into ``site``; gives their number."""
    copied = 0
    for entry in library.articles.values():
        if entry.rights != "full" and not at_home:
            continue
        for annotation in entry.annotations:
            target = site / entry.address / "annotations" / f"{annotation.id}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            # One that was removed since the library was read is missing from the next build altogether.
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(settings.root / annotation.path, target)
                copied += 1
    return copied
