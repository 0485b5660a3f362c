"""An item of a list in front matter under another name; all else stays byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.model.front_matter import split
from fumikura.model.header_lists import with_item
from fumikura.model.shapes import labels

HEAD = "---\n# mine\ntitle: 'A'  # the title\n"
TAIL = "rights: full\n---\n\ntags: [old]\n"


def renamed(block: str, old: str = "old", new: str = "new") -> str:
    text = with_item(f"{HEAD}{block}{TAIL}", "tags", lambda item: item == old, new, "a.md")
    assert text.startswith(HEAD)
    assert text.endswith(TAIL)
    return text[len(HEAD) : -len(TAIL)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags: [a, old, b]\n", "tags: [a, new, b]\n"),
        ("tags: ['old',b]  # two\n", "tags: [new,b]  # two\n"),
        ("tags:\n  - a\n  - old # why\n  - b\n", "tags:\n  - a\n  - new # why\n  - b\n"),
        ('tags:\n- a\n-   "old"\n\n', "tags:\n- a\n-   new\n\n"),
        ("tags: old\n", "tags: new\n"),
        ("tags:\n  [a,\n   old]\n", "tags:\n  [a,\n   new]\n"),
        ("tags: [older]\n", "tags: [older]\n"),
        ("tags: []\n", "tags: []\n"),
        ("tags:\n", "tags:\n"),
        ("", ""),
    ],
)
def test_an_item_is_replaced_in_the_style_of_its_list(before: str, after: str):
    assert renamed(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags: [new, old, b]\n", "tags: [new, b]\n"),
        ("tags: [old, new]\n", "tags: [new]\n"),
        ("tags: [old, old]\n", "tags: [new]\n"),
        ("tags:\n  - new\n  - old\n  - b\n", "tags:\n  - new\n  - b\n"),
        ("tags:\n  - old\n  - b\n  - new # stays\n", "tags:\n  - b\n  - new # stays\n"),
        ('tags: ["[[new]]", old]\n', 'tags: ["[[new]]"]\n'),
    ],
)
def test_a_name_that_is_there_already_stands_there_once(before: str, after: str):
    assert renamed(before) == after


@pytest.mark.parametrize(
    "new", ["no", "12:34", "2024", "a: b", "#x", "[x]", "'", '"', "null", "- a", "2025-01-01", "核，", "}"]
)
def test_a_name_that_yaml_would_take_for_something_else_is_quoted(new: str):
    for block in ("tags: [a, old]\n", "tags:\n  - a\n  - old\n", "tags: old\n"):
        text = HEAD + renamed(block, new=new) + TAIL
        values = split(text, "a.md")[0].values["tags"]
        assert values in (["a", new], new)


def test_windows_line_ends_and_a_byte_order_mark_stay():
    text = "\ufeff---\r\ntitle: A\r\ntags:\r\n  - old\r\n  - b\r\n---\r\nold\n"
    assert with_item(text, "tags", lambda item: item == "old", "new", "a.md") == text.replace("- old", "- new")


def test_what_else_yaml_takes_for_a_line_end_leads_nothing_astray():
    text = "---\ntitle: 'A'\rtags: [old]\u2028rights: full\r\n---\n"
    assert with_item(text, "tags", lambda item: item == "old", "new", "a.md") == text.replace("[old]", "[new]")


TAGS = st.lists(st.sampled_from(["old", "new", "a", "b", "核", "no", "x, y", "# z"]), max_size=6)


@given(TAGS, st.booleans(), st.booleans())
def test_after_renaming_the_list_says_the_same_with_the_new_name_once(
    tags: list[str], is_flow: bool, is_indented: bool
):
    items = [f'"{tag}"' for tag in tags]
    indent = "  " if is_indented else ""
    block = (
        f"tags: [{', '.join(items)}]\n"
        if is_flow or not tags
        else "tags:\n" + "".join(f"{indent}- {one}\n" for one in items)
    )
    after = split(HEAD + renamed(block) + TAIL, "a.md")[0].values["tags"] or []
    assert isinstance(after, list)
    assert "old" not in after
    assert set(labels(after)) == {("new" if tag == "old" else tag) for tag in tags}
    assert after.count("new") <= max(1, tags.count("new"))
    assert [tag for tag in after if tag != "new"] == [tag for tag in tags if tag not in {"old", "new"}]
