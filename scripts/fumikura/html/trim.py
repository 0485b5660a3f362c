"""What the place of an article holds besides it, told by what the extractors left out: bylines and share buttons
before it, tags, related pages and comments behind it, advertisements in it.

The article is divided into units (a paragraph, a heading, a list, a table, a figure). One that an extractor found
stays, and so does one that looks like those beside it that were found, and whatever reads like prose or is a picture
in the midst of the article.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from fumikura.html.dom import BLOCKS, HEADINGS, Element, all_text, blocky, classes, remove
from fumikura.html.found import PROSE, TELLING, squeezed, written_length
from fumikura.html.pointers import TAGS, TEASER, is_ad, is_copyright, is_shouted, shares
from fumikura.html.sections import with_sections
from fumikura.html.units import WHOLES, Unit, units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fumikura.html.found import Finders

LINKED = 0.4
"""Share of a text in links from which on it is made of links."""
ALL_LINKED = 0.8
"""The same where little is known."""
SAID = 0.9
"""The same of a sentence that is more than its link."""
ENOUGH = 0.6
"""Share of the text without links that the careful extractor must have found for its silence to mean much."""
SMALL = 100
"""Pixels, below which a picture is an ornament."""
CORE = 0.8
"""Share of the found text that lies in the core of the article."""
MOST = 0.5
"""Share of the text without links that is never trimmed away: then the extractors have found next to nothing."""

_ORNAMENT = re.compile(r"avatar|author|icon|logo|profile|badge|emoji|byline|gravatar", re.IGNORECASE)
_SOLID = WHOLES - {"ul", "ol"} | {"td", "th", "dt", "dd"}
"""Those that are no labels, whoever found them."""


def trim(article: Element, finders: Finders, place: Element) -> None:
    """Take what is no part of it out of ``article``, in place.

    ``place``: ``article`` itself, or the part of it that holds the text; of the rest pictures and licences stay.
    """
    if not finders.careful and not finders.generous:
        return
    units = units_of(article, finders)
    held = [unit for unit in units if unit.text and not unit.stays]
    if not any(unit.found for unit in held):
        return
    core = with_sections(_core(article, held), lambda element: len(squeezed(all_text(element))))
    inside = [unit for unit in held if core in (unit.element, *unit.element.iterancestors())]
    is_known = _prose(unit for unit in inside if unit.careful) > ENOUGH * _prose(inside)
    _mark_around(place, units)
    _mark_groups(article, held, LINKED if is_known else ALL_LINKED)
    if is_known:
        _mark_outside(inside, held)
    _mark_cards(article, held)
    _mark_inside(held, is_known=is_known)
    _mark_labels(units)
    if _prose(unit for unit in held if unit.gone) > MOST * _prose(held):
        return
    for unit in units:
        if unit.gone and not unit.stays:
            _take_out(unit.element, article)


def _prose(units: Iterable[Unit]) -> int:
    """Characters of them that are not in links."""
    return sum(len(unit.text) - unit.linked for unit in units)


def _core(article: Element, units: list[Unit]) -> Element:
    """The smallest element with most of the text that the careful extractor found, or any if it found none."""
    careful = any(unit.careful for unit in units)
    weights: Counter[Element] = Counter()
    for unit in units:
        if unit.careful or (unit.found and not careful):
            weights.update(dict.fromkeys([unit.element, *_up_to(article, unit.element)], len(unit.text)))
    enough = CORE * weights[article]
    return min((element for element in weights if weights[element] >= enough), key=lambda one: -_depth(one))


def _up_to(article: Element, element: Element) -> Iterator[Element]:
    """The elements around ``element``, ``article`` the last."""
    while element is not article and (parent := element.getparent()) is not None:
        yield parent
        element = parent


def _depth(element: Element) -> int:
    return sum(1 for _ in element.iterancestors())


def _mark_around(place: Element, units: list[Unit]) -> None:
    """All that stands outside of ``place``, but for pictures shown for themselves before it, and the licence."""
    before = True
    for unit in units:
        if place in (unit.element, *unit.element.iterancestors()):
            before = False
            continue
        shown = unit.element.tag == "figure" or (unit.has_picture and not unit.text and not _is_ornament(unit.element))
        unit.gone = not unit.stays and not (before and (shown or (unit.text and _is_caption(unit))))


def _is_ornament(element: Element) -> bool:
    """Whether its pictures are links, small, or called what portraits of authors and signs are called."""
    if next(element.iter("a"), None) is not None or next(element.iterancestors("a"), None) is not None:
        return True
    for picture in element.iter("img"):
        names = " ".join(str(one.get("class") or "") for one in [picture, *list(picture.iterancestors())[:3]])
        sizes = [int(size) for name in ("width", "height") if (size := str(picture.get(name) or "")).isdigit()]
        if _ORNAMENT.search(names) or any(size < SMALL for size in sizes):
            return True
    return False


def _mark_groups(article: Element, units: list[Unit], least: float) -> None:
    """Elements with more than the share ``least`` of their text in links that the careful extractor found nothing of:
    related pages, with their pictures and headings. A list or a line of links among prose is the author's."""
    within = _within(article, units)
    among_prose = {_home(unit) for unit in units if unit.careful and unit.is_prose}
    for around, group in within.items():
        if around is article or any(unit.careful or unit.element.tag in _SOLID for unit in group):
            continue
        if len(group) == 1 and around is group[0].element and _home(group[0]) in among_prose:
            continue
        length = sum(len(unit.text) for unit in group)
        linked = sum(unit.linked for unit in group)
        if linked > least * length and sum(unit.links for unit in group) > 1:
            for unit in group:
                unit.gone = True


