"""``fumikura verify``: what a person types, and what they get."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from fumikura.commands import main
from fumikura.importers import markdown_clip
from making import commit, contents, essay, make_archive, write_article
from test_improved_importers import CLIP, improve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fumikura.settings import Settings

__all__ = ["improve"]

KEYS = ["article", "path", "status", "original", "converter", "converter_now", "fields", "added", "lines"]
KEYS += ["problem", "diff"]
POCKET = "title,url,time_added,tags,status\nOne,https://x.example/1,1,,unread\nTwo,https://x.example/2,2,a,unread\n"


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    return make_archive(tmp_path / "archive")


@pytest.fixture
def run(archive: Settings, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-C", str(archive.root), *arguments])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return call


Run = "Callable[..., tuple[int, str, str]]"


def saved(archive: Settings, text: str | bytes = CLIP, name: str = "marks.md") -> Path:
    path = archive.saved / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def page(archive: Settings) -> Path:
    (found,) = archive.articles.glob("*/index.md")
    return found


def edit(archive: Settings, old: str, new: str) -> None:
    text = page(archive).read_text("utf-8")
    assert old in text
    page(archive).write_text(text.replace(old, new), "utf-8")


def verdicts(run: Run, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    code, out, err = run("verify", "--json", *arguments)
    assert err == ""
    found: list[dict[str, Any]] = json.loads(out)
    assert all(list(one) == KEYS for one in found)
    return code, found


def verdict(run: Run, *arguments: str) -> tuple[int, dict[str, Any]]:
    code, (found,) = verdicts(run, *arguments)
    return code, found


def test_a_page_is_what_its_original_gives(run: Run, archive: Settings):
    run("add", str(saved(archive)), "--author", "Ada")
    before = contents(archive.root)
    code, found = verdict(run)
    assert code == 0
    assert found == {
        "article": page(archive).parent.name,
        "path": page(archive).relative_to(archive.root).as_posix(),
        "status": "same",
        "original": "saved/marks.md",
        "converter": f"markdown_clip {markdown_clip.VERSION}",
        "converter_now": f"markdown_clip {markdown_clip.VERSION}",
        "fields": [],
        "added": ["author"],
        "lines": None,
        "problem": None,
        "diff": None,
    }
    assert run("verify") == (0, "1 same\n", "")
    assert contents(archive.root) == before


def test_what_was_edited_is_named_and_shown_on_request(run: Run, archive: Settings):
    run("add", str(saved(archive)))
    edit(archive, "title: Marks", "title: Mine")
    edit(archive, "Another", "An edited")
    code, found = verdict(run, "--diff")
    assert (code, found["status"], found["fields"]) == (0, "edited", ["title"])
    assert found["lines"] == {"added": 1, "removed": 1}
    assert "-An edited paragraph.\n+Another paragraph.\n" in found["diff"]
    code, out, _ = run("verify")
    name = page(archive).relative_to(archive.root).as_posix()
    assert out == f"edited        {name}  (text +1 −1 lines; title)\n1 edited\n"
    assert verdict(run)[1]["diff"] is None


@pytest.mark.parametrize(
    ("edits", "better", "committed", "status"),
    [
        (False, True, True, "converter"),
        (True, False, True, "edited"),
        (True, True, True, "both"),
        (True, True, False, "unclear"),
        (False, False, False, "same"),
    ],
)
def test_the_history_tells_an_edit_from_a_better_importer(
    run: Run, archive: Settings, improve: Callable[..., None], edits: bool, better: bool, committed: bool, status: str
):
    run("add", str(saved(archive)))
    if committed:
        commit(archive.root)
    if edits:
        edit(archive, "The last", "The very last")
    improve("Another" if better else "", "A second" if better else "")
    code, found = verdict(run)
    assert (code, found["status"]) == (0, status)
    assert found["converter"] != found["converter_now"]


def test_an_original_that_is_gone_or_was_changed_is_an_error(run: Run, archive: Settings):
    path = saved(archive)
    run("add", str(path))
    path.write_bytes(path.read_bytes() + b"\n")
    code, found = verdict(run)
    assert (code, found["status"]) == (1, "changed")
    assert found["problem"].startswith("saved/marks.md has SHA-256 ")
    path.unlink()
    code, found = verdict(run)
    assert (code, found["status"], found["problem"]) == (1, "missing", "there is no saved/marks.md")


@pytest.mark.parametrize(
    "original", ["../outside.md", "/etc/passwd", "saved/link.md", "saved", '"saved/\\0"', "a/" * 3000, "saved/circle"]
)
def test_an_original_that_is_no_file_of_the_archive_is_not_read(run: Run, archive: Settings, original: str):
    outside = archive.root.parent / "outside.md"
    outside.write_text(CLIP, "utf-8")
    archive.saved.mkdir()
    (archive.saved / "link.md").symlink_to(outside)
    (archive.saved / "circle").symlink_to(archive.saved / "circle")
    write_article(archive, "Text.", original=original)
    code, found = verdict(run)
    assert (code, found["status"], found["converter_now"]) == (1, "missing", None)


def test_an_original_that_no_importer_reads_is_an_error(run: Run, archive: Settings):
    saved(archive, b"\x7fELF\x02\x01\x01\x00", "a.bin")
    write_article(archive, "Text.", original="saved/a.bin")
    code, found = verdict(run)
    assert (code, found["status"]) == (1, "unconvertible")
    assert found["problem"].startswith("saved/a.bin:1: ")


def test_a_page_that_cannot_be_read_is_an_error(run: Run, archive: Settings):
    write_article(archive, "Text.", title="a: b")
    code, found = verdict(run)
    assert (code, found["status"]) == (1, "unreadable")
    assert "index.md:2" in found["problem"]


def test_a_page_without_an_original_is_only_said(run: Run, archive: Settings):
    write_article(archive, "Text.")
    assert (verdict(run)[0], verdict(run)[1]["status"]) == (0, "no-original")


def test_an_export_is_matched_entry_by_entry(run: Run, archive: Settings):
    path = saved(archive, POCKET, "pocket.csv")
    run("add", str(path))
    assert [one["status"] for one in verdicts(run)[1]] == ["same", "same"]
    first = next(one for one in archive.articles.glob("*/index.md") if "title: One" in one.read_text("utf-8"))
    text = first.read_text("utf-8")
    first.write_text(text.replace("title: One", "title: 1").replace("x.example/1", "x.example/moved"), "utf-8")
    statuses = {one["article"]: one for one in verdicts(run)[1]}
    assert statuses.pop(first.parent.name)["fields"] == ["title", "source"]
    assert [one["status"] for one in statuses.values()] == ["same"]


def test_an_article_that_its_export_does_not_hold_is_gone(run: Run, archive: Settings):
    path = saved(archive, POCKET, "pocket.csv")
    run("add", str(path))
    write_article(archive, "Text.", "more-aaaaaa", original="saved/pocket.csv", source="https://x.example/3")
    code, found = verdicts(run, "more-aaaaaa")
    assert (code, [one["status"] for one in found]) == (0, ["gone"])


def test_what_was_in_an_archive_is_converted_from_there(run: Run, archive: Settings, tmp_path: Path):
    path = tmp_path / "clips.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(3):
            packed.writestr(f"folder/{number}.md", f"---\ntitle: T {number}\n---\n{essay(number)}\n")
            packed.writestr(f"folder/{number}.md.yml", "lang: en\n")
    run("add", str(path))
    code, found = verdicts(run)
    assert (code, [one["status"] for one in found]) == (0, ["same"] * 3)


def test_values_in_the_file_beside_a_source_are_part_of_what_it_gives(run: Run, archive: Settings):
    path = saved(archive, "Only a text.", "a.txt")
    saved(archive, "title: T\nauthor: Ada\n", "a.txt.yml")
    run("add", str(path))
    assert verdict(run)[1]["status"] == "same"


def test_an_id_that_is_not_here_is_wrong_use(run: Run, archive: Settings):
    write_article(archive, "Text.")
    code, out, err = run("verify", "no-such")
    assert (code, out) == (2, "")
    assert "no article 'no-such'" in err


def test_an_empty_archive_has_nothing_to_verify(run: Run):
    assert run("verify") == (0, "nothing to verify\n", "")
