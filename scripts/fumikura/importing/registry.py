"""One module for each format, found in its folder; exactly one may claim a file, so that no order decides."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

File_contra = TypeVar("File_contra", contravariant=True)


class Claims(Protocol[File_contra]):
    """What a format's module offers to be found by."""

    def matches(self, file: File_contra, /) -> bool:
        """Whether ``file`` is of this format, told by its content first."""


def modules_in(package: str, path: Iterable[str]) -> dict[str, Any]:
    """The modules of a package (its ``__name__`` and ``__path__``) by name, in sorted order."""
    names = sorted(module.name for module in pkgutil.iter_modules(path))
    return {name: importlib.import_module(f"{package}.{name}") for name in names}


def the_one(file: File_contra, name: str, modules: Mapping[str, Claims[File_contra]], unknown: tuple[str, str]) -> str:
    """The name of the module that claims ``file``, which messages call ``name``.

    Raises ``ContentError`` for none (``unknown``: problem and remedy) and for several.
    """
    claims = [key for key, module in modules.items() if module.matches(file)]
    if len(claims) == 1:
        return claims[0]
    if claims:
        problem = f"{' and '.join(claims)} both claim this file"
        raise ContentError(name, 1, problem, "report it with the file: one of them is wrong", "format")
    raise ContentError(name, 1, *unknown, "format")
