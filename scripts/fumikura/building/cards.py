"""What a build has to know of every folder under ``docs/articles``, also of those in which nothing has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fumikura.library.freshness import key
from fumikura.library.library import ArticleEntry, Links, links_of
from fumikura.library.library_json import dump_finding, restore_finding
from fumikura.library.shelved import ShelvedArticle, short_article

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.building.docs_reading import ArticleFolder
    from fumikura.errors import Finding
    from fumikura.library.shelved import Shelf


@dataclass(frozen=True, slots=True)
class Card:
    """Of one folder: see ``ArticleFolder``."""

    entry: ArticleEntry | None
    links: Links | None
    """Of ``entry``."""
    content: str
    media: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    unsafe: tuple[Finding, ...] = ()

    def shown_media(self, *, at_home: bool) -> tuple[str, ...]:
        """Files that the site has beside the page."""
        is_shown = self.media and self.entry is not None and (at_home or self.entry.rights == "full")
        return tuple(sorted(self.media)) if is_shown else ()

    def shown_content(self, *, at_home: bool) -> str:
        """The hash of what lies in it and is in the site."""
        shown = self.shown_media(at_home=at_home)
        return key(self.content, *(f"{src}={self.media[src]}" for src in shown)) if shown else self.content


def card_of(folder: ArticleFolder) -> Card:
    """Of a folder that has been read."""
    entry = folder.entry
    links = links_of(entry, folder.urls) if entry else None
    return Card(entry, links, folder.content, folder.media, folder.findings, folder.unsafe)


def dump_card(card: Card, state: str) -> list[Any]:
    """As lists and strings. ``state``: of the folder (``stamps.state_of``)."""
    links, entry = card.links, card.entry
    known = [links.origin, list(links.web), list(links.places)] if links else None
    faults = [[dump_finding(one) for one in ones] for ones in (card.findings, card.unsafe)]
    noted = faults if any(faults) else None
    return [state, entry and short_article(entry), known, card.content, dict(card.media), noted]


def state_on(values: list[Any]) -> str:
    """The state that was given to ``dump_card``."""
    state: str = values[0]
    return state


def restore_card(name: str, values: list[Any], shelf: Shelf) -> Card:
    """What ``dump_card`` was given for the folder ``name``."""
    state, short, known, content, media, faults = values
    entry = ShelvedArticle(name, state, short, shelf) if short else None
    links = Links(known[0], known[1], known[2]) if known else None
    if not faults:
        return Card(entry, links, content, media)
    found, refused = (tuple(map(restore_finding, ones)) for ones in faults)
    return Card(entry, links, content, media, found, refused)
