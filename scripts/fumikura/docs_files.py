"""Which files under ``docs/`` may go into the site beside its pages.

MkDocs publishes whatever lies there and follows symbolic links. A file that runs in the reader's browser has no
Content-Security-Policy of ours, and comes in by pull request as easily as a comment; so such files stay out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.errors import Finding
from fumikura.picture_files import UnusablePicture, kind, make_picture
from fumikura.picture_metadata import has_location

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from pathlib import Path

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})
_RUNNING = frozenset(
    {".html", ".htm", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml", ".xml", ".xsl", ".xslt", ".js", ".mjs", ".wasm"}
)
_CONTENT = ("articles", "notes")
"""Folders that take contributions: pages and pictures, nothing else."""


def unsafe_files(docs: Path, root: Path, trusted: Container[str] = ()) -> Iterator[Finding]:
    """One finding for each file under ``docs`` that must not be published.

    ``trusted``: paths below ``docs`` that ``mkdocs.yml`` itself names, such as its scripts.
    """
    return unsafe_among(sorted(docs.rglob("*")), docs, root, trusted)


def unsafe_among(paths: Iterable[Path], docs: Path, root: Path, trusted: Container[str] = ()) -> Iterator[Finding]:
    """The same for these ``paths`` under ``docs``."""
    for path in paths:
        fault = _fault(path, docs, trusted)
        if fault is not None:
            code, problem, remedy = fault
            yield Finding(path.relative_to(root).as_posix(), 1, "error", code, problem, remedy)


def located_pictures(docs: Path, root: Path) -> Iterator[Finding]:
    """One finding for each picture under ``docs`` that says where it was taken; those that ``add`` takes do not."""
    for path in sorted(docs.rglob("*")):
        if path.suffix.lower() not in PICTURES or path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        if has_location(data, kind(data) or ""):
            problem = "the picture says where it was taken"
            remedy = "save it without its metadata (EXIF, XMP)"
            shown = path.relative_to(root).as_posix()
            yield Finding(shown, 1, "warning", "picture-location", problem, remedy)


def _fault(path: Path, docs: Path, trusted: Container[str]) -> tuple[str, str, str] | None:
    """Code, problem and remedy, or None for a file that may be published."""
    if path.is_symlink():
        return "symlink", "a symbolic link; it is not followed", "put the file itself there"
    suffix = path.suffix.lower()
    if suffix == ".md" or path.name.startswith(".") or not path.is_file():
        return None  # nearly all are pages, of which nothing more is asked
    return _fault_of_file(path, path.relative_to(docs).as_posix(), suffix, trusted)


def _fault_of_file(path: Path, src: str, suffix: str, trusted: Container[str]) -> tuple[str, str, str] | None:
    if src in trusted:
        return None
    if suffix in _RUNNING:
        return "unsafe-file", "could run in a reader's browser; it is not published", "write a Markdown page instead"
    if src.partition("/")[0] in _CONTENT and suffix not in PICTURES:
        return "unsafe-file", "neither a page nor a picture; it is not published", "move it out of this folder"
    if suffix == ".svg":
        try:
            make_picture(path.read_bytes())
        except UnusablePicture as error:
            return "unsafe-file", f"{error}; it is not published", "save the picture as PNG"
    return None
