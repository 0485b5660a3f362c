"""What the page's script makes of an annotation is what Python makes of it, byte for byte."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from fumikura.model.annotations import parse_annotation, render_annotation
from fumikura.model.front_matter import updated
from fumikura.model.shapes import AnnotationHeader, one_line, split_labels
from making import examples

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from browser.conftest import Visitor

pytestmark = pytest.mark.browser

ARTICLE = "articles/xb63lm/"
NASTY = (
    *("no", "Yes", "nO", "ON", "null", "NULL", "~", "=", "<<", "true", "Off", "y", "n"),
    *("12:34", "1:2:3", "1_000", "0x1F", "0o7", "017", "089", "1.5", "1e5", "1.5e+3", ".5", "-.inf", ".NaN", "+1", "0b1"),
    *("1.", "1:30.5", "190:20:30", "0:30", "00:30", "-1:30", "0xG", ".", "-", "+", "._", "1__2", "0_", "-0x_"),
    *("2026-11-24", "2026-02-30", "0000-01-01", "2026-1-2", "2026-11-24T10:00:00Z", "2026-11-24 10:00:00 +9", "٢٠٢٦-١١-٢٤"),
    *("a: b", "a:b", "a:", ":a", ": a", "a #b", "a#b", "#a", "- a", "-a", "-", "---", "--- a", "...", "....", "?", "? a", "?a"),
    *("'", "''", "it's", '"', 'say "so"', "\\", "a\\nb", "`code`", "%a", "@a", "&a", "*a", "!a", "|", ">", "[a]", "{a}", ",a"),
    *("[a](b)", "a, b", "a [b]", "<b>", "a\tb", "a\x07b", "a\x7fb", "a\x1bb", "a\x85b", "\x85a", "a\u2028b", "a \u2028b", "a\u2029"),
    *("\ufeffa", "a\ufeffb", "\ufffe", "\ue000", "\xa0a\xa0", "\u3000a\u3000", "a\u200bb", "e\u0301", "か\u3099", "𠮷野家", "👩‍👩‍👧", "\U0010ffff"),
    *("😀 \x07", "a\n\nb", "a\nb", "\na", "a\n b", "日本語、「引用」。", "x" * 5000, "あ " * 900, " a", "a ", "  ", "\U00010000 : x"),
)  # fmt: skip
ALPHABET = "ab 01:-#.,'\"\\?!&*[]{}|>%@`~=<_+\t\n\r\x00\x1b\x7f\x85\xa0\u2028\u2029\ufeff\u3000かﾞ゙漢𠮷😀\u200d"


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor.page(ARTICLE)


def call(page: Page, function: str, cases: list[list[Any]]) -> list[Any]:
    """What ``function`` of the page's own script gives for each list of arguments."""
    script = """async ([name, cases]) => {
      const base = document.getElementById("fk-annotate").src;
      const functions = await import(base);
      return cases.map((args) => functions[name](...args));
    }"""
    answers: list[Any] = page.evaluate(script, [function, cases])
    return answers


