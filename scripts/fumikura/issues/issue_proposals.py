"""A filled-in form -> files of the archive, and what a pull request says about them.

Nothing that a stranger wrote becomes the name of a file or a branch, the title of a pull request or a commit's message:
"fixes #1" would close an issue there. In the text of the pull request it stands in fenced blocks, where it is no markup
and mentions nobody.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from fumikura.adding.adding import add_source
from fumikura.adding.shelf import read_shelf
from fumikura.disk.atomic import Staging
from fumikura.errors import ContentError, FumikuraError
from fumikura.forges.form_files import FORMS, KINDS
from fumikura.importers import choose, load_all
from fumikura.issues.issue_forms import read_form
from fumikura.library.library_files import ARTICLE_ID
from fumikura.model import front_matter
from fumikura.model.identity import canonical_url, free_id, without_tracking
from fumikura.model.shapes import split_labels
from fumikura.sources.fetch import fetch
from fumikura.sources.given import checked
from fumikura.sources.reading import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fumikura.adding.known_articles import Known
    from fumikura.adding.results import Result
    from fumikura.adding.shelf import Shelf
    from fumikura.issues.issue_forms import Answers, Form, Issue
    from fumikura.settings import Settings
    from fumikura.sources.source import Fields

MAX_TAGS = 20
_IMPORTERS = frozenset({"markdown_clip", "note_text"})
"""What a pasted text may be. Exports hold many articles, and saved pages name files."""
_TITLES = {
    "add-article": "Add the article proposed in issue {}",
    "correct-article": "Correct an article as proposed in issue {}",
    "take-down": "Hide the article named in issue {}",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What ``fumikura from-issue`` prints."""

    form: str | None = None
    """None: the issue was made with no form, and there is nothing to do."""
    branch: str | None = None
    """None where there is no change: no form, or the form was refused."""
    title: str | None = None
    """Of the pull request, and the message of the commit."""
    body: str | None = None
    """Of the pull request in Markdown; where the form was refused, what to answer."""
    paths: tuple[str, ...] = ()
    """Of the files that are new or changed, under the archive's root."""

    def to_json(self) -> dict[str, Any]:
        """The shape that the guide gives."""
        return asdict(self)


def branch_of(issue: Issue) -> str:
    """The name of the branch for ``issue``."""
    return f"issue-{issue.number}"


def read_forms(settings: Settings) -> Iterator[Form]:
    """The archive's own forms, then those of a new archive in each language. Raises ``ContentError``."""
    shipped = files("fumikura").joinpath("skeleton")
    for kind in KINDS:
        own = settings.root / FORMS / f"{kind}.yml"
        if own.is_file():
            yield read_form(kind, own.read_text("utf-8"), f"{FORMS}/{kind}.yml")
        for lang in ("en", "ja"):
            text = shipped.joinpath(lang, *FORMS.split("/"), f"{kind}.yml").read_text("utf-8")
            yield read_form(kind, text, f"{kind}.yml")


def refusal(form: str, error: FumikuraError) -> Proposal:
    """What is said to whoever filled in ``form``."""
    return Proposal(form, body=f"Nothing could be made of this:\n\n{_fenced(str(error))}")


def propose(issue: Issue, form: Answers, settings: Settings, *, now: str | None) -> Proposal:
    """Write the files into the archive. ``now``: ISO 8601 in UTC if the page may be fetched, else None.

    Raises ``FumikuraError`` where nothing can be made of it; then nothing is written.
    """
    if form.kind == "add-article":
        paths, remarks = _add(issue, form, settings, now)
    else:
        change = {"correct-article": _correct, "take-down": _take_down}[form.kind]
        paths, remarks = change(issue, form, settings)
    title = _TITLES[form.kind].format(issue.number)
    return Proposal(form.kind, branch_of(issue), title, _body(issue, form, remarks), tuple(sorted(paths)))


Change = tuple[set[str], list[str]]
"""Paths under the root, and what a reviewer should know."""


