"""``fumikura import-annotations`` and ``fumikura export``, from file to archive and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest

from fixture_cases import ANNOTATION_FIXTURES
from fumikura.building.building import build
from fumikura.commands import main
from fumikura.exchange.shelf import AnnotationShelf
from making import contents, make_archive

if TYPE_CHECKING:
    from pathlib import Path

    from fumikura.settings import Settings

Run = Callable[..., tuple[int, str, str]]
THREAD = ANNOTATION_FIXTURES / "hypothesis/thread"
BOOKS = ANNOTATION_FIXTURES / "readwise/two-books/input.csv"
KINDLE = ANNOTATION_FIXTURES / "kindle/japanese/input.txt"
OTHERS = ANNOTATION_FIXTURES / "w3c/others/input.jsonld"
MKDOCS = "site_name: A test\nsite_url: https://archive.example/fk\ntheme: {name: material}\nplugins:\n  - fumikura: {rights: full}\n"


def an_archive(folder: Path) -> Settings:
    settings = make_archive(folder)
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Home\n", "utf-8")
    page = settings.articles / "asa" / "index.md"
    page.parent.mkdir(parents=True)
    shutil.copy(THREAD / "article.md", page)
    return settings


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    return an_archive(tmp_path / "archive")


@pytest.fixture
def run(archive: Settings, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str | Path, at: Path = archive.root) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-C", str(at), *map(str, arguments)])
        out, err = capsys.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        return code, out, err

    return call


def imported(run: Run, *arguments: str | Path, **more: Any) -> list[dict[str, Any]]:
    return json.loads(run("import-annotations", "--json", *arguments, **more)[1])


def statuses(results: list[dict[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in results:
        if one["annotation"] or one["error"]:
            counts[one["status"]] = counts.get(one["status"], 0) + 1
    return counts


@pytest.mark.parametrize("path", [THREAD / "input.json", BOOKS, KINDLE, OTHERS])
def test_twice_imported_is_once_imported(run: Run, archive: Settings, path: Path):
    first = statuses(imported(run, path))
    before = contents(archive.root)
    again = statuses(imported(run, path))
    assert again == {"unchanged": first["created"], "refused": 1}
    assert contents(archive.root) == before


def test_a_result_says_what_became_of_one_annotation(run: Run):
    (result,) = [
        one
        for one in imported(run, THREAD / "input.json")
        if one["annotation"] and one["annotation"].endswith("gamr33cjfvro")
    ]
    assert result == {
        "source": str(THREAD / "input.json"),
        "status": "created",
        "annotation": "20260203T040506Z-gamr33cjfvro",
        "article": "asa",
        "path": "docs/articles/asa/annotations/20260203T040506Z-gamr33cjfvro.md",
        "warnings": ["its words are not in the text: it has no place there"],
        "error": None,
    }


def test_the_rest_is_imported_and_what_was_refused_is_said_with_line_and_remedy(run: Run):
    code, out, _ = run("import-annotations", BOOKS)
    assert code == 1
    assert f"{BOOKS}: 4 created, 1 refused\n" in out
    assert "input.csv:7: this row has no title of the book\n  try: fill it in, or delete it" in out


def test_an_article_is_found_by_its_title_where_no_address_is_known(run: Run, archive: Settings, tmp_path: Path):
    table = tmp_path / "x.csv"
    table.write_text("Highlight,Book Title,Book Author\n古い雑誌が並び,書庫の朝　☕,\n", "utf-8")
    (one,) = imported(run, table)
    assert (one["article"], one["warnings"]) == ("asa", [])


def test_another_article_of_the_same_title_is_another_one(run: Run, archive: Settings, tmp_path: Path):
    page = archive.articles / "asa" / "index.md"
    page.write_text(page.read_text("utf-8").replace("rights: full", "author: 梢\nrights: full"), "utf-8")
    table = tmp_path / "x.csv"
    table.write_text("Highlight,Book Title,Book Author\n古い雑誌が並び,書庫の朝 ☕,別の人\n", "utf-8")
    assert imported(run, table)[0]["article"] != "asa"


def test_passages_of_a_work_that_is_not_here_become_one_that_grows(run: Run, archive: Settings, tmp_path: Path):
    run("import-annotations", BOOKS)
    folder = next(archive.articles.glob("the-patient-garden-*"))
    page = folder / "index.md"
    page.write_text(page.read_text("utf-8").replace("kind: quotes", "kind: quotes\nmood: green"), "utf-8")
    table = tmp_path / "more.csv"
    table.write_text("Highlight,Book Title,Book Author\nRoots keep the minutes.,The Patient Garden,Ines Roh\n", "utf-8")
    assert statuses(imported(run, table)) == {"created": 1}
    text = page.read_text("utf-8")
    assert "mood: green" in text
    assert text.endswith('She said "wait".\n\nMoss grows where nobody hurries.\n\nRoots keep the minutes.\n')
    rows = json.loads(run("anchors", folder.name, "--json")[1])
    assert [row["status"] for row in rows] == ["exact"] * 3


def test_when_the_text_comes_the_passages_are_in_it(run: Run, archive: Settings, tmp_path: Path):
    run("import-annotations", ANNOTATION_FIXTURES / "hypothesis/api-rows/input.json")
    folder = next(archive.articles.glob("the-lamp-*"))
    whole = tmp_path / "lamp.md"
    whole.write_text("---\ntitle: The Lamp\n---\nIn winter, all night the lamp stayed lit in the hall.\n", "utf-8")
    code, _, _ = run("add", whole, "--source", "https://lamp.example/essay/", "--update")
    assert code == 0
    assert "kind:" not in (folder / "index.md").read_text("utf-8")
    first, second = json.loads(run("anchors", folder.name, "--json")[1])
    assert (first["status"], first["start"]) == ("moved", 21)
    assert second["status"] == "orphan"


def test_what_has_changed_there_is_said_and_taken_only_if_asked(run: Run, archive: Settings, tmp_path: Path):
    run("import-annotations", THREAD / "input.json")
    text = (THREAD / "input.json").read_text("utf-8").replace("記事全体へ。", "記事ぜんたいへ。")
    changed = tmp_path / "input.json"
    changed.write_text(text, "utf-8")
    before = contents(archive.root)
    results = imported(run, changed)
    (refused,) = [one for one in results if one["error"] and "comment" in one["error"]]
    assert "comment: “記事全体へ。” here, “記事ぜんたいへ。” there" in refused["error"]
    assert "--update" in refused["error"]
    assert contents(archive.root) == before
    (updated,) = [one for one in imported(run, changed, "--update") if one["status"] == "updated"]
    assert (archive.root / updated["path"]).read_text("utf-8").endswith("---\n記事ぜんたいへ。\n")


def test_what_the_keeper_has_added_is_no_difference(run: Run, archive: Settings):
    run("import-annotations", KINDLE)
    path = next(archive.articles.glob("*/annotations/*-bb5x4hoarabz.md"))
    path.write_text(path.read_text("utf-8").replace("kindle:", "tags: [足音]\nkindle:") + "私の言葉。\n", "utf-8")
    assert statuses(imported(run, KINDLE)) == {"unchanged": 3, "refused": 1}


def test_a_clock_without_time_zone_gets_the_one_that_the_person_says(run: Run, archive: Settings, tmp_path: Path):
    other = an_archive(tmp_path / "other")
    run("import-annotations", KINDLE, "--timezone", "Asia/Tokyo", at=other.root)
    path = next(other.articles.glob("*/annotations/*-bb5x4hoarabz.md"))
    assert path.stem == "20240310T145800Z-bb5x4hoarabz"
    assert "created: '2024-03-10T23:58:00+09:00'" in path.read_text("utf-8")
    run("import-annotations", KINDLE)
    results = imported(run, KINDLE, "--timezone", "+09:00")
    assert statuses(results) == {"updated": 3, "refused": 1}
    text = next(archive.articles.glob("*/annotations/*-bb5x4hoarabz.md")).read_text("utf-8")
    assert "created: '2024-03-10T23:58:00+09:00'" in text
    assert "created_local" not in text


@pytest.mark.parametrize("form", ["w3c", "hypothesis"])
def test_our_own_export_changes_nothing_here_and_loses_nothing_elsewhere(
    run: Run, archive: Settings, tmp_path: Path, form: str
):
    run("import-annotations", THREAD / "input.json")
    run("annotate", "asa", "--quote", "☕の匂い", "--comment", "うちも。", "--by", "葵", "--tags", "朝")
    path = next(archive.articles.glob("asa/annotations/*-d2sqqmnjwbwd.md"))
    path.write_text(path.read_text("utf-8").replace("hypothesis:", "mood: [glad, calm]\nhypothesis:"), "utf-8")
    exported = tmp_path / "export.json"
    exported.write_text(run("export", form, "asa")[1], "utf-8")
    before = contents(archive.root)
    assert statuses(imported(run, exported)) == {"unchanged": 7}
    assert contents(archive.root) == before
    other = an_archive(tmp_path / "other")
    assert statuses(imported(run, exported, at=other.root)) == {"created": 7}
    again = json.loads(run("export", form, "asa", at=other.root)[1])
    ours = json.loads(exported.read_text("utf-8"))
    key = {"w3c": "items", "hypothesis": "annotations"}[form]

    def said(page: dict[str, Any]) -> list[str]:
        left_out = {"id", "canonical"} if form == "w3c" else set()
        items = ({name: value for name, value in one.items() if name not in left_out} for one in page[key])
        return sorted(
            json.dumps(one, ensure_ascii=False, sort_keys=True) for one in items if "r" not in one.get("target", "")
        )

    if form == "w3c":
        assert said(again) == said(ours)
        named = {one["canonical"] for one in again["items"]}
        assert named == {one.get("canonical", one["id"]) for one in ours["items"]}
    else:
        found = {one["id"]: one for one in again["annotations"]}
        assert all({name: found[one["id"]].get(name) for name in one} == one for one in ours["annotations"])


def test_others_annotations_come_back_with_every_key(run: Run):
    run("import-annotations", OTHERS)
    pages = json.loads(run("export", "w3c")[1])
    back = {one["canonical"]: one for page in pages for one in page["items"]}
    (collection,) = [json.loads(OTHERS.read_text("utf-8"))]
    for one in collection["first"]["items"]:
        if "target" not in one:
            continue
        found = back[one["id"]]
        said = json.dumps(found, ensure_ascii=False) + json.dumps(found.get("fumikura:w3c", {}), ensure_ascii=False)
        for key in set(one) - {"id", "target", "bodyValue", "motivation", "@context"}:
            assert found[key] == one[key], key
        assert one.get("bodyValue", "") in said
        assert json.dumps(one["target"], ensure_ascii=False)[:20].strip('{"') in said
    assert back["https://notes.example/2"]["motivation"] == ["cito:disagreesWith", "commenting"]
    assert back["https://notes.example/4"]["fumikura:w3c"]["motivation"] == "comenting"


def test_private_articles_are_in_no_export(run: Run, archive: Settings):
    run("annotate", "asa", "--quote", "☕の匂い")
    page = archive.articles / "asa" / "index.md"
    page.write_text(page.read_text("utf-8").replace("rights: full", "rights: private"), "utf-8")
    for form in ("w3c", "hypothesis"):
        code, out, err = run("export", form)
        assert (code, "匂い" in out, err) == (0, False, "1 private article left out\n")
        code, out, err = run("export", form, "asa")
        assert (code, out) == (2, "")
        assert "asa is private" in err


def test_an_export_goes_into_a_folder_a_file_for_each_article(run: Run, archive: Settings, tmp_path: Path):
    run("import-annotations", BOOKS)
    assert run("export", "w3c", "--output", tmp_path / "out")[0] == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{path.name}.jsonld" for path in archive.articles.iterdir() if path.name != "asa"}
    assert run("export", "hypothesis", "--output", tmp_path / "all.json")[0] == 0
    assert len(json.loads((tmp_path / "all.json").read_text("utf-8"))["annotations"]) == 4
    assert run("export", "w3c", "--output", tmp_path / "all.json")[0] == 2
    assert run("export", "hypothesis", "--output", tmp_path / "out")[0] == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.json", (THREAD / "input.json").read_bytes()[:900]),
        ("columns.csv", b"Book Title,Note\na,b\n"),
        ("quote.csv", b'Highlight,Book Title\n"a,b\n'),
        ("noise.bin", bytes(range(256)) * 100),
        ("empty.txt", b""),
        ("deep.json", b"[" * 10_000),
        ("zip.zip", b"PK\x03\x04 and no more"),
        ("plain.txt", b"Just some words.\n"),
        ("other.json", b'{"title": "no annotations"}'),
        ("null.json", b"[null, 1, []]"),
        ("odd.json", b'{"annotations": [{"uri": 1, "target": null}, 5], "export_userid": ""}'),
    ],
)
def test_a_broken_file_is_refused_and_the_next_one_read(
    run: Run, archive: Settings, tmp_path: Path, name: str, data: bytes
):
    (tmp_path / name).write_bytes(data)
    before = contents(archive.root)
    results = imported(run, tmp_path / name)
    assert [one["status"] for one in results] == ["refused"] * len(results) != []
    assert all(name in one["error"] and "try:" in one["error"] for one in results)
    assert contents(archive.root) == before
    assert statuses(imported(run, tmp_path / name, BOOKS))["created"] == 4


def test_a_japanese_encoding_is_recognised(run: Run, tmp_path: Path):
    path = tmp_path / "clippings.txt"
    path.write_bytes(KINDLE.read_text("utf-8-sig").replace("\ufeff", "").encode("cp932"))
    assert statuses(imported(run, path)) == {"created": 3, "refused": 1}


def test_what_was_done_before_a_stop_is_whole_and_said(
    run: Run, archive: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    made = AnnotationShelf.make

    def stop_at_the_second(shelf: AnnotationShelf, values: dict[str, Any], key: str) -> Any:
        if len(shelf.works) > 1:
            raise KeyboardInterrupt
        return made(shelf, values, key)

    monkeypatch.setattr(AnnotationShelf, "make", stop_at_the_second)
    code, out, err = run("import-annotations", "--json", BOOKS)
    assert code == 1
    assert "nothing is half written" in err
    done = {one["path"] for one in json.loads(out) if one["status"] == "created"}
    assert done == {f"docs/articles/{name}" for name in contents(archive.articles) if "/annotations/" in name}
    assert len(done) == 3
    assert not list(archive.root.rglob(".fumikura-*"))


def test_answers_in_a_circle_are_all_kept(run: Run, tmp_path: Path):
    one = {"uri": "https://shoko.example/asa", "user": "acct:a@b.example", "text": "x", "target": []}
    ring = [{**one, "id": "1", "references": ["2"]}, {**one, "id": "2", "references": ["1"]}]
    (tmp_path / "x.json").write_text(json.dumps({"annotations": ring}), "utf-8")
    results = imported(run, tmp_path / "x.json")
    assert statuses(results) == {"created": 2}
    assert [bool(one["warnings"]) for one in results] == [True, False]


def test_an_endless_thread_is_imported_and_shown(run: Run, archive: Settings, tmp_path: Path):
    one = {"uri": "https://shoko.example/asa", "user": "acct:a@b.example", "target": []}
    chain = [{**one, "id": str(i), "text": f"Answer {i}.", "references": [str(i - 1)] if i else []} for i in range(600)]
    (tmp_path / "x.json").write_text(json.dumps({"annotations": chain}), "utf-8")
    assert statuses(imported(run, tmp_path / "x.json")) == {"created": 600}
    build(archive, strict=True)
    page = lxml.html.document_fromstring((archive.site / "articles/asa/index.html").read_text("utf-8"))
    shown = [one.text_content().strip() for one in page.xpath("//*[@class='fk-comment']")]
    assert sorted(shown) == sorted(f"Answer {i}." for i in range(600))


def test_an_unreadable_article_is_not_written_over(run: Run, archive: Settings):
    run("import-annotations", BOOKS)
    folder = next(archive.articles.glob("the-patient-garden-*"))
    (folder / "index.md").write_text("---\ntitle: a: b\n---\n", "utf-8")
    run("import-annotations", BOOKS)
    assert (folder / "index.md").read_text("utf-8") == "---\ntitle: a: b\n---\n"


def test_the_page_shows_notes_on_the_whole_and_other_tools_motivations(run: Run, archive: Settings):
    run("import-annotations", THREAD / "input.json", OTHERS)
    build(archive, strict=False)
    tree = lxml.html.document_fromstring((archive.site / "articles/asa/index.html").read_text("utf-8"))
    (notes,) = tree.xpath("//section[contains(@class, 'fk-page-notes')]")
    assert "記事全体へ。" in notes.text_content()
    assert notes.xpath(".//*[@id='a-20260203T040506Z-ivwrigozjlpx']")
    (fog,) = archive.site.glob("articles/pier-example-fog-*/index.html")
    page = lxml.html.document_fromstring(fog.read_text("utf-8"))
    assert "cito:disagreesWith" in page.text_content()
    assert "Only passages quoted from it are kept here" in page.text_content()


@pytest.mark.parametrize("arguments", [("--timezone", "Mars/Olympus", "x"), ("--timezone", "+99:00", "x"), ()])
def test_wrong_use_writes_nothing(run: Run, archive: Settings, arguments: tuple[str, ...]):
    before = contents(archive.root)
    assert run("import-annotations", *arguments)[0] == 2
    assert contents(archive.root) == before
