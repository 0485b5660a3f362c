"""Which findings a change has to answer for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fumikura.checks.checks import CODES
from fumikura.errors import Finding
from fumikura.git.repository import ChangedFile
from fumikura.review.change_answers import FOLLOWS, answerable, suspects

PAGE = "docs/articles/a/index.md"
NOTE = "docs/articles/a/annotations/20261123T100000Z-aaaaaa.md"
OTHER = "docs/articles/b/index.md"


def finding(path: str, code: str = "remote-picture", level: str = "warning") -> Finding:
    return Finding(path, 1, level, code, "a fault", "a remedy")  # type: ignore[arg-type]


def changed(path: str, before: str | None = "100644", mode: str | None = "100644") -> ChangedFile:
    return ChangedFile(path, before, mode)


def judged(found: list[Finding], files: list[ChangedFile], before: set[Finding] | None = None) -> list[tuple[str, str]]:
    return [(one.code, one.level) for one in answerable(found, files, before or set())]


def test_findings_in_its_own_files_are_as_they_are():
    assert judged([finding(PAGE, level="error")], [changed(PAGE)]) == [("remote-picture", "error")]


def test_findings_beside_its_files_are_remarks():
    assert judged([finding(PAGE, level="error")], [changed(NOTE, None)]) == [("remote-picture", "info")]


def test_findings_elsewhere_are_not_those_of_the_change():
    found = [finding(OTHER), finding(OTHER, "encoding", "error"), finding("docs/notes/m.md")]
    assert judged(found, [changed(PAGE), changed("docs/notes/n.md")]) == []


def test_what_may_follow_from_another_file_counts_unless_it_was_there_before():
    link = finding(OTHER, "broken-link", "error")
    assert suspects([link, finding(PAGE, "broken-link")], {PAGE}) == {OTHER}
    assert judged([link], [changed(PAGE, mode=None)]) == [("broken-link", "error")]
    assert judged([link], [changed(PAGE, mode=None)], {link}) == []


def test_a_folder_with_a_wrong_name_belongs_to_whoever_puts_a_file_into_it():
    wrong = finding("docs/articles/A b", "article-id", "error")
    assert judged([wrong], [changed("docs/articles/A b/index.md", None)]) == [("article-id", "error")]
    assert judged([wrong], [changed(PAGE)]) == []


def test_an_answer_without_a_question_counts_where_an_annotation_was_changed_or_removed():
    reply = finding(NOTE.replace("aaaaaa", "bbbbbb"), "reply", "error")
    assert judged([reply], [changed(NOTE, mode=None)]) == [("reply", "error")]
    assert judged([reply], [changed(NOTE, before=None)]) == [("reply", "info")]


paths = st.sampled_from([PAGE, NOTE, OTHER, "docs/notes/n.md"])
found = st.lists(
    st.builds(finding, paths, st.sampled_from(sorted(CODES)), st.sampled_from(["error", "warning", "info"]))
)


@given(found, st.lists(st.builds(changed, paths), max_size=3))
def test_nothing_gets_worse_by_being_judged_and_nothing_in_the_files_of_the_change_is_lost(
    findings: list[Finding], files: list[ChangedFile]
):
    told = list(answerable(findings, files, set()))
    touched = {one.path for one in files}
    own = [one for one in findings if one.path in touched]
    assert [one for one in told if one.path in touched] == own
    assert {one.path for one in told if one.level == "error"} - touched <= {
        one.path for one in findings if one.code in FOLLOWS | {"reply"}
    }
