"""A foreign annotation + the text of its article -> the header and the comment of our file. Pure.

The quote becomes the text's own words where only white space, letter case, character width or the kind of a quotation
mark differ. Where more differs it stays as it came: ``anchors.place`` then says what became of it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from fumikura.errors import ContentError
from fumikura.exchange.offsets import from_utf_16
from fumikura.model.annotations import parse_annotation, passage, render_annotation
from fumikura.model.front_matter import FrontMatter
from fumikura.model.shapes import AnnotationHeader, read_header
from fumikura.text.anchors import Selector, place
from fumikura.text.likeness import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.exchange.foreign import ForeignAnnotation
    from fumikura.model.annotations import Annotation
    from fumikura.text.canonical import CanonicalText

UNKNOWN = "19700101T000000Z"
"""Beginning of the name of an annotation whose moment nobody knows."""
HASH_LENGTH = 12
"""Base32 characters, 60 bits: no two among millions are the same by chance."""
MAX_CONTEXT = 1000
"""Code points that a header takes before and after a quote."""


@dataclass(frozen=True, slots=True)
class Landed:
    """An annotation as its file will hold it."""

    header: AnnotationHeader
    comment: str
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole file."""
        return render_annotation(self.header, self.comment)


def fingerprint(foreign: ForeignAnnotation, form: str) -> str:
    """What is the same whenever this annotation is read again: a hash of where it comes from.

    Its IRI; else the format, the work, the passage and its place. The comment counts only where there is no passage,
    since people change what they have said.
    """
    work = foreign.source or "\n".join((foreign.title, *foreign.author))
    parts = (form, work, foreign.quote or foreign.comment, foreign.location)
    origin = foreign.iri or "\0".join(parts)
    digest = base64.b32encode(hashlib.sha256(origin.encode("utf-8", "surrogatepass")).digest())
    return digest.decode("ascii").lower()[:HASH_LENGTH]


def stamp(foreign: ForeignAnnotation) -> str:
    """The beginning of the file's name: its moment in UTC, or the one that stands for none."""
    if not foreign.created:
        return UNKNOWN
    return dt.datetime.fromisoformat(foreign.created).astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def with_zone(foreign: ForeignAnnotation, zone: dt.tzinfo | None) -> ForeignAnnotation:
    """With its local time as a moment, if the person has said in which time zone the device was."""
    if zone is None or foreign.created or "T" not in foreign.created_local:
        return foreign
    moment = dt.datetime.fromisoformat(foreign.created_local).replace(tzinfo=zone)
    return replace(foreign, created=moment.isoformat(), created_local="")


@dataclass(frozen=True, slots=True)
class Ground:
    """The text of an article."""

    text: str
    """Canonical."""
    hash: str
    is_quotes: bool = False
    """Whether it is passages alone: then what stands beside one of them is not what stood there in the work."""
    blocks: tuple[tuple[int, int], ...] = ()
    """Start and end of each passage, if it is passages alone."""

    @classmethod
    def of(cls, canonical: CanonicalText, *, is_quotes: bool) -> Self:
        """Works the hash out once for all annotations of the article."""
        blocks = [
            (segment.start, segment.start + segment.length)
            for segment in canonical.segments
            if is_quotes and canonical.text[segment.start : segment.start + segment.length].strip()
        ]
        return cls(canonical.text, canonical.hash, is_quotes, tuple(blocks))


def land(foreign: ForeignAnnotation, ground: Ground, reply_to: str | None, path: str) -> Landed:
    """The annotation on ``ground``. ``reply_to``: id of what it answers, if that is here. ``path``: for messages.

    Raises ``ContentError`` for what no file of ours can hold.
    """
    target, warnings = _target(foreign, ground, reply_to)
    fields: dict[str, Any] = {
        **target,
        "by": foreign.by,
        "created": foreign.created,
        "created_local": foreign.created_local,
        "modified": foreign.modified,
        "motivation": foreign.motivation or _motivation(foreign, reply_to),
        "tags": list(foreign.tags),
        "canonical": foreign.iri,
        **{key: value for key, value in foreign.kept.items() if value and key not in AnnotationHeader.model_fields},
    }
    header, findings = read_header(AnnotationHeader, FrontMatter(fields), path)
    if header is None:
        raise ContentError(path, foreign.line, findings[0].message, "correct it where it was exported", "row")
    landed = Landed(header, foreign.comment, (*foreign.warnings, *warnings))
    _check(landed, foreign.line, path)
    return landed


def _check(landed: Landed, line: int, path: str) -> None:
    """What is written has to be read back as it is. Raises ``ContentError``."""
    annotation, findings = parse_annotation(landed.text, "", "", path)
    if annotation is None:
        raise ContentError(path, line, findings[0].message, findings[0].remedy, "row")
    if (annotation.header.quote, annotation.comment) != (landed.header.quote, landed.comment):
        raise ContentError(
            path, line, "it has characters that no file can hold", "remove them, and export again", "row"
        )


