"""What an archive has of all that it needs to be shared and published. Pure: `commands/doctor.py` gathers facts."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from fumikura.forges.form_files import FORMS, GITLAB_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fumikura.forges.forges import Forge

Status = Literal["ok", "missing", "advice"]

PYTHON = (3, 11)
SUPPORTED = {"mkdocs": ((1, 6, 1), (2,)), "mkdocs-material": ((9, 6), (10,))}
"""Versions that Fumikura works with: from, and below."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is. None where it is not known, or not there."""

    python: tuple[int, int, int]
    packages: Mapping[str, str]
    """Version by name, of those in ``SUPPORTED`` that are installed."""
    program: str
    """Fumikura's own version."""
    pinned: str | None
    """The line of ``requirements.txt`` that names Fumikura."""
    git: str | None
    """What ``git --version`` says."""
    is_repository: bool
    has_commit: bool
    is_shallow: bool
    remotes: Mapping[str, str]
    """Address by name."""
    repo_url: str | None
    edit_uri: str | None
    forge: Forge | None
    site_url: str | None
    """As ``mkdocs.yml`` has it."""
    workflows: frozenset[str]
    """Files that call ``fumikura build`` in some host's workflows."""
    has_forms: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    status: Status
    message: str
    remedy: str = ""
    """Empty where all is well."""

    def to_json(self) -> dict[str, Any]:
        """An entry of ``fumikura doctor --json``."""
        return asdict(self)


def diagnose(facts: Facts) -> list[Check]:
    """All checks, in the order in which a person would mend things."""
    return [*_programs(facts), *_repository(facts), *_addresses(facts), *_publishing(facts)]


def _programs(facts: Facts) -> Iterator[Check]:
    version = ".".join(map(str, facts.python))
    wanted = ".".join(map(str, PYTHON))
    is_new = facts.python >= PYTHON
    yield _check("python", is_new, f"Python {version}", f"install Python {wanted} or newer")
    for name, (first, below) in SUPPORTED.items():
        found = facts.packages.get(name)
        limits = f">={'.'.join(map(str, first))},<{'.'.join(map(str, below))}"
        is_right = found is not None and first <= _numbers(found) < below
        yield _check(name, is_right, f"{name} {found or 'is not installed'}", f'python -m pip install "{name}{limits}"')
    if facts.pinned is None:
        remedy = f"write fumikura=={facts.program} into requirements.txt"
        yield Check("requirements", "advice", "requirements.txt does not name fumikura", remedy)
    else:
        pin = re.fullmatch(r"fumikura\s*==\s*([^\s;#]+).*", facts.pinned)
        is_same = pin is None or pin[1] == facts.program
        remedy = f"write fumikura=={facts.program}, or install that version"
        message = f"requirements.txt has {facts.pinned}" + ("" if is_same else f", this is {facts.program}")
        yield _check("requirements", is_same, message, remedy)


def _repository(facts: Facts) -> Iterator[Check]:
    yield _check("git", facts.git is not None, facts.git or "git is not installed", "see https://git-scm.com/")
    if facts.git is None:
        return
    remedy = "git init -b main"
    yield _check("repository", facts.is_repository, "a git repository", remedy, "this is no git repository")
    if not facts.is_repository:
        return
    remedy = 'git add -A && git commit -m "A new archive"'
    yield _check("commit", facts.has_commit, "there is a commit", remedy, "nothing is committed yet")
    remedy = "git fetch --unshallow"
    gone = "the beginning of the history is not here; annotations are placed without it"
    yield _check("history", not facts.is_shallow, "the whole history is here", remedy, gone)


def _addresses(facts: Facts) -> Iterator[Check]:
    remedy = "write `repo_url: https://…` into mkdocs.yml: pages need it for editing and for sending annotations"
    yield _check("repo_url", bool(facts.repo_url), f"repo_url: {facts.repo_url}", remedy, "repo_url is not set")
    if facts.repo_url:
        remedy = "use a repository on GitHub, GitLab, Codeberg, Forgejo or Gitea, and write `edit_uri` for it"
        known = f"{facts.forge.kind}, branch {facts.forge.branch}" if facts.forge else ""
        yield _check("forge", facts.forge is not None, known, remedy, "it is not known which kind of host that is")
        remedy = (
            "write `edit_uri: edit/main/docs/` (GitHub), `-/edit/main/docs/` (GitLab), `_edit/main/docs/` (Forgejo)"
        )
        yield _check("edit_uri", bool(facts.edit_uri), f"edit_uri: {facts.edit_uri}", remedy, "edit_uri is not set")
        yield from _remote(facts, facts.repo_url)
    is_address = bool(facts.site_url) and urlsplit(facts.site_url or "").scheme in {"http", "https"}
    remedy = "write `site_url: https://…/` into mkdocs.yml: links from elsewhere, feeds and permalinks need it"
    yield _check("site_url", is_address, f"site_url: {facts.site_url}", remedy, "site_url is not set, or no address")


def _remote(facts: Facts, repo_url: str) -> Iterator[Check]:
    if not facts.is_repository:
        return
    if not facts.remotes:
        remedy = f"git remote add origin {repo_url}"
        yield Check("remote", "missing", "git knows no remote", remedy)
        return
    is_same = any(_place(url) == _place(repo_url) for url in facts.remotes.values())
    named = ", ".join(f"{name} {_without_password(url)}" for name, url in sorted(facts.remotes.items()))
    yield _check("remote", is_same, named, "correct `repo_url`, or the remote (git remote set-url)", f"not in: {named}")


def _publishing(facts: Facts) -> Iterator[Check]:
    kind = facts.forge.kind if facts.forge else None
    folders = {"github": (".github/",), "gitlab": (".gitlab-ci.yml",), "gitea": (".forgejo/", ".gitea/", ".github/")}
    wanted = folders.get(kind or "", (".github/", ".gitlab-ci.yml", ".forgejo/", ".gitea/"))
    found = sorted(name for name in facts.workflows if name.startswith(wanted))
    remedy = "copy it from a new archive (fumikura init)"
    yield _check("workflow", bool(found), ", ".join(found), remedy, "no workflow here builds the site")
    if kind == "github":
        remedy = "Settings, Pages, Source: GitHub Actions (only the page of the repository shows whether it is)"
        yield Check("pages", "advice", "the site appears once GitHub Pages is switched on", remedy)
    if not facts.has_forms:
        remedy = f"copy {GITLAB_FORMS if kind == 'gitlab' else FORMS} from a new archive (fumikura init)"
        yield Check("forms", "advice", "there are no issue forms, for people without git", remedy)


def _check(name: str, is_well: bool, message: str, remedy: str, otherwise: str | None = None) -> Check:
    return Check(name, "ok", message) if is_well else Check(name, "missing", otherwise or message, remedy)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])


def _place(url: str) -> tuple[str, str]:
    """Host and path of a repository, however its address is written."""
    scp = re.fullmatch(r"(?:[^@/]+@)?([^:/]+):(?!//)(.+)", url)
    parts = urlsplit(url)
    host, path = (scp[1], scp[2]) if scp else (parts.hostname or "", parts.path)
    return host.lower(), path.strip("/").removesuffix(".git").lower()


def _without_password(url: str) -> str:
    return re.sub(r"(?<=://)[^@/]*@", "", url)
