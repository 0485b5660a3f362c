"""What became of one article on its way to ``docs/``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fumikura.adding.reimport import Status


@dataclass(frozen=True, slots=True)
class Result:
    """An entry of ``fumikura add --json``."""

    source: str
    status: Status
    id: str | None = None
    path: str | None = None
    """Of the page, under the archive's root."""
    title: str | None = None
    characters: int | None = None
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    remarks: tuple[str, ...] = ()
    """What was checked and is well; for people, not in the JSON."""
    diff: tuple[str, ...] = ()
    """Lines of a short diff from the text that the page had to that of the source; for people, not in the JSON."""

    def to_json(self) -> dict[str, Any]:
        """The shape that design.md fixes."""
        values = asdict(self)
        del values["remarks"], values["diff"]
        return values
