"""Pages -> ``docs/articles/``: new ones as a whole folder, known ones line by line, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fumikura.adding.first_imports import FirstImports
from fumikura.adding.known_articles import Known
from fumikura.adding.line_changes import counts, short_diff
from fumikura.adding.pages import Page, characters_of, missing
from fumikura.adding.reimport import (
    BY_HAND,
    AsImported,
    Decision,
    Status,
    other_bytes,
    same_bytes,
    typed,
    update,
)
from fumikura.adding.results import Result
from fumikura.adding.shelf import Shelf, read_known
from fumikura.disk.atomic import Staging
from fumikura.errors import ContentError
from fumikura.model import front_matter
from fumikura.model.identity import article_id, free_id
from fumikura.sources.given import COMPUTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fumikura.adding.originals import Place
    from fumikura.adding.waiting import Waiting
    from fumikura.sources.source import Source

MOST_LINES = 12
"""Lines of a diff that a result shows; ``fumikura verify --diff`` shows them all."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One article of a source on its way to ``docs/``."""

    page: Page
    source: Source
    place: Place


def create(new: Incoming, shelf: Shelf, waiting: Waiting | None = None) -> Result:
    """A new article: its original and its folder appear together, at once or when those are written that are
    ``waiting``. Raises ``ContentError`` if they cannot."""
    page = new.page
    broken = shelf.unreadable.get(article_id(page.title, page.key))
    if broken is not None:
        raise broken
    folder = shelf.settings.articles / free_id(page.title, page.key, shelf.ids)
    files = {picture.name: picture.data for picture in page.pictures}
    known = Known(folder.name, folder / "index.md", {**page.values})
    with Staging() as staging:
        new.place.stage(staging)
        staging.folder(folder, {**files, "index.md": page.text.encode("utf-8")})
        if waiting is None:
            staging.commit()
        else:
            waiting.take(staging, known, new.source.name)
    shelf.put(known)
    return _result("created", known, new.source, shelf, warnings=page.warnings, remarks=page.remarks)


def fill(known: Known, source: Source, shelf: Shelf) -> Result:
    """An article made from the same bytes: only fields that were missing and are given now are written."""
    old = typed(known.values, shelf.shown(known))
    decision = same_bytes(old, source)
    if decision.status == "updated":
        with Staging() as staging:
            staging.file(known.path, _rewritten(known, decision, shelf))
            staging.commit()
        known = _renewed(known, shelf)
    return _result(decision.status, known, source, shelf, warnings=decision.notes, differences=decision.differences)


def renew(known: Known, new: Incoming, shelf: Shelf, *, force: bool) -> Result:
    """An article made from other bytes, perhaps. ``force``: the person asked for the update."""
    page = new.page
    old, old_body = _standing(known, shelf)
    decision = _update(known, new, shelf) if force else other_bytes(old, old_body, page, new.source)
    differences = list(decision.differences)
    original = known.text("original")
    if differences and original and original not in {new.place.original, new.place.namesake}:
        differences.insert(0, f"the article is here already, from {original}")
    if decision.status == "updated":
        with Staging() as staging:
            if force:
                new.place.stage(staging)
                for picture in page.pictures:
                    staging.file(known.path.with_name(picture.name), picture.data)
            staging.file(known.path, _rewritten(known, decision, shelf))
            staging.commit()
        known = _renewed(known, shelf)
    warnings, remarks = (page.warnings, page.remarks) if force else ((), ())
    result = _result(decision.status, known, new.source, shelf, warnings=(*warnings, *decision.notes), remarks=remarks)
    if differences:
        result = replace(result, error=_nothing_changed(new.source, differences, decision.remedy))
    shown = decision.body if decision.body is not None else page.body
    is_shown = bool(decision.differences) or decision.body is not None
    return replace(result, diff=_short_diff(old_body, shown)) if is_shown and old_body.strip() else result


