"""The article that a command is asked for, by its id."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from fumikura.errors import FumikuraError, UsageError
from fumikura.library.library_files import ARTICLE_ID, read_article

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fumikura.library.library import ArticleEntry, Library
    from fumikura.settings import Settings


def find_article(library: Library, article_id: str) -> ArticleEntry:
    """The article with this id. Raises ``UsageError``, which names ids that are like it."""
    try:
        return library.articles[article_id]
    except KeyError:
        raise _unknown(article_id, library.articles) from None


def read_asked(settings: Settings, article_id: str) -> ArticleEntry:
    """The same, of which alone the files are read: an archive may be large.

    Raises ``UsageError``, and ``FumikuraError`` where its page cannot be read.
    """
    if ARTICLE_ID.fullmatch(article_id):
        entry, findings = read_article(settings.articles / article_id, settings)
        if entry is not None:
            return entry
        if findings:
            raise FumikuraError("\n".join(map(str, findings)))
    raise _unknown(article_id, (folder.name for folder in settings.articles.glob("*/")))


def _unknown(article_id: str, ids: Iterable[str]) -> UsageError:
    close = difflib.get_close_matches(article_id, ids, n=3)
    meant = f"; is {' or '.join(close)} meant?" if close else "; ids are the folder names under docs/articles"
    return UsageError(f"no article {article_id!r}{meant}")
