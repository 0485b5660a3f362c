"""Where an archive has the forms of its issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.forges.forges import Kind

FORMS = ".github/ISSUE_TEMPLATE"
"""The folder; Forgejo and Gitea look there too."""
GITLAB_FORMS = ".gitlab/issue_templates"
"""GitLab's, which has no forms but texts to fill in."""
KINDS = {"add-article": "url", "correct-article": "article", "take-down": "article"}
"""The forms, by the names of their files, each with the field that it begins with."""


def has_forms(root: Path, forge: Kind | None) -> bool:
    """Whether the archive at ``root`` has all forms that ``forge`` looks for."""
    folder, end = (GITLAB_FORMS, "md") if forge == "gitlab" else (FORMS, "yml")
    return all((root / folder / f"{kind}.{end}").is_file() for kind in KINDS)


def gitlab_form(root: Path) -> str:
    """GitLab's text for an article; empty where there is none."""
    path = root / GITLAB_FORMS / "add-article.md"
    return path.read_text("utf-8", "replace") if path.is_file() else ""
