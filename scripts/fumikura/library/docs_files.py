"""Which files under ``docs/`` may go into the site beside its pages.

MkDocs publishes whatever lies there and follows symbolic links. A file that runs in the reader's browser has no
Content-Security-Policy of ours, and comes in by pull request as easily as a comment; so such files stay out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.errors import Finding
from fumikura.pictures.files import UnusablePicture, kind, make_picture
from fumikura.pictures.metadata import has_location

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from pathlib import Path

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})
_RUNNING = frozenset(
    {".html", ".htm", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml", ".xml", ".xsl", ".xslt", ".js", ".mjs", ".wasm"}
)
_CONTENT = ("articles", "notes")
"""Folders that take contributions: pages and pictures, nothing else."""
LISTS = frozenset({"annotations", "articles", "authors", "contribute", "languages", "notes", "search", "sites", "tags"})
"""Where the library makes pages of its own: see ``Site.index_pages``."""
INDEX_NAMES = frozenset({"index.md", "README.md"})
"""What MkDocs takes for the page of a folder."""


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
    return located_among(sorted(docs.rglob("*")), root)


def located_among(paths: Iterable[Path], root: Path) -> Iterator[Finding]:
    """The same for these ``paths``."""
    for path in paths:
        if path.suffix.lower() not in PICTURES or path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        if has_location(data, kind(data) or ""):
            problem = "the picture says where it was taken"
            remedy = "save it without its metadata (EXIF, XMP)"
            shown = path.relative_to(root).as_posix()
            yield Finding(shown, 1, "warning", "picture-location", problem, remedy)


def is_list(src: str) -> bool:
    """Whether a page at ``src``, below ``docs``, may have the address of a page that the library makes."""
    first, *rest = src.removesuffix(".md").split("/")
    if first not in LISTS or not src.endswith(".md"):
        return False
    return first not in _CONTENT or not rest or (len(rest) == 1 and f"{rest[0]}.md" in INDEX_NAMES)


def _fault(path: Path, docs: Path, trusted: Container[str]) -> tuple[str, str, str] | None:
    """Code, problem and remedy, or None for a file that may be published."""
    if path.is_symlink():
        return "symlink", "a symbolic link; it is not followed", "put the file itself there"
    src = "/".join(path.parts[len(docs.parts) :])
    if is_list(src):
        problem = "stands where a list of the archive is made; it is not published"
        return "list-page", problem, "give it another name; words for the home page go into docs/index.md"
    suffix = path.suffix.lower()
    if suffix == ".md" or path.name.startswith(".") or not path.is_file():
        return None  # nearly all are pages, of which nothing more is asked
    return _fault_of_file(path, src, suffix, trusted)


def _fault_of_file(path: Path, src: str, suffix: str, trusted: Container[str]) -> tuple[str, str, str] | None:
    if src in trusted:
        return None
    if suffix in _RUNNING:
        return "unsafe-file", "could run in a reader's browser; it is not published", "write a Markdown page instead"
    if src.partition("/")[0] in _CONTENT and suffix not in PICTURES:
        return "unsafe-file", "neither a page nor a picture; it is not published", "move it out of this folder"
    return _svg_fault(path) if suffix == ".svg" else None


def _svg_fault(path: Path) -> tuple[str, str, str] | None:
    try:
        make_picture(path.read_bytes())
    except UnusablePicture as error:
        return "unsafe-file", f"{error}; it is not published", "save the picture as PNG"
    return None
