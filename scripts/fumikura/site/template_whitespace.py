"""Templates without what a page does not need: their indentation was a tenth of every page. Knows Jinja, not MkDocs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from jinja2.ext import Extension

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment

_INDENT = re.compile(r"\n\s+")
_TAGS_ALONE = re.compile(r"^((?:\{%(?:(?!%\}).)*%\})+)\n", re.MULTILINE)
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
"""Of a picture that is a file of its own. Within a page it says nothing, a dozen times."""


def squeezed(template: str) -> str:
    """``template`` with lines that are not indented, and without the ends of lines that hold tags alone.

    Where there was white space between two words of a page there still is.
    """
    return _TAGS_ALONE.sub(r"\1", _INDENT.sub("\n", template))


class _Squeeze(Extension):
    """Squeezes what lies in ``folders``. An archive's own templates stay as they are: they may hold a ``<pre>``."""

    folders: ClassVar[tuple[Path, ...]] = ()

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Called by Jinja before it reads a template."""
        is_ours = filename is not None and any(Path(filename).is_relative_to(folder) for folder in self.folders)
        if not is_ours:
            return source
        return source.replace(_NAMESPACE, "") if str(filename).endswith(".svg") else squeezed(source)


def squeeze_templates(env: Environment, folders: Iterable[Path]) -> None:
    """Have ``env`` squeeze the templates that lie in ``folders`` as it loads them."""
    env.add_extension(type("Squeeze", (_Squeeze,), {"folders": tuple(folders)}))
