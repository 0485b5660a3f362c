"""What the site engine says of an archive, whatever its pages are. Kept from one build to the next."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fumikura.engine.shells import Shell
from fumikura.forges.forges import Forge
from fumikura.site.site import Sending

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Theme:
    """What the engine says of this archive, whatever its pages are."""

    shells: Mapping[str, Shell]
    """By kind (``article``, ``note+description``, or ``tags/2``: a list, by its folder and its depth), and by address
    where a page has one of its own."""
    edit_urls: Mapping[str, str | None]
    """Of an ``article`` and a ``note`` whose name is the token."""
    sending: Sending
    told: bool
    """Whether a link that leads nowhere is worth a warning."""

    def to_json(self) -> list[Any]:
        """As lists, strings and numbers."""
        shells = {name: list(shell.parts) for name, shell in self.shells.items()}
        return [shells, dict(self.edit_urls), asdict(self.sending), self.told]


def restore_theme(values: list[Any]) -> Theme:
    """What ``Theme.to_json`` gave."""
    shells, edit_urls, sending, told = values
    forge = Forge(**sending.pop("forge")) if sending.get("forge") else sending.pop("forge")
    return Theme(
        {name: Shell(tuple(parts)) for name, parts in shells.items()}, edit_urls, Sending(forge=forge, **sending), told
    )
