"""What the archive's ``mkdocs.yml`` says to the program, read once and handed down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fumikura.shapes import Rights


@dataclass(frozen=True, slots=True)
class Settings:
    """One archive's settings. Every path is absolute."""

    root: Path
    """The folder of ``mkdocs.yml``."""
    docs: Path
    rights: Rights = "private"
    """What holds for an article that does not say: the careful choice, so that nothing is published by accident."""
    per_page: int = 50
    """Entries on one index page: some 20 kB of HTML."""
    language: str = "en"
    """Of the interface: ``ja`` or ``en``."""

    @property
    def saved(self) -> Path:
        """Where the sources are kept."""
        return self.root / "saved"

    @property
    def articles(self) -> Path:
        """One folder for each article."""
        return self.docs / "articles"
