"""What the forms write: a file in which nothing has changed but what somebody has changed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fumikura.model.front_matter import render, split
from making import examples

MODULE = Path(__file__).parent.parent / "scripts/fumikura/theme/assets/fumikura/admin/header_blocks.js"
RUN = f"""
import {{ readPage, writePage }} from {json.dumps(MODULE.as_uri())};
let text = "";
for await (const part of process.stdin) text += part;
const lists = ["author", "tags"];
const done = JSON.parse(text).map(({{ file, changes }}) => writePage({{ ...readPage(file, lists), ...changes }}, lists));
console.log(JSON.stringify(done));
"""


def written(*edits: tuple[str, dict[str, Any]]) -> list[str]:
    """Each file after what somebody has changed in its form."""
    given = json.dumps([{"file": file, "changes": changes} for file, changes in edits])
    done = subprocess.run(
        ["node", "--input-type=module", "-e", RUN], input=given, capture_output=True, check=True, text=True
    )
    found: list[str] = json.loads(done.stdout)
    return found


PAGE = """---
title: 'A: title'
author: [A, "B C"]
published: 2026-01-02
description: >-
  folded
  over lines
tags:
  - 雲
  - "12"  # a comment stays
sha256: abc
other: {a: 1}
---

# Text

With *markup*.
"""


def test_what_nobody_changed_is_as_it_was():
    crlf = PAGE.replace("\n", "\r\n")
    assert written((PAGE, {}), (crlf, {}), (f"\ufeff{PAGE}", {}), ("no header\n", {})) == [
        PAGE,
        crlf,
        f"\ufeff{PAGE}",
        "no header\n",
    ]


def test_of_a_changed_field_its_own_lines_alone_change():
    titled, tagged = written((PAGE, {"title": "Another"}), (PAGE, {"author": ["A", "D"]}))
    assert titled == PAGE.replace("title: 'A: title'", "title: Another")
    assert tagged == PAGE.replace('author: [A, "B C"]', "author:\n  - A\n  - D")


def test_an_emptied_field_goes_and_a_new_one_comes_last():
    (found,) = written((PAGE, {"published": "", "lang": "ja"}))
    assert found == PAGE.replace("published: 2026-01-02\n", "").replace("---\n\n", "lang: ja\n---\n\n")


def test_a_body_is_written_as_it_is_typed():
    (found,) = written((PAGE, {"body": "New."}))
    assert found.endswith("other: {a: 1}\n---\nNew.\n")


def test_what_would_be_no_text_to_yaml_is_put_in_quotes():
    values = ["no", "1", "2026-01-02", "a: b", "a #b", "- x", "it's", "'", "", "雲", "@a", "a\u0085b", "x:"]
    for value, text in zip(values, written(*((PAGE, {"title": value or "t"}) for value in values)), strict=True):
        assert split(text, "x")[0].values["title"] == (value or "t")


LINE = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=30).map(
    lambda one: " ".join(one.split())
)
# What is typed loses the white space at its ends: to JavaScript, U+FEFF is some.
TYPED = LINE.map(lambda one: one.strip(" \ufeff")).filter(bool)
HEADERS = st.fixed_dictionaries(
    {"title": LINE.filter(bool)}, optional={"description": LINE, "tags": st.lists(LINE.filter(bool), max_size=3)}
)


@settings(max_examples=examples(15), deadline=None)
@given(st.lists(st.tuples(HEADERS, st.text("ab\n#-: ", max_size=30), TYPED), min_size=10, max_size=30))
def test_whatever_we_write_stays_and_a_new_title_is_read_back(examples):
    files = [render(header) + body for header, body, _ in examples]
    assert written(*((file, {}) for file in files)) == files
    changed = written(*((file, {"title": title}) for file, (_, _, title) in zip(files, examples, strict=True)))
    for file, text, (_, _, title) in zip(files, changed, examples, strict=True):
        before, after = split(file, "x"), split(text, "x")
        assert after[0].values["title"] == title
        assert {**after[0].values, "title": ""} == {**before[0].values, "title": ""}
        assert after[1] == before[1]
