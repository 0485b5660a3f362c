"""``fumikura build``: make the pages that are not as what they are made from, and leave the others alone.

What MkDocs has to make it is asked for by ``engine.py``; articles and notes are made by ``page_making.py``, lists by
``list_making.py``; what was made is moved into ``site/`` when all of it is there.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fumikura.building.build_order import Order
from fumikura.building.catalogue import Damaged, folder_of, open_catalogue, renew
from fumikura.building.environment import environment
from fumikura.building.unchanged import known_before, left_by, look
from fumikura.disk.atomic import is_running
from fumikura.disk.tree_lock import locked
from fumikura.errors import FumikuraError, UnusualError
from fumikura.site.site_files import take_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fumikura.building.catalogue import Catalogue
    from fumikura.building.unchanged import Known, Look
    from fumikura.settings import Settings
    from fumikura.workers.executors import Workers

# Material prints its end-of-life notice into every build; the guide says what we do about it.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

log = logging.getLogger("mkdocs.plugins.fumikura")

MANY = 200
"""Articles of a first build that other processes are sure to be needed for: see ``FEW`` in ``docs_state.py``."""


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


def build(
    settings: Settings,
    *,
    strict: bool,
    workers: Workers | None = None,
    told: Callable[[int, int], None] = lambda _done, _total: None,
    look: Callable[[Settings, Catalogue], Look] = look,
) -> Built:
    """Build the site. ``site/`` is the old one or the new one; where the build fails, it is the old one.

    ``workers``, ``told`` and ``look``: see ``Order``. Raises ``FumikuraError`` when the build fails, or warns under
    ``strict``.
    """
    start = time.monotonic()
    order = Order(settings, strict, workers, told, look)
    try:
        with locked(folder_of(settings) / "lock", _say_waiting):
            _remove_leftovers(settings.site)
            pages, rendered, removed = _build(order)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        problem = f"{error.filename or settings.site}: {reason}; the site was not built"
        raise FumikuraError(f"{problem}\n  try: free some space or check the permissions") from error
    return Built(pages, rendered, pages - rendered, removed, time.monotonic() - start, order.seconds)


def _build(order: Order) -> tuple[int, int, int]:
    """Pages that there are, that were made, and that went."""
    settings = order.settings
    with order.stage("environment"):
        made_with = environment(settings)
    catalogue = open_catalogue(settings.root, made_with, folder_of(settings))
    work: Path | None = None
    renewed = False
    try:
        while True:
            try:
                with order.stage("look"), _uncollected():
                    seen = order.look(settings, catalogue)
                    known = known_before(seen, settings, catalogue)
                if known is not None and not known.changed:
                    _tell(known.warnings, strict=order.strict)
                    return known.pages, 0, 0
                # A folder of its own for each build, beside the site, so that what is made is moved by renaming.
                work = work or Path(
                    tempfile.mkdtemp(prefix=f".{settings.site.name}-{os.getpid()}-", dir=settings.site.parent)
                )
                _empty(work / "new")
                rendered = _make_few(order, catalogue, work, seen, known) if known is not None else None
                if known is not None and rendered is not None:
                    return known.pages, rendered, 0
                return _make(order, catalogue, work, seen)
            except Damaged as error:
                catalogue.close()
                if renewed:
                    problem = f"{catalogue.path}: made anew, and damaged again: {error}; the site was not built"
                    raise FumikuraError(f"{problem}\n  try: check the disk, or build on another one") from error
                catalogue, renewed = renew(catalogue.path, made_with), True
    finally:
        catalogue.close()
        gc.unfreeze()
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _make_few(order: Order, catalogue: Catalogue, work: Path, seen: Look, known: Known) -> int | None:
    """Pages that were made, where only texts of articles have changed; None where more may have to be done."""
    with order.stage("start"):
        from fumikura.building.few_texts import FewTexts  # noqa: PLC0415  what makes pages is slow to import
    few = FewTexts(order, catalogue, work / "new", seen, known)
    with order.stage("pages"), _uncollected():
        if not few.make():
            return None
    _tell(known.warnings, strict=order.strict)
    return few.finish()


def _make(order: Order, catalogue: Catalogue, work: Path, seen: Look) -> tuple[int, int, int]:
    with order.stage("start"):
        if left_by(catalogue) is None and len(seen.units) > MANY:
            _expect_workers(order)
        from fumikura.building.site_making import SiteMaking  # noqa: PLC0415  what makes pages is slow to import
    _empty(work / "new")
    with _uncollected():
        making = SiteMaking(order, catalogue, work, seen)
    try:
        making.make()
    except UnusualError as error:
        if order.settings.at_home:
            raise
        log.info("built as a whole, because of %s", error)
        return _make_whole(order, catalogue, work)
    _tell(making.warnings(), strict=order.strict)
    return making.finish()


def _expect_workers(order: Order) -> None:
    """Have what other processes need be imported there while it is imported here."""
    from fumikura.workers.executors import cores  # noqa: PLC0415  not always needed
    from fumikura.workers.processes import get_ready  # noqa: PLC0415  not always needed

    workers = order.workers or cores()
    if isinstance(workers, int) and workers > 1:
        get_ready("fumikura.building.site_making")


@contextmanager
def _uncollected() -> Iterator[None]:
    """What is made within stays: to look for garbage in it takes as long as to make it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_enabled:
            gc.enable()


def _tell(warnings: Sequence[str], *, strict: bool) -> None:
    for text in warnings:
        log.warning("%s", text)
    if strict and warnings:
        raise FumikuraError(f"the site was not built: aborted with {len(warnings)} warnings in strict mode")


def _make_whole(order: Order, catalogue: Catalogue, work: Path) -> tuple[int, int, int]:
    from fumikura.engine.engine import build_whole  # noqa: PLC0415  MkDocs is slow to import, and not always needed

    site, new = order.settings.site, work / "new"
    before = _pages(site)
    with order.stage("pages"):
        _empty(new)
        build_whole(order.settings, new, strict=order.strict)
    after = _pages(new)
    with order.stage("site"):
        take_place(new, site, work / "old")
    renew(catalogue.path, "").close()
    return len(after), len(after), len(before - after)


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def _remove_leftovers(site: Path) -> None:
    """What builds have left that were ended by force."""
    for path in site.parent.glob(f".{site.name}-*-*"):
        process = path.name.split("-")[-2]
        if process.isdecimal() and not is_running(int(process)):
            shutil.rmtree(path, ignore_errors=True)


def _say_waiting(process: str) -> None:
    log.warning("another build (process %s) is at work in this archive; waiting for it", process)


def _pages(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
