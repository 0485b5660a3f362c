"""What reading and writing Hypothes.is' JSON share: what its fields mean in ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from fumikura.exchange.comments import clean_comment, clean_line
from fumikura.exchange.json_text import objects, text_of, texts
from fumikura.exchange.w3c_parts import of_type, selectors
from fumikura.model.dates import iso_moment
from fumikura.model.shapes import labels

ANONYMOUS = "anonymous"
KEPT = "hypothesis"
"""The front matter key that holds what an imported annotation said beyond our fields."""


def comment_of(one: dict[str, Any]) -> str:
    """The text of an annotation as our file can hold it."""
    return clean_comment(text_of(one.get("text")))


def labels_of(one: dict[str, Any]) -> tuple[str, ...]:
    """Its tags as our header has them."""
    return labels(clean_line(tag) for tag in texts(one.get("tags")))


def user_name(one: dict[str, Any]) -> str:
    """The name that is shown, else the name of the account: ``acct:aoi@hypothes.is`` is ``aoi``.

    ``anonymous`` is what our own export says of an annotation that no one has signed.
    """
    info = one.get("user_info")
    shown = text_of(info.get("display_name")) if isinstance(info, dict) else ""
    account = text_of(one.get("user"))
    name = account.removeprefix("acct:").partition("@")[0]
    return clean_line(shown or ("" if name == ANONYMOUS else name))


def moment_of(text: str) -> str:
    """``text`` if it is a moment with a time zone, else nothing."""
    try:
        return iso_moment(text)
    except ValueError:
        return ""


def title_of(one: dict[str, Any]) -> str:
    """The title of the page that it is about."""
    document = one.get("document")
    titles = texts(document.get("title")) if isinstance(document, dict) else []
    return clean_line(next(filter(None, titles), ""))


def quote_selector(one: dict[str, Any]) -> dict[str, Any]:
    """The text quote selector of its first target; an empty object for a page note and for a reply."""
    targets = objects(one.get("target"))
    return of_type(selectors(targets[0]), "TextQuoteSelector") if targets else {}


def api_iri(one: dict[str, Any], identity: str) -> str:
    """The IRI of the annotation ``identity`` of the service that ``one`` is from; nothing where it has no id."""
    if not identity:
        return ""
    urn, address = api_names(identity)
    return address if text_of(one.get("user")).endswith("@hypothes.is") else urn


def api_names(identity: str) -> tuple[str, str]:
    """A URN for an annotation's id, and its address if it is one of hypothes.is itself."""
    name = quote(identity, safe="", errors="replace")
    return f"urn:hypothesis:{name}", f"https://hypothes.is/a/{name}"


def usable(url: str) -> str:
    """``url`` if an article can have it for its source, else nothing."""
    try:
        parts = urlsplit(url.strip())
        return url.strip() if parts.scheme in {"http", "https"} and parts.hostname else ""
    except ValueError:
        return ""
