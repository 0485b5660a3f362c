"""Where Decap CMS is: no part of the repository (5 MB), brought by a wheel, and in a checkout by ``make admin``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.errors import FumikuraError
from fumikura.program import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT, NOTICES = "decap-cms.js", "decap-cms.js.LICENSE.txt"
PLACES = (PACKAGE / "decap", PACKAGE.parents[1] / "node_modules/decap-cms/dist")
"""In a wheel, in a checkout."""


def script_file() -> Path:
    """Its script, beside which its notices are. Raises ``FumikuraError`` where it is not here."""
    for folder in PLACES:
        if (folder / SCRIPT).is_file() and (folder / NOTICES).is_file():
            return folder / SCRIPT
    problem = "mkdocs.yml: `admin` needs Decap CMS, which is not here"
    remedy = "`make admin` in a checkout of Fumikura (needs npm), or install a wheel that `make package` has made"
    raise FumikuraError(f"{problem}\n  try: {remedy}; or take `admin` out of mkdocs.yml")
