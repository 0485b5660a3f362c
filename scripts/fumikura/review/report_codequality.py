"""Findings as GitLab shows them in a merge request, from an artifact that needs no token. Pure.

Source: GitLab, "Code Quality", "Code Quality report format".
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fumikura.errors import Finding

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def codequality(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """One entry for each. Of two with one fingerprint GitLab shows the first alone."""
    return [
        {
            "description": f"{one.message}. Try: {one.remedy}" if one.remedy else one.message,
            "check_name": one.code,
            "fingerprint": hashlib.sha256(f"{one.code}\0{one.path}\0{one.line}\0{one.message}".encode()).hexdigest(),
            "severity": _SEVERITIES[one.level],
            "location": {"path": one.path, "lines": {"begin": one.line}},
        }
        for one in findings
    ]
