"""PDF: the text, page by page, with the title and author that the file states. Needs the extra ``fumikura[pdf]``.

A PDF has lines, not paragraphs: where one ends is a guess by the lines' lengths. Pictures and tables stay in the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.markdown.text import paragraph
from fumikura.model.articles import Article
from fumikura.model.shapes import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fumikura.sources.source import Source

VERSION = 1
MANY = False

_NO_TITLE = re.compile(
    r"(?:Microsoft (?:Word|PowerPoint) - .*|untitled|無題|.*\.(?:docx?|pptx?|indd|tex|dvi|pdf))", re.IGNORECASE
)
_NO_AUTHOR = re.compile(r"anonymous|unknown|user|owner|admin(?:istrator)?|著者|作成者", re.IGNORECASE)
"""What programs write where nobody has told them."""
_WIDE = re.compile("[\u3000-\u9fff\uff01-\uff60]")
_ENDS_SENTENCE = re.compile(r"[.!?。！？」』：:]['\"”’)）]?$")
MIN_FULL = 0.8
"""Share of the longest lines' length from which on a line is full, and the next one goes on."""


def matches(source: Source) -> bool:
    """By its first bytes."""
    return source.data.startswith(b"%PDF-")


def read(source: Source) -> Iterator[Article]:
    """The document. Raises ``ContentError`` for one that is locked or damaged, or consists of pictures, and where the
    library for it is not installed."""
    with _opened(source) as document:
        pages = [_text(document, number) for number in range(len(document))]
        labels = [document.get_page_label(number) or str(number + 1) for number in range(len(pages))]
        said = document.get_metadata_dict(skip_empty=True)
    empty = [label for label, text in zip(labels, pages, strict=True) if not text.strip()]
    if len(empty) == len(pages):
        problem = f"no text layer: its {len(pages)} pages are pictures of text" if pages else "it has no pages"
        remedy = "run text recognition on it, such as `ocrmypdf in.pdf out.pdf`, and add the result"
        raise ContentError(source.name, 1, problem, remedy, "no-text-layer")
    title = one_line(said.get("Title", ""))
    stated = title if title and not _NO_TITLE.fullmatch(title) else None
    warnings = [f"page{'s' if len(empty) > 1 else ''} {', '.join(empty)}: no text layer"] if empty else []
    if stated is None and "title" not in source.given:
        warnings.insert(0, "the file states no title; its name stands in for it")
    author = one_line(said.get("Author", ""))
    yield Article(
        title=stated or source.stem or source.name,
        body=_body(pages, labels),
        author=(author,) if author and not _NO_AUTHOR.fullmatch(author) else (),
        warnings=tuple(warnings),
        remarks=(f"{len(pages) - len(empty)} of {len(pages)} pages have text",),
    )


def _opened(source: Source) -> Any:
    try:
        import pypdfium2  # noqa: PLC0415  an extra, and slow to load
    except ModuleNotFoundError as error:
        problem = "PDF files need a library that is not installed"
        raise ContentError(source.name, 1, problem, 'pip install "fumikura[pdf]", or pip install pypdfium2') from error
    try:
        return pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ContentError(
                source.name, 1, "it is locked by a password", "save it without one", "encrypted"
            ) from error
        problem = f"the PDF is damaged or half downloaded: {error}"
        raise ContentError(source.name, 1, problem, "download it again", "archive") from error


def _text(document: Any, number: int) -> str:
    """The text of a page; PDFium marks a hyphen at a line's end by U+FFFE."""
    page = document[number]
    layer = page.get_textpage()
    try:
        text: str = layer.get_text_bounded()
    finally:
        layer.close()
        page.close()
    return re.sub("(?:\ufffe|\u00ad)\\s*", "", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\0", "")


def _body(pages: list[str], labels: list[str]) -> str:
    """The paragraphs, and before those of each page its number, where there are several."""
    parts = []
    for label, text in zip(labels, pages, strict=True):
        if len(pages) > 1 and text.strip():
            parts.append(f"*{paragraph(f'p. {label}')}*")
        parts.extend(_paragraphs(text))
    return "\n\n".join(parts)


def _paragraphs(text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n")]
    lengths = sorted(map(len, filter(None, lines)))
    full = lengths[len(lengths) * 9 // 10] * MIN_FULL if lengths else 0
    found, current = [], ""
    for line in lines:
        current = _joined(current, line)
        if not line or len(line) < full or (_ENDS_SENTENCE.search(line) and len(line) < full / MIN_FULL):
            found.append(current)
            current = ""
    return list(filter(None, map(paragraph, filter(None, [*found, current]))))


def _joined(before: str, line: str) -> str:
    """Two lines as one; between Japanese characters a line's end is no space."""
    if not before or not line:
        return before or line
    return before + ("" if _WIDE.match(before[-1]) and _WIDE.match(line[0]) else " ") + line
