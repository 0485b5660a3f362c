"""Annotations and their files: ``docs/articles/<id>/annotations/<utc>-<rand>.md``, one a file.

One file each, because two people who annotate at once then never conflict, and because a browser can create exactly one
new file in a pull request.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from typing import Any

from fumikura.errors import ContentError, Finding
from fumikura.model.dates import sort_key, utc
from fumikura.model.front_matter import render, split
from fumikura.model.shapes import AnnotationHeader, read_header

ANNOTATION_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-[a-z2-7]{4,16}")
CONTEXT = 32
"""Code points kept on each side of a quote, to tell repeats apart; Hypothesis keeps 32 too."""
MAX_COMMENT = 65_536
"""Bytes (UTF-8) of a comment: some 20,000 Japanese characters; a forge takes no longer ones either."""
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A highlight, comment, question, tag or reply."""

    id: str
    """The name of its file without ``.md``."""
    article: str
    path: str
    header: AnnotationHeader
    comment: str
    """Markdown; may be empty, as for a plain highlight."""
    quote_line: int = 1
    """Where the file has the quote, to point to."""
    comment_line: int = 1
    """Where the comment begins."""

    @property
    def order(self) -> tuple[str, str]:
        """By the moment it was made; the file's name begins with that moment too."""
        return (sort_key(self.header.created or self.header.created_local), self.id)


def new_annotation_id(moment: dt.datetime) -> str:
    """A file name for an annotation made at ``moment``, with six random characters (30 bits)."""
    stamp = moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    return stamp + "-" + "".join(secrets.choice(_BASE32) for _ in range(6))


def parse_annotation(text: str, article: str, annotation_id: str, path: str) -> tuple[Annotation | None, list[Finding]]:
    """Read an annotation's file, or say what is wrong with it."""
    try:
        front_matter, body = split(text, path)
    except ContentError as error:
        return None, [error.finding()]
    if not front_matter.values:
        problem = Finding(path, 1, "error", "front-matter", "no front matter", "begin the file with `---`")
        return None, [problem]
    header, findings = read_header(AnnotationHeader, front_matter, path)
    if is_too_long(body):
        too_long = f"the comment is longer than {MAX_COMMENT:,} bytes"
        line = front_matter.body_line
        findings.append(Finding(path, line, "error", "comment-length", too_long, "make an article or a note of it"))
    if header is None or findings:
        return None, findings
    quote_line, comment_line = front_matter.line("quote"), front_matter.body_line
    annotation = Annotation(annotation_id, article, path, header, body.strip(), quote_line, comment_line)
    return annotation, []


def is_too_long(comment: str) -> bool:
    """Whether nobody would read it: ``MAX_COMMENT``."""
    return len(comment.encode("utf-8", "surrogatepass")) > MAX_COMMENT


def render_annotation(header: AnnotationHeader, comment: str) -> str:
    """The text of an annotation's file."""
    dumped = header.model_dump(exclude_none=True, exclude_defaults=True)
    dumped["motivation"] = header.motivation
    fields = {name: dumped.pop(name) for name in AnnotationHeader.model_fields if name in dumped} | dumped
    body = comment.strip()
    return render(fields) + (body + "\n" if body else "")


def passage(text: str, start: int, end: int, text_hash: str) -> dict[str, Any]:
    """The fields of a header that point to ``text[start:end]`` of a canonical text."""
    return {
        "quote": text[start:end],
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
        "start": start,
        "text": text_hash,
    }


def make_header(
    text: str,
    start: int,
    end: int,
    text_hash: str,
    *,
    by: str | None,
    moment: dt.datetime,
    motivation: str,
    tags: tuple[str, ...],
) -> AnnotationHeader:
    """The header of an annotation on ``text[start:end]`` of a canonical text."""
    return AnnotationHeader.model_validate(
        {
            **passage(text, start, end, text_hash),
            "by": by,
            "created": utc(moment),
            "motivation": motivation,
            "tags": tags,
        }
    )
