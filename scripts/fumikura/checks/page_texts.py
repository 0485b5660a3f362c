"""What the checks look at of a page, read when they come to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.checks.annotation_checks import may_run
from fumikura.checks.checks import PageText
from fumikura.library.library import ArticleEntry, Entry
from fumikura.library.library_files import read_text
from fumikura.markdown.sanitise import sanitise
from fumikura.model.front_matter import split
from fumikura.text.canonical import canonical_text

if TYPE_CHECKING:
    from fumikura.history.earlier_texts import EarlierTexts
    from fumikura.markdown.rendering import Renderer
    from fumikura.settings import Settings


class PageTexts:
    """Reads a page when the checks come to it, and takes the list of files once."""

    def __init__(
        self, settings: Settings, renderer: Renderer, texts: EarlierTexts | None, files: frozenset[str]
    ) -> None:
        """``texts``: None where annotations are not to be placed. ``files``: as in ``PageText``."""
        self._settings = settings
        self._renderer = renderer
        self._texts = texts
        self._files = files

    def __call__(self, entry: Entry) -> PageText:
        """The page of ``entry``. Raises ``ContentError``."""
        text = read_text(self._settings.docs / entry.src, entry.path)
        if not isinstance(entry, ArticleEntry) or not entry.annotations or self._texts is None:
            return PageText(text, self._files)
        _, body = split(text, entry.path)
        canonical = canonical_text(sanitise(self._renderer.html(body)))
        earlier = self._texts.of(entry.path, [one for one in entry.annotations if one.header.quote], canonical)
        comments = {one.id: self._renderer.html(one.comment) for one in entry.annotations if may_run(one)}
        return PageText(text, self._files, canonical, earlier, comments)


def files_below(settings: Settings) -> frozenset[str]:
    """Every file below ``docs/``, relative to it."""
    docs = settings.docs
    return frozenset(path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file())
