"""What happens when a source comes a second time. The page belongs to the people who edit it by then.

Same bytes: what was given fills missing fields, and nothing else changes. Other bytes, or a given value that
differs: what differs is said and nothing changes, unless the person asked for the update; that takes the new
text but keeps title, tags, rights and unknown keys, and what was edited in the text where that can be told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from fumikura.adding.line_changes import merged
from fumikura.errors import ContentError
from fumikura.importing.article_pictures import is_same_but_for_fetched
from fumikura.model.front_matter import FrontMatter
from fumikura.model.identity import canonical_url
from fumikura.model.shapes import ArticleHeader, read_header
from fumikura.sources.given import COMPUTED, FIELDS, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.adding.pages import Page
    from fumikura.sources.source import Source

Status = Literal["created", "unchanged", "updated", "refused"]
"""What became of an article."""

KEPT_BY_UPDATE = frozenset({"title", "tags", "rights"})
"""What keepers edit by hand."""
BY_HAND = "take over by hand what the diff shows; or empty the page's text, and add it again with --update"
"""What to do where an update would undo what somebody wrote."""


@dataclass(frozen=True, slots=True)
class AsImported:
    """A page as its importer gave it, before anybody edited it."""

    values: Mapping[str, Any]
    """Its fields, typed; a field that the importer did not give may be missing."""
    body: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do to the page."""

    changes: Mapping[str, Any]
    """Front matter to write."""
    body: str | None = None
    """The new text; None leaves the old one."""
    differences: tuple[str, ...] = ()
    """What stands against it, a phrase each; then nothing is done."""
    notes: tuple[str, ...] = ()
    """What the person should know though it is not done, a sentence each."""
    remedy: str = "--update"
    """What to do about the differences."""

    @property
    def status(self) -> Status:
        """``refused``, ``updated`` or ``unchanged``."""
        if self.differences:
            return "refused"
        return "updated" if self.changes or self.body is not None else "unchanged"


def typed(values: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Front matter as it was read -> as the model of an article holds it. Raises ``ContentError``."""
    header, findings = read_header(ArticleHeader, FrontMatter(values), path)
    if header is None:
        first = findings[0]
        raise ContentError(path, first.line, first.message, first.remedy, first.code)
    return {name: getattr(header, name) for name in (*FIELDS, *STATES, *COMPUTED)}


def same_bytes(old: Mapping[str, Any], source: Source) -> Decision:
    """The page was made from these very bytes. ``old``: its fields, typed."""
    changes: dict[str, Any] = {}
    differences: list[str] = []
    notes: list[str] = []
    for name, value in source.given.items():
        if not old[name]:
            changes[name] = value
        elif equal(name, old[name], value):
            continue
        elif name in source.insisted:
            differences.append(_difference(name, old[name], value, "given"))
        else:
            notes.append(f"{_difference(name, old[name], value, 'in the file beside the source')}; the page's is kept")
    return Decision(changes, None, tuple(differences), tuple(notes))


def other_bytes(old: Mapping[str, Any], old_body: str, page: Page, source: Source) -> Decision:
    """The page was made from other bytes, and no update was asked for. ``old``: its fields, typed."""
    fields = [name for name in FIELDS if name in page.values and not (name == "created" and source.fetched)]
    differences = [
        _difference(name, old[name], page.values[name], "given" if name in source.insisted else "in the source")
        for name in fields
        if not equal(name, old[name], page.values[name]) and (old[name] or name not in source.given)
    ]
    differences += text_difference(old_body, page.body)
    changes = {name: source.given[name] for name in fields if name in source.given and not old[name]}
    return Decision({} if differences else changes, None, tuple(differences))


def update(old: Mapping[str, Any], old_body: str, page: Page, source: Source, base: AsImported | None) -> Decision:
    """The person asked for it: the source's text and fields, the keeper's title, tags and rights.

    ``base``: what the page was before it was edited, if that is known: then all that was edited by hand stays, and a
    text that was edited where the source's has changed too is a difference.
    """
    changes: dict[str, Any] = {}
    notes: list[str] = []
    for name, value in page.values.items():
        if equal(name, old[name], value):
            continue
        is_stand_in = name == "title" and old["title"] == old["source"]  # a link that was saved without a title
        is_edited = base is not None and name not in COMPUTED and not equal(name, old[name], base.values.get(name))
        is_kept = (name in KEPT_BY_UPDATE and old[name]) or is_edited
        if is_kept and name not in source.insisted and not is_stand_in:
            notes.append(f"{_difference(name, old[name], value, 'in the source')}; the page's is kept")
        else:
            changes[name] = value
    changes.update({name: None for name, ours in STATES.items() if old[name] == ours and name not in page.values})
    body, differences = _updated_body(old_body, page, base)
    if differences:
        return Decision({}, None, differences, remedy=BY_HAND)
    if edits := text_difference(page.body, old_body if body is None else body):
        notes.append(f"{edits[0]} edited by hand; they are kept")
    if body is None and set(changes) <= {"created", *COMPUTED} and "sha256" not in changes:
        changes = {name: value for name, value in changes.items() if name not in {"created", "original"}}
    return Decision(changes, body, (), tuple(notes))


def _updated_body(old: str, page: Page, base: AsImported | None) -> tuple[str | None, tuple[str, ...]]:
    """The text to write, None for that of the page, and what stands against it."""
    if not (said := text_difference(old, page.body)):
        return None, ()
    if base is None or not old.strip():
        return page.body, ()
    body = merged(base.body, old, page.body)
    if body is None:
        return None, (f"{said[0]}, some of them edited by hand and changed in the source too",)
    return (body if text_difference(old, body) else None), ()


def equal(name: str, old: Any, new: Any) -> bool:
    """Whether two values of a field say the same; nothing is nothing, in whichever form."""
    if name == "source" and old and new:
        return canonical_url(old) == canonical_url(new)
    return bool((old or None) == (new or None))


def _difference(name: str, old: Any, new: Any, where: str) -> str:
    return f"{name}: {_short(old)} on the page, {_short(new)} {where}"


def _short(value: Any) -> str:
    if not value:
        return "nothing"
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"


def text_difference(old: str, new: str) -> list[str]:
    """How two texts differ, a phrase; empty where they do not."""
    if old.strip() == new.strip() or is_same_but_for_fetched(old, new):
        return []
    before, after = Counter(old.strip().split("\n")), Counter(new.strip().split("\n"))
    added, removed = (after - before).total(), (before - after).total()
    return [f"text: +{added} −{removed} lines" if added or removed else "text: lines in another order"]
