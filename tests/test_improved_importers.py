"""What becomes of a page when its importer has improved since, or its source has changed, and people edited it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fumikura.adding.adding import add_source
from fumikura.adding.shelf import read_shelf
from fumikura.importers import markdown_clip
from fumikura.sources.reading import read_source
from making import commit, contents, make_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fumikura.adding.results import Result
    from fumikura.errors import ContentError
    from fumikura.model.articles import Article
    from fumikura.settings import Settings
    from fumikura.sources.source import Source

CLIP = """---
title: Marks
source: https://x.example/marks
lang: en
---
One paragraph.

Another paragraph.

The last one.
"""


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    return make_archive(tmp_path / "archive")


@pytest.fixture
def improve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Raises the importer's version and has it give other words."""

    def call(old: str = "", new: str = "") -> None:
        read = markdown_clip.read

        def better(source: Source) -> Iterator[Article | ContentError]:
            for one in read(source):
                assert not isinstance(one, Exception)
                yield replace(one, body=one.body.replace(old, new) if old else one.body)

        monkeypatch.setattr(markdown_clip, "VERSION", markdown_clip.VERSION + 1)
        monkeypatch.setattr(markdown_clip, "read", better)

    return call


def write(archive: Settings, text: str = CLIP) -> Path:
    path = archive.saved / "marks.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def add(archive: Settings, *, update: bool = False) -> Result:
    (result,) = add_source(read_source(archive.saved / "marks.md"), read_shelf(archive), update=update)
    return result


def edit(archive: Settings, result: Result, old: str, new: str) -> Path:
    page = archive.root / str(result.path)
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")
    return page


def body(archive: Settings, result: Result) -> str:
    return (archive.root / str(result.path)).read_text("utf-8").partition("\n---\n")[2]


def test_a_plain_add_says_what_is_better_now_and_changes_nothing(archive: Settings, improve: Callable[..., None]):
    write(archive)
    old = f"markdown_clip {markdown_clip.VERSION}"
    add(archive)
    improve("Another", "A second")
    before = contents(archive.root)
    result = add(archive)
    new = f"markdown_clip {markdown_clip.VERSION}"
    assert result.status == "unchanged"
    assert result.warnings == (
        f"the importer has changed since ({old} → {new}), and gives otherwise: the text (+1 −1 lines); --update takes that",
    )
    assert result.diff == ("-Another paragraph.", "+A second paragraph.")
    assert contents(archive.root) == before


def test_an_importer_that_gives_the_same_says_nothing(archive: Settings, improve: Callable[..., None]):
    write(archive)
    add(archive)
    improve()
    assert (add(archive).status, add(archive).warnings, add(archive).diff) == ("unchanged", (), ())


def test_update_takes_what_is_better_and_keeps_what_was_edited(archive: Settings, improve: Callable[..., None]):
    write(archive)
    first = add(archive)
    commit(archive.root)
    edit(archive, first, "title: Marks", "title: Mine\ntags:\n  - a")
    edit(archive, first, "The last one.", "The very last one.")
    commit(archive.root)
    improve("Another", "A second")
    assert "--update takes that" in add(archive).warnings[0]
    result = add(archive, update=True)
    assert (result.status, result.title) == ("updated", "Mine")
    assert body(archive, result) == "One paragraph.\n\nA second paragraph.\n\nThe very last one.\n"
    assert f"converter: markdown_clip {markdown_clip.VERSION}\n" in (archive.root / str(result.path)).read_text("utf-8")
    before = contents(archive.docs)
    assert add(archive, update=True).status == "unchanged"
    assert contents(archive.docs) == before


