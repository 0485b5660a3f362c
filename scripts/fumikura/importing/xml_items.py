"""A large XML file -> its items, one after the other, so that memory holds one of them.

Entities are never expanded and nothing is loaded from elsewhere: an XML bomb is named, not lit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from fumikura.html.dom import Element
    from fumikura.sources.source import Source

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY\b")
_HEAD = 100_000
"""Characters in which a document type stands."""
_PIECE = 65_536
"""Characters that are parsed at a time."""


def items(source: Source, names: Collection[str]) -> Iterator[Element]:
    """The elements whose local name is among ``names``, each with the elements around and before it.

    An item is emptied once the next one is asked for. Faults are passed over as far as possible. Where the file ends
    too early, ``ContentError`` is raised after the last item that is whole.
    """
    if _ENTITY.search(source.text[:_HEAD]):
        problem = "it declares entities of its own, as an XML bomb does"
        raise ContentError(source.name, 1, problem, "remove the declarations, or export it again", "xml")
    # huge_tree: an attachment may be one text of 20 MB; without entities the tree cannot outgrow the file.
    parser = etree.XMLPullParser(
        events=("end",),
        recover=True,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    waiting: Element | None = None  # the last item may be a cut one that the parser has closed
    try:
        for element in _ended(parser, source.text):
            if local_name(element) in names:
                if waiting is not None:
                    yield waiting
                    _drop(waiting)
                waiting = element
    except etree.XMLSyntaxError as error:
        raise _damaged(source, error.lineno or 1, error.msg or "not readable as XML") from error
    _refuse_cut(source, parser.feed_error_log)
    if waiting is not None:
        yield waiting


def _ended(parser: etree.XMLPullParser, text: str) -> Iterator[Element]:
    """Each element once its end has been read. The text goes in by pieces: a second copy of 100 MB is 100 MB."""
    declaration = _DECLARATION.match(text)
    for start in range(declaration.end() if declaration else 0, len(text), _PIECE):
        parser.feed(text[start : start + _PIECE].encode("utf-8", "replace"))
        yield from (element for _, element in parser.read_events() if isinstance(element, etree._Element))
    parser.close()
    yield from (element for _, element in parser.read_events() if isinstance(element, etree._Element))


def local_name(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child_text(element: Element, *names: str) -> str | None:
    """The text of the first child with one of these names, ``{namespace}name`` or local, in the order of the
    names."""
    for name in names:
        for child in element:
            if isinstance(child.tag, str) and name in {child.tag, local_name(child)}:
                text = "".join(str(part) for part in child.itertext()).strip()
                if text:
                    return text
    return None


def children(element: Element, name: str) -> list[Element]:
    """The children of that local name."""
    return [child for child in element if isinstance(child.tag, str) and local_name(child) == name]


def _drop(element: Element) -> None:
    """Free an item, its place with it."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        parent.remove(element)


def _refuse_cut(source: Source, log: etree._ListErrorLog) -> None:
    for entry in log:
        if entry.type == etree.ErrorTypes.ERR_TAG_NOT_FINISHED or "Premature end" in (entry.message or ""):
            raise _damaged(source, entry.line, "the file ends in the middle")


def _damaged(source: Source, line: int, problem: str) -> ContentError:
    remedy = "download or export it again; what stands before this line is read"
    return ContentError(source.name, line, problem, remedy, "xml")
