"""The texts that annotations were made on, found in the history of their article's page.

git has them all, so none is stored a second time. Where the history is missing (no repository, a shallow clone, a text
that was never committed), annotations are placed without it: their file has 32 code points from each side of the
passage, which is enough for nearly all of them (``make bench-anchors``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.history.page_history import PageHistory
from fumikura.markdown.sanitise import sanitise
from fumikura.model.front_matter import split
from fumikura.text.anchors import Earlier, stood_in
from fumikura.text.canonical import canonical_text
from fumikura.text.threads import selector

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fumikura.markdown.rendering import Renderer
    from fumikura.model.annotations import Annotation
    from fumikura.settings import Settings
    from fumikura.text.canonical import CanonicalText


@dataclass
class EarlierTexts:
    """Asks git when it is first needed: an archive whose texts have not changed never starts it."""

    settings: Settings
    renderer: Renderer
    asked: set[str] = field(default_factory=set)
    """Paths of the articles whose history was asked for."""
    missing: set[str] = field(default_factory=set)
    """Ids of the annotations whose text was asked for and is not in the history."""

    def of(self, path: str, annotations: Iterable[Annotation], canonical: CanonicalText) -> Mapping[str, Earlier]:
        """For each annotation of the article at ``path`` that this text of it (``canonical``) does not settle: the text
        that it was made on, by the annotation's id. Those whose text is not found are left out."""
        text_hash = canonical.hash
        wanted = {
            annotation.id: chosen
            for annotation in annotations
            if annotation.header.quote and stood_in(chosen := selector(annotation), canonical.text, text_hash) is None
        }
        found: dict[str, Earlier] = {}
        if not wanted:
            return found
        self.asked.add(path)
        for text in self._texts(path):
            for key in list(wanted):
                earlier = stood_in(wanted[key], text.text, text.hash)
                if earlier is not None:
                    found[key] = earlier
                    del wanted[key]
            if not wanted:
                break
        self.missing |= wanted.keys()
        return found

    @property
    def is_shallow(self) -> bool:
        """Whether there is a history here that lacks its beginning."""
        return self._history.is_shallow

    def _texts(self, path: str) -> Iterator[CanonicalText]:
        """The texts that the page at ``path`` has had, the newest first."""
        bodies: set[str] = set()
        for raw in self._history.of(path):
            body = body_of(raw, path)
            if body is not None and body not in bodies:
                bodies.add(body)
                yield canonical_text(sanitise(self.renderer.html(body)))

    @cached_property
    def _history(self) -> PageHistory:
        return PageHistory(self.settings)


def body_of(raw: bytes, path: str) -> str | None:
    """The Markdown of a version of a page; None for one that never was readable."""
    try:
        return split(raw.decode("utf-8-sig"), path)[1]
    except (UnicodeDecodeError, ContentError):
        return None
