"""Pages -> docs/: all or nothing, and the second time."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fumikura.adding.adding import add_source
from fumikura.adding.originals import safe_name
from fumikura.adding.shelf import read_shelf
from fumikura.disk.atomic import Staging, write_atomically
from fumikura.errors import ContentError
from fumikura.sources.reading import read_source
from making import contents, examples, make_archive

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.adding.results import Result
    from fumikura.settings import Settings

CLIP = """---
title: Marks
source: https://x.example/marks
author: Ada
published: 2024-01-01
created: 2024-02-01
lang: en
mood: calm # for now
---
One paragraph.

Another paragraph.
"""


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    return make_archive(tmp_path / "archive")


def write(archive: Settings, text: str, name: str = "marks.md") -> Path:
    path = archive.saved / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def add(archive: Settings, path: Path, *, update: bool = False, **options: object) -> Result:
    (result,) = add_source(read_source(path, options), read_shelf(archive), update=update)
    return result


def page_of(archive: Settings, result: Result) -> Path:
    assert result.path is not None
    return archive.root / result.path


class TestTheFirstTime:
    def test_an_article_is_a_folder_with_a_page_and_its_pictures(self, archive: Settings):
        result = add(archive, write(archive, CLIP))
        assert (result.status, result.title, result.missing) == ("created", "Marks", ())
        assert page_of(archive, result).read_text("utf-8").endswith("---\nOne paragraph.\n\nAnother paragraph.\n")
        assert list(contents(archive.docs)) == [f"articles/{result.id}/index.md"]

    def test_a_source_outside_the_archive_is_copied_with_what_belongs_to_it(self, archive: Settings, tmp_path: Path):
        path = tmp_path / "my  ..notes.txt"
        path.write_text("Text of a note.", "utf-8")
        path.with_name(path.name + ".yml").write_text("title: N\nsource: https://x.example/n\n", "utf-8")
        files = path.with_name("my  ..notes_files")
        files.mkdir()
        (files / "a.png").write_bytes(b"png")
        result = add(archive, path)
        assert "original: saved/my  .notes.txt\n" in page_of(archive, result).read_text("utf-8")
        assert list(contents(archive.saved)) == [
            "my  ..notes_files/a.png",
            "my  .notes.txt",
            "my  .notes.txt.yml",
        ]
        assert add(archive, archive.saved / "my  .notes.txt").status == "unchanged"

    def test_another_source_of_the_same_name_gets_another(self, archive: Settings, tmp_path: Path):
        write(archive, "Something else.", "a.txt")
        path = tmp_path / "a.txt"
        path.write_text("A text.", "utf-8")
        result = add(archive, path)
        assert result.status == "created"
        names = list(contents(archive.saved))
        assert names[1] == "a.txt"
        assert names[0].startswith("a-")
        assert len(names[0]) == len("a-123456.txt")

    def test_an_id_that_another_article_has_is_lengthened(self, archive: Settings):
        first = add(archive, write(archive, CLIP))
        page = page_of(archive, first)
        page.write_text("---\ntitle: Another\nsource: https://x.example/other\n---\nx\n", "utf-8")
        second = add(archive, archive.saved / "marks.md")
        assert second.status == "created"
        assert second.id is not None
        assert first.id is not None
        assert second.id.startswith(first.id)

    def test_a_page_that_cannot_be_read_is_not_written_over(self, archive: Settings):
        page = page_of(archive, add(archive, write(archive, CLIP)))
        page.write_text("---\ntitle: a: b\n---\nedited\n", "utf-8")
        with pytest.raises(ContentError, match=r"docs/articles/marks-\w+/index\.md:2"):
            add(archive, archive.saved / "marks.md")
        assert "edited" in page.read_text("utf-8")


class TestTheSecondTime:
    def test_nothing_changes_by_a_byte(self, archive: Settings):
        path = write(archive, CLIP)
        add(archive, path)
        before = contents(archive.root)
        assert add(archive, path).status == "unchanged"
        assert contents(archive.root) == before

    def test_what_was_edited_by_hand_survives(self, archive: Settings):
        path = write(archive, CLIP)
        page = page_of(archive, add(archive, path))
        edited = page.read_text("utf-8").replace("title: Marks", "title: My title").replace("Another", "An edited")
        page.write_text(edited, "utf-8")
        result = add(archive, path)
        assert (result.status, result.title) == ("unchanged", "My title")
        assert page.read_text("utf-8") == edited

    def test_options_fill_what_was_missing_and_leave_all_other_lines(self, archive: Settings):
        path = write(archive, CLIP.replace("author: Ada\n", ""))
        page = page_of(archive, add(archive, path))
        before = page.read_text("utf-8")
        result = add(archive, path, author=("Ada",), tags=("a", "no"))
        assert result.status == "updated"
        added = "author:\n  - Ada\ntags:\n  - a\n  - 'no'\n"
        assert page.read_text("utf-8") == before.replace("---\nOne", f"{added}---\nOne")
        assert add(archive, path, author=("Ada",)).status == "unchanged"

    def test_a_companion_that_came_later_fills_what_was_missing(self, archive: Settings):
        path = write(archive, "Only a text.", "a.txt")
        assert add(archive, path).missing == ("source", "author", "published", "lang")
        write(archive, "source: https://x.example/a\nauthor: Ada\n", "a.txt.yml")
        result = add(archive, path)
        assert (result.status, result.missing) == ("updated", ("published", "lang"))

    def test_a_companion_that_differs_from_an_edited_page_is_only_reported(self, archive: Settings):
        write(archive, "title: From the file\n", "a.txt.yml")
        path = write(archive, "Only a text.", "a.txt")
        page = page_of(archive, add(archive, path))
        page.write_text(page.read_text("utf-8").replace("From the file", "By hand"), "utf-8")
        result = add(archive, path)
        assert result.status == "unchanged"
        assert "title: “By hand” on the page, “From the file”" in result.warnings[0]

    def test_an_option_that_differs_is_refused_and_says_so(self, archive: Settings):
        path = write(archive, CLIP)
        add(archive, path)
        before = contents(archive.root)
        result = add(archive, path, author=("Bea",), site="X")
        assert result.status == "refused"
        assert "author: “Ada” on the page, “Bea” given" in str(result.error)
        assert "--update" in str(result.error)
        assert contents(archive.root) == before

    def test_a_changed_source_is_refused_and_says_what_differs(self, archive: Settings):
        path = write(archive, CLIP)
        add(archive, path)
        changed = CLIP.replace("2024-01-01", "2024-01-02").replace("Another", "A third paragraph.\n\nAnd another")
        write(archive, changed)
        before = contents(archive.docs)
        result = add(archive, path)
        assert result.status == "refused"
        assert "marks.md: nothing was changed" in str(result.error)
        assert "published: “2024-01-01” on the page, “2024-01-02” in the source" in str(result.error)
        assert "text: +3 −1 lines" in str(result.error)
        assert contents(archive.docs) == before

    def test_other_bytes_that_make_the_same_article_change_nothing(self, archive: Settings):
        path = write(archive, CLIP)
        add(archive, path)
        before = contents(archive.docs)
        write(archive, CLIP.replace("for now", "still") + "\n\n")
        assert add(archive, path).status == "unchanged"
        assert contents(archive.docs) == before

    def test_a_second_copy_of_an_article_is_refused_with_the_name_of_the_first(self, archive: Settings):
        add(archive, write(archive, CLIP))
        result = add(archive, write(archive, CLIP.replace("One", "1") + "more\n", "copy.md"))
        assert "the article is here already, from saved/marks.md" in str(result.error)

    def test_a_url_given_later_finds_the_article_by_its_bytes(self, archive: Settings):
        path = write(archive, "Only a text.", "a.txt")
        first = add(archive, path)
        second = add(archive, path, source="https://x.example/a")
        assert (second.status, second.id) == ("updated", first.id)

    def test_a_page_with_windows_line_ends_keeps_them(self, archive: Settings):
        path = write(archive, CLIP)
        page = page_of(archive, add(archive, path))
        page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
        before = page.read_bytes()
        assert add(archive, path, site="X").status == "updated"
        assert page.read_bytes() == before.replace(b"---\r\nOne", b"site: X\r\n---\r\nOne")


class TestUpdate:
    def test_it_takes_the_text_and_keeps_title_tags_rights_and_unknown_keys(self, archive: Settings):
        path = write(archive, CLIP)
        page = page_of(archive, add(archive, path))
        mine = page.read_text("utf-8").replace("title: Marks", "title: Mine\nrights: excerpt\nmine: yes # keep")
        page.write_text(mine, "utf-8")
        write(archive, CLIP.replace("Another", "A new").replace("Ada", "Bea"))
        result = add(archive, path, update=True)
        assert result.status == "updated"
        text = page.read_text("utf-8")
        assert text.endswith("---\nOne paragraph.\n\nA new paragraph.\n")
        for line in ("title: Mine", "rights: excerpt", "mine: yes # keep", "  - Bea", "mood: calm # for now"):
            assert f"{line}\n" in text
        assert result.warnings == ("title: “Mine” on the page, “Marks” in the source; the page's is kept",)
        before = contents(archive.root)
        assert add(archive, path, update=True).status == "unchanged"
        assert contents(archive.root) == before

    def test_what_was_given_with_it_wins(self, archive: Settings):
        path = write(archive, CLIP)
        page = page_of(archive, add(archive, path))
        assert add(archive, path, update=True, title="New").title == "New"
        assert "title: New\n" in page.read_text("utf-8")

    def test_annotations_and_added_files_stay(self, archive: Settings):
        path = write(archive, CLIP)
        page = page_of(archive, add(archive, path))
        note = page.parent / "annotations" / "20261123T100000Z-abcdef.md"
        note.parent.mkdir()
        note.write_text("---\nquote: One\n---\nMine.\n", "utf-8")
        write(archive, CLIP.replace("Another", "A new"))
        assert add(archive, path, update=True).status == "updated"
        assert note.exists()


words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(25))
@given(st.lists(st.lists(words, min_size=1, max_size=5).map(" ".join), min_size=2, max_size=5))
def test_any_article_added_twice_is_unchanged(tmp_path_factory: pytest.TempPathFactory, paragraphs: list[str]):
    archive = make_archive(tmp_path_factory.mktemp("archive"))
    path = write(archive, "\n\n".join(paragraphs), "a.txt")
    assert add(archive, path).status == "created"
    before = contents(archive.root)
    assert add(archive, path).status == "unchanged"
    assert add(archive, path, update=True).status == "unchanged"
    assert contents(archive.root) == before


class TestWriting:
    def test_a_file_is_replaced_as_a_whole_and_keeps_its_permissions(self, tmp_path: Path):
        path = tmp_path / "new" / "a.txt"
        write_atomically(path, "one")
        path.chmod(0o640)
        write_atomically(path, b"two")
        assert path.read_text() == "two"
        assert path.stat().st_mode & 0o777 == 0o640
        assert list(contents(tmp_path)) == ["new/a.txt"]

    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
    @pytest.mark.parametrize("after", [0, 1])
    def test_a_full_disk_leaves_everything_as_it_was(
        self, archive: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, after: int
    ):
        path = tmp_path / "outside.md"
        path.write_text(CLIP, "utf-8")
        calls = 0

        def full(descriptor: int, data: bytes) -> int:
            nonlocal calls
            calls += 1
            if calls > after:
                raise OSError(code, os.strerror(code))
            return real(descriptor, data)

        real = os.write
        before = contents(archive.root)
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(ContentError, match=f"cannot be written: {os.strerror(code).lower()}"):
            add(archive, path)
        monkeypatch.undo()
        assert contents(archive.root) == before
        assert not archive.docs.exists()
        assert add(archive, path).status == "created"

    def test_an_update_on_a_full_disk_keeps_the_old_page(self, archive: Settings, monkeypatch: pytest.MonkeyPatch):
        path = write(archive, CLIP)
        add(archive, path)
        write(archive, CLIP.replace("One", "The first"))
        before = contents(archive.docs)

        def full(descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ContentError, match="no space left on device"):
            add(archive, path, update=True)
        assert contents(archive.docs) == before

    @pytest.mark.parametrize("step", ["write", "fsync", "mkdir"])
    def test_ctrl_c_in_the_middle_leaves_nothing_behind(
        self, archive: Settings, monkeypatch: pytest.MonkeyPatch, step: str
    ):
        def interrupt(*arguments: object, **options: object) -> None:
            raise KeyboardInterrupt

        path = write(archive, CLIP)
        before = contents(archive.root)
        with monkeypatch.context() as patched:
            patched.setattr(os, step, interrupt)
            with pytest.raises(KeyboardInterrupt):
                add(archive, path)
        assert contents(archive.root) == before
        assert not list(archive.root.rglob(".fumikura-*"))

    def test_a_rename_that_fails_takes_back_the_new_files_before_it(self, tmp_path: Path):
        (tmp_path / "taken").mkdir()
        (tmp_path / "taken" / "file").write_text("x")
        with Staging() as staging:
            staging.file(tmp_path / "new.txt", "new")
            staging.folder(tmp_path / "taken", {"a": "b"})
            with pytest.raises(ContentError):
                staging.commit()
        assert contents(tmp_path) == {"taken/file": b"x"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_._etc_passwd"),
        ("a b  c.txt", "a b  c.txt"),
        (".hidden", "hidden"),
        ("con.txt", "_con.txt"),
        ("記事: 一/二?.html", "記事_ 一_二_.html"),
        ("a\x00\x1b\u202eb.md", "ab.md"),
        ("...", "article"),
        ("が.txt", "が.txt"),
    ],
)
def test_a_copy_has_a_name_that_leads_nowhere(name: str, safe: str):
    assert safe_name(name) == safe


@given(st.text())
def test_every_name_can_be_made_safe(name: str):
    safe = safe_name(name)
    assert 0 < len(safe.encode("utf-8")) <= 200
    assert not set(safe) & set('/\\:*?"<>|\n\x00')
    assert ".." not in safe
    assert not safe.startswith(".")
