"""Pages on their way to ``docs/``: find the articles that they are already, publish the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fumikura.adding.again_as_double import again_as_double, texts_of
from fumikura.adding.converting import Again, Opened, Refused, steps
from fumikura.adding.originals import Place, place, wanted
from fumikura.adding.pages import Page, kept_at
from fumikura.adding.publish import Incoming, compare, create, fill, renew
from fumikura.adding.results import Result
from fumikura.adding.shelf import is_made_by
from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fumikura.adding.converting import Step
    from fumikura.adding.known_articles import Known
    from fumikura.adding.shelf import Shelf
    from fumikura.adding.waiting import Waiting
    from fumikura.sources.source import Source


def add_source(
    source: Source, shelf: Shelf, *, update: bool = False, new: bool = False, keep_large: bool = False
) -> Iterator[Result]:
    """One result for each article in ``source``. ``new``: it is another article also if its text is here.
    ``keep_large``: pictures that are made smaller are also kept as they were.

    Raises ``FumikuraError`` where the source gives none and, after the articles before it, where it is damaged.
    """
    adding = Adding(shelf, update=update, new=new)
    for step in steps(source, {} if update else shelf.made(), keep_large=keep_large):
        yield from adding.take(step)


class Adding:
    """Steps of sources on their way to ``docs/``, one after the other. What becomes of an article may depend on those
    before it, and on nothing else: not on who converted it, or when."""

    def __init__(self, shelf: Shelf, *, update: bool, new: bool = False, waiting: Waiting | None = None) -> None:
        """``new``: what has the text of an article here is another article all the same. ``waiting``: where new
        articles wait to be written together; None writes each at once."""
        self._shelf = shelf
        self._update = update
        self._new = new
        self._waiting = waiting
        self._run: _Import | None = None
        """The source that is open; None where all is known of it."""

    def take(self, step: Step) -> Iterator[Result]:
        """What becomes of one step. Raises ``ContentError`` for what no page can hold."""
        if isinstance(step, Opened):
            self._run = None
            yield from self._open(step)
        elif isinstance(step, Refused):
            yield Result(source=step.source, status="refused", error=step.error)
        elif self._run is not None:
            yield self._add(step, self._run)

    def close(self) -> None:
        """The source that is open has come to its end."""
        self._run = None

    def _add(self, step: Page | Again, run: _Import) -> Result:
        try:
            return run.add(step) if isinstance(step, Page) else run.add_again(step)
        except ContentError as error:
            if not run.is_one_of_many:
                raise
            return Result(source=run.source.name, status="refused", error=str(error))

    def _open(self, opened: Opened) -> Iterator[Result]:
        source, shelf = opened.source, self._shelf
        if not self._update and not opened.is_one_of_many:
            known = _on_disk(lambda: shelf.with_sha256(source.sha256), self._waiting)
            if known and all(is_made_by(one, opened.converter) for one in known):
                for one in known:
                    yield fill(one, source, shelf)  # made from these very bytes: what was converted is of no interest
                return
        claimed = set[str]()
        if self._waiting is not None:
            self._waiting.settle_for([], wanted(source, shelf.settings))
        where = shelf.places.get(source.sha256) or place(source, shelf.settings)
        if source.container is not None:
            claimed = shelf.claims.setdefault(source.sha256, claimed)
            shelf.places[source.sha256] = where
        self._run = _Import(
            opened.source,
            shelf,
            opened.converter,
            opened.is_one_of_many,
            self._update,
            self._new,
            where,
            claimed,
            self._waiting,
        )


@dataclass(slots=True)
class _Import:
    """One source on its way to ``docs/``."""

    source: Source
    shelf: Shelf
    converter: str
    is_one_of_many: bool
    """Whether there can be more articles in the file that is kept."""
    update: bool
    new: bool
    where: Place
    claimed: set[str]
    """Ids of the articles that other parts of the same file have been found to be."""
    waiting: Waiting | None

    def add_again(self, again: Again) -> Result:
        """An article that had been made from these bytes when the command began."""
        known = next(iter(_on_disk(lambda: _listed(self.shelf.with_url(again.url)), self.waiting)), None)
        if known is None:
            problem = f"the article of {again.url} is no longer there"
            raise ContentError(self.source.name, 1, problem, "run the command again", "unreadable")
        if known.id in self.claimed:
            return self._repeated(known, is_link=again.is_link)
        self.claimed.add(known.id)
        return fill(known, self.source, self.shelf)

    def add(self, page: Page) -> Result:
        """What becomes of one article. Raises ``ContentError`` for what no page can hold."""
        new = Incoming(kept_at(page, self.where.original), self.source, self.where)
        known = next(iter(_on_disk(lambda: _listed(self._find(new)), self.waiting)), None)
        double = texts_of(self.shelf).double_of(page, self._settle_for) if known is None and not self.new else None
        if double is not None:
            return again_as_double(double, new, self.shelf, update=self.update)
        result = self._create(new) if known is None else self._again(known, new)
        if result.status in {"created", "updated"}:
            self.where = Place(self.where.original, self.where.namesake)  # written now, once for all articles
            if self.source.container is not None:
                self.shelf.places[self.source.sha256] = self.where
            texts_of(self.shelf).put(result.id or "", page.body)
        self.claimed.add(result.id or "")
        return result

    def _settle_for(self, known: list[Known]) -> None:
        if self.waiting is not None:
            self.waiting.settle_for(known)

    def _create(self, new: Incoming) -> Result:
        """The first of many is written at once, with the file that all of them are from."""
        is_first = self.is_one_of_many and new.place.is_missing
        return create(new, self.shelf, None if is_first else self.waiting)

    def _find(self, new: Incoming) -> Known | None:
        return find_among_many(new, self.shelf, self.claimed) if self.is_one_of_many else find(new, self.shelf)

    def _repeated(self, known: Known, *, is_link: bool) -> Result:
        said = "" if is_link else "; what it says there is left out"
        warning = f"its address stands in this source more than once{said}"
        return replace(fill(known, self.source, self.shelf), warnings=(warning,))

    def _again(self, known: Known, new: Incoming) -> Result:
        is_link = new.page.values.get("kind") == "link"
        if known.id in self.claimed:
            return self._repeated(known, is_link=is_link)
        is_of_these_bytes = known.text("sha256") == self.source.sha256
        if is_link or (not self.update and is_of_these_bytes and is_made_by(known, self.converter)):
            return fill(known, self.source, self.shelf)  # a mere address adds nothing to an article
        if not self.update and is_of_these_bytes:
            return compare(known, new, self.shelf)
        gains_its_text = known.text("kind") == "link" and bool(new.page.body)
        return renew(known, new, self.shelf, force=self.update or gains_its_text)


def _on_disk(look: Callable[[], list[Known]], waiting: Waiting | None) -> list[Known]:
    """The articles that ``look`` finds, none of them waiting to be written."""
    found = look()
    return look() if waiting is not None and waiting.settle_for(found) else found


def _listed(known: Known | None) -> list[Known]:
    return [] if known is None else [known]


def find(new: Incoming, shelf: Shelf) -> Known | None:
    """The article that ``new``, the only one of its source, is already: by its URL, else by the bytes or the place
    of its original."""
    known = shelf.with_url(new.page.values.get("source"))
    if known is not None:
        return known
    same_file = [*shelf.with_sha256(new.source.sha256), *shelf.with_original(new.place.original)]
    is_titled = new.page.title != new.source.stem  # a file's name as the title says nothing that the name does not
    namesakes = shelf.with_original(new.place.namesake) if new.place.namesake and is_titled else []
    same_title = [one for one in (*same_file, *namesakes) if one.text("title") == new.page.title]
    if same_title:
        return same_title[0]
    return same_file[0] if len({one.id for one in same_file}) == 1 else None


def find_among_many(new: Incoming, shelf: Shelf, claimed: set[str]) -> Known | None:
    """The article that ``new``, one of many in its source, is already: by its URL, else by what its id is made
    from, else by its title within the same original.

    ``claimed``: ids of the articles that other parts of the same source have been found to be.
    """
    url = new.page.values.get("source")
    if url:
        return shelf.with_url(url)
    title = new.page.title
    same_key = [one for one in shelf.with_key(new.page.key) if one.id not in claimed and not one.text("source")]
    same_title = [one for one in shelf.with_title(title) if one.id not in claimed and not one.text("source")]
    candidates = [
        *(one for one in same_key if one.text("title") == title),
        *(one for one in same_title if _shares_original(one, new)),
        *(one for one in same_key if new.page.key and _shares_original(one, new)),  # its title was changed by hand
    ]
    return next(iter(candidates), None)


def _shares_original(known: Known, new: Incoming) -> bool:
    return known.text("original") in {new.place.original, new.place.namesake}
