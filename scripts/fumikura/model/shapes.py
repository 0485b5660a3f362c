"""The shapes on disk: what the front matter of an article, an annotation and a note may say.

Every value arrives as a string, a list or nothing (``front_matter.py``) and leaves typed. Unknown keys are kept.
The JSON Schemas for editors are made from these models.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from fumikura.errors import Finding
from fumikura.model.dates import iso_date, iso_moment
from fumikura.model.rights import Rights  # noqa: TC001  pydantic reads it

if TYPE_CHECKING:
    from fumikura.model.front_matter import FrontMatter

MOTIVATIONS = (
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
)
"""W3C Web Annotation Data Model, 3.3.5: Motivation and Purpose. Communities may add their own, and other tools do."""


def one_line(text: str) -> str:
    """``text`` without control and direction-changing characters, runs of white space as one space."""
    if text.isprintable() and "  " not in text:  # nearly all are so, and each of their characters would be looked at
        return text.strip()
    kept = "".join(" " if char in "\t\n\r" else char for char in text if not _is_hidden(char))
    return re.sub(r"[ \u00a0]+", " ", kept).strip()


def split_labels(text: str) -> tuple[str, ...]:
    """Tags as people type them in one line: separated by commas, Western or Japanese."""
    labels = (one_line(label) for label in re.split("[,、，]", text))
    return tuple(dict.fromkeys(label for label in labels if label))


def labels(names: Iterable[str]) -> tuple[str, ...]:
    """Tags as a header holds them: one line each, none empty, none twice."""
    found: tuple[str, ...] = _names(list(names))
    return found


def _is_hidden(char: str) -> bool:
    """Control characters, and the marks that turn text around (the "Trojan source" trick, CVE-2021-42574)."""
    if char in "\t\n\r":
        return False
    return unicodedata.category(char) == "Cc" or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _line(value: Any) -> Any:
    return one_line(value) if isinstance(value, str) else value


def _names(value: Any) -> Any:
    """One name or a list of names; ``[[name]]`` is Obsidian's link to a note of that name."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        return value
    if not all(isinstance(name, str) for name in value if name):
        raise ValueError("a list of names, and there is something else in it")
    names = (re.sub(r"^\[\[(?:[^\]|]*\|)?([^\]]*)\]\]$", r"\1", one_line(name)) for name in value if name)
    return tuple(dict.fromkeys(name for name in names if name))


