"""A change -> a commit on a new branch, with the working tree, the index and the present branch left alone.

The files are written into a temporary working tree of the commit that the branch begins at. Nothing of the repository
runs: no hooks; names of files reach git by its standard input, ended by zeros; a branch that exists is never moved.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fumikura.errors import FumikuraError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SETTINGS = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "core.quotePath=false", "advice.detachedHead=false")
_NOBODY = {
    "GIT_AUTHOR_NAME": "fumikura",
    "GIT_AUTHOR_EMAIL": "fumikura@localhost",
    "GIT_COMMITTER_NAME": "fumikura",
    "GIT_COMMITTER_EMAIL": "fumikura@localhost",
}
"""Who commits where git has not been told a name, as on a fresh runner."""


@dataclass(frozen=True, slots=True)
class WorkingTree:
    """A second working tree of the repository, for one commit."""

    folder: Path
    """Its top."""
    root: Path
    """The archive in it."""

    def commit(self, branch: str, message: str) -> tuple[str, ...]:
        """Commit all that was changed in the archive on the new ``branch``; gives the paths under its root.

        Raises ``UsageError`` where the branch is there already, ``FumikuraError`` where nothing was changed.
        """
        _git(self.root, "add", "--all", "--", ".")
        listed = _git(self.root, "diff", "--cached", "--name-only", "--relative", "--no-renames", "-z", "HEAD")
        paths = tuple(os.fsdecode(path) for path in listed.split(b"\0") if path)
        if not paths:
            raise FumikuraError("nothing was changed, so there is nothing to commit")
        tree = _git(self.folder, "write-tree").decode("ascii").strip()
        commit = _git(self.folder, "commit-tree", "--no-gpg-sign", "-p", "HEAD", "-F", "-", tree, given=message)
        new = commit.decode("ascii").strip()
        # All zeros: only if there is no such branch at this moment.
        _git(self.folder, "update-ref", f"refs/heads/{branch}", new, "0" * len(new))
        return paths


@contextlib.contextmanager
def working_tree(root: Path, branch: str) -> Iterator[WorkingTree]:
    """A working tree of the present commit of the archive at ``root``, until the block ends.

    Raises ``UsageError`` where there is no repository with a commit, or a ``branch`` of that name already.
    """
    try:
        prefix = os.fsdecode(_git(root, "rev-parse", "--show-prefix").rstrip(b"\n"))
        _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    except FumikuraError as error:
        raise UsageError(f"{root} is in no git repository with a commit in it") from error
    if _run(root, "show-ref", "--verify", "--quiet", f"refs/heads/{branch}").returncode == 0:
        raise UsageError(f"the branch {branch} is there already; delete it (git branch -D {branch}) to make it anew")
    beside = Path(tempfile.mkdtemp(prefix="fumikura-"))
    folder = beside / "tree"
    try:
        _git(root, "worktree", "add", "--quiet", "--detach", str(folder), "HEAD")
        yield WorkingTree(folder, folder / prefix)
    finally:
        _run(root, "worktree", "remove", "--force", str(folder))
        shutil.rmtree(beside, ignore_errors=True)
        _run(root, "worktree", "prune")


def _git(root: Path, *arguments: str, given: str | None = None) -> bytes:
    done = _run(root, *arguments, given=given)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise FumikuraError(f"git {arguments[0]} failed: {said or done.returncode}")
    return done.stdout


def _run(root: Path, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[bytes]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or _is_kept(key)}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1"}
    if arguments[0] == "commit-tree" and _run(root, "var", "GIT_COMMITTER_IDENT").returncode:
        environment |= _NOBODY
    try:
        return _started(root, settings, arguments, given, environment)
    except FileNotFoundError as error:
        raise UsageError("git is not installed, or not found; see https://git-scm.com/") from error


def _is_kept(variable: str) -> bool:
    """Whether it says who commits, or where git's settings are; what git tells its hooks would lead elsewhere."""
    return variable.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG"))


def _started(
    root: Path, settings: Sequence[str], arguments: Sequence[str], given: str | None, environment: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["git", "-C", str(root), "--no-pager", *settings, *arguments],
        input=given.encode("utf-8") if given is not None else None,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        check=False,
        env=environment,
    )