def _add(issue: Issue, form: Answers, settings: Settings, now: str | None) -> Change:
    fields = _fields(issue, form, settings)
    shelf = read_shelf(settings)
    known = shelf.with_url(str(fields["source"]))
    if known is not None:
        raise ContentError(issue.name, 1, f"the article is here already: {shelf.shown(known)}", "correct it", "issue")
    if "text" in form.values:
        return _add_text(issue, form.values["text"], fields, shelf)
    if now is not None:
        source = fetch(str(fields["source"]), now, fields)
        if load_all()[choose(source, load_all())].MANY:
            problem = "what is at this address holds many articles"
            raise ContentError(issue.name, 1, problem, "give the address of one", "issue")
        return _added(list(add_source(source, shelf)), issue, settings)
    return _add_link(fields, shelf)


def _add_text(issue: Issue, text: str, fields: Fields, shelf: Shelf) -> Change:
    if re.match(r"\s*---[ \t]*\n", text):
        raise ContentError(issue.name, 1, "the text begins with front matter", "leave it out", "issue")
    folder = shelf.settings.saved / "issues" / str(issue.number)
    if folder.exists():
        shown = folder.relative_to(shelf.settings.root).as_posix()
        raise ContentError(issue.name, 1, f"{shown} is there already", "remove it to take the issue in again", "issue")
    companion = front_matter.render(fields).removeprefix("---\n").removesuffix("---\n")
    name = f"issue-{issue.number}.md"
    with Staging() as staging:
        staging.folder(folder, {name: text + "\n", f"{name}.yml": companion})
        staging.commit()
    is_added = False
    try:
        source = read_source(folder / name)
        importer = choose(source, load_all())
        if importer not in _IMPORTERS:
            problem = f"the text is read as {importer}, which is no plain article"
            raise ContentError(issue.name, 1, problem, "paste the article's own words", "issue")
        change = _added(list(add_source(source, shelf)), issue, shelf.settings)
        is_added = True
    finally:
        if not is_added:
            for path in folder.iterdir():
                path.unlink()
            folder.rmdir()
    return change


def _added(results: list[Result], issue: Issue, settings: Settings) -> Change:
    if len(results) != 1:
        raise ContentError(issue.name, 1, f"{len(results)} articles came of it", "propose one at a time", "issue")
    (result,) = results
    if result.status != "created" or result.path is None:
        said = result.error or "; ".join(result.warnings) or f"the article is here already: {result.path}"
        raise ContentError(issue.name, 1, said, "correct the article that is here", "issue")
    folder = (settings.root / result.path).parent
    paths = {path.relative_to(settings.root).as_posix() for path in folder.rglob("*") if path.is_file()}
    page = front_matter.split((settings.root / result.path).read_text("utf-8"), result.path)[0]
    original = str(page.values.get("original"))
    paths |= {one for one in (original, f"{original}.yml") if (settings.root / one).is_file()}
    missing = [f"not known: {', '.join(result.missing)}"] if result.missing else []
    return paths, [*result.warnings, *missing]


def _add_link(fields: Fields, shelf: Shelf) -> Change:
    """A page that has the address alone, as a bookmark has it."""
    url = str(fields["source"])
    title = str(fields.get("title") or url)
    folder = shelf.settings.articles / free_id(title, canonical_url(url), shelf.ids)
    page = front_matter.render({"title": title, **fields, "kind": "link"})
    with Staging() as staging:
        staging.folder(folder, {"index.md": page})
        staging.commit()
    path = (folder / "index.md").relative_to(shelf.settings.root).as_posix()
    return {path}, [f"the address alone; `fumikura add URL --update` fetches the text of {folder.name}"]


def _fields(issue: Issue, form: Answers, settings: Settings) -> Fields:
    """What the form says of the article, as its page will have it. Raises ``ContentError``."""
    values = form.values
    tags = split_labels(values.get("tags", ""))
    if len(tags) > MAX_TAGS:
        raise ContentError(issue.name, 1, f"more than {MAX_TAGS} tags", "keep the important ones", "issue")
    given: dict[str, Any] = {
        "title": values.get("article_title"),
        "source": _url(values["url"], issue),
        "author": list(split_labels(values.get("author", ""))),
        "published": values.get("published"),
        "created": issue.created,
        "tags": list(tags),
        # Never wider than an excerpt: who proposes an article is seldom who may allow a full copy.
        "rights": "private" if settings.rights == "private" else "excerpt",
    }
    return checked(front_matter.FrontMatter({key: value for key, value in given.items() if value}), issue.name)


