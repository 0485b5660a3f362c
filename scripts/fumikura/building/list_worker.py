"""Lists of one build, made in any process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fumikura.building.list_making import ListMaker
from fumikura.engine.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from fumikura.building.docs_state import DocsState
    from fumikura.engine.page_theme import Theme
    from fumikura.settings import Settings
    from fumikura.site.site import IndexPage


@dataclass(frozen=True, slots=True)
class ListTask:
    """All that lists are made from."""

    settings: Settings
    docs: DocsState
    published: Mapping[str, str]
    leads: dict[str, str]
    comments: dict[tuple[str, str], Markup]
    """See ``Comments.known``."""
    theme: Theme


class ListWorker:
    """Gives the file of the list at an address."""

    def __init__(self, task: ListTask) -> None:
        self._task = task
        self._maker: ListMaker | None = None
        self._pages: dict[str, IndexPage] = {}

    def __call__(self, address: str) -> Iterator[bytes]:
        """The file of the list at ``address``."""
        task = self._task
        if self._maker is None:
            self._maker = ListMaker(task.settings, task.docs, Places(task.settings.docs, task.published))
            self._maker.site.sending = task.theme.sending
            self._maker.site.leads.update(task.leads)
            self._maker.site.comments.known.update(task.comments)
            self._pages = {page.address: page for page in self._maker.site.index_pages()}
        yield self._maker.page(self._pages[address], task.theme)

    def __getstate__(self) -> dict[str, Any]:
        """How it travels to another process."""
        return {"_task": self._task, "_maker": None, "_pages": {}}
