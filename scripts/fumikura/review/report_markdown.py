"""A change as one comment below its pull request. Pure.

Titles, paths and quotes are a stranger's, and the comment is written by a robot that people trust: so nothing of them
may close a table, begin a tag, show a picture, lead elsewhere, or call anybody. Every punctuation mark in them that
could mean something is an entity, and a space without width stands behind the signs by which forges find names and
numbers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from fumikura.checks.annotation_changes import SUMMARY
from fumikura.errors import UsageError
from fumikura.printable import printable
from fumikura.review.change_checks import megabytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fumikura.checks.annotation_changes import Kind
    from fumikura.errors import Finding, Level
    from fumikura.review.change_overview import Overview, PageChange

MARKER = "<!-- fumikura check -->"
"""The first line, by which a workflow finds the comment that it wrote before."""
MAX_CHARACTERS = 60_000
"""GitHub takes 65,536."""
_ROWS = 50
"""Pages shown by name."""
_LENGTH = 120
"""Of a title, a path or a message, in characters before they are escaped."""
_PUNCTUATION = re.compile(r"(?![A-Za-z0-9 ,;?='\"/]|(?<=[^\W_])[.-][^\W_])[ -~]")
"""All of ASCII but what means nothing within a line: a slash without a colon before it, a dot or a hyphen in a word."""
_CALLS = "@#!$%&~:\\^"
"""Behind these, forges look for names, numbers, labels, emoji and addresses."""
_ZERO_WIDTH = "\u200b"
_ICONS: dict[Level, str] = {"error": "❌", "warning": "⚠️", "info": "▫️"}
_FIRST = {"rights-by-change": "Rights widen", "maintainer": "For a maintainer to look at"}
"""Codes of what is said before all else, and not again in the list."""
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("added", "added"),
    ("moved", "moved"),
    ("fuzzy", "uncertain"),
    ("orphaned", "orphaned"),
    ("marked", "orphaned, as their files say"),
    ("found", "found again"),
    ("removed", "removed"),
)


def markdown(findings: Sequence[Finding], overview: Overview | None, preview_url: str | None = None) -> str:
    """The comment, of at most ``MAX_CHARACTERS``. ``preview_url``: where the site of the change can be seen.

    Raises ``UsageError`` for a ``preview_url`` that is no address of the web.
    """
    root = _preview(preview_url)
    blocks = [MARKER, *_verdict(findings), *_first(findings)]
    if overview is not None:
        blocks += [*_numbers(overview), *_pages(overview, root)]
        if root is not None:
            blocks.append(f"[Preview]({root}/)")
    text = "\n\n".join(blocks)
    return f"{text}\n\n{_list(findings, MAX_CHARACTERS - len(text) - 2)}".rstrip() + "\n"


def escaped(text: str, length: int = _LENGTH) -> str:
    """``text`` as a part of a line, a cell or a link's name, of at most ``length`` characters of it."""
    line = " ".join(printable(text).split())
    line = line if len(line) <= length else f"{line[: length - 1]}…"
    line = re.sub(r"(?i)\b(gh|www|mailto|xmpp)(?=\W)", rf"\1{_ZERO_WIDTH}", line)
    return _PUNCTUATION.sub(lambda match: _entity(match[0]), line)


def _entity(char: str) -> str:
    return f"&#{ord(char)};{_ZERO_WIDTH if char in _CALLS else ''}"


def _verdict(findings: Sequence[Finding]) -> Iterator[str]:
    errors = sum(one.level == "error" for one in findings)
    warnings = sum(one.level == "warning" for one in findings)
    said = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
    unread = "; the texts were not read" if any(one.code == "not-read" for one in findings) else ""
    yield f"### {_ICONS['error'] if errors else _ICONS['warning'] if warnings else '✅'} {said}{unread}"


def _first(findings: Sequence[Finding]) -> Iterator[str]:
    """What always stands out, whatever else is said."""
    for code, heading in _FIRST.items():
        found = [one for one in findings if one.code == code]
        if found:
            lines = [f"> **⚠️ {heading}**", ">"]
            lines += [f"> - {escaped(one.path)}: {escaped(one.message)}" for one in found[:_ROWS]]
            lines += [f"> - and {len(found) - _ROWS:,} more"] * (len(found) > _ROWS)
            yield "\n".join(lines)


def _numbers(overview: Overview) -> Iterator[str]:
    rows: list[tuple[str, str]] = []
    for kind in ("added", "changed", "removed"):
        count = sum(one.kind == kind for one in overview.pages)
        if count:
            rows.append((f"articles and notes {kind}", f"{count:,}"))
    if overview.pages:
        rows.append(
            ("text", f"{overview.characters:+,} characters (of them {overview.words:+,} words in Latin letters)")
        )
    annotations = [f"{overview.annotations[kind]:,} {name}" for kind, name in _KINDS if overview.annotations.get(kind)]
    if annotations:
        rows.append(("annotations", ", ".join(annotations)))
    if overview.pictures:
        rows.append(("pictures", f"{overview.pictures:,}, {megabytes(overview.picture_bytes)}"))
    rows.append(("all files", megabytes(overview.added_bytes)))
    yield "\n".join(["| this change | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])


def _pages(overview: Overview, root: str | None) -> Iterator[str]:
    if overview.pages:
        rows = [_row(one, root) for one in overview.pages[:_ROWS]]
        if len(overview.pages) > _ROWS:
            rows.append(f"| | and {len(overview.pages) - _ROWS:,} more | | |")
        yield "\n".join(["| | title | rights | characters |", "| --- | --- | --- | ---: |", *rows])


def _row(one: PageChange, root: str | None) -> str:
    title = escaped(one.shown.title)
    if one.now is not None and root is not None:
        title = f"[{title}]({root}/{quote(one.now.address, safe='/')})"
    before, now = one.before, one.now
    rights: str = one.shown.rights
    if before is not None and now is not None and before.rights != now.rights:
        rights = f"{before.rights} → **{now.rights}**"
    characters = (now.characters if now else 0) - (before.characters if before else 0)
    return f"| {one.kind} | {title} | {rights} | {characters:+,} |"


def _list(findings: Sequence[Finding], room: int) -> str:
    """The findings, the worst first, as many as there is room for."""
    order: Iterable[Level] = ("error", "warning", "info")
    said_already = {SUMMARY, *_FIRST}
    ranked = [one for level in order for one in findings if one.level == level and one.code not in said_already]
    said = [f"{escaped(one.message)}." for one in findings if one.code == SUMMARY]
    last = f"- and {len(ranked):,} more: `fumikura check` lists them"
    left = room - sum(map(len, said)) - len(last) - 4
    lines: list[str] = []
    for at, one in enumerate(ranked):
        line = f"- {_ICONS[one.level]} {escaped(one.path)}:{one.line} {escaped(one.message)} ({one.code})"
        line += f" — {escaped(one.remedy)}" if one.remedy and one.level != "info" else ""
        left -= len(line) + 1
        if left < 0:
            lines.append(f"- and {len(ranked) - at:,} more: `fumikura check` lists them")
            break
        lines.append(line)
    return "\n\n".join(part for part in ("\n".join(lines), *said) if part)


def _preview(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"[\s<>()\[\]|\\\"'`]", url):
        raise UsageError(f"{url!r} is no address of a preview; give one such as https://example.org/preview/12")
    return url.rstrip("/")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
