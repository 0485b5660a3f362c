"""``fumikura doctor``: what is missing here."""

from __future__ import annotations

import json
import platform
import re
import subprocess
from importlib import metadata
from typing import TYPE_CHECKING, Any

import click

from fumikura import __version__
from fumikura.forges.forges import find_forge
from fumikura.forges.form_files import has_forms
from fumikura.forges.set_up import SUPPORTED, Facts, diagnose
from fumikura.library.archive import open_archive, read_config

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings

_WORKFLOWS = (".github/workflows/*.y*ml", ".forgejo/workflows/*.y*ml", ".gitea/workflows/*.y*ml", ".gitlab-ci.yml")
_BUILDS = re.compile(r"\b(?:fumikura|mkdocs) build\b|\bmake site\b")
_SIGNS = {"ok": "✓", "missing": "✗", "advice": "·"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of objects.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Say what this archive still needs to be shared and published; exit 1 if something is missing.

    Example: fumikura doctor
    """
    settings = open_archive(ctx.obj)
    checks = diagnose(_facts(settings))
    if as_json:
        click.echo(json.dumps([check.to_json() for check in checks], ensure_ascii=False, indent=2))
    else:
        for check in checks:
            remedy = f"\n    try: {check.remedy}" if check.remedy else ""
            click.echo(f"{_SIGNS[check.status]} {check.name}: {check.message}{remedy}")
    if any(check.status == "missing" for check in checks):
        ctx.exit(1)


def _facts(settings: Settings) -> Facts:
    root = settings.root
    config = read_config((root / "mkdocs.yml").read_bytes(), root / "mkdocs.yml")
    repo_url, edit_uri = _text(config, "repo_url"), _text(config, "edit_uri")
    major, minor, patch = platform.python_version_tuple()
    is_repository = _git(root, "rev-parse", "--is-inside-work-tree") == "true"
    names = (_git(root, "remote") or "").split() if is_repository else []
    folder = settings.docs.relative_to(root).as_posix() if settings.docs.is_relative_to(root) else settings.docs.name
    forge = find_forge(repo_url, edit_uri, folder)
    return Facts(
        python=(int(major), int(minor), int("".join(filter(str.isdigit, patch)) or 0)),
        packages={name: found for name in SUPPORTED if (found := _version(name))},
        program=__version__,
        pinned=_pinned(root / "requirements.txt"),
        git=_git(root, "--version"),
        is_repository=is_repository,
        has_commit=_git(root, "rev-parse", "--verify", "--quiet", "HEAD") is not None,
        is_shallow=_git(root, "rev-parse", "--is-shallow-repository") == "true",
        remotes={name: _git(root, "remote", "get-url", "--", name) or "" for name in names},
        repo_url=repo_url,
        edit_uri=edit_uri,
        forge=forge,
        site_url=_text(config, "site_url"),
        workflows=frozenset(_workflows(root)),
        has_forms=has_forms(root, forge.kind if forge else None),
    )


def _text(config: dict[str, Any], key: str) -> str | None:
    value = config.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _pinned(path: Path) -> str | None:
    if not path.is_file():
        return None
    lines = (line.strip() for line in path.read_text("utf-8", "replace").splitlines())
    return next((line for line in lines if line.lower().startswith("fumikura")), None)


def _workflows(root: Path) -> list[str]:
    """The workflows that build the site, under ``root``."""
    found = (path for pattern in _WORKFLOWS for path in root.glob(pattern) if path.is_file())
    return [path.relative_to(root).as_posix() for path in found if _BUILDS.search(path.read_text("utf-8", "replace"))]


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None where it is not installed, or knows no answer."""
    command = ["git", "-C", str(root), "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
