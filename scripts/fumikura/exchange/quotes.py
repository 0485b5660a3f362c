"""Works whose text is not here, only passages that were quoted from it: ``kind: quotes``. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fumikura.exchange.landing import squeeze
from fumikura.markdown.sanitise import sanitise
from fumikura.markdown.text import paragraph
from fumikura.model.identity import canonical_url, without_tracking
from fumikura.text.canonical import CanonicalText, canonical_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fumikura.exchange.foreign import ForeignAnnotation
    from fumikura.markdown.rendering import Renderer


def header_of(foreign: ForeignAnnotation) -> dict[str, Any]:
    """Front matter of a work that is known by its annotations alone; empty where nothing says what it is."""
    title = foreign.title or _name(foreign.source)
    if not title:
        return {}
    source = without_tracking(foreign.source) if foreign.source else ""
    return {"title": title, "source": source, "author": list(foreign.author), "kind": "quotes"}


def key_of(foreign: ForeignAnnotation) -> str:
    """What its id is made from: the address, else title and author, since the text grows."""
    return canonical_url(foreign.source) if foreign.source else "\n".join((foreign.title, *foreign.author))


def with_quotes(body: str, foreign: Iterable[ForeignAnnotation], renderer: Renderer) -> tuple[str, CanonicalText]:
    """``body`` with a paragraph at its end for each passage that it does not hold yet, and its canonical text."""
    blocks = [body.rstrip("\n")] if body.strip() else []
    known, _ = squeeze(canonical_text(sanitise(renderer.html(body))).text)
    for one in in_order([one for one in foreign if one.quote]):
        quote, _ = squeeze(one.quote)
        if quote not in known:
            blocks.append(paragraph(one.quote))
            known += quote
    text = "\n\n".join(blocks) + "\n" if blocks else ""
    return text, canonical_text(sanitise(renderer.html(text)))


def in_order(foreign: Sequence[ForeignAnnotation]) -> list[ForeignAnnotation]:
    """By their place in the work; those that do not say theirs stay where they are in the file, at the end."""
    return sorted(foreign, key=lambda one: (not one.order, one.order))


def _name(url: str) -> str:
    """An address stands in for the title that nobody knows."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path.rstrip('/')}" if parts.hostname else ""
