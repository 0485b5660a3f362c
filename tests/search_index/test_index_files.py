"""An index is read back by its format's page alone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from fumikura.search_index import facets, index_files, segments, shards, slices, text_packs, vocabulary
from fumikura.search_index.documents import UNIT, Document, Remark, Section, units
from fumikura.search_index.folding import fold
from fumikura.search_index.grams import SEEDS, WORD_SEED, hash_of, keys
from fumikura.search_index.index_files import VERSION, write_index, write_segment, writing_into
from fumikura.search_index.inflections import base_form, runs_of
from search_index.reading import Reader

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = (
    Document(
        "articles/a/",
        "霧の灯台",
        "article",
        (Section("", "", "岬に灯台がある。"), Section("歴史", "rekishi", "灯台は古い。" * (UNIT // 3), ("とうだい",))),
        (Remark("x1", "me", "本当だろうか"),),
        site="a.example",
        authors=("人", "別の人"),
        tags=("海",),
        date="2026-01-02",
        lang="ja",
    ),
    Document(
        "articles/b/",
        "Searching",
        "article",
        (Section("", "", "It searched the archives."),),
        site="a.example",
        lang="en",
    ),
    Document("notes/c/", "覚え書き", "note", date="2025"),
)


def written(documents: tuple[Document, ...] = DOCUMENTS) -> Reader:
    reader = Reader()
    write_index(documents, reader.write)
    return reader


def all_units(documents: tuple[Document, ...] = DOCUMENTS) -> list[str]:
    return [fold(f"{unit.text}{unit.after}\n{unit.more}") for document in documents for unit in units(document)]


def test_the_manifest_says_what_is_there() -> None:
    reader = written()
    manifest, about = reader.manifest, reader.about
    assert manifest == {"version": VERSION, "documents": 3, "segments": [about], "order": [[0, 3]]}
    assert about.pop("generation")
    assert about == {
        "documents": 3,
        "units": len(all_units()),
        "shard_bits": 0,
        "word_bits": 0,
        "shard_head": len(reader.files["shards/0.bin"]) * 9 // 10,
        "text_steps": 31,
        "together": 3,
    }


def test_the_manifest_is_written_last() -> None:
    assert list(written().files)[-1] == "index.json"


def test_the_same_documents_are_the_same_bytes() -> None:
    assert written().files == written().files


def test_other_documents_are_another_generation() -> None:
    generations = {written(DOCUMENTS[:count]).about["generation"] for count in range(4)}
    assert len(generations) == 4


def test_texts_that_are_folded_otherwise_are_another_generation(monkeypatch: pytest.MonkeyPatch) -> None:
    before = written().about["generation"]
    monkeypatch.setattr(slices, "fold_each", lambda texts: [text.replace("の", "ノ") for text in texts])
    assert written().about["generation"] != before


def test_each_document_says_where_its_units_begin() -> None:
    counts = [len(list(units(document))) for document in DOCUMENTS]
    assert written().starts() == [0, counts[0], counts[0] + counts[1]]


def test_the_bounds_say_what_units_are() -> None:
    marked = Document("d/", "題", "article", (Section("", "", "文", passages=(0,)),))
    kinds = [unit.kind for document in (*DOCUMENTS, marked) for unit in units(document)]
    found = written((*DOCUMENTS, marked)).bounds()
    assert found["headed"] == [True, False, False, False]
    assert found["annotations"] == [kind == "annotation" for kind in kinds]
    assert found["marked"] == [False] * (len(kinds) - 1) + [True]


def test_a_word_stands_in_the_files_of_both_its_ends() -> None:
    assert written().words(0) == {"archives": 0, "example": 1, "searched": 0, "searching": 0}


def test_each_gram_has_the_units_that_it_stands_in() -> None:
    expected: dict[int, list[int]] = {}
    for key in keys(all_units(), [runs_of(text) for text in all_units()]).tolist():
        expected.setdefault(key >> 32, []).append(key & 0xFFFFFFFF)
    assert written().lists() == expected


def test_a_form_of_a_word_leads_to_the_unit_of_another() -> None:
    lists = written().lists()
    first = len(list(units(DOCUMENTS[0])))
    assert lists[hash_of(WORD_SEED, [ord(one) for one in base_form("searches")])] == [first, first + 1]


def test_a_reading_leads_to_the_text_that_it_stands_above() -> None:
    assert 3 in written().lists()[hash_of(SEEDS[3], [ord(one) for one in "とうだ"])]


def test_a_document_is_read_back() -> None:
    reader = written()
    parts = reader.parts(0)
    said = {name: value for name, value in parts[0].items() if name != "x"}
    assert said == {
        "u": "articles/a/",
        "t": "霧の灯台",
        "k": "article",
        "s": "a.example",
        "a": ["人", "別の人"],
        "g": ["海"],
        "d": "2026-01-02",
        "l": "ja",
    }
    shown = [unit for part in parts for unit in part["x"]]
    assert shown[0] == {"x": "霧の灯台", "m": "人\n別の人\na.example\n海"}
    assert shown[1] == {"x": "歴史", "f": ["rekishi"]}
    assert "".join(unit["x"] for unit in shown if unit.get("h") == "歴史") == DOCUMENTS[0].sections[1].text
    assert shown[-1] == {"x": "本当だろうか", "a": "x1", "by": "me"}
    assert len(parts) > 1


def test_facets_are_columns() -> None:
    reader = written()
    assert {name: reader.facet(name) for name in facets.NAMES} == {
        "kind": [["article"], ["article"], ["note"]],
        "site": [["a.example"], ["a.example"], []],
        "author": [["人", "別の人"], [], []],
        "tag": [["海"], [], []],
        "year": [["2026"], [], ["2025"]],
        "lang": [["ja"], ["en"], []],
        "by": [["me"], [], []],
    }
    assert reader.dates() == ["2026-01-02", "", "2025"]


@pytest.mark.parametrize("shard", [1, 40])
def test_lists_are_the_same_in_any_number_of_shards(shard: int) -> None:
    with patch.object(index_files, "SHARD", shard):
        reader = written()
    assert reader.about["shard_bits"] > 0
    assert reader.lists() == written().lists()


def test_documents_share_a_file_until_it_is_full() -> None:
    texts = ["短い", "短い", "".join(chr(code) for code in range(0x4E00, 0x6E00)), "短い"]
    many = tuple(Document(f"{n}/", f"題{n}", "note", (Section("", "", text),)) for n, text in enumerate(texts))
    reader = written(many)
    assert [file for file, _ in reader.places()] == [0, 0, 0, 3]
    assert [name for name in reader.files if name.startswith("texts/")] == ["texts/0.bin", "texts/3.bin"]
    assert [reader.parts(number)[0]["t"] for number in range(4)] == [document.title for document in many]
    assert len(reader.parts(2)) > 5


def test_of_very_many_documents_there_are_no_more_files_than_hosts_take() -> None:
    many = tuple(Document(f"{n}/", f"題{n}", "note", (Section("", "", "文" * n),)) for n in range(30))
    with patch.object(text_packs, "PACK", 100), patch.object(index_files, "MOST_PACKS", 4):
        reader = written(many)
    assert sum(name.startswith("texts/") for name in reader.files) <= 4
    assert [reader.parts(number)[0]["t"] for number in range(30)] == [document.title for document in many]


def test_an_index_of_any_size_has_fewer_files_than_hosts_take() -> None:
    others = len(facets.NAMES) + 3  # dates, bounds, and places of few documents
    base = (1 << index_files.MOST_SHARD_BITS) + text_packs.MOST_PACKS + (1 << vocabulary.MOST_BITS) + others
    base += 100_000 // text_packs.TOGETHER
    extra = 1 << index_files.MOST_EXTRA_SHARD_BITS
    extra += text_packs.MOST_EXTRA_PACKS + (1 << index_files.MOST_EXTRA_WORD_BITS) + others
    assert 1 + base + segments.MOST_EXTRA * extra <= 10_000


def test_slices_of_text_change_no_byte() -> None:
    whole = written().files
    with patch.object(slices, "SLICE", 10):
        assert written().files == whole


@pytest.mark.parametrize("shard", [10, 40, 6_000])
def test_shards_are_the_same_however_many_are_made_together(shard: int) -> None:
    with patch.object(index_files, "SHARD", shard):
        whole = written().files
        with patch.object(shards, "AT_ONCE", 1):
            assert written().files == whole


def test_the_keys_on_their_way_are_left_nowhere(tmp_path: Path) -> None:
    write_segment(slices.slices_of(DOCUMENTS), lambda *_: None, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_archive_without_documents_has_an_index_without_units() -> None:
    reader = written(())
    assert (reader.about["documents"], reader.about["units"], reader.lists()) == (0, 0, {})


def test_files_are_written_below_a_folder(tmp_path: Path) -> None:
    write_index(DOCUMENTS, writing_into(tmp_path / "search"))
    found = {file.relative_to(tmp_path / "search").as_posix(): file.read_bytes() for file in tmp_path.rglob("*.*")}
    assert found == written().files


def test_a_lone_surrogate_harms_nothing() -> None:
    odd = Document("a/", "\ud800題", "note", (Section("", "", "文\udfff字"),))
    assert written((odd,)).parts(0)[0]["t"]
