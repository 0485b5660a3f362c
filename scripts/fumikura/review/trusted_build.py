"""The site of a change, made by what is trusted: all but articles and notes comes from another revision.

A folder apart gets the archive as the revision has it, and ``articles`` and ``notes`` of the working tree in the place
of its own. The ordinary build runs there. So no hook, plugin, template or setting of the change is ever loaded; what it
brings is Markdown and pictures, which the build sanitises.
"""

from __future__ import annotations

import io
import shutil
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fumikura.building.building import build
from fumikura.errors import FumikuraError
from fumikura.library.archive import config_at, open_archive, plugin_names
from fumikura.review.change_checks import Limits, stops_reading
from fumikura.review.change_texts import reading_extensions
from fumikura.review.reviewing import file_findings

if TYPE_CHECKING:
    from fumikura.building.building import Built
    from fumikura.git.repository import Git
    from fumikura.settings import Settings

CONTRIBUTED = ("articles", "notes")
"""Folders below ``docs/`` that are taken from the working tree."""


def build_trusted(settings: Settings, git: Git, revision: str, *, strict: bool) -> Built:
    """Build the site of the working tree into ``site/`` with everything but articles and notes from ``revision``.

    ``settings``: those of ``revision``. Raises ``FumikuraError`` where the change must not be opened, the archive lets
    pages read files or run code, or the build fails.
    """
    _refuse(settings, git, revision)
    with tempfile.TemporaryDirectory(prefix="fumikura-") as name:
        top = Path(name)
        root = top / git.prefix
        _unpack(git, revision, settings, root)
        # The history tells where annotations belong: the copy is a working tree of the same repository.
        (top / ".git").write_text(f"gitdir: {git.folder}\n", "utf-8")
        for folder in CONTRIBUTED:
            _copy(settings.docs / folder, root / settings.docs.relative_to(settings.root) / folder)
        return build(replace(open_archive(root), site_dir=settings.site), strict=strict)


def _refuse(settings: Settings, git: Git, revision: str) -> None:
    config = config_at(git, revision)
    reading = reading_extensions([*settings.extensions, *plugin_names(config)])
    if reading:
        problem = f"{revision}:mkdocs.yml: {', '.join(reading)} may let a page read files or run code"
        raise FumikuraError(f"{problem}\n  try: take it out of mkdocs.yml; a stranger's pages cannot be built with it")
    files = git.changed_files(git.parting(revision))
    found = [one for one in file_findings(settings, git, files, config, Limits()) if stops_reading(one)]
    if found:
        raise FumikuraError(
            "\n".join(["nothing was built; the change has files that must not be opened", *map(str, found)])
        )


def _unpack(git: Git, revision: str, settings: Settings, root: Path) -> None:
    """The archive as ``revision`` has it, without originals, which no page shows, and what is taken from here."""
    docs = settings.docs.relative_to(settings.root).as_posix()
    left_out = [settings.saved.name, *(f"{docs}/{folder}" for folder in CONTRIBUTED)]
    root.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(git.packed(git.resolved(revision), left_out))) as packed:
        packed.extractall(root, filter="data")


def _copy(source: Path, target: Path) -> None:
    """Files and folders, never through a symbolic link."""
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, ignore=_links, dirs_exist_ok=True)


def _links(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if Path(folder, name).is_symlink()]
