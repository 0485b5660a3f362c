"""Articles grouped by author, site, tag and language, each group with an address of its own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from fumikura.library.library import ArticleEntry, group_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

MAX_SLUG = 60
"""Characters of a group's folder name: 60 Japanese characters are 180 of the 255 bytes that file systems take."""


@dataclass(frozen=True, slots=True)
class Group:
    """All articles that share one author, site, tag or language."""

    key: str
    label: str
    """As most of its articles write it."""
    slug: str
    articles: tuple[ArticleEntry, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to browse."""

    name: str
    """Folder on the site and key of its words: ``authors``, ``sites``, ``tags`` or ``languages``."""
    labels: Callable[[ArticleEntry], Sequence[str]]

    def address(self, label: str) -> str:
        """Of the page of the group that ``label`` belongs to, relative to the site's root, as a URL."""
        return f"{self.name}/{quote(slug(group_key(label)))}/"


DIMENSIONS = (
    Dimension("authors", lambda entry: entry.authors),
    Dimension("sites", lambda entry: (entry.site,) if entry.site else ()),
    Dimension("tags", lambda entry: entry.tags),
    # By language alone: en-GB is found under English.
    Dimension("languages", lambda entry: (entry.language,) if entry.language else ()),
)
BY_NAME = {dimension.name: dimension for dimension in DIMENSIONS}


def groups(dimension: Dimension, articles: Iterable[ArticleEntry]) -> tuple[Group, ...]:
    """The groups of ``dimension``, the largest first. ``articles`` come the newest first."""
    labels = dimension.labels
    spellings: dict[str, dict[str, int]] = {}
    members: dict[str, dict[str, ArticleEntry]] = {}
    for entry in articles:
        for label in labels(entry):
            key = group_key(label)
            if key not in members:
                members[key], spellings[key] = {}, {}
            spelled = spellings[key]
            spelled[label] = spelled.get(label, 0) + 1
            members[key][entry.id] = entry
    found = (
        Group(key, _commonest(spellings[key]), slug(key), tuple(entries.values())) for key, entries in members.items()
    )
    return tuple(sorted(found, key=lambda group: (-len(group.articles), group.key)))


def _commonest(spellings: Mapping[str, int]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def slug(key: str) -> str:
    """A folder name for a group's key, the same in every archive.

    Letters (of any script), digits, ``.`` and ``-`` stay, a space becomes ``_``. Where anything else is lost, six
    characters of a hash are added, so that ``C#`` and ``C++`` keep apart.
    """
    kept = re.sub(r"[^\w.-]+", "-", key.replace("_", "-").replace(" ", "_")).strip("-.")[:MAX_SLUG]
    if kept and kept.replace("_", " ") == key:
        return kept
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{kept}-{digest}" if kept else digest
