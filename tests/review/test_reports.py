"""How findings are said: to a person, to a forge, to code scanning, and in one comment below a pull request."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fumikura.checks.checks import CODES
from fumikura.errors import Finding, UsageError
from fumikura.printable import printable
from fumikura.review.change_overview import Overview, PageChange, Version, page_changes, widenings
from fumikura.review.report_markdown import MAX_CHARACTERS, escaped, markdown
from fumikura.review.reports import FORMATS, report
from fumikura.review.reviewing import Review

SARIF = {
    # What SARIF 2.1.0 asks for of the parts that are used here (3.13, 3.14, 3.19, 3.27, 3.28 to 3.30, 3.49).
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"pattern": r"^\d+\.\d+\.\d+$"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id", "shortDescription"],
                                            "properties": {"shortDescription": {"required": ["text"]}},
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message", "ruleId", "level", "locations"],
                            "properties": {
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"required": ["text"], "properties": {"text": {"minLength": 1}}},
                                "locations": {
                                    "items": {
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "properties": {
                                                            # RFC 3986: a relative reference, nothing that need be encoded.
                                                            "uri": {
                                                                "pattern": r"^(?:[A-Za-z0-9\-._~/]|%[0-9A-F]{2})+$"
                                                            },
                                                            "uriBaseId": {"type": "string"},
                                                        }
                                                    },
                                                    "region": {
                                                        "properties": {"startLine": {"type": "integer", "minimum": 1}}
                                                    },
                                                },
                                            }
                                        }
                                    }
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}

EVIL = "</td></table><script>alert(1)</script>![x](https://e.example/x.png) | @team #12 `\n\n# [click](javascript:x) \u202e"
texts = st.one_of(
    st.text(min_size=1, max_size=200),
    st.text(st.sampled_from("@#!|`<>[]()*_~\n\r\\&$:/-.whtpg1 "), min_size=1, max_size=60),
    st.just(EVIL),
)
findings = st.builds(
    Finding,
    texts,
    st.integers(1, 9999),
    st.sampled_from(["error", "warning", "info"]),
    st.sampled_from(sorted(CODES)),
    texts,
    texts,
)


def finding(path: str = "docs/articles/a/index.md", message: str = "leads nowhere", level: str = "error") -> Finding:
    return Finding(path, 3, level, "broken-link", message, "correct it")  # type: ignore[arg-type]


def version(name: str = "a", title: str = "A title", rights: str = "full", characters: int = 100) -> Version:
    same = frozenset({f"text {name}"})
    return Version(f"docs/articles/{name}/index.md", f"articles/{name}/", title, rights, characters, 10, same)  # type: ignore[arg-type]


def visible(comment: str) -> str:
    """The comment without what it says itself in Markdown: what remains may hold no markup."""
    return re.sub(r"<!-- fumikura check -->|&#\d+;", "", comment)


@given(st.lists(findings, max_size=5))
def test_sarif_has_the_structure_that_the_standard_asks_for(found: list[Finding]):
    log = json.loads(report(Review(found), "sarif"))
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    assert [run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] for one in run["results"]] == [
        one.code for one in found
    ]


@given(st.lists(findings, max_size=5))
def test_gitlab_is_given_what_its_report_asks_for(found: list[Finding]):
    said = json.loads(report(Review(found), "codequality"))
    assert [one["check_name"] for one in said] == [one.code for one in found]
    for one in said:
        assert set(one) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert re.fullmatch("[0-9a-f]{64}", one["fingerprint"])
        assert one["severity"] in {"info", "minor", "major"}
        assert one["location"]["lines"]["begin"] >= 1
    shown = {(one.code, printable(one.path), one.line, printable(one.message)) for one in found}
    assert len({one["fingerprint"] for one in said}) == len(shown)


def test_sarif_escapes_what_is_markup_in_its_messages():
    log = json.loads(report(Review([finding(message="see [x](y) {0} \\")]), "sarif"))
    text = log["runs"][0]["results"][0]["message"]["text"]
    assert text == "see \\[x\\](y) {{0}} \\\\\n\nTry: correct it"


@pytest.mark.parametrize("form", FORMATS)
@given(st.lists(findings, max_size=5))
def test_no_text_of_a_stranger_begins_a_line_or_speaks_to_a_terminal(form: str, found: list[Finding]):
    out = report(Review(found), form)
    out.encode("utf-8")
    assert not set(out) & set("\x1b\r\u202e\u2028\u0085\x00")
    if form == "github":
        assert len(out.splitlines()) == len(found)
        assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in out.splitlines())


@given(texts)
def test_no_text_is_markup_in_the_comment_or_calls_anybody(text: str):
    out = escaped(text)
    assert not set(re.sub(r"&#\d+;", "", out)) & set("<>&|`*_[]()!#@\\~$\n\r:{}+%^")
    assert not re.search(r"&#(?:64|35|33);(?!\u200b)", out)


@given(st.lists(findings, max_size=8), texts)
def test_a_comment_has_only_the_markup_of_its_own(found: list[Finding], title: str):
    now = version(title=title)
    overview = Overview((PageChange(None, now), PageChange(version("b", title), None)), {"added": 2}, 1, 5000, 9000)
    out = markdown(found, overview, "https://p.example/pr/1")
    plain = visible(out)
    assert "<" not in plain
    assert "![" not in plain
    assert "@" not in plain
    assert plain.count("](") == 2
    assert {line.count("|") for line in plain.splitlines() if line.startswith("| ")} <= {3, 5}


@given(st.lists(findings, max_size=5), texts)
def test_a_reader_of_the_comment_sees_the_texts_as_they_are_and_no_link_but_ours(found: list[Finding], title: str):
    overview = Overview((PageChange(None, version(title=title)),), {}, 0, 0, 9000)
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown(found, overview, "https://p.example/pr/1"))
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inline)}
    assert not kinds & {"image", "html_inline", "code_inline", "code_block", "fence", "hr"}
    assert [token.content.strip() for token in tokens if token.type == "html_block"] == ["<!-- fumikura check -->"]
    links = {child.attrs["href"] for child in inline if child.type == "link_open"}
    assert links == {"https://p.example/pr/1/", "https://p.example/pr/1/articles/a/"}
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h3"]
    assert sum(token.type == "tr_open" for token in tokens) == 4 + 2
    assert sum(token.type in {"th_open", "td_open"} for token in tokens) == 2 * 4 + 4 * 2
    said = "".join(child.content for child in inline if child.type in {"text", "text_special"}).replace("\u200b", "")
    assert " ".join(printable(title).split())[:100] in said


def test_the_comment_says_first_what_always_stands_out():
    widening = Finding(
        "docs/articles/a/index.md", 4, "warning", "rights-by-change", "rights widen from private to full", ""
    )
    outside = Finding("mkdocs.yml", 1, "warning", "maintainer", "shapes how the archive is built", "")
    out = markdown([finding(), outside, widening], Overview())
    assert out.startswith("<!-- fumikura check -->\n\n### ❌ 1 error, 2 warnings\n\n> **⚠️ Rights widen**\n")
    assert out.index("Rights widen") < out.index("For a maintainer") < out.index("| this change |")


def test_the_comment_counts_and_names_what_the_change_does():
    before = version("c", rights="private", characters=400)
    pages = (
        PageChange(None, version(title="新しい | 記事", characters=1234)),
        PageChange(version("b"), None),
        PageChange(before, version("c", rights="full", characters=350)),
    )
    overview = Overview(pages, {"added": 3, "orphaned": 1}, 2, 1_500_000, 1_600_000, tuple(widenings(pages)))
    out = markdown([], overview, "https://p.example/pr/1/")
    assert "| articles and notes added | 1 |" in out
    assert "| text | +1,184 characters (of them +10 words in Latin letters) |" in out
    assert "| annotations | 3 added, 1 orphaned |" in out
    assert "| pictures | 2, 1.5 MB |" in out
    assert "| added | [新しい &#124; 記事](https://p.example/pr/1/articles/a/) | full | +1,234 |" in out
    assert "| removed | A title | full | -100 |" in out
    assert "| changed | [A title](https://p.example/pr/1/articles/c/) | private → **full** | -50 |" in out
    assert out.endswith("[Preview](https://p.example/pr/1/)\n")


def test_a_finding_is_named_with_file_line_and_remedy():
    out = markdown([finding()], Overview())
    assert "- ❌ docs/articles/a/index.md:3 leads nowhere (broken-link) — correct it" in out


def test_a_comment_stays_below_the_limit_of_a_forge_whatever_is_found():
    found = [finding(f"docs/{EVIL * 20}/{number}", EVIL * 50) for number in range(3000)]
    pages = tuple(PageChange(None, version(f"a{number}", EVIL * 50)) for number in range(3000))
    overview = Overview(pages, {"added": 3000})
    for rights in ([], [Finding("a" * 9000, 1, "warning", "rights-by-change", EVIL * 90, "")] * 3000):
        out = markdown([*found, *rights], overview, f"https://p.example/{'x' * 100}")
        assert len(out) <= MAX_CHARACTERS
        assert "more: `fumikura check` lists them" in out
        assert "| | and 2,950 more | | |" in out


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "p.example", "https://p.example/)(x", "https://p.example/ x", "https://"]
)
def test_a_preview_is_an_address_of_the_web(url: str):
    with pytest.raises(UsageError):
        markdown([], Overview(), url)


@pytest.mark.parametrize("form", FORMATS)
def test_a_message_as_long_as_its_writer_likes_is_cut(form: str):
    assert len(report(Review([finding(message="x" * 1_000_000)]), form)) < 5_000


def test_only_what_differs_is_a_change_of_pages():
    before = {"a": version("a"), "b": version("b"), "c": version("c")}
    now = {"a": version("a"), "b": version("b", title="B"), "d": version("d")}
    assert [(one.shown.path, one.kind) for one in page_changes(before, now)] == [
        ("docs/articles/b/index.md", "changed"),
        ("docs/articles/c/index.md", "removed"),
        ("docs/articles/d/index.md", "added"),
    ]
