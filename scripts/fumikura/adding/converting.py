"""A source -> the pages of its articles, step by step, with nothing known of where they will stand.

This is what takes the time, and what other processes can do: no step reads or writes ``docs/``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fumikura.adding.pages import Page, make_page
from fumikura.errors import ContentError, FumikuraError
from fumikura.importers import choose, load_all
from fumikura.model.identity import comparable_url
from fumikura.sources.reading import read_source, shown
from fumikura.sources.unpacking import members

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fumikura.adding.shelf import Made
    from fumikura.model.articles import Article
    from fumikura.sources.source import Fields, Source

NO_PLACE = "-"
"""Stands in a page for its original until it is known where that is kept."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A source whose importer is known; what follows until the next one came from it."""

    source: Source
    """From another process: without its bytes, if they are on disk."""
    converter: str
    """Importer and its version."""
    is_one_of_many: bool
    """Whether there can be more articles in the file that is kept."""
    entries: int
    """About how many articles will follow."""


@dataclass(frozen=True, slots=True)
class Again:
    """An article that has been made from these very bytes: no page is made to compare."""

    url: str
    is_link: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A source, or an entry in it, that gives no article."""

    source: str
    error: str


Step = Opened | Page | Again | Refused


@dataclass(frozen=True, slots=True)
class Conversion:
    """What turns each file into steps; goes to the workers once."""

    options: Fields
    made: Mapping[str, Made]
    """By the SHA-256 of a source: what has been made from it."""
    keep_large: bool = False
    """Whether pictures that are made smaller are also kept as they were."""

    def __call__(self, path: Path) -> Iterator[Step]:
        """The steps of the file at ``path``. What cannot be used is one of them."""
        name = shown(path)
        try:
            for source in members(read_source(path, self.options)):
                if isinstance(source, ContentError):
                    yield Refused(source.path, str(source))
                else:
                    yield from map(_light, convert(source, self.made, keep_large=self.keep_large))
        except FumikuraError as error:
            yield refused(error, name)
        except MemoryError:
            problem = "there is not memory enough for it"
            yield Refused(name, str(ContentError(name, 1, problem, "add it in parts", "too-large")))


def _light(step: Step) -> Step:
    """The step as it goes to another process."""
    return replace(step, source=step.source.without_bytes()) if isinstance(step, Opened) else step


def convert(source: Source, made: Mapping[str, Made], *, keep_large: bool = False) -> Iterator[Step]:
    """The steps of ``source``. What cannot be used is one of them."""
    try:
        yield from steps(source, made, keep_large=keep_large)
    except FumikuraError as error:
        yield refused(error, source.name)
    except RecursionError:
        yield refused(_too_deep(source), source.name)


def steps(source: Source, made: Mapping[str, Made], *, keep_large: bool = False) -> Iterator[Step]:
    """The steps of ``source``. Raises ``FumikuraError`` where it gives no article, and, after the articles before it,
    where it is damaged."""
    importers = load_all()
    name = choose(source, importers)
    importer = importers[name]
    is_one_of_many = importer.MANY or source.container is not None
    _refuse_sharing(source, source.given if importer.MANY else source.container.given if source.container else {})
    converter = f"{name} {importer.VERSION}"
    yield Opened(source, converter, is_one_of_many, _entries(source) if importer.MANY else 1)
    known = made.get(source.sha256)
    if known is not None and not known.all_by(converter):
        known = None  # the importer has changed since: what it gives now is compared
    if known is not None and not is_one_of_many:
        return  # nothing to convert: thousands of files in a second
    for article in importer.read(source):
        try:
            if isinstance(article, ContentError):
                raise article
            if known and article.source and comparable_url(article.source) in known.urls:
                yield Again(article.source, article.kind == "link")
            else:
                yield _page(article, source, converter, keep_large=keep_large)
        except ContentError as error:
            if not is_one_of_many:
                raise
            yield Refused(source.name, str(error))


def refused(error: FumikuraError, name: str) -> Refused:
    """The error; where it is about another file, such as the page, with the source's name before it."""
    if isinstance(error, ContentError) and error.path != name and name not in str(error):
        return Refused(name, f"{name}: {error}")
    return Refused(name, str(error))


def _page(article: Article, source: Source, converter: str, *, keep_large: bool) -> Page:
    try:
        return make_page(article, source, NO_PLACE, converter, keep_large=keep_large)
    except RecursionError as error:
        raise _too_deep(source) from error


def _too_deep(source: Source) -> ContentError:
    return ContentError(source.name, 1, "its parts are nested hundreds deep", "save it with fewer levels", "too-deep")


def _refuse_sharing(source: Source, given: Fields) -> None:
    """``given``: what was given for a file that holds many articles."""
    shared = [f"`{name}`" for name in ("source", "title") if name in given]
    if shared:
        problem = f"{' and '.join(shared)} can be true of one article only, and this file can hold many"
        raise ContentError(source.name, 1, problem, "leave it out, and change the article's page", "shared")


def _entries(source: Source) -> int:
    """About how many articles an export holds, for showing how far it is: told by what ends or names an entry."""
    text = source.text
    match text[:1]:
        case "{" | "[":
            found = text.count('"url"') or text.count('"title"')
        case "<":
            found = max(text.count(end) for end in ("</item>", "</entry>", "</note>", "<DT><A", "<li><a"))
        case _:
            found = text.count("\n")
    return max(1, found)
