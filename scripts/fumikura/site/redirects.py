"""Old addresses of articles -> small pages that lead to the new ones. Knows no MkDocs.

Of an article with another id (``former_ids``), and of a removed one (``docs/removed/<id>.md``). The fragment of an
address, such as an annotation's permalink, is carried over by a script of the site; without one a reader still arrives
at the page.
"""

from __future__ import annotations

import html
import posixpath
from typing import TYPE_CHECKING

from fumikura.disk.atomic import write_atomically
from fumikura.library.library_files import ARTICLE_ID
from fumikura.site.policy import policy

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.library.library import Library
    from fumikura.settings import Settings

REMOVED = "removed"
"""Folder under ``docs/``: one page for each article that is no longer here."""
SCRIPT = "assets/fumikura/redirect.js"
ICON = "assets/images/favicon.png"
"""Material's."""


def redirects(library: Library, removed: list[str]) -> dict[str, str]:
    """Old address -> new address, both relative to the site's root. A page that is there is never led away from.

    ``removed``: ids that have a page under ``docs/removed``.
    """
    found: dict[str, str] = {}
    for one in removed:
        found[f"articles/{one}/"] = f"{REMOVED}/{one}/"
    for article in sorted(library.articles.values(), key=lambda entry: entry.id):
        for former in article.former_ids:
            found[f"articles/{former}/"] = article.address
    return {old: new for old, new in found.items() if old.split("/")[1] not in library.articles}


def redirect_page(old: str, new: str, language: str) -> str:
    """The HTML at ``old``."""
    here = "/" + old
    to = html.escape(posixpath.relpath("/" + new, here) + "/")
    script, icon = (posixpath.relpath(f"/{address}", here) for address in (SCRIPT, ICON))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(())}">\n'
        f'<title>→</title>\n<meta name="robots" content="noindex">\n<link rel="canonical" href="{to}">\n'
        f'<link rel="icon" href="{icon}">\n'  # or a browser asks for one at the root of the host
        f'<script src="{script}"></script>\n'
        f'<noscript><meta http-equiv="refresh" content="0; url={to}"></noscript>\n'
        f'</head>\n<body><p><a href="{to}">→</a></p></body>\n</html>\n'
    )


def redirect_files(library: Library, settings: Settings) -> dict[str, str]:
    """The pages by their paths below the site's root."""
    folder = settings.docs / REMOVED
    removed = sorted(path.stem for path in folder.glob("*.md") if ARTICLE_ID.fullmatch(path.stem))
    found = redirects(library, removed).items()
    return {f"{old}index.html": redirect_page(old, new, settings.language) for old, new in found}


def write_redirects(library: Library, settings: Settings, site: Path) -> None:
    """Write the pages into ``site``."""
    for path, text in redirect_files(library, settings).items():
        write_atomically(site / path, text)
