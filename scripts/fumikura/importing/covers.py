"""An article's cover: the URL that the source gives, or a picture that lies beside the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.importing.article_pictures import localise_markdown_pictures

if TYPE_CHECKING:
    from fumikura.model.articles import Picture
    from fumikura.sources.source import Source


def find_cover(address: str | None, source: Source) -> tuple[str | None, tuple[Picture, ...], list[str]]:
    """What stands in the page's ``cover``, the picture for it if it is a local one, and warnings.

    A URL stays as it is: nothing is fetched. A picture that is not there gives no cover, and a warning.
    """
    if not address or address.startswith(("https://", "http://")):
        return address or None, (), []
    _, pictures, warnings = localise_markdown_pictures(f"![](<{address}>)", source)
    return (pictures[0].name if pictures else None), pictures, warnings
