"""Footnotes of a page: a reference and a note that link to each other (``#fn1`` and ``#fnref1``).

The two links are the sign, whatever the names: Markdown's renderers, WordPress, Wikipedia and Hatena all
write them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fumikura.html.dom import HEADINGS, Element, remove, text_of, unwrap

_NOTES = frozenset({"li", "p", "div", "dd", "aside", "span"})
_MARK = re.compile(
    r"[\[(（［]?\s*(?:注|註|※|note)?\s*(?:[*＊]?\d{1,4}|[a-z]|[ivx]{1,6}|[*†‡§]{1,4})?\s*[\])）］]?", re.IGNORECASE
)
_BACK = re.compile(r"[\s^↑↩⤴⏎\ufe0e\ufe0f.:a-z\d\[\]()（）*†‡]{0,12}|戻る|本文へ戻る|back", re.IGNORECASE)


@dataclass(slots=True)
class Footnotes:
    """The footnotes of an article, in the order in which it refers to them."""

    references: dict[Element, str] = field(default_factory=dict)
    """An element that stands for a reference, and the label of its note."""
    notes: dict[str, Element] = field(default_factory=dict)
    """Label -> the element with the note, taken out of the article."""


def take_footnotes(root: Element) -> Footnotes:
    """Find the footnotes under ``root`` and take them out of it. What is not surely a footnote stays where
    it is."""
    by_id: dict[str, Element] = {}
    for element in root.iter():
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                by_id.setdefault(name, element)
    found = Footnotes()
    labels: dict[Element, str] = {}
    for link in list(root.iter("a")):
        note = _note(link, by_id)
        if note is None or any(around in labels for around in link.iterancestors()):
            continue
        label = labels.setdefault(note, str(len(labels) + 1))
        found.references[_whole_reference(link)] = label
        found.notes[label] = note
    names = {name for reference in found.references for name in _names(reference)}
    for note in found.notes.values():
        _take_out(note, names)
    return found


def _note(link: Element, by_id: dict[str, Element]) -> Element | None:
    """The note that ``link`` refers to, if the note links back to it."""
    target = by_id.get(_fragment(link))
    if target is None or not _MARK.fullmatch(text_of(link)):
        return None
    note: Element | None = target
    while note is not None and note.tag not in _NOTES - {"span"}:
        note = note.getparent()
    if note is None or note in link.iterancestors() or next(note.iter(*HEADINGS), None) is not None:
        return None
    return note if any(_fragment(back) in _names(link) for back in note.iter("a")) else None


def _names(reference: Element) -> set[str]:
    """What a note may call the place of ``reference``: its names, those in it, and those close around it."""
    near = [*reference.iter(), *list(reference.iterancestors())[:2]]
    return {name for element in near for name in (element.get("id"), element.get("name")) if name}


def _fragment(link: Element) -> str:
    href = link.get("href") or ""
    return href.partition("#")[2]


def _whole_reference(link: Element) -> Element:
    """``link``, or the ``<sup>`` and the like that holds nothing else."""
    whole = link
    parent = link.getparent()
    while parent is not None and parent.tag in {"sup", "span", "small"} and len(parent) == 1:
        if (parent.text or "").strip(" [(") or (whole.tail or "").strip(" ])"):
            break
        whole, parent = parent, parent.getparent()
    return whole


def _take_out(note: Element, names: set[str]) -> None:
    """Out of its list, without its way back, and the list too when it is empty."""
    for back in list(note.iter("a")):
        if _fragment(back) not in names:
            continue
        if _BACK.fullmatch(text_of(back)):
            remove(_whole_reference(back))
        else:
            unwrap(back)
    first = next((one for one in note.iter("span") if "footnote-delimiter" in (one.get("class") or "")), None)
    if first is not None:
        remove(first)  # Hatena's colon between number and note
    container = note.getparent()
    remove(note)
    while container is not None and len(container) == 0 and not (container.text or "").strip():
        empty, container = container, container.getparent()
        remove(empty)