def _motivation(foreign: ForeignAnnotation, reply_to: str | None) -> str:
    if reply_to:
        return "replying"
    if foreign.comment:
        return "commenting"
    return "tagging" if foreign.tags else "highlighting"


def _target(foreign: ForeignAnnotation, ground: Ground, reply_to: str | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    answer = {"reply_to": reply_to} if reply_to else {}
    if not foreign.quote:
        if reply_to:
            return answer, ()
        is_reply = foreign.reply_to and (foreign.reply_to != foreign.source or foreign.motivation == "replying")
        lost = ("what it answers is not here: it is kept as a note on the whole article",) if is_reply else ()
        return {"target": "article"}, lost
    found = find_quote(foreign, ground)
    prefix, suffix = foreign.prefix[-MAX_CONTEXT:], foreign.suffix[:MAX_CONTEXT]
    if found is not None:
        place_in_work = {"prefix": prefix, "suffix": suffix} if ground.is_quotes else {}
        return {**passage(ground.text, *found, ground.hash), **place_in_work, **answer}, ()
    anchor = place(Selector(foreign.quote, prefix, suffix), ground.text, ground.hash)
    words = {
        "fuzzy": "its words are not in the text; the place most like them is a guess",
        "orphan": "its words stand in the text several times, and nothing tells which are meant"
        if anchor.reason == "ambiguous"
        else "its words are not in the text: it has no place there",
    }
    return {"quote": foreign.quote, "prefix": prefix, "suffix": suffix, **answer}, (words[anchor.status],)


def find_quote(foreign: ForeignAnnotation, ground: Ground) -> tuple[int, int] | None:
    """Start and end of the passage on ``ground``, word for word or but for white space and width; None if unclear."""
    if ground.is_quotes:
        block = _find_block(foreign.quote, ground)
        if block is not None:
            return block
        foreign = replace(foreign, prefix="", suffix="", start=None)
    text = ground.text
    start = from_utf_16(text, foreign.start) if foreign.units == "utf-16" and foreign.start else foreign.start
    if foreign.quote in text:
        anchor = place(Selector(foreign.quote, foreign.prefix, foreign.suffix, start), text, "")
        return None if anchor.start is None else (anchor.start, anchor.start + len(foreign.quote))
    squeezed, offsets = _squeezed_text(text)
    quote, prefix, suffix = (squeeze(part)[0] for part in (foreign.quote, foreign.prefix, foreign.suffix))
    if not quote or quote not in squeezed:
        return None
    anchor = place(Selector(quote, prefix, suffix), squeezed, "")
    return None if anchor.start is None else (offsets[anchor.start], offsets[anchor.start + len(quote) - 1] + 1)


def _find_block(quote: str, ground: Ground) -> tuple[int, int] | None:
    """The block that is this passage; its words may stand in a longer passage too."""
    words = squeeze(quote)[0]
    return next((block for block in ground.blocks if squeeze(ground.text[slice(*block)])[0] == words), None)


@lru_cache(maxsize=4)
def _squeezed_text(text: str) -> tuple[str, list[int]]:
    return squeeze(text)


def squeeze(text: str) -> tuple[str, list[int]]:
    """``text`` folded and without white space, and where each of its code points stood."""
    folded = fold(text)
    offsets = [index for index, char in enumerate(folded) if not char.isspace()]
    return "".join(folded[index] for index in offsets), offsets


def differences(old: Annotation, new: Landed, foreign: ForeignAnnotation, *, ours: bool) -> dict[str, tuple[Any, Any]]:
    """Field by field what the other tool says now and our file does not: old value, new value.

    What the other tool is silent about is the keeper's own and differs from nothing. ``ours``: the file is our own
    export, which says in the other tool's way what our file says in its own.
    """
    pairs: dict[str, tuple[Any, Any]] = {}
    if foreign.comment and foreign.comment != old.comment:
        pairs["comment"] = (old.comment, foreign.comment)
    told: Mapping[str, object] = {
        "by": foreign.by,
        "created": foreign.created,
        "created_local": foreign.created_local and not old.header.created,
        "modified": foreign.modified,
        "motivation": foreign.motivation,
        "tags": foreign.tags,
    }
    for name, is_told in told.items():
        before, after = getattr(old.header, name), getattr(new.header, name)
        if is_told and not _same(name, before, after):
            pairs[name] = (before, after)
    if squeeze(old.header.quote or "")[0] != squeeze(new.header.quote or "")[0]:
        pairs["quote"] = (old.header.quote, new.header.quote)
    extra_before, extra_after = old.header.model_extra or {}, new.header.model_extra or {}
    for name in () if ours else foreign.kept:
        if extra_before.get(name) != extra_after.get(name):
            pairs[name] = (extra_before.get(name), extra_after.get(name))
    return pairs


def _same(name: str, before: Any, after: Any) -> bool:
    if name in {"created", "modified"} and before and after:
        return dt.datetime.fromisoformat(before) == dt.datetime.fromisoformat(after)
    return bool(before == after)