def _url(value: Any) -> Any:
    if isinstance(value, str) and value:
        parts = urlsplit(value.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("no http(s) address")
        return value.strip()
    return value or None


def _date(value: Any) -> Any:
    return iso_date(value) if isinstance(value, str) and value else value or None


def _yes(value: Any) -> Any:
    if value not in ("true", True):
        raise ValueError("write `true`, or remove the line")
    return True


def _moment(value: Any) -> Any:
    return iso_moment(value) if isinstance(value, str) and value else value or None


def is_iri(text: str) -> bool:
    """Whether ``text`` is an absolute IRI. RFC 3987, with every character that it does not forbid."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]{1,1900}", text) is not None


def is_motivation(word: Any) -> bool:
    """Whether the field ``motivation`` takes ``word``."""
    try:
        return isinstance(_motivation(word), str)
    except ValueError:
        return False


def _iri(value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return value or None
    if not is_iri(value.strip()):
        raise ValueError("no IRI such as https://example.org/a/1 or urn:example:1")
    return value.strip()


def _motivation(value: Any) -> Any:
    """One of the W3C's, or another tool's own word; a slip of the pen is neither."""
    if not isinstance(value, str) or value in MOTIVATIONS:
        return value
    if not re.fullmatch(r"[^\W\d_][^\s<>\"'`]{0,199}", value):
        raise ValueError(f"no motivation: {value[:60]!r}; use one such as commenting")
    close = difflib.get_close_matches(value, MOTIVATIONS, n=1, cutoff=0.8)
    if close:
        raise ValueError(f"{value!r} is no motivation; is {close[0]!r} meant?")
    return value


Line = Annotated[str, BeforeValidator(_line)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Url = Annotated[str, BeforeValidator(_url)]
Date = Annotated[str, BeforeValidator(_date)]
Moment = Annotated[str, BeforeValidator(_moment)]
Ids = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)], ...], BeforeValidator(_names)
]
"""Ids of articles, which are parts of addresses."""
Yes = Annotated[Literal[True], BeforeValidator(_yes)]
"""A switch: the key stands there, or it does not. In YAML as we read it ``true`` is a string like all others."""
Iri = Annotated[str, BeforeValidator(_iri)]
Motivation = Annotated[str, BeforeValidator(_motivation)]


class _Header(BaseModel):
    """Common ground: frozen, unknown keys kept, an empty value is a missing one."""

    model_config = ConfigDict(frozen=True, extra="allow")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values
        return {key: value for key, value in values.items() if value is not None and value != ""}


class ArticleHeader(_Header):
    """Front matter of ``docs/articles/<id>/index.md``. Names: Obsidian Web Clipper's where it has one."""

    title: Line = Field(min_length=1, max_length=1000)
    source: Url | None = None
    """The URL it was published at."""
    author: Names = ()
    published: Date | None = None
    created: Date | None = None
    """When it was saved."""
    description: Line | None = None
    tags: Names = ()
    site: Line | None = None
    lang: str | None = Field(default=None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    """BCP 47."""
    rights: Rights | None = None
    """Where it is missing, the archive's default holds."""
    license: Line | None = None
    cover: Line | None = None
    """A picture file in the article's folder, or the URL that the source gave for it."""
    kind: str | None = None
    """``link``: the address alone was saved, not the text. ``quotes``: the text is not here, only the passages that
    were quoted from it. Any other word is the keeper's own."""
    publication: str | None = None
    """``draft``: its author has not published it."""
    incomplete: str | None = None
    """``paywall``: the text ends where a paywall began."""
    characters: int | None = Field(default=None, ge=0)
    """Code points of the text, line breaks not counted."""
    original: Line | None = None
    """Path of the source under the archive's root."""
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """Of the original's bytes."""
    converter: Line | None = None
    """Importer and version, such as ``note_text 1``."""
    former_ids: Ids = ()
    """Ids that it had: its old addresses lead to it."""


class AnnotationHeader(_Header):
    """Front matter of ``docs/articles/<id>/annotations/<utc>-<rand>.md``. Offsets are code points."""

    quote: str | None = Field(default=None, max_length=100_000)
    prefix: str = Field(default="", max_length=1000)
    suffix: str = Field(default="", max_length=1000)
    start: int | None = Field(default=None, ge=0)
    text: str | None = Field(default=None, pattern=r"^[0-9a-f]{8,64}$")
    """Hash of the canonical text it was made on (``canonical.text_hash``)."""
    by: Line | None = None
    created: Moment | None = None
    modified: Moment | None = None
    motivation: Motivation = "commenting"
    tags: Names = ()
    reply_to: Line | None = None
    orphan: Yes | None = None
    """``true``: its passage is gone, and somebody has seen that it is. Nothing is guessed then."""
    target: Literal["article"] | None = None
    """``article``: it is about the article as a whole, and has neither quote nor ``reply_to``."""
    created_local: Date | None = None
    """When it was made as the reading device's clock showed it, where its time zone is not known."""
    canonical: Iri | None = Field(default=None, max_length=2000)
    """The IRI it has where it comes from. W3C Web Annotation Data Model, 3.3.7."""

    @model_validator(mode="after")
    def _points_somewhere(self) -> AnnotationHeader:
        if not self.quote and not self.reply_to and not self.target:
            raise ValueError("an annotation needs a `quote`, or a `reply_to`")
        if self.target and (self.quote or self.reply_to):
            raise ValueError("`target: article` stands instead of a `quote` and of a `reply_to`")
        return self


class NoteHeader(_Header):
    """Front matter of ``docs/notes/<id>.md``: the keeper's own writing."""

    title: Line = Field(min_length=1, max_length=1000)
    created: Date | None = None
    author: Names = ()
    description: Line | None = None
    tags: Names = ()
    lang: str | None = Field(default=None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    rights: Rights | None = None


Header = TypeVar("Header", bound=_Header)


def read_header(model: type[Header], front_matter: FrontMatter, path: str) -> tuple[Header | None, list[Finding]]:
    """The header as its model sees it, or None with one finding for each field that is wrong."""
    try:
        return model.model_validate(dict(front_matter.values)), []
    except ValidationError as error:
        return None, [_finding(fault, front_matter, path) for fault in error.errors()]


def _finding(fault: Any, front_matter: FrontMatter, path: str) -> Finding:
    field = str(fault["loc"][0]) if fault["loc"] else ""
    problem = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "missing":
        message, remedy = f"`{field}` is missing", f"add a line `{field}: …`"
    elif not field:
        message, remedy = problem, "add the missing key"
    else:
        message, remedy = f"`{field}`: {problem}", f"correct `{field}`, or remove the line"
    return Finding(path, front_matter.line(field), "error", "front-matter", message, remedy)
