"""A source whose text is here already, under another address or none: said, and not added a second time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fumikura.adding.known_texts import KnownTexts
from fumikura.adding.publish import fill, renew

if TYPE_CHECKING:
    from fumikura.adding.known_texts import Double
    from fumikura.adding.publish import Incoming
    from fumikura.adding.results import Result
    from fumikura.adding.shelf import Shelf


def texts_of(shelf: Shelf) -> KnownTexts:
    """The texts of the shelf's articles; they are read when they are first asked."""
    if shelf.texts is None:
        shelf.texts = KnownTexts(shelf)
    return shelf.texts


def again_as_double(double: Double, new: Incoming, shelf: Shelf, *, update: bool) -> Result:
    """What becomes of ``new``. ``update``: the fuller text wins; the page keeps its address."""
    known = double.known
    said = f"its text is that of {shelf.shown(known)} ({double.alike})"
    here, there = known.text("source"), new.page.values.get("source")
    if here and there:  # were they one address, it would have been found by that
        said += f", which is from {here}"
    if not update:
        return _said(_unchanged(double, new, shelf), f"{said}: not added; --new adds it all the same")
    if not double.is_fuller:
        return _said(
            _unchanged(double, new, shelf), f"{said}, and not fuller: not taken; --new adds it as another article"
        )
    if here and "source" not in new.source.insisted:
        new = replace(new, page=replace(new.page, values={**new.page.values, "source": here}))
    return _said(renew(known, new, shelf, force=True), f"{said}, and fuller")


def _unchanged(double: Double, new: Incoming, shelf: Shelf) -> Result:
    """The article that is here, as it is: what was given with the double is said of the double."""
    return fill(double.known, replace(new.source, given={}), shelf)


def _said(result: Result, warning: str) -> Result:
    return replace(result, warnings=(warning, *result.warnings))
