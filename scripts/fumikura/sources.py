"""A saved file as the keeper has it: bytes, name, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """One saved file, or one fetched page."""

    name: str
    """Path as the person gave it, or the URL; for messages."""
    data: bytes
    path: Path | None = None
    """Where the file is; pictures beside it are read from its folder and nowhere else. None for a fetched page."""
    url: str | None = None
    """Where it was fetched from."""
    text: str = ""
    """``data`` decoded, with ``\\n`` line ends; empty for what is no text."""
    encoding: str | None = None
    """What it was decoded with; None for what is no text."""
    given: Mapping[str, object] = field(default_factory=dict)
    """Fields from the YAML file beside it and from the command's options (which win); they overrule the importer."""