def _within(article: Element, units: list[Unit]) -> dict[Element, list[Unit]]:
    """The units in each element of ``article``, those that are units themselves among them."""
    within: dict[Element, list[Unit]] = {}
    for unit in units:
        for around in (unit.element, *_up_to(article, unit.element)):
            within.setdefault(around, []).append(unit)
    return within


def _mark_cards(article: Element, units: list[Unit]) -> None:
    """Lists whose items are each a picture or a heading with a link, and boxes under a label such as "Most read": other
    pages, told by their headings. Nothing of theirs did both extractors find, but a label the careful one may have."""
    for unit in units:
        if unit.element.tag in {"ul", "ol"} and not (unit.careful and unit.generous) and _are_cards(unit.element):
            unit.gone = True
    within = _within(article, units)
    for label in units:
        if len(label.text) >= PROSE or not TEASER.match(all_text(label.element).strip()):
            continue
        box = next(
            (one for one in _up_to(article, label.element) if len(squeezed(all_text(one))) > len(label.text)), None
        )
        if box is None or box is article:
            continue
        group = within[box]
        if not any(unit.element.tag in _SOLID or (unit.careful and unit is not label) for unit in group):
            for unit in group:
                unit.gone = True


def _are_cards(items: Element) -> bool:
    """Whether ``items`` is a list of two or more whose every item has a heading with a link in it or around it."""
    cards = list(items.iterchildren("li"))
    return len(cards) > 1 and all(any(_is_linked(heading) for heading in card.iter(*HEADINGS)) for card in cards)


def _is_linked(element: Element) -> bool:
    return next(element.iter("a"), None) is not None or next(element.iterancestors("a"), None) is not None


def _mark_outside(inside: list[Unit], units: list[Unit]) -> None:
    """Before the core (the units ``inside``) and behind it, whatever the careful extractor did not find, but for prose
    and pictures before it."""
    first, last = units.index(inside[0]), units.index(inside[-1])
    for index, unit in enumerate(units):
        pictured = unit.has_picture and (unit.element.tag == "figure" or _is_caption(unit))
        if index < first and not unit.careful:
            is_part = unit.generous and unit.element.tag in _SOLID and unit.share_linked < LINKED
            unit.gone |= not unit.is_prose and not pictured and not is_part
        elif index > last and not unit.careful:
            kept = unit.found and (unit.is_prose or pictured or unit.element.tag in HEADINGS)
            unit.gone |= not kept and not _is_sentence(unit) and not _is_said(unit)


def _is_sentence(unit: Unit) -> bool:
    """Whether it is a whole sentence: a licence, or thanks."""
    ends = re.search(r"[。.!?！？][\"”」』)）]?$", all_text(unit.element).strip()) is not None
    return ends and written_length(unit.text) > 2 * TELLING and unit.share_linked < LINKED and unit.element.tag == "p"


