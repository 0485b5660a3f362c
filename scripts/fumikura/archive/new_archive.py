"""The files of a new archive, as text by path: the skeleton of its language, its first article, what editors need.

The same call gives the same bytes, so that ``template/`` can be compared with it.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from importlib.resources import as_file, files
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fumikura import __version__
from fumikura.adding.adding import add_source
from fumikura.adding.shelf import read_shelf
from fumikura.archive.schemas import schemas
from fumikura.disk.atomic import Staging, write_atomically
from fumikura.errors import UsageError
from fumikura.forges.forges import find_forge
from fumikura.forges.form_files import FORMS, GITLAB_FORMS, KINDS
from fumikura.issues.issue_forms import as_text, read_form
from fumikura.library.archive import open_archive
from fumikura.library.library_files import read_canonical, read_library
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.text import inline
from fumikura.model.annotations import make_header, render_annotation
from fumikura.model.shapes import one_line
from fumikura.sources.reading import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings

EDIT_URI = {"github": "edit/main/docs/", "gitlab": "-/edit/main/docs/", "gitea": "_edit/main/docs/"}
"""Where each forge edits a file, after the repository's address."""


@dataclass(frozen=True, slots=True)
class First:
    """The sample that a new archive begins with."""

    source: str
    """Its file under ``saved/``."""
    quote: str
    comment: str


FIRST = {
    "ja": First("hajimeni.txt", "元のページが消えても、ここには文章が残ります。", "これが余白の書き込みです。"),
    "en": First("welcome.txt", "When the original page is gone, its text is still here.", "This is a margin note."),
}
"""By language."""
FIRST_ID = "20261101T000000Z-sample"
FIRST_MOMENT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
"""When the sample's annotation was written: not when it was copied."""


def make_archive(directory: Path, lang: str, title: str, repo_url: str | None = None) -> None:
    """A whole archive in ``directory``, or nothing.

    Raises ``UsageError`` where there is something already, or for a ``repo_url`` that is none; ``ContentError`` where
    it cannot be written.
    """
    if directory.is_symlink() or (directory.exists() and (not directory.is_dir() or any(directory.iterdir()))):
        raise UsageError(f"{directory} is not empty; give the name of a new folder")
    beside = directory.with_name(f".{directory.name}.new")
    if beside.exists():
        raise UsageError(f"{beside} is there already, perhaps from a run that was stopped; remove it")
    with Staging() as staging:
        staging.folder(beside, skeleton(lang, title, repo_url))
        staging.commit()
    try:
        _add_first(open_archive(beside), FIRST[lang])
        if directory.exists():
            directory.rmdir()
        beside.rename(directory)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def skeleton(lang: str, title: str, repo_url: str | None = None) -> dict[str, bytes | str]:
    """Every file of a new archive but those of its first article, by its relative path. Raises ``UsageError``."""
    words = {
        "title": inline(one_line(title)),
        "quoted_title": json.dumps(one_line(title), ensure_ascii=False),  # a JSON string is a YAML string
        "language": lang,
        "version": __version__,
        "addresses": _addresses(repo_url),
    }
    found: dict[str, bytes | str] = {}
    with as_file(files("fumikura").joinpath("skeleton")) as folder:
        for part in ("common", lang):
            for path in sorted((folder / part).rglob("*")):
                if path.is_file():
                    name = path.relative_to(folder / part).as_posix()
                    text = path.read_text("utf-8")
                    found[name] = text if name.startswith("saved/") else Template(text).substitute(words)
    forms = {kind: read_form(kind, str(found[f"{FORMS}/{kind}.yml"]), f"{FORMS}/{kind}.yml") for kind in KINDS}
    texts = {f"{GITLAB_FORMS}/{kind}.md": as_text(form) for kind, form in forms.items()}
    return {**found, **texts, **{f"schemas/{name}": text for name, text in schemas().items()}}


def _addresses(repo_url: str | None) -> str:
    """The lines of ``mkdocs.yml`` that say where the archive is; as comments where nobody has said so."""
    if repo_url is None:
        return (
            "# Where the site will be published; links to it are made from this.\n"
            "# site_url: https://example.org/archive/\n"
            '# Where the archive lives; gives each page its "edit this page".\n'
            "# repo_url: https://github.com/NAME/ARCHIVE\n"
            "# edit_uri: edit/main/docs/"
        )
    forge = find_forge(repo_url, None)
    if forge is None:
        known = "GitHub, GitLab, Codeberg, or a host whose name begins with gitlab, gitea or forgejo"
        raise UsageError(
            f"--repo-url {repo_url!r} is no address of a repository on {known}; set it in mkdocs.yml later"
        )
    parts = urlsplit(forge.repo)
    owner, _, name = parts.path.strip("/").rpartition("/")
    pages = {"github.com": "github.io", "gitlab.com": "gitlab.io"}.get(parts.netloc)
    site = f"site_url: {json.dumps(f'https://{owner.lower()}.{pages}/{name}/')}" if pages and "/" not in owner else ""
    return "\n".join(
        (
            "# Where the site will be published; links to it are made from this.",
            site or "# site_url: https://example.org/archive/",
            '# Where the archive lives; gives each page its "edit this page".',
            f"repo_url: {json.dumps(forge.repo)}",
            f"edit_uri: {EDIT_URI[forge.kind]}",
        )
    )


def _add_first(settings: Settings, first: First) -> None:
    """The first article and its annotation, by the same way as all that follow."""
    list(add_source(read_source(settings.saved / first.source), read_shelf(settings)))
    (entry,) = read_library(settings).articles.values()
    canonical = read_canonical(entry, settings, Renderer(settings.extensions, settings.extension_configs))
    start = canonical.text.index(first.quote)
    header = make_header(
        canonical.text,
        start,
        start + len(first.quote),
        canonical.hash,
        by="fumikura",
        moment=FIRST_MOMENT,
        motivation="commenting",
        tags=(),
    )
    path = settings.articles / entry.id / "annotations" / f"{FIRST_ID}.md"
    write_atomically(path, render_annotation(header, first.comment))
