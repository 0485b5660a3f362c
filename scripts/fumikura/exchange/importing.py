"""Foreign files -> annotations on the articles they belong to. The one place of ``exchange`` that writes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from fumikura.disk.atomic import Staging
from fumikura.errors import ContentError, FumikuraError
from fumikura.exchange import quotes
from fumikura.exchange.landing import Ground, Landed, differences, fingerprint, land, stamp, with_zone
from fumikura.exchange.readers import choose, load_all
from fumikura.exchange.shelf import own_names
from fumikura.library.library_files import read_text
from fumikura.model import front_matter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fumikura.exchange.foreign import ForeignAnnotation, ForeignFile
    from fumikura.exchange.shelf import AnnotationShelf, Work
    from fumikura.model.annotations import Annotation

Status = Literal["created", "unchanged", "updated", "refused"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one annotation: an entry of ``fumikura import-annotations --json``."""

    source: str
    """The file, as the person gave it."""
    status: Status
    annotation: str | None = None
    """Its id; None for what was refused, and for what is said about a file as a whole."""
    article: str | None = None
    path: str | None = None
    """Of the annotation's file, under the archive's root."""
    warnings: tuple[str, ...] = ()
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The shape that the guide fixes."""
        return asdict(self)


@dataclass(slots=True)
class Import:
    """One run of the command."""

    shelf: AnnotationShelf
    update: bool = False
    """Take what the other tool says now, where it differs."""
    zone: dt.tzinfo | None = None
    """Of times that do not say theirs."""
    _form: str = field(default="", init=False)
    _source: str = field(default="", init=False)
    _names: dict[str, str] = field(default_factory=dict, init=False)
    """Fingerprint of the annotation that each IRI of the file names."""

    def file(self, foreign: ForeignFile) -> Iterator[Result]:
        """All annotations of one file. Raises ``ContentError`` for a file that no reader understands."""
        readers = load_all()
        self._form = choose(foreign, readers)
        self._source = foreign.name
        reading = readers[self._form].read(foreign)
        if reading.remarks:
            yield Result(foreign.name, "unchanged", warnings=reading.remarks)
        for problem in reading.problems:
            yield self._refused(problem)
        yield from self._annotations([with_zone(one, self.zone) for one in reading.annotations])

    def _annotations(self, found: Sequence[ForeignAnnotation]) -> Iterator[Result]:
        once, doubled = self._once(found)
        if doubled:
            said = f"{doubled} more that the file has twice" if doubled > 1 else "one more that the file has twice"
            yield Result(self._source, "unchanged", warnings=(said,))
        self._names = {iri: mark for mark, one in once.items() for iri in (one.iri, *one.aliases) if iri}
        for work, group in self._by_work(once):
            try:
                yield from self._work(work, group)
            except ContentError as error:
                yield from (self._refused(error) for _ in group)

    def _once(self, found: Sequence[ForeignAnnotation]) -> tuple[dict[str, ForeignAnnotation], int]:
        """By fingerprint. Two comments on one passage are two annotations; the same twice is one."""
        once: dict[str, ForeignAnnotation] = {}
        doubled = 0
        for one in found:
            mark = fingerprint(one, self._form)
            if mark in once and once[mark].comment != one.comment and not one.iri:
                mark = fingerprint(one, f"{self._form}\0{one.comment}")
            doubled += mark in once
            once.setdefault(mark, one)
        return once, doubled

    def _by_work(
        self, once: dict[str, ForeignAnnotation]
    ) -> Iterator[tuple[Work | None, list[tuple[str, ForeignAnnotation]]]]:
        """The annotations of each article together; a reply is where the annotation is that it answers."""
        groups: dict[str, list[tuple[str, ForeignAnnotation]]] = defaultdict(list)
        works: dict[str, Work | None] = {}
        for mark, root in _roots(once, self._names).items():
            known = self.shelf.known(mark, once[mark]) or self.shelf.named(root.reply_to)
            work = self.shelf.works[known.article] if known else self.shelf.find(root)
            key = work.key if work else quotes.key_of(root) or mark
            works.setdefault(key, work)
            groups[key].append((mark, once[mark]))
        for key, group in groups.items():
            yield works[key], group

    def _work(self, work: Work | None, group: list[tuple[str, ForeignAnnotation]]) -> Iterator[Result]:
        """All of one article: what is new appears together."""
        with Staging() as staging:
            if work is None:
                work = self._new_work([one for _, one in group], staging)
            elif work.is_quotes:
                self._longer(work, [one for mark, one in group if not self.shelf.known(mark, one)], staging)
            ground = Ground.of(self.shelf.canonical(work), is_quotes=work.is_quotes)
            results = [self._one(mark, one, work, ground, staging) for mark, one in group]
            staging.commit()
        yield from results

    def _new_work(self, group: list[ForeignAnnotation], staging: Staging) -> Work:
        first = next((one for one in group if one.title), group[0])
        values = quotes.header_of(first)
        if not values:
            problem, remedy = "it does not say what it is from", "give it the title or the address of its article"
            raise ContentError(self._source, first.line, problem, remedy, "row")
        body, canonical = quotes.with_quotes("", group, self.shelf.renderer)
        work = self.shelf.make(values, quotes.key_of(first))
        staging.file(work.path, front_matter.render(values) + body)
        self.shelf.put(work, canonical)
        return work

    def _longer(self, work: Work, group: list[ForeignAnnotation], staging: Staging) -> None:
        """Put new passages at the end of a work of which only passages are here."""
        before = read_text(work.path, work.shown)
        _, body = front_matter.split(before, work.shown)
        longer, canonical = quotes.with_quotes(body, group, self.shelf.renderer)
        if longer.strip() != body.strip():
            staging.file(work.path, _with_line_ends(work.path, before[: len(before) - len(body)] + longer))
            self.shelf.put(work, canonical)

    def _one(self, mark: str, one: ForeignAnnotation, work: Work, ground: Ground, staging: Staging) -> Result:
        try:
            known = self.shelf.known(mark, one)
            landed = land(one, ground, self._answered(one, work), self._source)
            if known is not None:
                return self._again(known, landed, one, staging)
        except ContentError as error:
            return self._refused(error)
        path = work.path.parent / "annotations" / f"{stamp(one)}-{mark}.md"
        staging.file(path, landed.text)
        self.shelf.add(work, path, landed, (mark, one.iri, *one.aliases))
        return self._result("created", path.stem, work.id, self.shelf.shown(path), landed.warnings)

    def _answered(self, one: ForeignAnnotation, work: Work) -> str | None:
        """The id of the annotation that ``one`` answers, if it is in the same article."""
        if not one.reply_to:
            return None
        parent = self.shelf.named(self._names.get(one.reply_to, "")) or self.shelf.named(one.reply_to)
        return parent.id if parent is not None and parent.article == work.id else None

    def _again(self, known: Annotation, landed: Landed, one: ForeignAnnotation, staging: Staging) -> Result:
        own = set(own_names(known, self.shelf.settings.site_url))
        found = differences(known, landed, one, ours=not own.isdisjoint((one.iri, *one.aliases)))
        only_missing = all(before in (None, "", ()) for before, _ in found.values())
        if not found:
            return self._result("unchanged", known.id, known.article, known.path)
        if not (self.update or only_missing):
            said = "; ".join(
                f"{name}: {_short(before)} here, {_short(after)} there" for name, (before, after) in found.items()
            )
            problem = f"nothing of {known.path} was changed, since it differs ({said})"
            raise ContentError(self._source, one.line, problem, "--update", "differs")
        path = self.shelf.settings.root / known.path
        text = read_text(path, known.path)
        fields = landed.header.model_dump()
        changes = {name: fields.get(name) or None for name in found if name != "comment"}
        if "created" in changes:
            changes["created_local"] = None
        if "quote" in changes:
            changes |= {name: fields.get(name) or None for name in ("prefix", "suffix", "start", "text")}
        text = front_matter.updated(text, changes, known.path)
        if "comment" in found:
            _, body = front_matter.split(text, known.path)
            text = text[: len(text) - len(body)] + landed.comment + "\n"
        staging.file(path, _with_line_ends(path, text))
        return self._result("updated", known.id, known.article, known.path)

    def _result(
        self, status: Status, annotation: str, article: str, path: str, warnings: tuple[str, ...] = ()
    ) -> Result:
        return Result(self._source, status, annotation, article, path, warnings)

    def _refused(self, error: FumikuraError) -> Result:
        return Result(self._source, "refused", error=str(error))


def _roots(once: dict[str, ForeignAnnotation], names: dict[str, str]) -> dict[str, ForeignAnnotation]:
    """For each annotation the one at the beginning of its thread; in an order in which answers come later.

    ``names``: the fingerprint for each IRI. A circle of answers begins where it is entered.
    """
    roots: dict[str, ForeignAnnotation] = {}
    for mark in once:
        chain: dict[str, None] = {}
        current = mark
        while current in once and current not in roots and current not in chain:
            chain[current] = None
            current = names.get(once[current].reply_to, "")
        ordered = list(reversed(chain))
        if ordered:
            root = roots.get(current, once[ordered[0]])
            roots.update(dict.fromkeys(ordered, root))
    return roots


def _with_line_ends(path: Path, text: str) -> str:
    """``text`` with the line ends that the file has."""
    return text.replace("\n", "\r\n") if b"\r\n" in path.read_bytes() else text


def _short(value: Any) -> str:
    if value in (None, "", ()):
        return "nothing"
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
