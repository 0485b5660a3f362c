"""A saved file as the keeper has it: bytes, name, and where it came from."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from pathlib import Path

Fields = Mapping[str, str | tuple[str, ...]]
"""Front matter fields of an article as ``shapes.ArticleHeader`` holds them; a field that nobody knows is
missing."""

Parts = Callable[[str], bytes | None]
"""An address as it stands in a page -> the bytes that came in one file with the page; None for what did not.
Raises ``picture_files.UnusablePicture`` for what is too large."""

MAX_PROSE = 5_000_000
"""Characters of an article. War and Peace has 3.2 million; a browser shows no page that is much longer."""
MAX_LINE = 200_000
"""Characters of one line. Python-Markdown's time grows with the square of a paragraph's marks: some ten
seconds here."""


@dataclass(frozen=True)
class Source:
    """One saved file, or one fetched page."""

    name: str
    """Path as the person gave it, or the URL; for messages."""
    data: bytes
    path: Path | None = None
    """Where the file is; pictures beside it are read from its folder and nowhere else. None for a fetched
    page."""
    url: str | None = None
    """Where it was fetched from."""
    text: str = ""
    """``data`` decoded, with ``\\n`` line ends; empty for what is no text."""
    encoding: str | None = None
    """What it was decoded with; None for what is no text."""
    given: Fields = field(default_factory=dict)
    """Fields from the YAML file beside it and from the command's options (which win); they overrule the
    importer."""
    insisted: frozenset[str] = frozenset()
    """Those fields of ``given`` that stood in the command's options: the person means them now."""
    given_kept: Mapping[str, str] = field(default_factory=dict)
    """Unknown keys of the YAML file beside it, each with its lines as they stand there."""
    companion: Path | None = None
    """The YAML file beside it."""
    media_type: str | None = None
    """What the server called it, such as ``text/html``; None for a file."""
    fetched: str | None = None
    """When it was fetched, ISO 8601 in UTC."""
    warnings: tuple[str, ...] = ()
    """What was lost in reading, such as control characters."""
    container: Source | None = None
    """The archive that it was in; that is what is kept under ``saved/``."""
    parts: Parts | None = None
    """The files that came in one archive with it."""

    @property
    def prose(self) -> str:
        """``text``, for importers to which all of it is the article. Raises ``ContentError`` if it is too
        long."""
        refuse_longer(self.text, self.name)
        return self.text

    @property
    def is_text(self) -> bool:
        """Whether ``text`` is what the file holds; else importers read ``data``."""
        return bool(self.text) or self.encoding is not None

    @functools.cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the bytes of the file that is kept."""
        return self.container.sha256 if self.container else hashlib.sha256(self.data).hexdigest()

    def without_bytes(self) -> Source:
        """The same for those who need not read it: its bytes stay on disk, if they are there."""
        container = self.container.without_bytes() if self.container else None
        on_disk = self.path is not None
        slim = replace(self, data=b"" if on_disk else self.data, text="", parts=None, container=container)
        slim.__dict__["sha256"] = self.sha256  # as it has been worked out
        return slim

    @property
    def suffix(self) -> str:
        """The ending of the file's name in lower case, with its dot; empty for a fetched page."""
        return self.path.suffix.lower() if self.path else ""

    @property
    def stem(self) -> str:
        """The file's name without its ending; empty for a fetched page."""
        return self.path.stem if self.path else ""


def refuse_longer(text: str, name: str) -> None:
    """Raise ``ContentError`` for a text that no page can hold, or with a line that no Markdown renderer ends
    with."""
    if len(text) > MAX_PROSE:
        problem = f"the text has {len(text):,} characters, more than the {MAX_PROSE:,} of an article"
        raise ContentError(name, 1, problem, "divide it into several files", code="too-long")
    longest, line = max((len(one), number) for number, one in enumerate(text.split("\n"), start=1))
    if longest > MAX_LINE:
        problem = f"a line of {longest:,} characters, more than the {MAX_LINE:,} of a paragraph"
        raise ContentError(name, line, problem, "break it into paragraphs", code="too-long")
