"""Kindle's ``My Clippings.txt``, in Japanese and in English: entries of some five lines, closed by ``==========``.

Title and author; what, where and when; a blank line; the words. A later and longer selection of the same passage is
an entry of its own, and so is a note, which stands at the place where its highlight ends. Times are the device's, and
do not say their zone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fumikura.errors import ContentError
from fumikura.exchange.comments import clean_comment, clean_line, clean_quote
from fumikura.exchange.foreign import ForeignAnnotation, Reading, count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fumikura.exchange.foreign import ForeignFile

STRETCH = 50
"""Locations that are looked at together; a location is some 150 bytes of text."""
NEAR = 100
"""Clippings of one stretch that a new one is compared with: what is selected again was selected not long before."""

_END = re.compile(r"^={10}[ \t]*$", re.MULTILINE)
_KIND = re.compile(r"(?P<highlight>ハイライト|Highlight)|(?P<note>メモ|Note)|(?P<bookmark>ブックマーク|Bookmark)")
_PLACE = re.compile(r"(?:位置\s*(?:No\.)?|Location|location|Loc\.)\s*(\d+)(?:-(\d+))?")
_PAGE = re.compile(r"(\d+)(?:-(\d+))?\s*ページ|\bpage\s+(\d+)(?:-(\d+))?")
_JAPANESE_TIME = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\S*\s*(午前|午後)?\s*(\d{1,2}):(\d{2}):(\d{2})")
_ENGLISH_DAY = re.compile(
    r"(?:(?P<d1>\d{1,2}) )?\b(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* "
    r"(?:(?P<d2>\d{1,2}), )?(?P<year>\d{4})"
)
_ENGLISH_TIME = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})(?:\s*([AP]M))?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LIMIT = re.compile(r"<[^<>]*(?:クリップの上限に達しました|reached the clipping limit)[^<>]*>")


@dataclass(frozen=True, slots=True)
class _Clipping:
    kind: str
    """``highlight``, ``note`` or ``bookmark``."""
    work: str
    """The line with title and author."""
    first: int
    last: int
    page: str
    made: str
    text: str
    line: int

    @property
    def location(self) -> str:
        return f"{self.first}-{self.last}" if self.last > self.first else str(self.first)


def matches(file: ForeignFile) -> bool:
    """Entries closed by ten equals signs, the first with a line that says what and where."""
    first, end, _ = file.text.partition("\n==========")
    lines = first.strip("\ufeff\n").split("\n")
    return bool(end) and len(lines) > 1 and lines[1].startswith("- ") and _KIND.search(lines[1]) is not None


def read(file: ForeignFile) -> Reading:
    """Highlights with the notes that belong to them, and the other notes."""
    clippings, problems = _clippings(file)
    kept: list[_Clipping] = []
    remarks: list[str] = []
    bookmarks = sum(one.kind == "bookmark" for one in clippings)
    if bookmarks:
        remarks.append(f"{count(bookmarks, 'bookmark')} passed over")
    for one in clippings:
        if one.kind == "highlight" and _LIMIT.search(one.text):
            title = _title(one.work)[0]
            remarks.append(
                f"line {one.line}: the highlight at {one.location} of {title} has no words: "
                "its publisher's limit for clippings was reached"
            )
        elif one.kind != "bookmark":
            kept.append(one)
    highlights, dropped = _without_reselections([one for one in kept if one.kind == "highlight"])
    if dropped:
        remarks.append(
            f"{count(dropped, 'selection')} left out that a longer or later one of the same passage replaces"
        )
    notes = [one for one in kept if one.kind == "note"]
    return Reading(tuple(_joined(highlights, notes)), tuple(problems), tuple(remarks))


def _clippings(file: ForeignFile) -> tuple[list[_Clipping], list[ContentError]]:
    found: list[_Clipping] = []
    problems: list[ContentError] = []
    position, lines = 0, 1
    for end in [*_END.finditer(file.text), None]:
        entry = file.text[position : end.start() if end else None]
        line = lines + entry[: len(entry) - len(entry.lstrip("\n\ufeff "))].count("\n")
        lines += entry.count("\n")
        position = end.end() if end else position
        if not entry.strip("\ufeff\n \t"):
            continue
        clipping = _clipping(entry, line)
        if clipping is None or end is None:
            problem = "the entry has no closing line" if end is None else "this entry does not say what it is"
            problems.append(ContentError(file.name, line, problem, "copy the file from the Kindle again", "row"))
        else:
            found.append(clipping)
    return found, problems


def _clipping(entry: str, line: int) -> _Clipping | None:
    work, _, rest = entry.strip("\ufeff\n \t").partition("\n")
    meta, _, words = rest.partition("\n")
    kind, place, page = _KIND.search(meta), _PLACE.search(meta), _PAGE.search(meta)
    if kind is None or kind.lastgroup is None or not meta.startswith("-"):
        return None
    numbers = [int(one) for one in (place or page).groups() if one] if place or page else [0]  # type: ignore[union-attr]
    first = numbers[0]
    last = numbers[-1]
    if last < first:  # "1024-31" is 1024 to 1031
        last = int(str(first)[: -len(str(last))] + str(last))
    page_number = next((one for one in page.groups() if one), "") if page else ""
    text = clean_comment(words)
    return _Clipping(kind.lastgroup, clean_line(work), first, last, page_number, _made(meta), text, line)


def _made(meta: str) -> str:
    """The device's time as ISO 8601 without zone; empty where it cannot be read."""
    japanese = _JAPANESE_TIME.search(meta)
    if japanese:
        year, month, day, half, hour, minute, second = japanese.groups()
        return _iso(int(year), int(month), int(day), _hour(int(hour), half), int(minute), int(second))
    day_part, time = _ENGLISH_DAY.search(meta), _ENGLISH_TIME.search(meta)
    if day_part is None or time is None:
        return ""
    number = day_part["d1"] or day_part["d2"]
    month = _MONTHS.index(day_part["month"]) + 1
    hour = _hour(int(time[1]), time[4])
    return _iso(int(day_part["year"]), month, int(number or 0), hour, int(time[2]), int(time[3]))


