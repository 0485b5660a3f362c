"""Article + source + what a person gave -> a page: front matter and Markdown, as text."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.importing.article_pictures import relinked
from fumikura.importing.covers import find_cover
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import sanitise
from fumikura.model import front_matter, language
from fumikura.model.identity import canonical_url, without_tracking
from fumikura.model.shapes import ArticleHeader, one_line, read_header
from fumikura.pictures.scaling import scale_all
from fumikura.sources.given import COMPUTED, FIELDS, STATES
from fumikura.sources.source import refuse_longer
from fumikura.text.canonical import canonical_text, count_characters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.model.articles import Article, Picture
    from fumikura.sources.source import Source

WANTED = ("source", "author", "published", "lang")
"""What a person should hear of if it is missing: where a text is from, whose, of when, in what language."""

_ORDER = (*FIELDS, *STATES, *COMPUTED)


@dataclass(frozen=True, slots=True)
class Page:
    """An article as it will stand on disk, without the folder's name."""

    values: Mapping[str, Any]
    """Front matter as it is written, in order; a field that nobody knows is missing."""
    kept: Mapping[str, str]
    """Keys that are not ours, each with its YAML lines."""
    body: str
    """Ends in one line break, if it is not empty."""
    pictures: tuple[Picture, ...]
    key: str
    """What the id is made from: the canonical URL, or the text where there is none."""
    warnings: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def title(self) -> str:
        """One line, never empty."""
        return str(self.values["title"])

    @property
    def text(self) -> str:
        """The whole file."""
        return front_matter.render(self.values, self.kept) + self.body


def make_page(article: Article, source: Source, original: str, converter: str, *, keep_large: bool = False) -> Page:
    """The page of ``article``. ``original``: path under the root; ``converter``: such as ``note_text 1``;
    ``keep_large``: whether pictures that are made smaller are also kept as they were.

    What the person gave overrules what the source says. Raises ``ContentError`` for what no page can hold.
    """
    refuse_longer(article.body, source.name)
    body = article.body.strip("\n") + "\n" if article.body.strip("\n") else ""
    canonical = canonical_text(sanitise(_rendered(body)))
    values = _known(article, source)
    values["lang"] = values["lang"] or language.detect(canonical.text)
    pictures, problems = article.pictures, list[str]()
    if "cover" in source.given:
        values["cover"], covers, problems = find_cover(str(values["cover"]), source)
        pictures = (*pictures, *(one for one in covers if one not in pictures))
    scaled = scale_all(pictures, keep_large=keep_large)
    if scaled.names:
        body = relinked(body, scaled.names)
        values["cover"] = scaled.names.get(str(values["cover"]), values["cover"])
    computed = (count_characters(canonical), original, source.sha256, converter)
    values.update(zip(COMPUTED, computed, strict=True))
    warnings = [*source.warnings, *article.warnings, *problems, *scaled.warnings]
    if article.publication == "draft" and source.given.get("rights", "private") != "private":
        warnings.append("a draft stays private")
    if not canonical.text and article.kind != "link":
        warnings.append("the article has no text")
    kept = {**article.kept, **source.given_kept}
    ordered = {name: values[name] for name in _ORDER if values[name] not in (None, "", ())}
    return Page(
        values=_checked(ordered, source.name),
        kept={key: block for key, block in kept.items() if key not in ordered},
        body=body,
        pictures=scaled.pictures,
        key=canonical_url(values["source"]) if values["source"] else canonical.text,
        warnings=tuple(warnings),
        remarks=article.remarks,
    )


def kept_at(page: Page, original: str) -> Page:
    """``page`` with the place of its original, a path under the root."""
    return replace(page, values={**page.values, "original": original})


def _known(article: Article, source: Source) -> dict[str, Any]:
    """What the source says about the article, overruled by what the person says."""
    values: dict[str, Any] = {name: getattr(article, name) for name in (*FIELDS, *STATES)}
    values["source"] = values["source"] or source.url
    values["created"] = values["created"] or source.fetched
    values.update(source.given)
    if article.publication == "draft":
        values["rights"] = "private"
    values["title"] = one_line(values["title"] or "") or source.stem or source.name
    if values["source"]:
        values["source"] = without_tracking(values["source"])
    return values


def characters_of(body: str) -> int:
    """``count_characters`` of a page's Markdown: what ``characters`` was when that was written by an importer."""
    return count_characters(canonical_text(sanitise(_renderer().html(body))))


def missing(values: Mapping[str, Any]) -> list[str]:
    """The wanted fields that nobody knows."""
    return [name for name in WANTED if not values.get(name)]


def _checked(values: dict[str, Any], name: str) -> dict[str, Any]:
    """``values`` as they will be read again, if the model of an article takes them. Raises ``ContentError``."""
    as_read = {key: str(value) if isinstance(value, int) else value for key, value in values.items()}
    header, findings = read_header(ArticleHeader, front_matter.FrontMatter(as_read), name)
    if header is None:
        raise ContentError(name, 1, findings[0].message, "give a better value with the option of that name")
    return {key: value if key in COMPUTED else getattr(header, key) for key, value in values.items()}


def _rendered(body: str) -> str:
    try:
        return _renderer().html(body)
    except RecursionError:
        _renderer.cache_clear()  # it still believes that it is within a list, and would read the next page so
        raise


@functools.cache
def _renderer() -> Renderer:
    return Renderer()
