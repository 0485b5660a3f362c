"""``fumikura add`` of a text that is here already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fumikura.adding import known_texts
from fumikura.adding.adding import add_source
from fumikura.adding.known_texts import packed, read_signatures
from fumikura.adding.shelf import read_shelf
from fumikura.errors import ContentError
from making import contents, essay, make_archive, text_source, write_article

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.adding.results import Result
    from fumikura.adding.shelf import Shelf
    from fumikura.settings import Settings

URL = "https://x.example/a"
TEXT = essay(1).replace(" ", ".\n\n", 3)


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    return make_archive(tmp_path / "archive")


@pytest.fixture
def shelf(archive: Settings) -> Shelf:
    return read_shelf(archive)


def add(shelf: Shelf, text: str, name: str = "a.md", *, update: bool = False, new: bool = False) -> Result:
    (result,) = add_source(text_source(text, name), shelf, update=update, new=new)
    return result


def clip(text: str, url: str | None = None, title: str = "A title") -> str:
    source = f"source: {url}\n" if url else ""
    return f"---\ntitle: {title}\n{source}---\n{text}\n"


def test_the_same_text_from_another_tool_is_reported_and_not_added(shelf: Shelf, archive: Settings):
    first = add(shelf, clip(TEXT, URL))
    before = contents(archive.root)
    second = add(shelf, TEXT.replace("\n\n", "\n"), "b.txt")
    assert (second.status, second.id) == ("unchanged", first.id)
    assert second.warnings[0].startswith(f"its text is that of {first.path} (")
    assert second.warnings[0].endswith("alike): not added; --new adds it all the same")
    assert contents(archive.root) == before


def test_a_text_that_another_site_has_too_is_reported_with_the_address_that_is_kept(shelf: Shelf):
    add(shelf, clip(TEXT, URL))
    second = add(shelf, clip(TEXT, "https://y.example/b"), "b.md")
    assert second.status == "unchanged"
    assert f"which is from {URL}: not added" in second.warnings[0]


def test_a_double_whose_page_has_a_wrong_address_is_named(archive: Settings):
    write_article(archive, TEXT, source="'http://[none'")
    with pytest.raises(ContentError, match=r"docs/articles/a-aaaaaa/index\.md:"):
        add(read_shelf(archive), clip(TEXT, URL), "b.md")


def test_a_person_can_insist_that_it_is_another_article(shelf: Shelf):
    first = add(shelf, clip(TEXT, URL))
    second = add(shelf, clip(TEXT, "https://y.example/b"), "b.md", new=True)
    assert second.status == "created"
    assert second.id != first.id
    again = add(shelf, clip(TEXT, "https://y.example/b"), "b.md")
    assert (again.status, again.id, again.warnings) == ("unchanged", second.id, ())


def test_the_fuller_text_wins_when_it_is_asked_for_and_the_address_stays(shelf: Shelf, archive: Settings):
    first = add(shelf, clip(TEXT, URL))
    fuller = f"{TEXT}\n\n{essay(2, 40)}"
    assert add(shelf, fuller, "b.txt").status == "unchanged"
    second = add(shelf, clip(fuller, "https://y.example/b"), "b.md", update=True)
    assert (second.status, second.id) == ("updated", first.id)
    page = (archive.root / str(second.path)).read_text("utf-8")
    assert essay(2, 40) in page
    assert f"source: {URL}\n" in page
    assert "original: saved/b.md\n" in page


def test_a_shorter_text_does_not_win(shelf: Shelf, archive: Settings):
    add(shelf, clip(f"{TEXT}\n\n{essay(2, 40)}", URL))
    before = contents(archive.root)
    second = add(shelf, TEXT, "b.txt", update=True)
    assert (second.status, "not fuller: not taken" in second.warnings[0]) == ("unchanged", True)
    assert contents(archive.root) == before


def test_other_texts_short_ones_and_links_are_articles_of_their_own(shelf: Shelf, archive: Settings):
    write_article(archive, TEXT, "link-aaaaaa", kind="link")
    shelf = read_shelf(archive)
    texts = [TEXT, essay(2), "A short text.", "A short text. \n", f"Only the beginning: {TEXT[:300]}"]
    assert [add(shelf, text, f"{at}.txt").status for at, text in enumerate(texts)] == ["created"] * 5


def test_two_letters_of_one_series_are_two_unless_they_are_nearly_the_same(shelf: Shelf):
    add(shelf, clip(TEXT + essay(2, 60), title="Letter 1"))
    assert add(shelf, clip(TEXT + essay(3, 60), title="Letter 2"), "b.md").status == "created"
    assert add(shelf, clip(TEXT + essay(3, 60) + " end", title="Letter 3"), "c.md").status == "unchanged"


def test_a_text_that_was_changed_since_is_compared_as_it_is_now(shelf: Shelf, archive: Settings):
    first = add(shelf, clip(TEXT, URL))
    add(shelf, essay(5), "other.txt")
    page = archive.root / str(first.path)
    page.write_text(page.read_text("utf-8").replace(TEXT, essay(7)), "utf-8")
    assert add(shelf, TEXT, "b.txt").status == "created"


def test_of_several_the_most_alike_is_named(shelf: Shelf):
    add(shelf, clip(TEXT + essay(2, 60), URL))
    closer = add(shelf, clip(TEXT, "https://y.example/b"), "b.md", new=True)
    assert add(shelf, TEXT + " end", "c.txt").id == closer.id


def test_signatures_of_many_articles_are_kept_and_made_again_when_they_are_damaged(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(known_texts, "WORTH_KEEPING", 3)
    for number in range(3):
        write_article(archive, essay(number), f"a-aaaaa{'abc'[number]}", original=f"saved/{number}.txt")
    path = archive.root / ".cache" / "fumikura" / "signatures.bin"
    assert add(read_shelf(archive), essay(1) + " end", "b.txt").id == "a-aaaaab"
    whole = path.read_bytes()
    assert len(read_signatures(path)) == 3
    made: list[object] = []
    signature = known_texts.signature
    monkeypatch.setattr(known_texts, "signature", lambda parts: (made.append(parts), signature(parts))[1])
    assert add(read_shelf(archive), essay(1) + " end", "b.txt").id == "a-aaaaab"
    assert len(made) == 1
    for damaged in (whole[:-1], b"", whole.replace(b"signatures", b"signature", 1), whole[:100] + b"x" + whole[101:]):
        path.write_bytes(damaged)
        assert read_signatures(path) == {}
        assert add(read_shelf(archive), essay(1) + " end", "b.txt").id == "a-aaaaab"
        assert path.read_bytes() == whole


def test_a_cache_that_cannot_be_written_stops_nothing(archive: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(known_texts, "WORTH_KEEPING", 1)
    write_article(archive, TEXT)
    (archive.root / ".cache").write_text("a file where the folder would be")
    assert add(read_shelf(archive), TEXT + " end", "b.txt").status == "unchanged"


def test_what_is_packed_is_read_again(tmp_path: Path):
    signatures = {bytes([at]) * 32: bytes([at + 1]) * 512 for at in range(5)}
    (tmp_path / "a").write_bytes(packed(signatures))
    assert read_signatures(tmp_path / "a") == signatures
    assert read_signatures(tmp_path / "none") == {}
