"""The theme's templates without their indentation, which was a sixth of every page. Knows Jinja, not MkDocs."""

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


def squeezed(template: str) -> str:
    """``template`` with lines that are not indented, and without the ends of lines that hold tags alone.

    Where there was white space between two words of a page there still is.
    """
    return _TAGS_ALONE.sub(r"\1", _INDENT.sub("\n", template))


class _Squeeze(Extension):
    """Squeezes the templates that lie in ``folders``. An archive's own stay as they are: they may hold a ``<pre>``."""

    folders: ClassVar[tuple[Path, ...]] = ()

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Called by Jinja before it reads a template."""
        is_ours = filename is not None and any(Path(filename).is_relative_to(folder) for folder in self.folders)
        return squeezed(source) if is_ours else source


def squeeze_templates(env: Environment, folders: Iterable[Path]) -> None:
    """Have ``env`` squeeze the templates that lie in ``folders`` as it loads them."""
    env.add_extension(type("Squeeze", (_Squeeze,), {"folders": tuple(folders)}))