def compare(known: Known, new: Incoming, shelf: Shelf) -> Result:
    """An article made from the same bytes by an importer that has changed since: what ``--update`` would do is said."""
    result = fill(known, new.source, shelf)
    known = shelf.with_id(known.id) or known
    decision = _update(known, new, shelf)
    said = [name for name in decision.changes if name not in {*COMPUTED, "created"}]
    _, old_body = _standing(known, shelf)
    body = new.page.body if decision.differences else decision.body
    if body is not None:
        added, removed = counts(old_body, body)
        said.insert(0, f"the text (+{added} −{removed} lines)")
    if not said:
        return result
    what = f"the importer has changed since ({known.text('converter')} → {new.page.values['converter']})"
    then = f"not taken by --update: {decision.differences[0]}" if decision.differences else "--update takes that"
    warning = f"{what}, and gives otherwise: {', '.join(said)}; {then}"
    diff = _short_diff(old_body, body) if body is not None else ()
    return replace(result, warnings=(*result.warnings, warning), diff=diff)


def _update(known: Known, new: Incoming, shelf: Shelf) -> Decision:
    """What an update does to the page, and where it would undo what somebody wrote."""
    old, old_body = _standing(known, shelf)
    page = new.page
    if (old["sha256"], old["converter"]) == (page.values["sha256"], page.values["converter"]):
        base: AsImported | None = AsImported(page.values, page.body)
    else:
        shelf.imports = shelf.imports or FirstImports(shelf.settings)
        base = shelf.imports.of(shelf.shown(known), old)
    decision = update(old, old_body, page, new.source, base)
    is_lost = base is None and decision.body is not None and bool(old_body.strip())
    if is_lost and old["characters"] is not None and old["characters"] != characters_of(old_body):
        added, removed = counts(old_body, page.body)
        said = f"text: +{added} −{removed} lines, and it was edited by hand, though the history does not say where"
        return Decision({}, None, (said,), remedy=BY_HAND)
    return decision


def _standing(known: Known, shelf: Shelf) -> tuple[Mapping[str, Any], str]:
    """The page's fields, typed, and its text."""
    shown = shelf.shown(known)
    return typed(known.values, shown), front_matter.split(_read(known, shown), shown)[1]


def _short_diff(old: str, new: str) -> tuple[str, ...]:
    return tuple(short_diff(old, new, MOST_LINES))


def _renewed(known: Known, shelf: Shelf) -> Known:
    renewed = read_known(known.path, shelf.settings)
    shelf.put(renewed)
    return renewed


def _rewritten(known: Known, decision: Decision, shelf: Shelf) -> str:
    """The page's text with the changes; all other lines stay as they are, line ends included."""
    shown = shelf.shown(known)
    before = _read(known, shown)
    changes = dict(decision.changes)
    if decision.body is not None:
        changes["kind"] = None  # the text is here now, if it was not before
    text = front_matter.updated(before, changes, shown)
    if decision.body is not None:
        _, old_body = front_matter.split(text, shown)
        text = text[: len(text) - len(old_body)] + decision.body
    return text.replace("\n", "\r\n") if "\r\n" in before else text


def _read(known: Known, shown: str) -> str:
    """The page's text with its own line ends."""
    try:
        return known.path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(shown, 1, f"cannot be read: {error}", "mend the file", "unreadable") from error


def _result(
    status: Status,
    known: Known,
    source: Source,
    shelf: Shelf,
    *,
    warnings: Sequence[str] = (),
    remarks: Sequence[str] = (),
    differences: Sequence[str] = (),
) -> Result:
    characters = known.values.get("characters")
    return Result(
        source=source.name,
        status=status,
        id=known.id,
        path=shelf.shown(known),
        title=str(known.values["title"]),
        characters=int(str(characters)) if characters is not None else None,
        missing=tuple(missing(known.values)),
        warnings=tuple(warnings),
        error=_nothing_changed(source, differences, "--update") if differences else None,
        remarks=tuple(remarks),
    )


def _nothing_changed(source: Source, differences: Sequence[str], remedy: str) -> str:
    return f"{source.name}: nothing was changed, since {'; '.join(differences)}\n  try: {remedy}"