def test_one_paragraph_that_both_changed_is_refused_with_the_diff(archive: Settings, improve: Callable[..., None]):
    write(archive)
    first = add(archive)
    commit(archive.root)
    edit(archive, first, "Another paragraph.", "My paragraph.")
    improve("Another", "A second")
    before = contents(archive.docs)
    assert "not taken by --update: text: +1 −1 lines" in add(archive).warnings[0]
    result = add(archive, update=True)
    assert result.status == "refused"
    assert "edited by hand and changed in the source too\n  try: take over by hand" in str(result.error)
    assert result.diff == ("-My paragraph.", "+A second paragraph.")
    assert contents(archive.docs) == before


def test_without_a_history_a_page_that_was_edited_is_not_written_over(archive: Settings, improve: Callable[..., None]):
    write(archive)
    first = add(archive)
    page = edit(archive, first, "The last one.", "The very last one.")
    improve("Another", "A second")
    result = add(archive, update=True)
    assert result.status == "refused"
    assert "it was edited by hand, though the history does not say where" in str(result.error)
    header = page.read_text("utf-8").partition("\n---\n")[0]
    page.write_text(f"{header}\n---\n", "utf-8")  # as the message says
    assert add(archive, update=True).status == "updated"
    assert body(archive, result) == "One paragraph.\n\nA second paragraph.\n\nThe last one.\n"


def test_without_a_history_a_page_that_nobody_edited_is_renewed(archive: Settings, improve: Callable[..., None]):
    write(archive)
    add(archive)
    improve("Another", "A second")
    result = add(archive, update=True)
    assert (result.status, result.diff) == ("updated", ("-Another paragraph.", "+A second paragraph."))


def test_a_page_that_was_edited_before_it_was_committed_is_not_taken_for_the_importers(
    archive: Settings, improve: Callable[..., None]
):
    write(archive)
    edit(archive, add(archive), "The last one.", "The very last one.")
    commit(archive.root)
    improve("Another", "A second")
    assert add(archive, update=True).status == "refused"


def test_a_source_that_changed_is_merged_with_what_was_edited_too(archive: Settings):
    write(archive)
    first = add(archive)
    commit(archive.root)
    edit(archive, first, "The last one.", "The very last one.")
    write(archive, CLIP.replace("Another", "A second"))
    assert add(archive).status == "refused"
    result = add(archive, update=True)
    assert result.status == "updated"
    assert body(archive, result) == "One paragraph.\n\nA second paragraph.\n\nThe very last one.\n"
    assert result.warnings == ("text: +1 −1 lines edited by hand; they are kept",)


def test_a_field_that_was_edited_stays_where_the_history_shows_that_it_was(archive: Settings):
    write(archive, CLIP.replace("lang", "author: Ada\nlang"))
    first = add(archive)
    commit(archive.root)
    edit(archive, first, "- Ada", "- Ada Lovelace")
    write(archive, CLIP.replace("lang", "author: A. L.\nlang").replace("Another", "A second"))
    result = add(archive, update=True)
    assert result.status == "updated"
    assert result.warnings == ("author: “Ada Lovelace” on the page, “A. L.” in the source; the page's is kept",)


def test_a_page_that_was_edited_by_hand_survives_an_update_from_the_same_file(archive: Settings):
    write(archive)
    first = add(archive)
    page = edit(archive, first, "The last one.", "The very last one.")
    before = page.read_bytes()
    assert add(archive, update=True).status == "unchanged"
    assert page.read_bytes() == before


def test_an_edit_survives_one_update_after_another(archive: Settings, improve: Callable[..., None]):
    write(archive)
    first = add(archive)
    commit(archive.root)
    edit(archive, first, "The last one.", "The past one.")  # as long as it was
    commit(archive.root)
    improve("Another", "A second")
    assert add(archive, update=True).status == "updated"
    commit(archive.root)
    improve("One paragraph", "A paragraph")
    result = add(archive, update=True)
    assert result.status == "updated"
    assert body(archive, result) == "A paragraph.\n\nA second paragraph.\n\nThe past one.\n"
    commit(archive.root)
    edit(archive, first, "A second", "Yet another")
    improve("The last", "The final")
    assert add(archive, update=True).status == "refused"
