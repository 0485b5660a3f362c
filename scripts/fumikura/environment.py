"""All that every page is made from, beside ``docs/``: the program, its libraries, ``mkdocs.yml``."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from fumikura.admin_script import script_file
from fumikura.form_files import gitlab_form, has_forms

if TYPE_CHECKING:
    from fumikura.settings import Settings

PACKAGE = Path(__file__).parent
LIBRARIES = (
    *("babel", "jinja2", "lxml", "markdown", "markupsafe", "mkdocs", "mkdocs-material", "nh3", "numpy", "pillow"),
    *("pydantic", "pygments", "pymdown-extensions", "pyyaml", "rapidfuzz", "rjsmin"),
)
"""Whose output is in a page."""


def environment(settings: Settings) -> str:
    """A hash of it: with another one every page is made anew."""
    said = settings.root.joinpath("mkdocs.yml").read_bytes()
    digest = hashlib.blake2b(program().encode() + said, digest_size=16)
    forms = (has_forms(settings.root, "github"), has_forms(settings.root, "gitlab"), gitlab_form(settings.root))
    digest.update(repr(forms).encode())
    if settings.at_home:
        digest.update(f"at home {settings.site_url}".encode())
    if settings.admin is not None:
        digest.update(script_file().read_bytes())
    if b"!ENV" in said:
        digest.update(repr(sorted(os.environ.items())).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


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
