"""All that every page is made from, beside ``docs/``: the program, its libraries, ``mkdocs.yml``."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from fumikura.admin.admin_script import script_file
from fumikura.forges.form_files import gitlab_form, has_forms
from fumikura.program import program

if TYPE_CHECKING:
    from fumikura.settings import Settings


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