def _url(text: str, issue: Issue) -> str:
    """An address of http or https, as it can stand in a page. Raises ``ContentError``."""
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
        _ = parts.port  # raises for a number that is none
        canonical_url(text)
    except ValueError:
        is_address = False
    if not is_address or re.search(r"[\s<>\"\\^`{|}]", text):
        raise ContentError(issue.name, 1, "the address is none of http or https", "copy it from the browser", "issue")
    return without_tracking(text)


def _correct(issue: Issue, form: Answers, settings: Settings) -> Change:
    known, shown, text = _article(issue, form, settings)
    body = front_matter.body_of(text)
    words = form.values["passage"].split()
    found = list(re.finditer(r"\s+".join(map(re.escape, words)), body)) if words else []
    if len(found) != 1:
        many = f"stands in {shown} {len(found)} times" if found else f"does not stand in {shown}"
        remedy = "give more of what stands around it" if found else "copy it from the article's file"
        raise ContentError(issue.name, 1, f"the passage {many}", remedy, "issue")
    corrected = body[: found[0].start()] + form.values.get("correction", "") + body[found[0].end() :]
    _write(known.path, text[: len(text) - len(body)] + corrected)
    return {shown}, []


def _take_down(issue: Issue, form: Answers, settings: Settings) -> Change:
    known, shown, text = _article(issue, form, settings)
    if known.values.get("rights") == "private":
        raise ContentError(issue.name, 1, f"{shown} is private already", "wait for the site to be built", "issue")
    _write(known.path, front_matter.updated(text, {"rights": "private"}, shown))
    remarks = ["`rights: private` takes the page from the site, not from the repository:"]
    return {shown}, [*remarks, f"`fumikura article remove {known.id} --for-rights` also says how to purge the history"]


def _article(issue: Issue, form: Answers, settings: Settings) -> tuple[Known, str, str]:
    """The article that the form names by its id, its address on the site or its source; its path; its text."""
    named = form.values["article"]
    shelf = read_shelf(settings)
    site = urlsplit(settings.site_url or "").path
    path = unquote(urlsplit(named).path) if named.startswith(("http://", "https://")) else f"/articles/{named}/"
    inner = path.removeprefix(site.rstrip("/")) if site else path
    match = re.search(rf"/articles/({ARTICLE_ID.pattern})(?:/|$)", inner)
    known = (shelf.with_id(match[1]) if match else None) or _with_source(named, shelf)
    if known is None:
        raise ContentError(issue.name, 1, "there is no such article here", "copy its address from this site", "issue")
    shown = shelf.shown(known)
    return known, shown, known.path.read_bytes().decode("utf-8").replace("\r\n", "\n")


def _with_source(url: str, shelf: Shelf) -> Known | None:
    return shelf.with_url(url) if url.startswith(("http://", "https://")) else None


def _write(path: Path, text: str) -> None:
    """Keep the line ends that the file has."""
    is_crlf = b"\r\n" in path.read_bytes()
    with Staging() as staging:
        staging.file(path, text.replace("\n", "\r\n") if is_crlf else text)
        staging.commit()


def _body(issue: Issue, form: Answers, remarks: list[str]) -> str:
    parts = [f"Closes #{issue.number}", "This is what the form says; nobody has checked it yet."]
    parts += [f"**{form.labels[name]}**\n\n{_fenced(value)}" for name, value in _shown(form).items()]
    if form.hidden:
        remarks = [*remarks, f"{form.hidden} hidden characters were removed"]
    if remarks:
        parts.append("**Remarks**\n\n" + _fenced("\n".join(remarks)))
    return "\n\n".join(parts) + "\n"


def _shown(form: Answers) -> Mapping[str, str]:
    """The fields but for the article's text, which is in the change."""
    return {name: value for name, value in form.values.items() if name != "text"}


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
