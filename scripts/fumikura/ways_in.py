"""Where people without git fill in a form, and the bookmarklet that opens it for the page that they read.

The bookmarklet holds no token and sends nothing: it opens the form's page with the address and the title in it, and the
reader sends that or does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from fumikura.form_files import FORMS

if TYPE_CHECKING:
    from fumikura.forges import Forge

CONTRIBUTE = "contribute/"
"""Address of the page."""


@dataclass(frozen=True, slots=True)
class WaysIn:
    """The addresses of one forge."""

    host: str
    add: str
    correct: str
    take_down: str
    bookmarklet: str
    """A ``javascript:`` address."""


def ways_in(forge: Forge) -> WaysIn | None:
    """The forms of ``forge``; None where it has no such forms (GitLab).

    Source: GitHub's "creating an issue from a URL query"; Gitea's web interface, which takes ``field:<id>``.
    """
    if forge.kind == "gitlab":
        return None
    add, correct, take_down = (_form(forge, kind) for kind in ("add-article", "correct-article", "take-down"))
    prefix = "field:" if forge.kind == "gitea" else ""
    code = (
        f"(()=>{{const form=new URL({json.dumps(add)});"
        f"form.searchParams.set({json.dumps(prefix + 'url')},location.href);"
        f"form.searchParams.set({json.dumps(prefix + 'article_title')},document.title);"
        'window.open(form,"_blank","noopener")})()'
    )
    # What a browser runs is percent-decoded first.
    return WaysIn(
        urlsplit(forge.repo).netloc, add, correct, take_down, f"javascript:{quote(code, safe='(){}=>.,;:/?&')}"
    )


def _form(forge: Forge, kind: str) -> str:
    name = f"{kind}.yml" if forge.kind == "github" else f"{FORMS}/{kind}.yml"
    return f"{forge.repo}/issues/new?template={quote(name, safe='/')}"
