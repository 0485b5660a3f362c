"""Findings as a person, a program, or a forge reads them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from fumikura.checks.annotation_changes import SUMMARY
from fumikura.printable import printable
from fumikura.review.report_codequality import codequality
from fumikura.review.report_markdown import markdown
from fumikura.review.report_sarif import sarif

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fumikura.errors import Finding, Level
    from fumikura.review.reviewing import Review

FORMATS = ("text", "json", "github", "sarif", "codequality", "markdown")
_MAX_TEXT = 1_000
"""Characters of a path or a message; a link that leads nowhere may be as long as its article."""
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def report(review: Review, form: str, preview_url: str | None = None) -> str:
    """All that was found, in the given form, one of ``FORMATS``. ``preview_url``: as in ``report_markdown``."""
    findings = [_printable(finding) for finding in review.findings]
    if form == "json":
        return json.dumps([finding.to_json() for finding in findings], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(_github(finding) for finding in findings)
    if form == "sarif":
        return json.dumps(sarif(findings), ensure_ascii=False, indent=2)
    if form == "codequality":
        return json.dumps(codequality(findings), ensure_ascii=False, indent=2)
    if form == "markdown":
        return markdown(findings, review.overview, preview_url)
    return _text(findings)


def _printable(finding: Finding) -> Finding:
    """Paths, titles and quotes come from strangers, who may have put line breaks or terminal sequences there."""
    shown = [printable(_bounded(text)) for text in (finding.path, finding.message, finding.remedy)]
    return replace(finding, path=shown[0], message=shown[1], remedy=shown[2])


def _bounded(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"


def _text(findings: Sequence[Finding]) -> str:
    listed = [one for one in findings if one.code != SUMMARY]
    lines = [
        f"{one.path}:{one.line}: {one.level}: {one.message} [{one.code}]"
        + (f"\n  try: {one.remedy}" if one.remedy else "")
        for one in listed
    ]
    counts = Counter(finding.level for finding in listed)
    lines.append(", ".join(f"{counts[level]} {name}{'' if counts[level] == 1 else 's'}" for level, name in _NAMES))
    lines += [one.message for one in findings if one.code == SUMMARY]
    return "\n".join(lines)


_NAMES: tuple[tuple[Level, str], ...] = (("error", "error"), ("warning", "warning"), ("info", "remark"))


def _github(finding: Finding) -> str:
    """A workflow command (GitHub Docs: Workflow commands for GitHub Actions), which marks the line in the change."""
    message = _escaped(f"{finding.message}\ntry: {finding.remedy}" if finding.remedy else finding.message)
    path = _escaped(finding.path).replace(":", "%3A").replace(",", "%2C")
    level = _GITHUB_LEVELS[finding.level]
    return f"::{level} file={path},line={finding.line},title={finding.code}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
