"""Pages -> ``docs/articles/``: new ones as a whole folder, known ones line by line, or not at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fumikura import front_matter
from fumikura.atomic import Staging
from fumikura.errors import ContentError
from fumikura.identity import article_id, free_id
from fumikura.pages import Page, missing
from fumikura.reimport import Decision, Status, other_bytes, same_bytes, typed, update
from fumikura.shelf import Known, Shelf, read_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fumikura.originals import Place
    from fumikura.sources import Source
    from fumikura.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one article: an entry of ``fumikura add --json``."""

    source: str
    status: Status
    id: str | None = None
    path: str | None = None
    """Of the page, under the archive's root."""
    title: str | None = None
    characters: int | None = None
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    remarks: tuple[str, ...] = ()
    """What was checked and is well; for people, not in the JSON."""

    def to_json(self) -> dict[str, Any]:
        """The shape that design.md fixes."""
        values = asdict(self)
        del values["remarks"]
        return values


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
    shown = shelf.shown(known)
    page = new.page
    old = typed(known.values, shown)
    _, old_body = front_matter.split(_read(known, shown), shown)
    decision = (update if force else other_bytes)(old, old_body, page, new.source)
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
    notes = (*warnings, *decision.notes)
    return _result(decision.status, known, new.source, shelf, warnings=notes, remarks=remarks, differences=differences)


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
    error = f"{source.name}: nothing was changed, since {'; '.join(differences)}\n  try: --update"
    return Result(
        source=source.name,
        status=status,
        id=known.id,
        path=shelf.shown(known),
        title=str(known.values["title"]),
        characters=int(str(characters)) if characters is not None else None,
        missing=tuple(missing(known.values)),
        warnings=tuple(warnings),
        error=error if differences else None,
        remarks=tuple(remarks),
    )