def _hour(hour: int, half: str | None) -> int:
    if half in {"午後", "PM"}:
        return hour % 12 + 12
    return hour % 12 if half else hour


def _iso(*parts: int) -> str:
    try:
        return dt.datetime(*parts).isoformat()  # type: ignore[arg-type]  # noqa: DTZ001  the zone is not known
    except ValueError:
        return ""


def _without_reselections(highlights: Sequence[_Clipping]) -> tuple[list[_Clipping], int]:
    """Of selections of the same passage the longest, among equals the last."""
    kept: dict[int, _Clipping] = {}
    shelves: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, one in enumerate(highlights):
        near = {other: None for shelf in _shelves(one) for other in shelves[shelf][-NEAR:] if other in kept}
        same = [other for other in near if _is_reselected(one, kept[other])]
        if any(len(kept[other].text) > len(one.text) for other in same):
            continue
        for other in same:
            del kept[other]
        kept[index] = one
        for shelf in _shelves(one):
            shelves[shelf].append(index)
    return list(kept.values()), len(highlights) - len(kept)


def _shelves(one: _Clipping) -> Iterator[tuple[str, int]]:
    """Stretches of the work that the clipping touches, so that only its neighbours are compared with it."""
    last = min(one.last, one.first + 20 * STRETCH)
    return ((one.work, number) for number in range(one.first // STRETCH, last // STRETCH + 1))


def _is_reselected(one: _Clipping, other: _Clipping) -> bool:
    """Whether the places overlap, and half the words of the shorter are the other's too."""
    if one.first > other.last or other.first > one.last:
        return False
    left, right = clean_quote(one.text), clean_quote(other.text)
    if left in right or right in left:
        return True
    least = max(1, min(len(left), len(right)) // 2)
    return any(
        before.endswith(after[:size])
        for before, after in ((left, right), (right, left))
        for size in range(least, min(len(left), len(right), 2_000))
    )


def _joined(highlights: Sequence[_Clipping], notes: Sequence[_Clipping]) -> Iterator[ForeignAnnotation]:
    """A note goes to the highlight that ends where it stands, else to one around it; it may have none."""
    said: dict[int, list[_Clipping]] = {}
    alone: list[_Clipping] = []
    shelves: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, one in enumerate(highlights):
        for shelf in _shelves(one):
            shelves[shelf].append(index)
    for note in notes:
        around = [
            (highlights[index].last != note.first, highlights[index].last - highlights[index].first, index)
            for index in shelves[note.work, note.first // STRETCH][-NEAR:]
            if highlights[index].first <= note.first <= highlights[index].last
        ]
        if around:
            said.setdefault(min(around)[2], []).append(note)
        else:
            alone.append(note)
    for index, one in enumerate(highlights):
        comment = "\n\n".join(note.text for note in said.get(index, ()))
        yield replace(_annotation(one), quote=clean_quote(one.text), comment=comment)
    for note in alone:
        yield replace(_annotation(note), comment=note.text)


def _annotation(one: _Clipping) -> ForeignAnnotation:
    title, author = _title(one.work)
    kept = {"location": one.location if one.first else "", "page": one.page}
    return ForeignAnnotation(
        line=one.line,
        created_local=one.made,
        title=title,
        author=author,
        location=one.location,
        order=(float(one.first), float(one.last)),
        kept={"kindle": {key: value for key, value in kept.items() if value}},
    )


def _title(work: str) -> tuple[str, tuple[str, ...]]:
    """``Title (Author; Author)``; brackets within the author's are counted."""
    depth = 0
    for index in range(len(work) - 1, -1, -1):
        depth += (work[index] in ")）") - (work[index] in "(（")
        if depth == 0:
            if index and work[-1] in ")）":
                names = tuple(filter(None, (clean_line(name) for name in work[index + 1 : -1].split(";"))))
                return work[:index].strip() or work, names
            break
    return work, ()
