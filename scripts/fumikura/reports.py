"""Findings as a person, a program, or GitHub reads them."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from fumikura.annotation_changes import SUMMARY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fumikura.errors import Finding, Level

FORMATS = ("text", "json", "github")
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def report(findings: Sequence[Finding], form: str) -> str:
    """All findings in the given form, one of ``FORMATS``."""
    if form == "json":
        return json.dumps([finding.to_json() for finding in findings], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(_github(finding) for finding in findings)
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