def _mark_inside(units: list[Unit], *, is_known: bool) -> None:
    """In the midst of the article, labels that nobody found, texts that stand there twice, and pointers to
    elsewhere."""
    kin = {_kind(unit) for unit in units if unit.found}
    beside = {_home(unit) for unit in units if unit.careful}
    seen: set[str] = set()
    for unit in units:
        plain = all_text(unit.element).strip()
        solid = unit.is_prose or unit.has_picture or unit.element.tag in _SOLID | HEADINGS
        if not unit.found and not solid and _kind(unit) not in kin and not _is_caption(unit) and not _is_sentence(unit):
            unit.gone |= bool(unit.element.get("class")) or (is_known and _home(unit) not in beside)
        twice = not unit.careful and len(unit.text) >= 30 and unit.element.tag != "figure" and unit.text in seen
        pointer = unit.share_linked > LINKED and not _is_said(unit) and (TEASER.match(plain) or is_shouted(plain))
        unit.gone |= twice or bool(pointer) or is_ad(plain) or shares(plain)
        seen.add(unit.text)
        if unit.element.tag in {"ul", "figure"} and unit.has_picture:
            seen.update(_take_out_repeats(unit.element))


def _take_out_repeats(gallery: Element) -> set[str]:
    """The texts of the blocks in ``gallery``, where each stays once: galleries have a caption for every place that they
    show a picture in."""
    around = blocky(gallery)
    seen: set[str] = set()
    for block in [block for block in gallery.iterdescendants(*BLOCKS) if block not in around]:
        text = squeezed(all_text(block))
        if len(text) >= 30 and text in seen:
            remove(block)
        seen.add(text)
    return {text for text in seen if len(text) >= 30}


def _is_said(unit: Unit) -> bool:
    """Whether it is a sentence with a link in it, not a link alone."""
    ends = re.search(r"[。.]$", all_text(unit.element).strip()) is not None
    return ends and unit.generous and unit.share_linked < SAID


def _is_caption(unit: Unit) -> bool:
    """Whether it is the only text beside a picture."""
    if unit.element.tag in {"figcaption", "caption"}:
        return True
    parent = unit.element.getparent()
    around = [] if parent is None else [parent, *list(parent.iterancestors())[:1]]
    return any(
        len(one) <= 8
        and next(one.iter("img"), None) is not None
        and len(squeezed(all_text(one))) <= 1.2 * len(unit.text)
        for one in around
    )


def _mark_labels(units: list[Unit]) -> None:
    """Headings of what is gone, and tags behind the article."""
    last = max((index for index, unit in enumerate(units) if unit.is_prose and not unit.gone), default=0)
    for index, unit in reversed(list(enumerate(units))):
        plain = all_text(unit.element).strip()
        if unit.links and TAGS.match(plain) and (index > last or (unit.links > 1 and unit.share_linked > ALL_LINKED)):
            unit.gone = True
        unit.gone |= index > last and not (unit.careful and unit.generous) and is_copyright(plain)
        if unit.element.tag in HEADINGS and (not unit.careful or index > last):
            unit.gone |= _heads_nothing(unit, units[index + 1 :])
        elif len(unit.text) < PROSE and TEASER.match(plain):
            _mark_pointers(unit, units[index + 1 :])


def _mark_pointers(label: Unit, following: list[Unit]) -> None:
    """A label such as "See also", and the links under it, unless text follows it."""
    linked = list(
        itertools.takewhile(lambda unit: unit.gone or not unit.text or unit.share_linked > ALL_LINKED, following)
    )
    if any(unit.text for unit in linked) or not following:
        for unit in (label, *linked):
            unit.gone |= bool(unit.text)


def _heads_nothing(heading: Unit, following: list[Unit]) -> bool:
    """Whether all up to the next heading of its rank or a higher one is gone."""
    for unit in following:
        if unit.element.tag in HEADINGS and str(unit.element.tag) <= str(heading.element.tag):
            break
        if not unit.gone and (unit.text or unit.has_picture):
            return False
    return True


def _home(unit: Unit) -> Element | None:
    """The block that the unit stands in."""
    return next((around for around in unit.element.iterancestors() if around.tag in BLOCKS), None)


def _kind(unit: Unit) -> tuple[Element | None, str, frozenset[str]]:
    return (_home(unit), str(unit.element.tag), classes(unit.element))


def _take_out(element: Element, article: Element) -> None:
    """Out of ``article``, with the elements around it that are empty then."""
    parent = element.getparent()
    remove(element)
    while parent is not None and parent is not article and not len(parent) and not (parent.text or "").strip():
        empty, parent = parent, parent.getparent()
        remove(empty)
