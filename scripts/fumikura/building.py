"""``fumikura build``: make the pages that are not as what they are made from, and leave the others alone.

What MkDocs has to make it is asked for by ``engine.py``; articles and notes are made by ``page_making.py``, lists by
``list_making.py``; what was made is moved into ``site/`` when all of it is there.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fumikura.catalogue import FOLDER, Damaged, open_catalogue, renew
from fumikura.environment import environment
from fumikura.errors import FumikuraError
from fumikura.executors import cores
from fumikura.page_theme import UnusualError
from fumikura.site_files import take_place
from fumikura.site_making import SiteMaking
from fumikura.tree_lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.catalogue import Catalogue
    from fumikura.settings import Settings

# Material prints its end-of-life notice into every build; the guide says what we do about it.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

log = logging.getLogger("mkdocs.plugins.fumikura")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    pages: int
    rendered: int
    unchanged: int
    removed: int
    seconds: float
    stages: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """The shape of ``fumikura build --json``."""
        return {
            "pages": self.pages,
            "rendered": self.rendered,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "seconds": round(self.seconds, 3),
            "stages": {name: round(seconds, 3) for name, seconds in self.stages.items()},
        }


@dataclass
class Stages:
    """Where the time goes."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Count what is done within as ``name``."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - start


def build(settings: Settings, *, strict: bool, workers: int | None = None) -> Built:
    """Build the site. ``site/`` is the old one or the new one; where the build fails, it is the old one.

    ``workers``: processes; None for one a processor. Raises ``FumikuraError`` when the build fails, or warns under
    ``strict``.
    """
    start = time.monotonic()
    try:
        with locked(settings.root / FOLDER / "lock", _say_waiting):
            _remove_leftovers(settings.site)
            return _build(settings, strict, workers or cores(), start)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        problem = f"{error.filename or settings.site}: {reason}; the site was not built"
        raise FumikuraError(f"{problem}\n  try: free some space or check the permissions") from error


def _build(settings: Settings, strict: bool, workers: int, start: float) -> Built:
    stages = Stages()
    with stages.of("environment"):
        made_with = environment(settings)
    catalogue = open_catalogue(settings.root, made_with)
    # A folder of its own for each build, beside the site, so that what is made can be moved by renaming.
    work = Path(tempfile.mkdtemp(prefix=f".{settings.site.name}-", dir=settings.site.parent))
    try:
        while True:
            try:
                made = _make(settings, catalogue, work, workers, stages, strict)
                break
            except Damaged:
                catalogue.close()
                catalogue = renew(catalogue.path, made_with)
    finally:
        catalogue.close()
        shutil.rmtree(work, ignore_errors=True)
    pages, rendered, removed = made
    return Built(pages, rendered, pages - rendered, removed, time.monotonic() - start, stages.seconds)


def _make(
    settings: Settings, catalogue: Catalogue, work: Path, workers: int, stages: Stages, strict: bool
) -> tuple[int, int, int]:
    """Pages that there are, that were made, and that went."""
    shutil.rmtree(work / "new", ignore_errors=True)
    (work / "new").mkdir()
    making = SiteMaking(settings, catalogue, work, workers, stages.of)
    try:
        making.make()
    except UnusualError as error:
        log.info("built as a whole, because of %s", error)
        return _make_whole(settings, catalogue, work, stages, strict)
    for text in making.warnings():
        log.warning("%s", text)
    if strict and (count := len(making.warnings())):
        raise FumikuraError(f"the site was not built: aborted with {count} warnings in strict mode")
    return making.finish()


def _make_whole(
    settings: Settings, catalogue: Catalogue, work: Path, stages: Stages, strict: bool
) -> tuple[int, int, int]:
    from fumikura.engine import build_whole  # noqa: PLC0415  MkDocs is slow to import, and not always needed

    before = _pages(settings.site)
    with stages.of("pages"):
        shutil.rmtree(work / "new", ignore_errors=True)
        (work / "new").mkdir()
        build_whole(settings, work / "new", strict=strict)
    after = _pages(work / "new")
    with stages.of("site"):
        take_place(work / "new", settings.site, work / "old")
    renew(catalogue.path, "").close()
    return len(after), len(after), len(before - after)


def _remove_leftovers(site: Path) -> None:
    """What a build has left that was ended by force: no other one is at work now."""
    for path in site.parent.glob(f".{site.name}-*"):
        shutil.rmtree(path, ignore_errors=True)


def _say_waiting(process: str) -> None:
    log.warning("another build (process %s) is at work in this archive; waiting for it", process)


def _pages(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
