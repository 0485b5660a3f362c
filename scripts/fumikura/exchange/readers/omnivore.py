"""Omnivore's export, as ZIP archive or unpacked: ``metadata_0_to_20.json`` and so on, ``highlights/<slug>.md``.

A highlights file has for each highlight the passage as a quote (``>``), then its labels (``#one #two``), then its note,
parted by blank lines; a paragraph that follows no quote is a note on the whole article. There are no dates and no ids.
Source: github.com/omnivore-app/omnivore, ``packages/api/src/jobs/export.ts`` and ``utils/parser.ts``.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.exchange.comments import clean_comment, clean_line, clean_quote
from fumikura.exchange.foreign import ForeignAnnotation, Reading, count
from fumikura.exchange.hypothesis_parts import usable
from fumikura.exchange.json_text import objects, read_json, text_of
from fumikura.model.shapes import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.exchange.foreign import ForeignFile

_LABELS = re.compile(r"#\S+(?: #\S[^#\n]*)*")


def matches(file: ForeignFile) -> bool:
    """Lists of metadata in an archive or a folder."""
    return any(posixpath.basename(name).startswith("metadata_") for name in file.parts)


def read(file: ForeignFile) -> Reading:
    """Every highlight and note, with the article that its file's name stands for."""
    articles: dict[str, dict[str, Any]] = {}
    problems: list[ContentError] = []
    for name, text in file.parts.items():
        if name.endswith(".json"):
            try:
                found = objects(read_json(text, f"{file.name}/{name}"))
            except ContentError as error:
                problems.append(error)
                continue
            articles.update({text_of(one.get("slug")): one for one in found})
    annotations: list[ForeignAnnotation] = []
    highlighted = 0
    for name, text in file.parts.items():
        if not name.endswith(".md"):
            continue
        slug = posixpath.basename(name).removesuffix(".md")
        if slug not in articles:
            problem, remedy = f"no metadata file says what {slug} is", "export all of it again"
            problems.append(ContentError(f"{file.name}/{name}", 1, problem, remedy, "row"))
            continue
        highlighted += 1
        annotations += _of_article(articles[slug], text)
    bare = len(articles) - highlighted
    remarks = (f"{count(bare, 'article')} without highlights passed over",) if bare > 0 else ()
    return Reading(tuple(annotations), tuple(problems), remarks)


def _of_article(article: dict[str, Any], text: str) -> Iterator[ForeignAnnotation]:
    author = clean_line(text_of(article.get("author")))
    for number, (line, quote, tags, note) in enumerate(_highlights(text)):
        yield ForeignAnnotation(
            line=line,
            quote=quote,
            comment=note,
            tags=tags,
            source=usable(text_of(article.get("url"))),
            title=clean_line(text_of(article.get("title"))),
            author=(author,) if author else (),
            order=(float(number),),
        )


def _highlights(text: str) -> Iterator[tuple[int, str, tuple[str, ...], str]]:
    """Line, passage, labels and note of each; the passage is empty for a note on the whole."""
    quote, notes, start, line = "", list[str](), 1, 1
    tags: tuple[str, ...] = ()
    for block in re.split(r"(\n[ \t]*\n)", text):
        said = clean_comment(block)
        if said.startswith(">"):
            if quote or notes:
                yield start, quote, tags, "\n\n".join(notes)
            quote = clean_quote("\n".join(re.sub(r"^> ?", "", one) for one in said.split("\n")))
            tags, notes, start = (), [], line
        elif said and quote and not tags and not notes and _LABELS.fullmatch(said):
            tags = labels(said.removeprefix("#").split(" #"))
        elif said:
            notes.append(said)
        line += block.count("\n")
    if quote or notes:
        yield start, quote, tags, "\n\n".join(notes)
