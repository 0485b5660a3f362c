"""What the archive's ``mkdocs.yml`` says to the program, read once and handed down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from fumikura.markdown.rendering import EXTENSION_CONFIGS, EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fumikura.model.rights import Rights

DEFAULT_RIGHTS: Rights = "private"
DEFAULT_PER_PAGE = 50
HistoryMode = Literal["none", "summary", "full"]
HISTORY_MODES: tuple[HistoryMode, ...] = ("none", "summary", "full")
ADMIN_GIVEN = ("app_id", "auth_endpoint", "base_url")
"""What ``mkdocs.yml`` may say of how people sign in to the forms under ``/admin/``."""
DEFAULT_HISTORY: HistoryMode = "summary"


@dataclass(frozen=True, slots=True)
class Settings:
    """One archive's settings. Every path is absolute."""

    root: Path
    """The folder of ``mkdocs.yml``."""
    docs: Path
    rights: Rights = DEFAULT_RIGHTS
    """What holds for an article that does not say: the careful choice, so that nothing is published by accident."""
    per_page: int = DEFAULT_PER_PAGE
    """Entries on one index page: some 20 kB of HTML."""
    history: HistoryMode = DEFAULT_HISTORY
    """What the history of an article shows: nothing at all (``none``), what was done without the text that was taken
    out (``summary``), or all of it (``full``)."""
    admin: Mapping[str, str] | None = None
    """Whether the site has forms under ``/admin/``: None for no; how people sign in (``ADMIN_GIVEN``)."""
    language: str = "en"
    """Of the interface: ``ja`` or ``en``."""
    extensions: tuple[str, ...] = EXTENSIONS
    """Python-Markdown extensions, as MkDocs uses them."""
    extension_configs: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: EXTENSION_CONFIGS)
    site_dir: Path | None = None
    """Where the site goes; ``site`` in the root where ``mkdocs.yml`` does not say."""

    scripts: frozenset[str] = frozenset()
    """Scripts that ``mkdocs.yml`` itself names (``extra_javascript``), by their paths below ``docs``."""

    site_url: str | None = None
    """Where the site is published, ending in ``/``; None where ``mkdocs.yml`` does not say."""

    at_home: bool = False
    """Whether the site is read on this machine alone: with everything that is not published."""

    @property
    def saved(self) -> Path:
        """Where the sources are kept."""
        return self.root / "saved"

    @property
    def site(self) -> Path:
        """Where the built site goes."""
        return self.site_dir or self.root / "site"

    @property
    def articles(self) -> Path:
        """One folder for each article."""
        return self.docs / "articles"
