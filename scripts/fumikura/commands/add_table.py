"""The table that ``fumikura add`` ends with: what became of each export and of all other files together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fumikura.adding.results import Result

WIDTH = 60
"""Characters of a source's name; the end of a path says more than its beginning."""
MAX_REASON = 120
"""Characters of a fault in the table; the whole of it stands above."""
MAX_ROWS = 200
"""Sources that are named; more than these are counted together."""

_HEAD = ("source", "imported", "unchanged", "refused", "why")


def table(results: Sequence[Result]) -> str:
    """One line for each source with several articles or with a refusal, one for the others; empty for one source."""
    by_source: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_source[result.source].append(result)
    if len(by_source) < 2:
        return ""
    named = [name for name, found in by_source.items() if len(found) > 1 or found[0].status == "refused"][:MAX_ROWS]
    rows = [_HEAD, *(_row(_shortened(name), by_source[name]) for name in named)]
    others = [found for name, found in by_source.items() if name not in set(named)]
    if others:
        name = f"{len(others):,} {'other ' if named else ''}{'source' if len(others) == 1 else 'sources'}"
        rows.append(_row(name, [result for found in others for result in found]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
    return "\n".join(_line(row, widths) for row in rows)


def _row(name: str, results: Iterable[Result]) -> tuple[str, str, str, str, str]:
    counts = dict.fromkeys(("created", "updated", "unchanged", "refused"), 0)
    why: list[str] = []
    for result in results:
        counts[result.status] += 1
        if result.error:
            why.append(_reason(result))
    reasons = "; ".join(dict.fromkeys(why[:1])) + (f" (and {len(why) - 1:,} more)" if len(why) > 1 else "")
    imported = counts["created"] + counts["updated"]
    return name, f"{imported:,}", f"{counts['unchanged']:,}", f"{counts['refused']:,}", reasons


def _reason(result: Result) -> str:
    """The fault, without the source's name and the remedy, which stand above."""
    first = (result.error or "").splitlines()[0]
    said = first.removeprefix(result.source).removeprefix(":").strip()
    said = said.removeprefix("1: ")
    return said if len(said) <= MAX_REASON else said[: MAX_REASON - 1] + "…"


def _shortened(name: str) -> str:
    return name if len(name) <= WIDTH else "…" + name[-(WIDTH - 1) :]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *numbers, why = row
    counts = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True))
    return "  ".join([name.ljust(widths[0]), *counts, why]).rstrip()
