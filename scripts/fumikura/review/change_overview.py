"""What a change does to articles, notes, rights and pictures, as a reviewer counts it. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from fumikura.errors import Finding
from fumikura.model.identity import canonical_url
from fumikura.model.shapes import ArticleHeader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fumikura.checks.annotation_changes import Change, Kind
    from fumikura.model.rights import Rights
    from fumikura.model.shapes import NoteHeader

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
_WIDTH: dict[str, int] = {"private": 0, "excerpt": 1, "full": 2}
"""How much of an article a published site may contain, to compare."""


@dataclass(frozen=True, slots=True)
class Version:
    """An article or a note as it stood before the change, or as it stands now."""

    path: str
    """Relative to the archive's root."""
    address: str
    """Of its page, relative to the site's root."""
    title: str
    rights: Rights
    """Its own, or the archive's default."""
    characters: int
    """Of its Markdown, without white space."""
    words: int
    """Of those, written with Latin letters and digits."""
    same_as: frozenset[str]
    """What an article with another id has in common with it if it is the same one: source, original, text."""


@dataclass(frozen=True, slots=True)
class PageChange:
    """What became of one article or note."""

    before: Version | None
    now: Version | None

    @property
    def kind(self) -> Literal["added", "changed", "removed"]:
        """In one word."""
        return "added" if self.before is None else "removed" if self.now is None else "changed"

    @property
    def shown(self) -> Version:
        """The version to name it by."""
        one = self.now or self.before
        if one is None:
            raise ValueError("a change of nothing")
        return one


@dataclass(frozen=True, slots=True)
class Widening:
    """Rights that let a published site contain more of an article than before."""

    path: str
    title: str
    address: str
    before: Rights
    now: Rights


@dataclass(frozen=True, slots=True)
class Overview:
    """A change in numbers and names."""

    pages: tuple[PageChange, ...] = ()
    """Articles and notes, by path."""
    annotations: Mapping[Kind, int] = field(default_factory=dict)
    pictures: int = 0
    """Added or changed."""
    picture_bytes: int = 0
    added_bytes: int = 0
    """Of all files added or changed."""
    widenings: tuple[Widening, ...] = ()

    @property
    def characters(self) -> int:
        """Added, less those removed; those of removed pages do not count."""
        return sum(one.now.characters - (one.before.characters if one.before else 0) for one in self.pages if one.now)

    @property
    def words(self) -> int:
        """The same of words in Latin letters."""
        return sum(one.now.words - (one.before.words if one.before else 0) for one in self.pages if one.now)


def version(path: str, address: str, header: ArticleHeader | NoteHeader, rights: Rights, body: str) -> Version:
    """The version of a page with this front matter and text."""
    plain = "".join(body.split())
    same = {f"text {hashlib.sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()}"} if plain else set[str]()
    if isinstance(header, ArticleHeader):
        if header.source:
            same.add(f"source {_canonical(header.source)}")
        if header.sha256:
            same.add(f"original {header.sha256} {header.title}")
    return Version(path, address, header.title, rights, len(plain), len(_WORD.findall(body)), frozenset(same))


def page_changes(before: Mapping[str, Version], now: Mapping[str, Version]) -> tuple[PageChange, ...]:
    """What became of each page, by its path."""
    return tuple(
        PageChange(before.get(path), now.get(path))
        for path in sorted({*before, *now})
        if before.get(path) != now.get(path)
    )


def widenings(pages: Iterable[PageChange]) -> Iterator[Widening]:
    """Pages with wider rights than before, also where a page was removed and comes back under another id."""
    pages = list(pages)
    removed = {same: one.before for one in pages if one.before and not one.now for same in one.before.same_as}
    for one in pages:
        if one.now is None:
            continue
        earlier = [one.before] if one.before else [removed[same] for same in one.now.same_as if same in removed]
        before = min((version.rights for version in earlier), key=_WIDTH.__getitem__, default=one.now.rights)
        if _WIDTH[one.now.rights] > _WIDTH[before]:
            yield Widening(one.now.path, one.now.title, one.now.address, before, one.now.rights)


def widening_findings(found: Iterable[Widening], lines: Mapping[str, int]) -> Iterator[Finding]:
    """The same for a list of findings. ``lines``: where a page says its rights."""
    for one in found:
        problem = f"rights widen from {one.before} to {one.now}: the site will contain more of it"
        remedy = "see whether whoever holds the rights agrees"
        yield Finding(one.path, lines.get(one.path, 1), "warning", "rights-by-change", problem, remedy)


def wider_default(before: Rights, now: object) -> Finding | None:
    """A finding where the change's own ``mkdocs.yml`` lets the site contain more of articles that do not say."""
    if isinstance(now, str) and _WIDTH.get(now, -1) > _WIDTH[before]:
        problem = (
            f"the archive's default rights would widen from {before} to {now}, for every article that does not say"
        )
        return Finding("mkdocs.yml", 1, "warning", "rights-by-change", problem, "see whether that is meant")
    return None


def counted(changes: Iterable[Change]) -> dict[Kind, int]:
    """Annotations by what became of them."""
    found: dict[Kind, int] = {}
    for change in changes:
        found[change.kind] = found.get(change.kind, 0) + 1
    return found


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url
