"""What git keeps of an archive: versions of its files. Reads only; starts ``git`` as a program, never a shell.

Nothing of the repository runs (no hooks, filters, text conversions or file system monitors), and nothing is fetched,
also from a partial clone.
"""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_SETTINGS = ("core.fsmonitor=false", "core.quotePath=false", "log.showRoot=true", "log.showSignature=false")
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
"""What git tells its hooks, which would lead away from ``root``."""


@dataclass(frozen=True, slots=True)
class Git:
    """The repository that an archive lies in. Paths are relative to the archive's root, with forward slashes."""

    root: Path

    @staticmethod
    def at(root: Path) -> Git | None:
        """The repository of the archive at ``root``; None where there is none, no commit in it, or no git."""
        git = Git(root)
        try:
            return git if git._run("rev-parse", "--verify", "--quiet", "HEAD").returncode == 0 else None
        except FileNotFoundError:
            return None

    @property
    def is_shallow(self) -> bool:
        """Whether the beginning of the history is missing, as in a clone made with ``--depth``."""
        return self._out("rev-parse", "--is-shallow-repository").strip() == b"true"

    def head(self) -> str:
        """The name of the present commit."""
        return self._out("rev-parse", "HEAD").decode("ascii").strip()

    def tracks(self, path: str) -> bool:
        """Whether a file at or under ``path`` is kept in git, or is to be with the next commit."""
        return bool(self._out("ls-files", "-z", "--", path))

    def versions(self, pattern: str) -> Mapping[str, tuple[str, ...]]:
        """Names (object ids) of all versions of the files that match ``pattern``, the newest first.

        ``pattern``: a glob such as ``docs/articles/*/index.md``. Also versions that a merge made, and those of a branch
        that a merge did not take.
        """
        out = self._out(
            *("log", "--full-history", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--relative", "--format="),
            *("HEAD", "--", f":(glob){pattern}"),
        )
        found: dict[str, dict[str, None]] = defaultdict(dict)
        parts = iter(out.split(b"\0"))
        for part in parts:
            if part.lstrip(b"\n").startswith(b":"):
                name = part.split()[-2].decode("ascii")
                path = _decoded(next(parts))
                if name.strip("0"):
                    found[path][name] = None
        return {path: tuple(names) for path, names in found.items()}

    def read(self, names: Sequence[str]) -> list[bytes]:
        """The contents of these objects; empty for one that is not here (a partial clone)."""
        if not names:
            return []
        out = self._out("cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode("ascii"))
        contents = []
        at = 0
        for _ in names:
            line_end = out.index(b"\n", at)
            header = out[at:line_end].split()
            size = int(header[2]) if len(header) == 3 else 0
            contents.append(out[line_end + 1 : line_end + 1 + size])
            at = line_end + 1 + (size + 1 if len(header) == 3 else 0)
        return contents

    def parting(self, revision: str) -> str:
        """The commit from which the present one and ``revision`` parted: what a change starts from.

        Raises ``UsageError`` for a revision that is not here, or has nothing in common with the present one.
        """
        if (
            revision.startswith("-")
            or self._run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").returncode
        ):
            raise UsageError(f"no revision {revision!r} in this repository; fetch it, or name another")
        found = self._run("merge-base", revision, "HEAD")
        if found.returncode:
            whole = "; fetch the whole history (git fetch --unshallow)" if self.is_shallow else ""
            raise UsageError(f"{revision} and the present commit have nothing in common{whole}")
        return found.stdout.decode("ascii").strip()

    def changed(self, commit: str, folder: str) -> set[str]:
        """Files under ``folder`` that are not now as in ``commit``: committed, or in the working tree, or new there."""
        diff = self._out(
            "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--relative", commit, "--", folder
        )
        new = self._out("ls-files", "--others", "--exclude-standard", "-z", "--", folder)
        return {_decoded(path) for path in (diff + new).split(b"\0") if path}

    def tree(self, commit: str, folders: Iterable[str]) -> Mapping[str, str]:
        """The files under ``folders`` in ``commit``: object ids by path. Symbolic links are left out."""
        wanted = sorted(folders)
        if not wanted:
            return {}
        out = self._out("ls-tree", "-r", "-z", commit, "--", *wanted)
        found = {}
        for entry in filter(None, out.split(b"\0")):
            facts, _, path = entry.partition(b"\t")
            mode, kind, name = facts.split()
            if kind == b"blob" and mode != b"120000":
                found[_decoded(path)] = name.decode("ascii")
        return found

    def _out(self, *arguments: str, given: bytes | None = None) -> bytes:
        done = self._run(*arguments, given=given)
        if done.returncode:
            raise UsageError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")
        return done.stdout

    def _run(self, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        environment = {key: value for key, value in os.environ.items() if key not in _OF_A_HOOK}
        environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
        return subprocess.run(
            ["git", "-C", str(self.root), "--no-pager", *settings, *arguments],
            input=given,
            stdin=None if given is not None else subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=environment,
        )


def _decoded(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
