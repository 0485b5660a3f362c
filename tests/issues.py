"""What several test files make: an issue as a forge sends it."""

from __future__ import annotations

import json
from typing import Any

from fumikura.issues.issue_forms import Form, read_form
from shared_data import ROOT

SKELETON = ROOT / "scripts/fumikura/skeleton"


def form(kind: str, lang: str = "en") -> Form:
    """A form of a new archive."""
    path = SKELETON / lang / ".github/ISSUE_TEMPLATE" / f"{kind}.yml"
    return read_form(kind, path.read_text("utf-8"), path.name)


def filled_in(kind: str, lang: str = "en", **values: str) -> str:
    """The body of an issue, as GitHub, Forgejo and Gitea make it of a form."""
    labels = form(kind, lang).labels
    assert set(values) <= set(labels)
    return "\n\n".join(f"### {label}\n\n{values.get(name) or '_No response_'}" for name, label in labels.items()) + "\n"


def gitlab_event(body: str | None, number: int = 12) -> str:
    """The same as GitLab's webhook sends it."""
    attributes = {"iid": number, "description": body, "created_at": "2026-11-20 08:30:00 UTC", "action": "open"}
    return json.dumps({"object_kind": "issue", "object_attributes": attributes})


def event(body: str | None, number: int = 12, **fields: Any) -> str:
    """The JSON that a forge sends when an issue is opened, with some of what is of no interest here."""
    issue = {
        "number": number,
        "title": "Add an article; fixes #1",
        "body": body,
        "created_at": "2026-11-20T08:30:00Z",
        "user": {"login": "hana"},
        "labels": [{"name": "article"}],
        "pull_request": None,
        **fields,
    }
    return json.dumps({"action": "opened", "number": number, "issue": issue, "repository": {"full_name": "hana/bunko"}})
