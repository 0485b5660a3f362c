"""The search index in a built site."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumikura.errors import FumikuraError
from fumikura.search_index import index_files, segments
from fumikura.search_index.documents import Document, Section
from fumikura.search_index.stored_documents import document_key
from fumikura.site.search_files import Written, update_search, write_search
from making import examples
from search_index.reading import read_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def documents(*texts: str) -> list[Document]:
    return [Document(f"{text}/", text, "page", (Section("", "", text),)) for text in texts]


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_an_archive_without_documents_has_the_same_index_however_it_is_made(tmp_path: Path) -> None:
    write_search([], tmp_path / "at once")
    update_search(tmp_path / "again", [], lambda _: [], tmp_path / "cache")
    assert files(tmp_path / "at once") == files(tmp_path / "again")
    assert json.loads(files(tmp_path / "again")["search/index.json"])["order"] == []


def generation(site: Path) -> str:
    (about,) = json.loads((site / "search/index.json").read_text("utf-8"))["segments"]
    named: str = about["generation"]
    return named


def test_all_files_but_the_manifest_lie_in_the_folder_that_it_names(tmp_path: Path):
    write_search(documents("文庫", "archive"), tmp_path)
    others = files(tmp_path).keys() - {"search/index.json"}
    assert others
    assert all(name.startswith(f"search/{generation(tmp_path)}/") for name in others)


def test_another_index_takes_the_place_of_an_older_one_and_of_nothing_else(tmp_path: Path):
    write_search(documents("文庫"), tmp_path)
    others = {"search_index.json", "index.html"}
    for name in others:
        (tmp_path / "search" / name).write_text("")
    old = generation(tmp_path)
    write_search(documents("書庫"), tmp_path)
    assert generation(tmp_path) != old
    assert {path.name for path in (tmp_path / "search").iterdir()} == {
        generation(tmp_path),
        "index.json",
        *others,
    }


def test_the_same_documents_give_the_same_bytes_again(tmp_path: Path):
    write_search(documents("文庫"), tmp_path)
    before = files(tmp_path)
    write_search(documents("文庫"), tmp_path)
    assert files(tmp_path) == before


def test_an_empty_site_has_an_index_of_nothing(tmp_path: Path):
    write_search([], tmp_path)
    assert json.loads((tmp_path / "search/index.json").read_text("utf-8"))["documents"] == 0


def of_numbers(addresses: Sequence[str]) -> list[Document]:
    """Long enough that the index has several slices and stretches."""
    return [
        Document(one, f"題{one}", "note", (Section("", "", f"{one}番の文書 number {one} " * 9),)) for one in addresses
    ]


@pytest.mark.parametrize("several", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_the_bytes_are_the_same_however_many_processes_make_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, several: int
):
    monkeypatch.setattr("fumikura.search_index.shards.AT_ONCE", 1)
    order = [(f"{number}/", "key") for number in range(600)]
    for workers in (1, several):
        update_search(tmp_path / str(workers), order, of_numbers, None, workers)
    assert files(tmp_path / str(several)) == files(tmp_path / "1")
    write_search(of_numbers([address for address, _ in order]), tmp_path / "at once")
    assert files(tmp_path / "at once") == files(tmp_path / "1")


def deadly(addresses: Sequence[str]) -> list[Document]:
    os.kill(os.getpid(), signal.SIGKILL)
    return of_numbers(addresses)


def test_a_lost_worker_is_told_and_leaves_the_old_index(tmp_path: Path):
    write_search(documents("文庫"), tmp_path)
    before = files(tmp_path)
    with pytest.raises(FumikuraError, match="the search index was not made: its worker was ended"):
        update_search(tmp_path, [("a/", "key")], deadly, None, 2)
    assert files(tmp_path) == before


def test_an_index_that_could_not_be_written_leaves_the_old_one(tmp_path: Path):
    write_search(documents("文庫"), tmp_path)
    before = files(tmp_path)

    def broken() -> Iterator[Document]:
        yield from documents("書庫")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_search(broken(), tmp_path)
    assert files(tmp_path) == before


# --- brought up to date -----------------------------------------------------------------------------


@dataclass
class Archive:
    """Documents that change, and the index that is kept up to date with them."""

    folder: Path
    held: list[Document]
    asked: list[str] = field(default_factory=list)

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def cache(self) -> Path:
        return self.folder / "cache/search"

    @property
    def segments(self) -> list[str]:
        named = json.loads((self.site / "search/index.json").read_text("utf-8"))
        return [about["generation"] for about in named["segments"]]

    def update(self, cache: Path | None = None) -> Written:
        self.asked.clear()
        order = [(document.url, document_key(document)) for document in self.held]
        return update_search(self.site, order, self.of, cache or self.cache)

    def of(self, addresses: Sequence[str]) -> Iterator[Document]:
        self.asked += addresses
        found = {document.url: document for document in self.held}
        return (found[address] for address in addresses)

    def built_anew(self) -> Path:
        """The site with an index that knows nothing of an older one."""
        site = self.folder / "anew"
        shutil.rmtree(site, ignore_errors=True)
        write_search(self.held, site)
        return site

    def is_equal_to_one_that_is_built_anew(self) -> bool:
        return read_whole(self.site / "search") == read_whole(self.built_anew() / "search")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path, documents(*(f"{number}番" for number in range(100))))


def test_without_a_cache_the_index_is_that_of_a_build_from_nothing(archive: Archive):
    assert archive.update() == Written(documents=100, indexed=100, segments=1)
    assert files(archive.site) == files(archive.built_anew())


def test_one_document_more_is_read_alone(archive: Archive):
    archive.update()
    before = files(archive.site)
    archive.held[3:3] = documents("新しい")
    assert archive.update() == Written(documents=101, indexed=1, segments=2)
    assert archive.asked == ["新しい/"]
    after = files(archive.site)
    assert {name for name in before if before[name] != after.get(name)} == {"search/index.json"}
    assert archive.is_equal_to_one_that_is_built_anew()


def test_the_work_for_one_document_does_not_grow_with_the_archive(tmp_path: Path):
    written = []
    for count in (500, 2000):
        archive = Archive(tmp_path / str(count), documents(*(f"{number}番" for number in range(count))))
        archive.update()
        before = files(archive.site)
        archive.held[7] = replace(archive.held[7], title="変わった")
        archive.update()
        assert archive.asked == ["7番/"]
        written.append(len(files(archive.site).keys() - before.keys()))
    assert written[0] == written[1] < 20


def test_where_nothing_has_changed_nothing_is_written(archive: Archive):
    archive.update()
    before = {path: path.stat().st_mtime_ns for path in archive.folder.rglob("*")}
    assert archive.update() == Written(documents=100, indexed=0, segments=1)
    assert archive.asked == []
    assert {path: path.stat().st_mtime_ns for path in archive.folder.rglob("*") if path.is_file()} == {
        path: at for path, at in before.items() if path.is_file()
    }


@pytest.mark.parametrize("harm", ["missing", "cut off", "foreign"])
def test_a_cache_that_cannot_be_used_costs_time_and_nothing_else(archive: Archive, harm: str):
    archive.update()
    archive.held[3:3] = documents("新しい")
    data = archive.cache.read_bytes()
    archive.cache.unlink()
    if harm != "missing":
        archive.cache.write_bytes(data[:-10] if harm == "cut off" else b"\x00" * 100)
    assert archive.update().indexed == 101
    assert files(archive.site) == files(archive.built_anew())


def harm_missing(file: Path) -> None:
    file.unlink()


def harm_cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def harm_more(file: Path) -> None:
    file.with_name("other.bin").write_bytes(b"x")


@pytest.mark.parametrize("harm", [harm_missing, harm_cut_off, harm_more])
@pytest.mark.parametrize("number", [0, 1])
def test_a_segment_that_is_not_as_it_was_written_is_written_anew(
    archive: Archive, harm: Callable[[Path], None], number: int
):
    archive.update()
    archive.held[3:3] = documents("新しい")
    archive.update()
    harm(archive.site / "search" / archive.segments[number] / "shards/0.bin")
    assert archive.update().indexed == (101, 1)[number]
    assert archive.is_equal_to_one_that_is_built_anew()


def test_a_manifest_that_was_changed_by_hand_is_written_anew(archive: Archive):
    archive.update()
    (archive.site / "search/index.json").write_text("{}")
    assert archive.update().indexed == 0
    assert files(archive.site) == files(archive.built_anew())


def test_a_file_that_was_changed_by_hand_is_written_anew_by_a_build_from_nothing(archive: Archive):
    archive.update()
    file = archive.site / "search" / archive.segments[0] / "shards/0.bin"
    file.write_bytes(bytes(len(file.read_bytes())))
    write_search(archive.held, archive.site)
    assert files(archive.site) == files(archive.built_anew())


def test_other_files_beside_the_index_stay(archive: Archive):
    archive.update()
    (archive.site / "search/index.html").write_text("page")
    archive.held.pop()
    archive.update()
    assert (archive.site / "search/index.html").read_text() == "page"


def test_another_document_than_was_asked_for_is_a_mistake(archive: Archive):
    with pytest.raises(ValueError, match="asked for '0番/', given '1番/'"):
        update_search(archive.site, [("0番/", "1")], lambda _: documents("1番"), archive.cache)


Changes = st.lists(
    st.tuples(st.sampled_from(["add", "change", "remove", "move", "back"]), st.integers(0, 30), st.integers(0, 30)),
    min_size=1,
    max_size=4,
)


def changed(held: list[Document], older: list[Document], change: tuple[str, int, int]) -> None:
    """Apply a change to ``held``, documents by their order."""
    what, number, other = change
    place = number % max(1, len(held))
    if what == "add" or not held:
        held[place:place] = [Document(f"{len(older)}-{other}/", f"題{other}", "note", date=f"20{other:02}")]
    elif what == "change":
        text = f"{other}に霧の灯台を見た。" * other
        held[place] = replace(held[place], sections=(Section("見出し", "h", text),), tags=(f"札{other % 3}",))
    elif what == "move":
        held.insert(other % len(held), held.pop(place))
    elif what == "remove":
        del held[place]
    else:
        same = [one for one in older if one.url == held[place].url]
        held[place] = same[other % len(same)] if same else held[place]
    older += held


@settings(max_examples=examples(30))
@given(st.lists(Changes, min_size=1, max_size=5))
def test_after_any_changes_the_index_says_what_one_that_is_built_anew_says(steps: list[list[tuple[str, int, int]]]):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "MOST_SHARE", 2)
        patch.setattr(segments, "RATIO", 1)
        patch.setattr(index_files, "EXTRA_SHARD", 100)
        archive = Archive(Path(folder), documents(*(f"{number}番" for number in range(20))))
        older = list(archive.held)
        archive.update()
        for step in steps:
            for change in step:
                changed(archive.held, older, change)
            archive.update()
            assert archive.is_equal_to_one_that_is_built_anew()


# --- ended in the middle ----------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from fumikura.site import search_files
from fumikura.search_index.documents import Document
from fumikura.search_index.stored_documents import document_key

left = int(sys.argv[2])

def until_killed(event, arguments):
    global left
    if event in {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

held = [Document(f"{number}/", f"題{number}", "note") for number in range(50)]
held[3] = Document("3/", "変わった", "note")
held[7] = Document("7/", "前の", "note")
order = [(document.url, document_key(document)) for document in held]
given = {document.url: document for document in held}
folder = Path(sys.argv[1])
sys.addaudithook(until_killed)
search_files.update_search(folder / "site", order, lambda asked: (given[one] for one in asked), folder / "cache/search")
"""


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_an_index_that_is_whole_and_the_next_one_mends_the_rest(tmp_path: Path):
    archive = Archive(tmp_path / "kept", [Document(f"{number}/", f"題{number}", "note") for number in range(50)])
    archive.update()
    archive.held[7] = replace(archive.held[7], title="前の")
    archive.update()  # a segment that will be merged
    old = read_whole(archive.site / "search")
    archive.held[3] = replace(archive.held[3], title="変わった")
    new = read_whole(archive.built_anew() / "search")
    seen = []
    for left in range(0, 100, 2):
        shutil.rmtree(tmp_path / "work", ignore_errors=True)
        shutil.copytree(tmp_path / "kept", tmp_path / "work")
        archive = Archive(tmp_path / "work", archive.held)
        ended = subprocess.run([sys.executable, "-c", KILLED, str(archive.folder), str(left)], check=False)
        seen.append(read_whole(archive.site / "search"))
        assert seen[-1] in (old, new)
        archive.update()
        assert read_whole(archive.site / "search") == new
        assert {path.name for path in (archive.site / "search").iterdir()} == {"index.json", *archive.segments}
        if ended.returncode == 0:
            break
    assert ended.returncode == 0
    assert old in seen
    assert seen[-2] == new  # killed after the manifest was in its place
