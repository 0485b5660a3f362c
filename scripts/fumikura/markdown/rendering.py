"""Markdown -> HTML with the same extensions wherever Fumikura renders. ``mkdocs.yml`` carries the same
list."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown import Markdown

EXTENSIONS: tuple[str, ...] = (
    "abbr",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "admonition",
    "pymdownx.caret",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.mark",
    "pymdownx.superfences",
    "pymdownx.tilde",
    "pymdownx.betterem",
)

EXTENSION_CONFIGS: dict[str, dict[str, Any]] = {
    # The sanitiser removes ``style``, so a column's alignment has to be an attribute.
    "tables": {"use_align_attribute": True},
    "toc": {"permalink": True},
    # "10~20 … 30~40" is no subscript.
    "pymdownx.caret": {"superscript": False},
    "pymdownx.tilde": {"subscript": False},
    # CommonMark's rule would leave これは**「重要」**です as it is.
    "pymdownx.betterem": {"punctuation": False},
}

_KNOWN = frozenset({*EXTENSIONS, "fenced_code"})
_PLAIN_LINE = re.compile(r"[^\W\d_][\w ,.!?、。，．！？「」『』（）・…—]*(?<! )")
"""One line of words, in which none of ``EXTENSIONS`` sees anything but an underscore. Most comments are such."""


class Renderer:
    """One ``markdown.Markdown`` object for many pages: making it costs more than rendering a short page."""

    def __init__(
        self,
        extensions: Sequence[Any] = EXTENSIONS,
        configs: Mapping[str, Mapping[str, Any]] = EXTENSION_CONFIGS,
    ) -> None:
        """Names (or objects) of Python-Markdown extensions and their options, as MkDocs hands them over."""
        self._extensions, self._configs = list(extensions), configs

    @cached_property
    def _markdown(self) -> Markdown:
        # Slow to import, and what only reads the settings needs none.
        from fumikura.markdown.plain_blocks import PlainBlocks  # noqa: PLC0415
        from fumikura.markdown.plain_runs import PlainRuns  # noqa: PLC0415
        from markdown import Markdown  # noqa: PLC0415

        options = {name: dict(values) for name, values in self._configs.items()}
        return Markdown(extensions=[*self._extensions, PlainBlocks(), PlainRuns()], extension_configs=options)

    @cached_property
    def _is_usual(self) -> bool:
        """Whether there is no extension but those of ``EXTENSIONS``, with no options but the ones there, MkDocs' own,
        and such as are written here, which change links."""
        names = [one for one in self._extensions if not type(one).__module__.startswith(f"{__package__}.")]
        options = {name: dict(values) for name, values in self._configs.items() if values}
        return all(one in _KNOWN for one in names) and all(
            values == EXTENSION_CONFIGS.get(name) for name, values in options.items()
        )

    def html(self, markdown_text: str) -> str:
        """The HTML of ``markdown_text``, not yet sanitised. Nothing of the page before is left in it."""
        if self._is_usual and _PLAIN_LINE.fullmatch(markdown_text) and "_" not in markdown_text:
            return f"<p>{markdown_text}</p>"  # as what follows would say, in a hundredth of the time
        return self._markdown.reset().convert(markdown_text)
