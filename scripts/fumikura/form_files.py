"""Where an archive has the forms of its issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FORMS = ".github/ISSUE_TEMPLATE"
"""The folder; Forgejo and Gitea look there too."""
KINDS = {"add-article": "url", "correct-article": "article", "take-down": "article"}
"""The forms, by the names of their files, each with the field that it begins with."""


def has_forms(root: Path) -> bool:
    """Whether the archive at ``root`` has all forms."""
    return all((root / FORMS / f"{kind}.yml").is_file() for kind in KINDS)
