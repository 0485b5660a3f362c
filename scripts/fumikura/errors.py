"""What can go wrong, each with the file, the line, the fault and the remedy. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a reviewer would want to know, at one place."""

    path: str
    """Relative to the archive's root, with forward slashes."""
    line: int
    """From 1; 1 where the whole file is meant."""
    level: Level
    code: str
    """Short and stable, such as ``front-matter``; listed in the guide."""
    message: str
    remedy: str

    def to_json(self) -> dict[str, Any]:
        """The shape of ``fumikura check --format json``."""
        return asdict(self)

    def __str__(self) -> str:
        remedy = f"\n  try: {self.remedy}" if self.remedy else ""
        return f"{self.path}:{self.line}: {self.message}{remedy}"


def shortened(text: str) -> str:
    """``text`` as a message shows it: 60 characters at most."""
    return text if len(text) <= 60 else text[:59] + "…"


class FumikuraError(Exception):
    """Base of all errors that a person can mend; anything else is our bug and keeps its traceback."""


class ContentError(FumikuraError):
    """A file cannot be used. Says where, what is wrong, and what to do."""

    def __init__(self, path: Path | str, line: int, problem: str, remedy: str, code: str = "content") -> None:
        super().__init__(f"{path}:{line}: {problem}\n  try: {remedy}")
        self.path = Path(path).as_posix()
        self.line = line
        self.problem = problem
        self.remedy = remedy
        self.code = code

    def __reduce__(self) -> tuple[type[ContentError], tuple[str, int, str, str, str]]:
        """How it travels between processes."""
        return type(self), (self.path, self.line, self.problem, self.remedy, self.code)

    def finding(self) -> Finding:
        """The same as an error that ``fumikura check`` can list."""
        return Finding(self.path, self.line, "error", self.code, self.problem, self.remedy)


class UsageError(FumikuraError):
    """The command was called in a way that cannot work (exit code 2)."""


class UnusualError(Exception):
    """This archive has to be built by the site engine as a whole. The message says why."""
