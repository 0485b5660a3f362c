"""An article that the archive has already, as far as ``fumikura add`` has to know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fumikura.model.front_matter import Value


@dataclass(frozen=True, slots=True)
class Known:
    """One article on disk."""

    id: str
    path: Path
    """Of its ``index.md``."""
    values: Mapping[str, Value]
    """Its front matter as it stands."""

    def text(self, name: str) -> str | None:
        """A field that is one string, or None."""
        value = self.values.get(name)
        return value if isinstance(value, str) and value else None
