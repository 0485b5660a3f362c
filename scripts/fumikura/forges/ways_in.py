"""Where people without git fill in a form, and the bookmarklet that opens it for the page that they read.

The bookmarklet holds no token and sends nothing: it opens the form's page with the address and the title in it, and the
reader sends that or does not.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from fumikura.forges.form_files import FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fumikura.forges.forges import Forge

CONTRIBUTE = "contribute/"
"""Address of the page."""
SCRIPT = "assets/fumikura/contribute.js"
"""Its script: what was shared with the site -> the form, filled in."""


@dataclass(frozen=True, slots=True)
class WaysIn:
    """The addresses of one forge."""

    host: str
    add: str
    correct: str
    take_down: str
    filled: Sequence[tuple[str, str]]
    """Parameters that fill in ``add``: each with a text in which ``{url}`` and ``{title}`` stand for the page's."""
    bookmarklet: str
    """A ``javascript:`` address."""


def ways_in(forge: Forge, gitlab_form: str = "") -> WaysIn:
    """The forms of ``forge``. ``gitlab_form``: the text of the one for an article, which GitLab does not fill in.

    Source: GitHub's "creating an issue from a URL query"; Gitea's web interface, which takes ``field:<id>``; GitLab's
    "create an issue: using a URL with prefilled values".
    """
    add, correct, take_down = (_form(forge, kind) for kind in ("add-article", "correct-article", "take-down"))
    filled = _filled(forge, gitlab_form)
    code = (
        f"(()=>{{const form=new URL({json.dumps(add)}),page={{url:location.href,title:document.title}};"
        f"for(const[name,text]of {json.dumps(filled, ensure_ascii=False)})"
        "form.searchParams.set(name,text.replace(/{(url|title)}/g,(_,key)=>page[key]));"
        'window.open(form,"_blank","noopener")})()'
    )
    # What a browser runs is percent-decoded first.
    bookmarklet = f"javascript:{quote(code, safe='(){}=>.,;:/?&')}"
    return WaysIn(urlsplit(forge.repo).netloc, add, correct, take_down, filled, bookmarklet)


def _form(forge: Forge, kind: str) -> str:
    if forge.kind == "gitlab":
        return f"{forge.repo}/-/issues/new?issuable_template={kind}"
    name = f"{kind}.yml" if forge.kind == "github" else f"{FORMS}/{kind}.yml"
    return f"{forge.repo}/issues/new?template={quote(name, safe='/')}"


def _filled(forge: Forge, gitlab_form: str) -> list[tuple[str, str]]:
    if forge.kind == "gitlab":
        headings = re.findall(r"^### .*", gitlab_form, re.MULTILINE)
        values = ["{url}", "{title}", *[""] * len(headings)]
        parts = (f"{heading.strip()}\n\n{value}\n" for heading, value in zip(headings, values, strict=False))
        return [("issue[title]", "{title}"), ("issue[description]", "\n".join(parts))]
    prefix = "field:" if forge.kind == "gitea" else ""
    return [(f"{prefix}url", "{url}"), (f"{prefix}article_title", "{title}")]
