"""Where an archive lives on the web -> what the page's script needs to send a change there. Knows no MkDocs.

A forge is told by its host, and where the host says nothing, by the shape of ``edit_uri``. The script makes the
addresses (``theme/assets/fumikura/annotate/forges.js``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

Kind = Literal["github", "gitlab", "gitea"]

DEFAULT_BRANCH = "main"
"""Where ``edit_uri`` names none: what GitHub, GitLab and Forgejo call the first branch of a new repository."""

_HOSTS: tuple[tuple[str, Kind], ...] = (
    (r"(?:.+\.)?github\.com|github\..+", "github"),
    (r"(?:.+\.)?gitlab\.com|gitlab\..+", "gitlab"),
    (r"codeberg\.org|gitea\.com|(?:gitea|forgejo)\..+", "gitea"),
)
_SHAPES: tuple[tuple[str, Kind], ...] = (
    (r"-/(?:edit|blob|tree|raw)/", "gitlab"),
    (r"_edit/|src/branch/", "gitea"),
    (r"(?:edit|blob|tree|raw)/", "github"),
)


@dataclass(frozen=True, slots=True)
class Forge:
    """A repository that takes changes by its web pages."""

    kind: Kind
    """``gitea`` stands for Forgejo too: their addresses are the same."""
    repo: str
    """Address of the repository, without a slash at the end."""
    branch: str
    folder: str
    """The archive's ``docs`` within the repository, without slashes at its ends."""


def find_forge(repo_url: str | None, edit_uri: str | None, docs: str = "docs") -> Forge | None:
    """The forge that ``mkdocs.yml`` names by ``repo_url`` and ``edit_uri``; None where it names none that is known.

    ``docs``: the folder of the pages, for an ``edit_uri`` that does not say. A branch with a slash in its name has
    to be percent-encoded in ``edit_uri``.
    """
    parts = urlsplit(repo_url or "")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.path.strip("/"):
        return None
    repo = f"{parts.scheme}://{parts.netloc}/{parts.path.strip('/')}".removesuffix(".git")
    way = (edit_uri or "").removeprefix(repo).lstrip("/")
    by_host = next((kind for host, kind in _HOSTS if re.fullmatch(host, parts.hostname)), None)
    by_shape = next((kind for shape, kind in _SHAPES if re.match(shape, way)), None)
    kind = by_host or by_shape
    if kind is None:
        return None
    match = re.match(r"(?:-/)?(?:_?edit|blob|tree|raw|src/branch)/([^/?#]+)(?:/([^?#]*))?", way)
    branch, folder = (match[1], match[2] or "") if match else (DEFAULT_BRANCH, docs)
    return Forge(kind, repo, unquote(branch), unquote(folder).strip("/"))
