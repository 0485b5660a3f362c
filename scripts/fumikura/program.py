"""The program itself: where it lies, and a hash of all that it is."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).parent
"""With what is no code: templates, words, styles, scripts."""
LIBRARIES = (
    *("babel", "jinja2", "lxml", "markdown", "markupsafe", "mkdocs", "mkdocs-material", "nh3", "numpy", "pillow"),
    *("pydantic", "pygments", "pymdown-extensions", "pyyaml", "rapidfuzz", "rjsmin"),
)
"""Whose output is in a page."""


@cache
def program() -> str:
    """A hash of the program and of the libraries whose output is in a page."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix != ".pyc" and path.is_file():
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(repr((sys.version, [(name, _version(name)) for name in LIBRARIES])).encode())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
