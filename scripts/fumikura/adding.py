"""One source -> what became of it: choose its importer, read its articles, find them again, publish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fumikura.again_as_double import again_as_double, texts_of
from fumikura.errors import ContentError
from fumikura.importers import choose, load_all
from fumikura.originals import Place, place
from fumikura.pages import make_page
from fumikura.publish import Incoming, Result, compare, create, fill, renew

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.articles import Article
    from fumikura.shelf import Known, Shelf
    from fumikura.sources import Fields, Source


def add_source(
    source: Source, shelf: Shelf, *, update: bool = False, new: bool = False, keep_large: bool = False
) -> Iterator[Result]:
    """One result for each article in ``source``. ``new``: it is another article also if its text is here.
    ``keep_large``: pictures that are made smaller are also kept as they were.

    Raises ``FumikuraError`` where the source gives none and, after the articles before it, where it is damaged.
    """
    importers = load_all()
    name = choose(source, importers)
    importer = importers[name]
    is_one_of_many = importer.MANY or source.container is not None
    _refuse_sharing(source, source.given if importer.MANY else source.container.given if source.container else {})
    converter = f"{name} {importer.VERSION}"
    known = [] if update or is_one_of_many else shelf.with_sha256(source.sha256)
    if known and all(_is_made_by(one, converter) for one in known):
        # Made from these very bytes, so that there is nothing to convert: thousands of files in a second.
        for one in known:
            yield fill(one, source, shelf)
        return
    claimed = set[str]()
    where = shelf.places.get(source.sha256) or place(source, shelf.settings)
    if source.container is not None:
        claimed = shelf.claims.setdefault(source.sha256, claimed)
        shelf.places[source.sha256] = where
    run = _Import(source, shelf, converter, is_one_of_many, update, new, keep_large, where, claimed)
    for article in importer.read(source):
        try:
            if isinstance(article, ContentError):
                raise article
            result = run.add(article)
        except ContentError as error:
            if not is_one_of_many:
                raise
            result = Result(source=source.name, status="refused", error=str(error))
        yield result


def _refuse_sharing(source: Source, given: Fields) -> None:
    """``given``: what was given for a file that holds many articles."""
    shared = [f"`{name}`" for name in ("source", "title") if name in given]
    if shared:
        problem = f"{' and '.join(shared)} can be true of one article only, and this file can hold many"
        raise ContentError(source.name, 1, problem, "leave it out, and change the article's page", "shared")


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
    """Whether the person says that it is another article, if its text is here."""
    keep_large: bool
    """Whether pictures that are made smaller are also kept as they were."""
    where: Place
    claimed: set[str]
    """Ids of the articles that other parts of the same file have been found to be."""

    def add(self, article: Article) -> Result:
        """What becomes of one article. Raises ``ContentError`` for what no page can hold."""
        same = self.shelf.with_url(article.source) if self.is_one_of_many and not self.update else None
        if same is not None and same.id not in self.claimed and self._gave(same):
            self.claimed.add(same.id)
            return fill(same, self.source, self.shelf)  # made from these very bytes: no page is made to compare
        page = make_page(article, self.source, self.where.original, self.converter, keep_large=self.keep_large)
        new = Incoming(page, self.source, self.where)
        known = find_among_many(new, self.shelf, self.claimed) if self.is_one_of_many else find(new, self.shelf)
        if known is None and not self.new and (double := texts_of(self.shelf).double_of(page)) is not None:
            return again_as_double(double, new, self.shelf, update=self.update)
        result = create(new, self.shelf) if known is None else self._again(known, new)
        if result.status in {"created", "updated"}:
            self.where = Place(self.where.original, self.where.namesake)  # written now, once for all articles
            if self.source.container is not None:
                self.shelf.places[self.source.sha256] = self.where
            texts_of(self.shelf).put(result.id or "", page.body)
        self.claimed.add(result.id or "")
        return result

    def _again(self, known: Known, new: Incoming) -> Result:
        is_link = new.page.values.get("kind") == "link"
        if known.id in self.claimed:
            said = "" if is_link else "; what it says there is left out"
            warning = f"its address stands in this source more than once{said}"
            return replace(fill(known, self.source, self.shelf), warnings=(warning,))
        if is_link or (not self.update and self._gave(known)):
            return fill(known, self.source, self.shelf)  # a mere address adds nothing to an article
        if not self.update and known.text("sha256") == self.source.sha256:
            return compare(known, new, self.shelf)
        gains_its_text = known.text("kind") == "link" and bool(new.page.body)
        return renew(known, new, self.shelf, force=self.update or gains_its_text)

    def _gave(self, known: Known) -> bool:
        """Whether the article was made from these very bytes, by this version of the importer."""
        return known.text("sha256") == self.source.sha256 and _is_made_by(known, self.converter)


def _is_made_by(known: Known, converter: str) -> bool:
    """Whether the importer is the one that made the page; a page that does not say was made by hand."""
    return known.text("converter") in {None, converter}


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
