"""Documents as bytes and back, for who keeps them between two builds, and the key that tells one from another."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args

from fumikura.search_index.documents import Document, Kind, Remark, Section

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


def document_bytes(document: Document) -> bytes:
    """``document`` as JSON without names: the same bytes for equal documents."""
    sections = [[one.heading, one.fragment, one.text, one.readings, one.passages] for one in document.sections]
    remarks = [[one.fragment, one.by, one.text] for one in document.remarks]
    about = [document.url, document.title, document.kind, document.site, document.date, document.lang]
    value = [about, document.authors, document.tags, sections, remarks]
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def document_key(document: Document) -> str:
    """32 hexadecimal digits that are others for another content."""
    return hashlib.sha256(document_bytes(document)).hexdigest()[:32]


def stored_document(data: bytes) -> Document:
    """The document that ``document_bytes`` made ``data`` of. Raises ``ValueError`` for all else."""
    value = json.loads(data.decode("utf-8", "surrogatepass"))
    about, authors, tags, sections, remarks = _row(value, 5)
    url, title, kind, site, date, lang = _texts(about, 6)
    return Document(
        url,
        title,
        _kind(kind),
        _each(sections, _section),
        _each(remarks, lambda row: Remark(*_texts(row, 3))),
        site,
        _texts(authors),
        _texts(tags),
        date,
        lang,
    )


def _section(value: Any) -> Section:
    heading, fragment, text, readings, passages = _row(value, 5)
    heading, fragment, text = _texts([heading, fragment, text])
    return Section(heading, fragment, text, _texts(readings), _numbers(passages))


def _kind(text: str) -> Kind:
    if text not in get_args(Kind):
        raise ValueError(f"no kind of document: {text!r}")
    return cast("Kind", text)


def _each(value: Any, read: Callable[[Any], Value]) -> tuple[Value, ...]:
    return tuple(read(one) for one in _row(value))


def _row(value: Any, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise ValueError("no stored document")
    return value


def _texts(value: Any, length: int | None = None) -> tuple[str, ...]:
    texts = _row(value, length)
    if not set(map(type, texts)) <= {str}:
        raise ValueError("no stored document")
    return tuple(texts)


def _numbers(value: Any) -> tuple[int, ...]:
    numbers = _row(value)
    if not set(map(type, numbers)) <= {int} or min(numbers, default=0) < 0:
        raise ValueError("no stored document")
    return tuple(numbers)
