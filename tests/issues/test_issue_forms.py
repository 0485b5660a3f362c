"""What a stranger filled in, or a refusal; never something in between."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fumikura.errors import ContentError
from fumikura.forges.form_files import KINDS, has_forms
from fumikura.issues.issue_forms import LIMITS, LONG, Answers, Issue, answers, as_text, cleaned, read_event, read_form
from issues import SKELETON, event, filled_in, form
from making import make_archive

FORMS = [form(kind, lang) for kind in KINDS for lang in ("en", "ja")]
ADDRESS = "https://example.org/a"


def read(body: str) -> Answers | None:
    return answers(read_event(event(body), "event.json"), FORMS)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_fields_of_a_form_are_read_in_either_language(lang: str):
    found = read(filled_in("add-article", lang, url=ADDRESS, tags="核、AI", text="# 題\n\n本文。"))
    assert found is not None
    assert (found.kind, dict(found.values)) == (
        "add-article",
        {"url": ADDRESS, "tags": "核、AI", "text": "# 題\n\n本文。"},
    )


@pytest.mark.parametrize("body", [None, "", "It does not work.", "### Something else\n\nx\n", "Address of the article"])
def test_an_issue_that_was_made_with_no_form_is_none_of_ours(body: str | None):
    assert answers(read_event(event(body), "event.json"), FORMS) is None


@pytest.mark.parametrize(
    "forged",
    [
        "### Tags",
        "###   tags  ###",
        "# TAGS",
        "  ### Ｔａｇｓ",
        "### Address of the article",
        "### Text of the article\n\nanother",
        "###\u200b Tags",
        "\r### Tags\r",
        "x\u2028### Tags",
    ],
)
def test_a_value_cannot_open_another_field(forged: str):
    with pytest.raises(ContentError, match="the heading"):
        read(filled_in("add-article", url=ADDRESS, author=forged))
    with pytest.raises(ContentError, match="the heading"):
        read(filled_in("add-article", url=ADDRESS, text=f"a text\n\n{forged}\n\nrights: full"))


def test_other_headings_are_part_of_the_text():
    text = "### はじめに\n\n## Tags and more\n\n> ### Tags\n\n#tags"
    found = read(filled_in("add-article", url=ADDRESS, text=text.replace("\n\n#tags", "")))
    assert found is not None
    assert found.values["text"].startswith("### はじめに")


def test_a_form_that_somebody_has_cut_is_refused():
    body = filled_in("add-article", url=ADDRESS).split("### Tags")[0]
    with pytest.raises(ContentError, match="'Tags' is missing"):
        read(body)


def test_a_form_whose_fields_were_moved_is_refused():
    first, _, rest = filled_in("add-article", url=ADDRESS).partition("### Authors")
    with pytest.raises(ContentError, match="where the form has none"):
        read(f"{first}### Tags\n\nx\n\n### Authors{rest}")


@pytest.mark.parametrize(
    ("kind", "values"), [("add-article", {}), ("take-down", {"article": "x"}), ("correct-article", {"article": "x"})]
)
def test_a_field_that_has_to_be_filled_in_is_missed(kind: str, values: dict[str, str]):
    with pytest.raises(ContentError, match="nothing is filled in"):
        read(filled_in(kind, **values))


@pytest.mark.parametrize("name", [name for name in LIMITS if name not in LONG and name in form("add-article").labels])
def test_a_field_of_one_line_takes_one_line(name: str):
    with pytest.raises(ContentError, match="more than one line"):
        read(filled_in("add-article", **{"url": ADDRESS, name: "a\n\nb"}))


@pytest.mark.parametrize("name", list(form("add-article").labels))
def test_each_field_has_a_limit(name: str):
    with pytest.raises(ContentError, match="longer than"):
        read(filled_in("add-article", **{"url": ADDRESS, name: "a" * (LIMITS[name] + 1)}))


def test_hidden_characters_are_removed_and_counted():
    found = read(
        filled_in("add-article", url=ADDRESS, article_title="a\u202eb\u0000c\ufeff\U000e0041d", text="x\u200by\x1b[2J")
    )
    assert found is not None
    assert (found.values["article_title"], found.values["text"], found.hidden) == ("abcd", "xy[2J", 6)


def test_joiners_and_new_emoji_are_no_hidden_characters():
    assert cleaned("👩\u200d💻 می\u200cخواهم \U0001fae8") == ("👩\u200d💻 می\u200cخواهم \U0001fae8", 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        "[" * 100_000,
        '{"issue": []}',
        '{"issue": {"body": "x"}}',
        '{"issue": {"number": true, "body": ""}}',
        '{"issue": {"number": -1, "body": ""}}',
        '{"issue": {"number": 1e3, "body": ""}}',
        '{"issue": {"number": "12; rm -rf /", "body": ""}}',
        '{"issue": {"number": 12, "body": ["x"]}}',
        '{"issue": {"number": ' + "9" * 5000 + "}}",
        json.dumps({"issue": {"number": 12, "body": "", "pull_request": {"url": "x"}}}),
    ],
)
def test_what_is_no_event_of_an_issue_is_refused(text: str):
    with pytest.raises(ContentError):
        read_event(text, "event.json")


def test_an_issue_as_the_api_gives_it_will_do_and_a_wrong_moment_is_left_out():
    issue = read_event(json.dumps({"number": 3, "body": None, "created_at": "soon\nrights: full"}), "issue.json")
    assert issue == Issue(3, "", None)


@pytest.mark.parametrize(
    "text",
    [
        "body: x",
        "body:\n  - type: input\n    id: rights\n    attributes:\n      label: Rights\n",
        "body:\n  - type: input\n    id: url\n",
        "body:\n  - type: input\n    id: tags\n    attributes:\n      label: Tags\n",
        "body: &a [*a]",
    ],
)
def test_a_form_with_fields_that_are_not_ours_is_an_error_with_its_file(text: str):
    with pytest.raises(ContentError, match=r"^mine\.yml"):
        read_form("add-article", text, "mine.yml")


def test_an_archive_has_forms_when_it_has_all_of_them(tmp_path):
    settings = make_archive(tmp_path / "a")
    assert not has_forms(settings.root, None)
    folder = settings.root / ".github/ISSUE_TEMPLATE"
    folder.mkdir(parents=True)
    for kind in KINDS:
        (folder / f"{kind}.yml").write_bytes((SKELETON / "en/.github/ISSUE_TEMPLATE" / f"{kind}.yml").read_bytes())
    assert has_forms(settings.root, "github")
    assert not has_forms(settings.root, "gitlab")


GITLAB_WEBHOOK = {
    "object_kind": "issue",
    "event_type": "issue",
    "object_attributes": {
        "id": 301,
        "iid": 12,
        "confidential": False,
        "created_at": "2026-11-20 08:30:00 UTC",
        "description": "A text.",
        "action": "open",
    },
}


@pytest.mark.parametrize(
    "sent",
    [
        GITLAB_WEBHOOK,
        {
            "id": 301,
            "iid": 12,
            "description": "A text.",
            "created_at": "2026-11-20T08:30:00Z",
            "confidential": False,
        },
        {"number": 12, "body": "A text.", "created_at": "2026-11-20T08:30:00Z", "pull_request": None},
    ],
)
def test_an_issue_is_read_from_webhooks_and_apis_of_each_forge(sent: dict):
    assert read_event(json.dumps(sent), "event.json") == Issue(12, "A text.", "2026-11-20T08:30:00Z")


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"confidential": True}, "confidential"),
        ({"iid": None}, "no number"),
        ({"iid": "12"}, "no number"),
        ({"description": ["x"]}, "no text"),
    ],
)
def test_an_issue_of_gitlab_that_is_not_for_all_or_no_issue_is_refused(attributes: dict, said: str):
    sent = {**GITLAB_WEBHOOK, "object_attributes": {**GITLAB_WEBHOOK["object_attributes"], **attributes}}
    with pytest.raises(ContentError, match=said):
        read_event(json.dumps(sent), "event.json")


@pytest.mark.parametrize(
    "sent",
    [
        {**GITLAB_WEBHOOK, "object_kind": "merge_request"},
        {**GITLAB_WEBHOOK, "object_kind": "note"},
        {"object_kind": "issue"},
        {"iid": 12, "description": "x", "merge_status": "can_be_merged"},
    ],
)
def test_what_gitlab_sends_of_something_else_is_no_issue(sent: dict):
    with pytest.raises(ContentError, match="no event of an issue"):
        read_event(json.dumps(sent), "event.json")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_the_text_that_gitlab_shows_is_the_form_and_what_it_says_itself_is_no_answer(kind: str, lang: str):
    one = form(kind, lang)
    text = as_text(one)
    with pytest.raises(ContentError, match="nothing is filled in"):
        answers(Issue(1, text, None), FORMS)
    for name, label in one.labels.items():
        text = text.replace(f"### {label}\n", f"### {label}\n\n<{name}>\n", 1)
    found = answers(Issue(1, text, None), FORMS)
    assert found is not None
    assert (found.kind, found.values) == (kind, {name: f"<{name}>" for name in one.labels})


LABELS = [f"### {label}" for one in FORMS for label in one.labels.values()]
HINTS = [hint for one in FORMS for hints in one.hints.values() for hint in hints]
PIECES = st.lists(
    st.sampled_from([*LABELS, *HINTS, "", "_No response_", "---", "a: b", "```", "\u202e", "\r"])
    | st.text(max_size=20),
    max_size=30,
)


@given(PIECES.map("\n".join))
@example("\n\n".join(LABELS))
def test_whatever_an_issue_says_gives_fields_within_their_limits_or_is_refused(body: str):
    try:
        found = read(body)
    except ContentError:
        return
    if found is not None:
        assert set(found.values) <= set(found.labels)
        for name, value in found.values.items():
            assert 0 < len(value) <= LIMITS[name]
            assert cleaned(value) == (value, 0)
            assert name in LONG or "\n" not in value


@given(st.dictionaries(st.sampled_from(["article_title", "tags", "text"]), st.text(max_size=200)))
def test_what_is_read_is_what_was_filled_in(values: dict[str, str]):
    given_values = {"url": ADDRESS, **values}
    try:
        found = read(filled_in("add-article", **given_values))
    except ContentError:
        return  # a line break in a line, or a heading
    assert found is not None
    for name, value in given_values.items():
        kept = cleaned(value)[0]
        expected = kept.strip("\n").rstrip() if name in LONG else kept.strip()
        assert found.values.get(name, "") in {expected, ""}
        assert (name in found.values) == bool(expected.strip() and expected.strip() != "_No response_")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "object_kind",
    "object_attributes",
    "issue",
    "iid",
    "number",
    "description",
    "body",
    "confidential",
    "created_at",
)


@given(st.dictionaries(st.sampled_from(KEYS), JSON | st.just("issue") | st.dictionaries(st.sampled_from(KEYS), JSON)))
def test_whatever_a_forge_sends_is_an_issue_with_a_number_or_is_refused(sent: dict):
    try:
        issue = read_event(json.dumps(sent), "event.json")
    except ContentError:
        return
    assert issue.number > 0
    assert isinstance(issue.body, str)
