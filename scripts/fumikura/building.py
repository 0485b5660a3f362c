"""Drive MkDocs through its public seams: build into a folder beside ``site/``, then take its place."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from fumikura.errors import FumikuraError

if TYPE_CHECKING:
    from fumikura.settings import Settings

# Material prints its end-of-life notice into every build; the guide says what we do about it.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


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


def build(settings: Settings, *, strict: bool) -> Built:
    """Build the site. ``site/`` is the old one or the new one, never a part of either.

    Raises ``FumikuraError`` when the build fails, or warns under ``strict``.
    """
    start = time.monotonic()
    before = _pages(settings.site)
    # A folder of its own for each build, so that two at once do not write into one.
    work = Path(tempfile.mkdtemp(prefix=f".{settings.site.name}-", dir=settings.site.parent))
    beside = work / "new"
    try:
        beside.mkdir()
        stages = _build_into(beside, settings, strict=strict)
        after = _pages(beside)
        swap = time.monotonic()
        _take_place(beside, settings.site, work / "old")
        stages["swap"] = time.monotonic() - swap
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        problem = f"{settings.site}: cannot be written: {reason}; the site is as it was"
        raise FumikuraError(f"{problem}\n  try: free some space or check the permissions") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Built(len(after), len(after), 0, len(before - after), time.monotonic() - start, stages)


def _build_into(folder: Path, settings: Settings, *, strict: bool) -> dict[str, float]:
    start = time.monotonic()
    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.WARNING)
    try:
        config = load_config(str(settings.root / "mkdocs.yml"), site_dir=str(folder), strict=strict)
        config.plugins.on_startup(command="build", dirty=False)
        configured = time.monotonic()
        try:
            mkdocs_build(config)
        finally:
            config.plugins.on_shutdown()
    except (Abort, ConfigurationError) as error:
        raise FumikuraError(f"the site was not built: {error}") from error
    return {"configure": configured - start, "pages": time.monotonic() - configured}


def _take_place(new: Path, site: Path, old: Path) -> None:
    """Two renames: between them there is no site, but never half of one."""
    if site.exists():
        site.rename(old)
    new.rename(site)


def _pages(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
