"""``fumikura from-issue``: an issue that was made with a form, to the files of a pull request."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fumikura.disk.atomic import write_atomically
from fumikura.errors import ContentError, FumikuraError
from fumikura.git.branches import working_tree
from fumikura.issues.issue_forms import MAX_EVENT, answers, read_event
from fumikura.issues.issue_proposals import Proposal, branch_of, propose, read_forms, refusal
from fumikura.library.archive import open_archive
from fumikura.model.dates import utc

if TYPE_CHECKING:
    from fumikura.issues.issue_forms import Answers, Issue
    from fumikura.settings import Settings


@click.command()
@click.argument("event", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE.json")
@click.option("--branch", is_flag=True, help="Commit the change on a new branch; the working tree stays as it is.")
@click.option("--fetch", "is_fetched", is_flag=True, help="Fetch the page where no text was pasted.")
@click.option(
    "--parts",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the answer also as files for scripts: branch, title, body.md; empty where there is none.",
)
@click.pass_context
def command(ctx: click.Context, event: str, branch: bool, is_fetched: bool, parts: Path | None) -> None:
    """Make a change to the archive from an issue's form: an article, a correction, a takedown.

    FILE.json is what GitHub, GitLab, Forgejo or Gitea send for an issue, or what their API gives (- for standard
    input). Prints JSON for the pull request.

    Example: fumikura from-issue event.json --branch
    """
    settings = open_archive(ctx.obj)
    issue = read_event(_text(event), event)
    now = utc(dt.datetime.now(dt.UTC)) if is_fetched else None
    forms = list(read_forms(settings))
    form = None
    try:
        form = answers(issue, forms)
        proposal = _proposal(issue, form, settings, now, is_branch=branch)
    except ContentError as error:
        click.echo(f"fumikura: {error}", err=True)
        proposal = refusal(form.kind if form else "unknown", error)
    if parts is not None:
        for name, text in (("branch", proposal.branch), ("title", proposal.title), ("body.md", proposal.body)):
            write_atomically(parts / name, text or "")
    click.echo(json.dumps(proposal.to_json(), ensure_ascii=False, indent=2))
    if proposal.form and not proposal.branch:
        ctx.exit(1)


def _proposal(issue: Issue, form: Answers | None, settings: Settings, now: str | None, *, is_branch: bool) -> Proposal:
    if form is None:
        return Proposal()
    if not is_branch:
        return propose(issue, form, settings, now=now)
    with working_tree(settings.root, branch_of(issue)) as tree:
        proposal = propose(issue, form, open_archive(tree.root), now=now)
        if proposal.branch is None or proposal.title is None:
            raise FumikuraError(f"{issue.name}: nothing to commit")
        tree.commit(proposal.branch, f"{proposal.title}\n")
    return proposal


def _text(event: str) -> str:
    """The JSON, as far as it may be read. Raises ``ContentError`` for what is no UTF-8."""
    with click.open_file(event, "rb") as file:
        data = bytes(file.read(4 * MAX_EVENT + 4))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(event, 1, "not UTF-8", "give the JSON as the forge sends it", "issue") from error
