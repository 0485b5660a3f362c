"""Bringing annotations' files up to date."""

from __future__ import annotations

import pytest

from fumikura.model.annotations import Annotation, parse_annotation
from fumikura.text.anchors import Anchor
from fumikura.text.reanchoring import changes, marked, rewritten

FILE = """---
# my own remark
quote: 夜の話
prefix: 核の話。
suffix: 。
start: 4
text: 0123456789abcdef
by: 葵
created: '2026-10-03T00:12:00Z'
motivation: commenting
mood:   happy   # a key that nobody knows
---
A comment.
"""
TEXT = "はじめに。核の話。夜の話。おわり"
HASH = "f" * 16


def annotation(text: str = FILE) -> Annotation:
    found, faults = parse_annotation(text, "a-aaaaaa", "20261003T001200Z-aaaaaa", "a.md")
    assert faults == []
    assert found is not None
    return found


def written(anchor: Anchor, text: str = FILE) -> str:
    new = changes(annotation(text), anchor, TEXT, HASH)
    return rewritten(text.encode("utf-8"), new, "a.md").decode("utf-8")


def test_position_surroundings_and_hash_are_new_and_no_other_line():
    after = written(Anchor("moved", 9, 12, 1.0))
    changed = [(old, new) for old, new in zip(FILE.splitlines(), after.splitlines(), strict=True) if old != new]
    assert changed == [
        ("prefix: 核の話。", "prefix: はじめに。核の話。"),
        ("suffix: 。", "suffix: 。おわり"),
        ("start: 4", "start: 9"),
        ("text: 0123456789abcdef", f"text: {HASH}"),
    ]


def test_a_second_time_there_is_nothing_to_write():
    after = written(Anchor("moved", 9, 12, 1.0))
    assert changes(annotation(after), Anchor("exact", 9, 12, 1.0), TEXT, HASH) == {}


@pytest.mark.parametrize("anchor", [Anchor("fuzzy", 9, 12, 0.8), Anchor("orphan", reason="gone")])
def test_a_guess_and_an_orphan_keep_what_they_know(anchor: Anchor):
    assert changes(annotation(), anchor, TEXT, HASH) == {}


def test_an_annotation_written_by_hand_gets_what_it_lacks():
    after = written(Anchor("moved", 9, 12, 1.0), "---\nquote: 夜の話\n---\n")
    assert after == f"---\nquote: 夜の話\nprefix: はじめに。核の話。\nsuffix: 。おわり\nstart: 9\ntext: {HASH}\n---\n"


def test_surroundings_that_are_gone_leave_no_empty_line():
    new = changes(annotation(), Anchor("moved", 0, 3, 1.0), "夜の話", HASH)
    assert (new["prefix"], new["suffix"]) == (None, None)
    assert "prefix" not in rewritten(FILE.encode("utf-8"), new, "a.md").decode("utf-8")


def test_line_ends_and_a_byte_order_mark_stay_as_they_are():
    windows = ("\ufeff" + FILE.replace("\n", "\r\n")).encode("utf-8")
    after = rewritten(windows, {"start": 9}, "a.md")
    assert after == windows.replace(b"start: 4", b"start: 9")


def test_an_orphan_is_marked_once():
    gone = Anchor("orphan", reason="gone")
    text = rewritten(FILE.encode("utf-8"), marked(annotation(), gone), "a.md").decode("utf-8")
    assert text == FILE.replace("---\nA comment", "orphan: true\n---\nA comment")
    assert marked(annotation(text), gone) == {}


def test_only_an_orphan_is_marked():
    assert marked(annotation(), Anchor("fuzzy", 0, 3, 0.9)) == {}


def test_the_mark_goes_when_the_passage_is_found_again():
    text = FILE.replace("by: 葵", "by: 葵\norphan: true")
    assert "orphan" not in written(Anchor("moved", 9, 12, 1.0), text)
