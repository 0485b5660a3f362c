"""What of an article stays in the history of git after it was removed, and how to take it out there too."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.errors import FumikuraError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fumikura.library.library import ArticleEntry


@dataclass(frozen=True, slots=True)
class Remains:
    """What the history keeps, on any branch or tag."""

    commits: tuple[str, ...]
    """``abcdef0 2026-11-26``, the newest first: name and day, not the message, which may say more."""
    paths: tuple[str, ...]
    """Relative to the top of the repository, as git has them."""

    @property
    def command(self) -> str:
        """The command that takes the paths out of every commit."""
        paths = " ".join(f"--path {shlex.quote(path)}" for path in self.paths)
        return f"git filter-repo --invert-paths {paths}"


def remains(root: Path, paths: Sequence[str]) -> Remains | None:
    """What the history of the repository at ``root`` keeps of ``paths`` (under ``root``, files or folders); None where
    there is no history, or nothing of them in it. Raises ``FumikuraError`` where git fails."""
    try:
        prefix = _git(root, "rev-parse", "--show-prefix")
    except (FileNotFoundError, FumikuraError):
        return None
    before = prefix.decode("utf-8", "surrogateescape").strip("\n")
    out = _git(
        root, "log", "--all", "--full-history", "--format=%h %cs", "--", *(f":(literal){path}" for path in paths)
    )
    commits = tuple(out.decode("utf-8", "replace").splitlines())
    return Remains(commits, tuple(before + path for path in paths)) if commits else None


def paths_of(entry: ArticleEntry, removed: Sequence[str]) -> list[str]:
    """Every place that the article has had: what was removed, and the folders of its former ids."""
    folder = entry.path.removesuffix("/index.md")
    former = [f"{folder.removesuffix(entry.id)}{one}" for one in entry.header.former_ids]
    return list(dict.fromkeys((*removed, *former)))


def _git(root: Path, *arguments: str) -> bytes:
    done = subprocess.run(
        ["git", "-C", str(root), "--no-pager", "-c", "core.fsmonitor=false", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise FumikuraError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout
