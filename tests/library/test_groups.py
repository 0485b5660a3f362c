"""Groups of articles and their addresses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fumikura.library.groups import BY_NAME, groups, slug
from fumikura.library.library import group_key
from making import article


def test_letter_case_and_width_do_not_make_another_tag():
    found = groups(BY_NAME["tags"], [article("a", tags=["ＡＩ"]), article("b", tags=["AI"]), article("c", tags=["AI"])])
    assert [(one.label, len(one.articles)) for one in found] == [("AI", 3)]


def test_the_largest_group_comes_first():
    found = groups(BY_NAME["tags"], [article("a", tags=["x", "y"]), article("b", tags=["y"])])
    assert [one.label for one in found] == ["y", "x"]


def test_regional_english_is_english():
    found = groups(BY_NAME["languages"], [article("a", lang="en-GB"), article("b", lang="en")])
    assert [one.slug for one in found] == ["en"]


def test_readable_names_stay_readable_in_addresses():
    assert slug("核 融合") == "核_融合"
    assert slug("note.com") == "note.com"
    assert BY_NAME["tags"].address("核") == "tags/%E6%A0%B8/"


def test_names_that_lose_something_get_a_hash():
    assert slug("c#") != slug("c++")
    assert slug("../x").startswith("x-")


@given(st.text(min_size=1, max_size=300))
def test_a_group_is_one_folder_below_its_dimension(label: str):
    name = slug(group_key(label))
    assert name not in {"", ".", ".."}
    assert "/" not in name
    assert "\\" not in name
    assert len(name.encode("utf-8", "surrogatepass")) <= 255


@given(st.lists(st.text(min_size=1, max_size=30), unique_by=group_key))
def test_different_groups_have_different_addresses(labels: list[str]):
    keys = {group_key(label) for label in labels}
    assert len({slug(key) for key in keys}) == len(keys)
