"""An issue that was made with a form -> the form's fields. All of it is a stranger's text.

A forge turns the fields into Markdown: ``### Label``, an empty line, the value (GitLab has no forms: people write below
the labels of a text that is such Markdown already, ``as_text``). A value may hold such a line too, and then nobody can
tell where it ends. So the rule is strict: **the label of each field stands in the body exactly once, in
the form's order, as the forge writes it**; also a line that only looks like one (another level, other letter case or
width) is refused. What is left over belongs to the field above it, whatever it looks like.

Hidden characters (controls, marks that turn the direction of text, half surrogates, tags) are removed before anything
is looked for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fumikura.errors import ContentError
from fumikura.exchange.json_text import read_json
from fumikura.forges.form_files import KINDS
from fumikura.library.library import group_key
from fumikura.model import front_matter
from fumikura.model.dates import iso_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_EVENT = 5_000_000
"""Characters of the event's JSON; GitHub's have some 20,000."""
MAX_BODY = 200_000
"""Characters of an issue. GitHub takes 65,536; Forgejo and Gitea do not say."""
LIMITS = {
    "url": 2000,
    "article_title": 300,  # `title` is the issue's own in the addresses of forges
    "author": 500,
    "published": 40,
    "tags": 500,
    "text": MAX_BODY,
    "article": 2000,
    "passage": 5000,
    "correction": 10_000,
    "reason": 5000,
}
"""Characters of each field. A form may have no others."""
LONG = frozenset({"text", "passage", "correction", "reason"})
"""Fields of more than one line."""

_EMPTY = "_No response_"
"""What GitHub, Forgejo and Gitea write for a field that was left empty."""
_HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
"""Marks of direction, spaces without width, invisible operators, tags. Joiners stay: emoji and Persian need them."""
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\u0085\v\f]")


@dataclass(frozen=True, slots=True)
class Form:
    """One form, as a file under ``.github/ISSUE_TEMPLATE/`` describes it."""

    kind: str
    labels: Mapping[str, str]
    """Field -> label, in order."""
    required: frozenset[str]
    hints: Mapping[str, tuple[str, ...]]
    """Field -> lines that say what belongs there, where GitLab shows the form as a text."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What is used of the event's JSON."""

    number: int
    body: str
    created: str | None
    """ISO 8601, as the forge says."""

    @property
    def name(self) -> str:
        """For messages."""
        return f"issue {self.number}"


@dataclass(frozen=True, slots=True)
class Answers:
    """A filled-in form."""

    kind: str
    labels: Mapping[str, str]
    values: Mapping[str, str]
    """Those that are not empty."""
    hidden: int
    """How many hidden characters were removed."""


def read_form(kind: str, text: str, path: str) -> Form:
    """The form in a file. Raises ``ContentError`` for one that cannot be read, or has other fields than ours."""
    parts = front_matter.parse(text, path).values.get("body")
    labels: dict[str, str] = {}
    required = set[str]()
    hints: dict[str, tuple[str, ...]] = {}
    above: list[str] = []
    for part in parts if isinstance(parts, list) else []:
        attributes = part.get("attributes") if isinstance(part, dict) else None
        given = attributes if isinstance(attributes, dict) else {}
        if not isinstance(part, dict) or part.get("type") == "markdown":
            above += str(given.get("value") or "").splitlines()
            continue
        name, label, rules = part.get("id"), given.get("label"), part.get("validations")
        if not isinstance(name, str) or name not in LIMITS or not isinstance(label, str) or not label.strip():
            remedy = f"keep the ids {', '.join(LIMITS)}, each with a label"
            raise ContentError(path, 1, f"a field of the form is not known: {name!r}", remedy, "issue-form")
        labels[name] = label.strip()
        hints[name] = tuple(f"<!-- {line} -->" for line in (*above, str(given.get("description") or "")) if line)
        above = []
        if isinstance(rules, dict) and rules.get("required") == "true":
            required.add(name)
    if next(iter(labels), None) != KINDS[kind]:
        raise ContentError(path, 1, "the form has another first field", f"begin it with `{KINDS[kind]}`", "issue-form")
    return Form(kind, labels, frozenset(required), hints)


def as_text(form: Form) -> str:
    """The form as a text to write into: what GitLab takes for a description template."""
    parts = (
        "\n".join([f"### {label}", "", *form.hints[name], *[""] * bool(form.hints[name])])
        for name, label in form.labels.items()
    )
    return "\n".join(parts) + "\n"