def texts(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    made = ["".join(chance.choices(ALPHABET, k=chance.randint(1, 12))) for _ in range(count)]
    return [*NASTY, *made]


def test_a_file_is_the_one_that_python_writes_and_reads_back(page: Page) -> None:
    chance = random.Random(20261124)
    every = texts(examples(3000), 1)
    headers = []
    for quote in every:
        fields: dict[str, Any] = {
            "quote": quote,
            "prefix": chance.choice(every)[:32],
            "suffix": chance.choice(["", chance.choice(every)[:32]]),
            "start": chance.randrange(5000),
            "text": f"{chance.getrandbits(64):016x}" if chance.random() < 0.7 else f"{chance.randrange(10**16):016d}",
            "by": one_line(chance.choice(every)),
            "created": "2026-11-24T10:00:00Z",
            "motivation": chance.choice(["commenting", "questioning", "highlighting"]),
            "tags": list(split_labels(chance.choice(every))),
        }
        headers.append(fields)
    headers += [
        {"reply_to": "20261003T001200Z-qt22yq", "motivation": "replying", "by": "葵"},
        {"quote": "x", "start": 0},
    ]
    comments = [chance.choice(every) for _ in headers]
    files = call(page, "annotationFile", [list(case) for case in zip(headers, comments, strict=True)])
    for fields, comment, file in zip(headers, comments, files, strict=True):
        header = AnnotationHeader.model_validate(fields)
        assert file == render_annotation(header, comment), fields
        if "\r" in comment or "\x85" in file:  # Python reads a lone CR and YAML a NEL as a line break
            continue
        annotation, findings = parse_annotation(file, "a", "20261124T100000Z-aaaaaa", "a.md")
        assert annotation is not None, (findings, fields)


def test_names_and_tags_are_cleaned_as_python_cleans_them(page: Page) -> None:
    every = texts(2000, 2)
    lines = call(page, "oneLine", [[text] for text in every])
    assert lines == [one_line(text) for text in every]
    labels = call(page, "labels", [[text] for text in every])
    assert labels == [list(split_labels(text)) for text in every]


HANDWRITTEN = """---
# mine
quote: "a passage"   # as it reads
colour: yellow
by: 葵
tags: [old,
  older]
nested:
  tags: stays
modified: >
  2026-01-01T00:00:00Z
motivation: commenting
---

The old comment.
"""


def test_a_change_touches_only_the_lines_that_it_must(page: Page) -> None:
    changes = {"modified": "2026-11-24T10:00:00Z", "tags": ["新しい", "no"]}
    (file,) = call(page, "changedFile", [[HANDWRITTEN, changes, "A new comment."]])
    wanted = HANDWRITTEN.replace("tags: [old,\n  older]\n", "tags:\n  - 新しい\n  - 'no'\n")
    wanted = wanted.replace("modified: >\n  2026-01-01T00:00:00Z\n", "modified: '2026-11-24T10:00:00Z'\n")
    assert file == wanted.replace("\nThe old comment.\n", "A new comment.\n")


def test_a_change_of_a_file_that_fumikura_wrote_is_the_one_that_python_makes(page: Page) -> None:
    header = AnnotationHeader.model_validate({"quote": "a: b", "by": "葵", "tags": ["x"], "start": 3})
    file = render_annotation(header, "Old.")
    changes: dict[str, Any] = {"tags": ["y", "12:34"], "modified": "2026-11-24T10:00:00Z"}
    (changed,) = call(page, "changedFile", [[file, changes, "Old."]])
    assert changed == updated(file, changes, "a.md")
    (removed,) = call(page, "changedFile", [[file, {"tags": []}, "Old."]])
    assert removed == updated(file, {"tags": None}, "a.md")


def test_a_change_keeps_the_line_breaks_of_the_file(page: Page) -> None:
    file = "---\r\nquote: x\r\n---\r\nOne.\r\n"
    (changed,) = call(page, "changedFile", [[file, {"tags": ["a"]}, "One.\n\nTwo."]])
    assert changed == "---\r\nquote: x\r\ntags:\r\n  - a\r\n---\r\nOne.\r\n\r\nTwo.\r\n"


def test_what_has_no_front_matter_is_not_changed(page: Page) -> None:
    assert call(page, "changedFile", [["no header", {}, "x"]]) == [None]


# --- patches -----------------------------------------------------------------------------------------

PATH = "docs/articles/xb63lm/annotations/20261124T100000Z-k3xqaa.md"
LONG = "".join(f"{number}行目\n" for number in range(40))


def git(folder: Path, *arguments: str, given: str | None = None) -> str:
    names = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.autocrlf=false")
    done = subprocess.run(
        ["git", *names, *arguments], cwd=folder, input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


CHANGES = (
    (None, "---\nquote: 核\n---\nよい。\n"),
    (None, "---\nquote: '--- a'\n---\nFrom here\n-- \n--- a\n+++ b\n@@ -1 +1 @@\ndiff --git a b\n"),
    (HANDWRITTEN, HANDWRITTEN.replace("old comment", "new comment")),
    (LONG, LONG.replace("20行目", "二十行目")),
    (LONG, "新しい\n" + LONG),
    ("no end", "no end\n"),
    ("a\nb", "a\nc"),
    (HANDWRITTEN, None),
    ("no end", None),
)
NAMES = (
    ("葵", "葵"),
    ("", "anonymous"),
    ("<>;", "anonymous"),
    ("長い名前" * 20, "長い名前" * 3 + "長い名"),
    ("A. Writer <a@b>", "A. Writer a b"),
    ("😀👩‍👩‍👧 𠮷", "😀👩‍👩‍👧 𠮷"),
)


@pytest.mark.parametrize(
    ("before", "after", "by", "name"),
    [(*CHANGES[0], *name) for name in NAMES] + [(*change, *NAMES[0]) for change in CHANGES],
)
def test_git_takes_the_patch_and_has_the_very_file(
    visitor: Visitor, tmp_path: Path, by: str, name: str, before: str | None, after: str | None
) -> None:
    git(tmp_path, "init", "--quiet")
    file = tmp_path / PATH
    file.parent.mkdir(parents=True)
    file.parent.joinpath("other.md").write_text("x\n", "utf-8")
    if before is not None:
        file.write_bytes(before.encode())
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "--quiet", "-m", "Start")
    script = """async ([change]) => {
      const { patchOf } = await import(document.getElementById("fk-annotate").src);
      return patchOf({ ...change, moment: new Date("2026-11-24T10:00:00Z") });
    }"""
    page = visitor.page(ARTICLE)
    patch: str = page.evaluate(script, [{"path": PATH, "before": before, "after": after, "by": by}])
    git(tmp_path, "am", "--quiet", given=patch)
    assert (file.read_bytes().decode() if file.exists() else None) == after
    shown = git(tmp_path, "log", "-1", "--format=%an%n%aI").splitlines()
    assert [" ".join(shown[0].split()), shown[1]] == [name, "2026-11-24T10:00:00+00:00"]
