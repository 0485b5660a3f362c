"""Findings as SARIF 2.1.0, which code scanning on GitHub and many editors read. Pure.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 3.13 to 3.30.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fumikura import __version__
from fumikura.checks.checks import CODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fumikura.errors import Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """One log with one run. Paths are relative to the archive's root, ``%SRCROOT%``."""
    used = sorted({finding.code for finding in findings})
    rules = [{"id": code, "shortDescription": {"text": _sentence(CODES.get(code, code))}} for code in used]
    driver = {"name": "Fumikura", "version": __version__, "semanticVersion": __version__, "rules": rules}
    results = [_result(finding, used.index(finding.code)) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    message = f"{finding.message}\n\nTry: {finding.remedy}" if finding.remedy else finding.message
    place = {
        # A path, not an address: whatever is special in a URI is percent-encoded.
        "artifactLocation": {"uri": quote(finding.path, safe="/"), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": finding.line},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.level],
        "message": {"text": _plain(message)},
        "locations": [{"physicalLocation": place}],
    }


def _plain(text: str) -> str:
    """Brackets make links in a message, braces name arguments (3.11.5, 3.11.6); here they are themselves."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("{", "{{").replace("}", "}}")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
