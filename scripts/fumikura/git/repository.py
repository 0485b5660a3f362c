"""What git keeps of an archive: versions of its files. Reads only; starts ``git`` as a program, never a shell.

Nothing of the repository runs (no hooks, filters, text conversions or file system monitors), and nothing is fetched,
also from a partial clone.
"""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fumikura.errors import UsageError
from fumikura.git.log import LOG_FORMAT
from fumikura.git.objects import Objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_SETTINGS = (
    *("core.fsmonitor=false", "core.quotePath=false", "log.showRoot=true", "log.showSignature=false"),
    *("mailmap.file=", "mailmap.blob="),
)
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
"""What git tells its hooks, which would lead away from ``root``."""


LINK = "120000"
"""Mode of a symbolic link."""
MODULE = "160000"
"""Mode of another repository (a submodule)."""
EXECUTABLE = "100755"


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that a change adds, changes or removes; nothing of it has been read."""

    path: str
    """Relative to the archive's root; to the repository's where it is not inside. Any name that git can hold."""
    before: str | None
    """Its mode, six octal digits, as the change found it; None for a new one."""
    mode: str | None
    """Its mode now; None where it is removed."""
    size: int | None = None
    """Bytes now; None for what is no file, or is not here."""
    name: str | None = None
    """The object that holds it; None where it is in the working tree alone."""
    is_inside: bool = True
    """Whether it lies in the archive, which may be a folder of the repository."""


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

    def log(self, *folders: str, after: str = "") -> bytes:
        """All that has happened under ``folders``, the newest first, in one pass, as ``git/log.py`` reads it.

        ``after``: a commit; then only what has happened since.
        """
        shown = ("--raw", "-z", "--no-abbrev", "--no-renames", "--relative", f"--format={LOG_FORMAT}")
        paths = (f":(literal){one}" for one in folders)
        commits = f"{after}..HEAD" if after else "HEAD"
        return self._out("log", "--full-history", "-c", "--date-order", *shown, commits, "--", *paths)

    def goes_on_from(self, commit: str) -> bool:
        """Whether all that has happened since ``commit`` came after it: then ``log`` is what it was then, with more
        before it. Not so where a branch that had parted earlier was merged, or the history was written anew."""
        found = self._run("rev-list", "--parents", f"{commit}..HEAD")
        if found.returncode:
            return False
        parents = {new: old for new, *old in map(str.split, found.stdout.decode("ascii").splitlines())}
        return bool(parents) and all(old and parents.keys() | {commit} >= set(old) for old in parents.values())

    def begins_at(self) -> frozenset[str]:
        """The commits of a shallow clone whose parents are not here; what came in with them is older than that."""
        path = self.root / _decoded(self._out("rev-parse", "--git-path", "shallow").rstrip(b"\n"))
        return frozenset(_content(path).decode("ascii", "replace").split())

    def objects(self) -> Objects:
        """Reads objects one by one, in one process."""
        return Objects(self._command("cat-file", "--batch"), _environment())

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
        found = self._run("merge-base", self.resolved(revision), "HEAD")
        if found.returncode:
            whole = "; fetch the whole history (git fetch --unshallow)" if self.is_shallow else ""
            raise UsageError(f"{revision} and the present commit have nothing in common{whole}")
        return found.stdout.decode("ascii").strip()

    def resolved(self, revision: str) -> str:
        """The commit that ``revision`` names. Raises ``UsageError`` for one that is not here."""
        found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if revision.startswith("-") or found.returncode:
            raise UsageError(f"no revision {revision!r} in this repository; fetch it, or name another")
        return found.stdout.decode("ascii").strip()

    def text_at(self, commit: str, path: str) -> bytes | None:
        """The file at ``path`` in ``commit``; None where it has none there, or a symbolic link."""
        name = self.tree(commit, [path]).get(path)
        return None if name is None else self.read([name])[0]

    def changed_files(self, commit: str) -> list[ChangedFile]:
        """What is not now as in ``commit``: what has been committed since, then what only the working tree has.

        A file that both have is there twice: what is merged is what has been committed. Of the whole repository.
        """
        prefix = self.prefix
        raw = ("--raw", "-z", "--no-renames", "--no-abbrev")
        committed = _records(self._out("diff-tree", "-r", *raw, commit, "HEAD"))
        working = _records(self._out("diff", *raw, "--no-ext-diff", "--ignore-submodules=dirty", "HEAD"))
        sizes = self._sizes({name for _, _, mode, name in committed if mode not in {None, MODULE} and name})
        found = [_changed(path, prefix, before, mode, sizes.get(name), name) for path, before, mode, name in committed]
        top = self.root / ("../" * prefix.count("/"))
        for path, before, mode, _ in working:
            found.append(
                _changed(path, prefix, before, mode, _size(top / path) if mode not in {None, MODULE} else None)
            )
        others = self._out("ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", ":/")
        for raw_path in filter(None, others.split(b"\0")):
            path = _decoded(raw_path)
            # A folder among files is another repository.
            mode = MODULE if path.endswith("/") else _mode(top / path)
            found.append(_changed(path.rstrip("/"), prefix, None, mode, None if mode == MODULE else _size(top / path)))
        return found

    def brought(self, commit: str) -> dict[str, int]:
        """Bytes of every file that the commits since ``commit`` bring, by its object: also of those removed again."""
        out = self._out("rev-list", "--objects", "--no-object-names", f"{commit}..HEAD")
        form = "%(objectname) %(objecttype) %(objectsize)"
        lines = self._out("cat-file", f"--batch-check={form}", given=out).decode("ascii").splitlines()
        return {facts[0]: int(facts[2]) for line in lines if (facts := line.split())[1] == "blob"}

    def path_of(self, commit: str, name: str) -> str | None:
        """Where a commit since ``commit`` put the object ``name``, from the repository's root."""
        shown = ("--raw", "-z", "--no-renames", "--no-abbrev", "--format=")
        out = self._out("log", *shown, f"--find-object={name}", f"{commit}..HEAD")
        return next((path for path, _, _, now in _records(out) if now == name), None)

    def paths(self, commit: str) -> list[str]:
        """Every file of the archive in ``commit``, whatever it is."""
        out = self._out("ls-tree", "-r", "-z", "--name-only", commit)
        return [_decoded(path) for path in out.split(b"\0") if path]

    def packed(self, commit: str, left_out: Iterable[str]) -> bytes:
        """The archive in ``commit`` as a tar file, without these files and folders."""
        without = [f":(exclude){path}" for path in left_out]
        return self._out("archive", "--format=tar", commit, "--", ".", *without)

    @property
    def prefix(self) -> str:
        """The archive's folder within the repository, with a slash at its end; empty where it is the whole of it."""
        return _decoded(self._out("rev-parse", "--show-prefix").rstrip(b"\n"))

    @property
    def folder(self) -> str:
        """git's own folder for this working tree, absolute."""
        return _decoded(self._out("rev-parse", "--absolute-git-dir").rstrip(b"\n"))

    def _sizes(self, names: Iterable[str]) -> dict[str | None, int]:
        """Bytes of these objects, without reading them; those that are not here are left out."""
        given = "".join(f"{name}\n" for name in sorted(names)).encode("ascii")
        lines = self._out("cat-file", "--batch-check=%(objectname) %(objectsize)", given=given).decode("ascii")
        facts = (line.split() for line in lines.splitlines())
        return {name: int(size) for name, size in facts if size != "missing"}

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
            if kind == b"blob" and mode != LINK.encode("ascii"):
                found[_decoded(path)] = name.decode("ascii")
        return found

    def _out(self, *arguments: str, given: bytes | None = None) -> bytes:
        done = self._run(*arguments, given=given)
        if done.returncode:
            raise UsageError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")
        return done.stdout

    def _run(self, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self._command(*arguments),
            input=given,
            stdin=None if given is not None else subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=_environment(),
        )

    def _command(self, *arguments: str) -> list[str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return ["git", "-C", str(self.root), "--no-pager", *settings, *arguments]


def history_state(root: Path) -> str:
    """Another text whenever ``Git.log`` of the archive at ``root`` could give something else: the present commit, where
    the history begins in a shallow clone, and by which names authors want to be known. Empty without a history."""
    asked = ("rev-parse", "--git-path", "shallow", "--show-cdup", "--verify", "--quiet", "HEAD")
    try:
        done = Git(root)._run(*asked)
    except FileNotFoundError:
        return ""
    if done.returncode:
        return ""
    shallow, up, head = map(_decoded, done.stdout.split(b"\n")[:3])
    contents = [_content(root / shallow), _content(root / up / ".mailmap")]
    return " ".join((head, *(hashlib.blake2b(one, digest_size=8).hexdigest() for one in contents)))


def _environment() -> dict[str, str]:
    environment = {key: value for key, value in os.environ.items() if key not in _OF_A_HOOK}
    return environment | {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return b""


def _records(out: bytes) -> list[tuple[str, str | None, str | None, str | None]]:
    """Path, mode before, mode now and object of each record of ``git diff --raw -z``; None where there is none."""
    parts = iter(out.split(b"\0"))
    found = []
    for part in parts:
        if part.lstrip(b"\n").startswith(b":"):
            before, mode, _, name, _ = part.lstrip(b"\n:").decode("ascii").split()
            found.append((_decoded(next(parts)), _known(before), _known(mode), _known(name)))
    return found


def _known(zeros: str) -> str | None:
    return zeros if zeros.strip("0") else None


def _changed(
    path: str, prefix: str, before: str | None, mode: str | None, size: int | None, name: str | None = None
) -> ChangedFile:
    return ChangedFile(path.removeprefix(prefix), before, mode, size, name, path.startswith(prefix))


def _size(path: Path) -> int | None:
    try:
        return path.lstat().st_size
    except OSError:
        return None


def _mode(path: Path) -> str:
    mode = path.lstat().st_mode
    return LINK if stat.S_ISLNK(mode) else EXECUTABLE if mode & stat.S_IXUSR else "100644"


def _decoded(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