def read_event(text: str, path: str) -> Issue:
    """The issue of a webhook's JSON, or an issue as the forge's API gives it. Raises ``ContentError``.

    GitLab names its parts otherwise: ``object_attributes``, ``iid``, ``description``. Source: GitLab's "Issues API" and
    "Webhook events"; Forgejo and Gitea follow GitHub.
    """
    if len(text) > MAX_EVENT:
        raise _fault(path, 1, f"longer than {MAX_EVENT:,} characters", "give the event of one issue")
    event = read_json(text, path)
    issue = _issue(event) if isinstance(event, dict) else None
    if not isinstance(issue, dict):
        raise _fault(path, 1, "this is no event of an issue", "give the JSON that the forge sends for an issue")
    if issue.get("confidential"):
        raise _fault(path, 1, "the issue is confidential, and a proposal is not", "ask its writer first")
    number, body = (
        (issue.get("iid"), issue.get("description")) if "iid" in issue else (issue.get("number"), issue.get("body"))
    )
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 10**12:
        raise _fault(path, 1, "the issue has no number", "give the JSON that the forge sends for an issue")
    if body is not None and not isinstance(body, str):
        raise _fault(path, 1, "the text of the issue is no text", "give the JSON that the forge sends for an issue")
    return Issue(number, body or "", _moment(issue.get("created_at")))


def _issue(event: dict[str, Any]) -> Any:
    """The part of ``event`` that is the issue; None for what is about something else, such as a pull request."""
    if "object_kind" in event:
        return event.get("object_attributes") if event["object_kind"] == "issue" else None
    issue = event.get("issue", event)
    is_other = isinstance(issue, dict) and (issue.get("pull_request") or "merge_status" in issue)
    return None if is_other else issue


def answers(issue: Issue, forms: Iterable[Form]) -> Answers | None:
    """What was filled in; None for an issue that was made with none of ``forms``.

    Raises ``ContentError`` for one that breaks a rule: see above; or ``LIMITS``, or a missing field.
    """
    if len(issue.body) > MAX_BODY:
        raise _fault(issue.name, 1, f"longer than {MAX_BODY:,} characters", "send a pull request instead")
    body, hidden = cleaned(issue.body)
    lines = body.split("\n")
    form = _form_of(lines, forms)
    if form is None:
        return None
    found = dict(zip(form.labels, _values(lines, form, issue.name), strict=True))
    found = {name: _without(form.hints[name], value) for name, value in found.items()}
    values = {name: _checked(name, form.labels[name], value, issue.name) for name, value in found.items()}
    missing = [form.labels[name] for name in form.labels if name in form.required and not values[name]]
    if missing:
        raise _fault(issue.name, 1, f"nothing is filled in for: {', '.join(missing)}", "fill it in")
    return Answers(form.kind, form.labels, {name: value for name, value in values.items() if value}, hidden)


def cleaned(text: str) -> tuple[str, int]:
    """``text`` with one kind of line end and without hidden characters; and how many of these there were."""
    text = _LINE_ENDS.sub("\n", text)
    kept = "".join(char for char in text if not _is_hidden(char))
    return kept, len(text) - len(kept)


def _is_hidden(char: str) -> bool:
    if char in "\t\n":
        return False
    if unicodedata.category(char) in {"Cc", "Cs"} or _HIDDEN.fullmatch(char):
        return True
    return ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"  # no characters at all


def _form_of(lines: list[str], forms: Iterable[Form]) -> Form | None:
    first = next((line for line in lines if line.strip()), "")
    return next((form for form in forms if first == f"### {next(iter(form.labels.values()))}"), None)


def _values(lines: list[str], form: Form, name: str) -> list[str]:
    """The text under each label, in the form's order."""
    keys = {group_key(label) for label in form.labels.values()}
    starts: list[int] = []
    for index, line in enumerate(lines):
        title = line.strip().strip("#").strip()
        if not line.lstrip().startswith("#") or group_key(title) not in keys:
            continue
        expected = list(form.labels.values())[len(starts) : len(starts) + 1]
        if not expected or line != f"### {expected[0]}":
            problem = f"the heading {title!r} stands where the form has none; a text must not hold one"
            raise _fault(name, index + 1, problem, "remove the line, or write it as plain words")
        starts.append(index)
    if len(starts) != len(form.labels):
        missing = list(form.labels.values())[len(starts)]
        raise _fault(name, len(lines), f"the field {missing!r} is missing", "open a new issue with the form")
    ends = [*starts[1:], len(lines)]
    return ["\n".join(lines[start + 1 : end]) for start, end in zip(starts, ends, strict=True)]


def _without(hints: tuple[str, ...], value: str) -> str:
    """``value`` without the lines that the form itself has there."""
    return "\n".join(line for line in value.split("\n") if line not in hints) if hints else value


def _checked(field: str, label: str, value: str, name: str) -> str:
    text = value.strip("\n").rstrip() if field in LONG else value.strip()
    if text.strip() == _EMPTY:
        return ""
    if field not in LONG and "\n" in text:
        raise _fault(name, 1, f"{label}: more than one line", "write it in one line")
    if len(text) > LIMITS[field]:
        raise _fault(name, 1, f"{label}: longer than {LIMITS[field]:,} characters", "shorten it")
    return text


def _moment(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        return iso_moment(re.sub(r"^([0-9-]{10}) ([0-9:]{8}) UTC$", r"\1T\2Z", value))  # as GitLab's webhooks write it
    except ValueError:
        return None


def _fault(path: str, line: int, problem: str, remedy: str) -> ContentError:
    return ContentError(path, line, problem, remedy, "issue")
