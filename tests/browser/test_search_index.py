"""The browser reads the index as Python writes it, and finds in it what is there."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from browser.test_search_rules import phrase_of, plain
from fumikura.search_index.documents import UNIT, Document, Remark, Section
from fumikura.search_index.facets import Facets
from fumikura.search_index.index_files import write_index, writing_into
from fumikura.site.search_documents import sections_of
from fumikura.text.canonical import tokens

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser.index_reading import Reader


pytestmark = pytest.mark.browser

# --- what is found ----------------------------------------------------------------------------------

KANA = "のはにをがでともなしたすれるかられいてきこそあまりスタティックサイトデータベース・ー"
KANJI = "文庫書物記事索引検索国語日本人々余白注釈海岸霧灯台歴史編集公開館"
WORDS = [
    "search",
    "index",
    "archive",
    "static",
    "site",
    "reader",
    "margin",
    "note",
    "passage",
    "write-up",
    "don't",
    "stopping",
    "cities",
    "running",
    "data",
    "café",
]


def sentence(draw: random.Random, language: str) -> str:
    if language == "en":
        return (
            " ".join(
                draw.choice(WORDS) + str(draw.randrange(30)) * (draw.random() < 0.2)
                for _ in range(draw.randrange(3, 14))
            ).capitalize()
            + ". "
        )
    parts = [
        "".join(draw.choice(KANJI if draw.random() < 0.5 else KANA) for _ in range(draw.randrange(2, 14)))
        for _ in range(3)
    ]
    return "、".join(parts) + "。"


def documents(seed: int = 4) -> list[Document]:
    draw = random.Random(seed)
    made = []
    for number in range(40):
        language = "ja" if number % 2 else "en"
        sections = tuple(
            Section(
                sentence(draw, language).strip() if at else "",
                f"h{at}" if at else "",
                "".join(sentence(draw, language) for _ in range(draw.randrange(1, 60))),
            )
            for at in range(draw.randrange(1, 4))
        )
        remarks = (Remark("x1", "me", sentence(draw, language)),) if number % 5 == 0 else ()
        made.append(
            Document(
                f"d/{number}/",
                sentence(draw, language).strip(),
                "article",
                sections,
                remarks,
                lang=language,
                date=f"2026-01-{number % 28 + 1:02}",
            )
        )
    return made


def pieces(document: Document) -> list[str]:
    headings = [section.heading for section in document.sections]
    return [
        plain(text)
        for text in (
            document.title,
            *headings,
            *(section.text for section in document.sections),
            *(remark.text for remark in document.remarks),
        )
    ]


def put(made: list[Document], reader: Reader, folder: Path) -> dict[str, Any]:
    """Write the index of ``made`` and serve it as it is laid out."""
    about = write_index(made, writing_into(folder))
    for file in folder.rglob("*.*"):
        name = file.relative_to(folder).as_posix()
        reader.files[name if name == "index.json" else f"{about['generation']}/{name}"] = file.read_bytes()
    return json.loads(reader.files["index.json"])


@pytest.mark.parametrize("where", ["ranges", "whole"])
def test_every_phrase_is_found_in_each_document_that_has_it(reader: Reader, tmp_path: Path, where: str) -> None:
    made = documents()
    put(made, reader, tmp_path / "index")
    have = {document.url: pieces(document) for document in made}
    assert any(len(section.text) > UNIT for document in made for section in document.sections)
    draw = random.Random(5)
    phrases: set[str] = set()
    while len(phrases) < 200:
        phrase = phrase_of(draw, draw.choice([text for text in have[draw.choice(made).url] if text]), 20)
        if len(phrase) > 1 and '"' not in phrase:
            phrases.add(phrase)
    asked = sorted(phrases)
    for phrase, answer in zip(asked, reader.answers([f'"{phrase}"' for phrase in asked], where), strict=True):
        assert "error" not in answer, (phrase, answer)
        right = {url for url, texts in have.items() if any(phrase in text for text in texts)}
        hits = {hit["url"].partition("#")[0]: hit["exact"] for hit in answer["hits"]}
        assert right <= set(hits), (phrase, right - set(hits))
        assert {url for url, exact in hits.items() if exact} == right, phrase
        assert answer["total"] == len(hits)


def test_a_phrase_is_found_behind_sixty_units_that_have_all_pieces_of_it(reader: Reader, tmp_path: Path) -> None:
    pieces_of_it = "東西と西南と南北と。" * (UNIT // 10)
    text = "\n".join([*[pieces_of_it] * 60, "東西南北を見る。"])
    put([Document("a/", "題", "article", (Section("", "", text),))], reader, tmp_path / "index")
    (answer,) = reader.answers(["東西南北"], "ranges")
    assert [(hit["url"], hit["exact"]) for hit in answer["hits"]] == [("a/", True)]


def test_a_phrase_that_crosses_from_one_unit_into_the_next_is_found(reader: Reader, tmp_path: Path) -> None:
    text = "".join(f"{number:05}番目の文字列" for number in range(400))
    put(
        [
            Document("a/", "題", "article", (Section("", "", text),)),
            Document("b/", "他", "article", (Section("", "", "番目"),)),
        ],
        reader,
        tmp_path / "index",
    )
    # Digits of two lengths of phrase, on both sides of each place where a unit may end.
    phrases = [text[start : start + length] for start in range(UNIT - 40, UNIT + 20, 7) for length in (12, 64, 150)]
    for phrase, answer in zip(phrases, reader.answers([f'"{phrase}"' for phrase in phrases], "ranges"), strict=True):
        assert [hit["url"] for hit in answer["hits"]] == ["a/"], phrase


def test_a_phrase_is_found_across_the_breaks_of_its_lines(reader: Reader, tmp_path: Path) -> None:
    html = "<p>リンクは<br />\nある日、静かに<br>切れて\nいく。</p><p>One line<br>and another\nline.</p>"
    put([Document("a/", "題", "article", sections_of(tokens(html)))], reader, tmp_path / "index")
    phrases = ["リンクはある日", "静かに切れていく", '"line and another line"']
    for answer in reader.answers(phrases, "ranges"):
        assert [(hit["url"], hit["exact"]) for hit in answer["hits"]] == [("a/", True)]
        (hit,) = answer["hits"]
        assert "\u2028" not in hit["excerpt"]
        assert "\u2029" not in hit["excerpt"]


def article(name: str, *texts: str, **more: Any) -> Document:
    sections = tuple(Section(f"Part {number}", f"p{number}", text) for number, text in enumerate(texts))
    return Document(f"{name}/", more.pop("title", name), more.pop("kind", "article"), sections, **more)


def urls(answer: dict[str, Any]) -> list[str]:
    return [hit["url"] for hit in answer["hits"]]


ARCHIVE = [
    article("a", "The archive keeps what was saved. We don't lose an e-mail."),
    article("b", "Nothing of the kind. Dont send email."),
]


@pytest.mark.parametrize(
    "typed", ["archve", "archhive", "arxhive", "acrhive", "rachive", "archiev", "archives", "zarchive"]
)
def test_a_word_with_one_slip_is_found_and_the_answer_says_what_was_looked_for(
    reader: Reader, tmp_path: Path, typed: str
) -> None:
    put(ARCHIVE, reader, tmp_path / "index")
    (answer,) = reader.answers([typed], "ranges")
    is_form = typed == "archives"
    assert urls(answer) == ["a/#p0"]
    assert answer["spelled"] == ({} if is_form else {typed: ["archive"]})
    assert [(hit["exact"], hit["near"]) for hit in answer["hits"]] == [(False, not is_form)]


@pytest.mark.parametrize("typed", ["arhcve", "loze", '"archve keeps"', "-archve the"])
def test_more_than_a_slip_a_short_word_a_phrase_and_what_is_left_out_are_not_read_otherwise(
    reader: Reader, tmp_path: Path, typed: str
) -> None:
    put(ARCHIVE, reader, tmp_path / "index")
    (answer,) = reader.answers([typed], "ranges")
    assert answer["spelled"] == {}


@pytest.mark.parametrize("typed", ["e-mail", "email", "E‑Mail", "don't", "dont", "don’t"])
def test_hyphens_and_apostrophes_may_be_left_out(reader: Reader, tmp_path: Path, typed: str) -> None:
    put(ARCHIVE, reader, tmp_path / "index")
    (answer,) = reader.answers([typed], "ranges")
    assert sorted(urls(answer)) == ["a/#p0", "b/#p0"]


def test_a_title_is_worth_more_than_a_heading_and_that_more_than_text(reader: Reader, tmp_path: Path) -> None:
    made = [
        article("text", "A lighthouse stands here."),
        Document("heading/", "x", "article", (Section("", "", "x"), Section("The lighthouse", "l", "y"))),
        article("forms", "z", title="Lighthouses"),
        article("title", "z", title="About a lighthouse"),
        article("whole", "z", title="Lighthouse"),
    ]
    put(made, reader, tmp_path / "index")
    (answer,) = reader.answers(["lighthouse"], "ranges")
    assert urls(answer) == ["whole/", "title/", "forms/", "heading/#l", "text/#p0"]
    assert answer["hits"][3]["heading"] == "The lighthouse"


def test_terms_are_worth_more_the_closer_they_stand(reader: Reader, tmp_path: Path) -> None:
    apart = "static things. " + "Nothing. " * 20 + "A site."
    made = [
        article("scattered", "It is static.", "A site."),
        article("together", apart),
        article("near", "The site, which is static, grows."),
        article("phrase", apart + " A static site."),
        article("kanji", "これは静的生成である。"),
    ]
    put(made, reader, tmp_path / "index")
    latin, kanji = reader.answers(["static site", "静的 生成"], "ranges")
    assert [url.partition("/")[0] for url in urls(latin)] == ["phrase", "near", "together", "scattered"]
    assert urls(kanji) == ["kanji/#p0"]
    (mark,) = latin["hits"][0]["marks"][:1]
    assert latin["hits"][0]["excerpt"][mark[0] :] == "static site."


def test_what_is_annotated_comes_before_what_is_not(reader: Reader, tmp_path: Path) -> None:
    made = [
        article("plain", "灯台の話"),
        Document("annotated/", "二", "article", (Section("", "", "灯台の話"),), (Remark("r", "葵", "別の事"),)),
        Document("marked/", "三", "article", (Section("", "", "灯台の話", passages=(0,)),)),
    ]
    put(made, reader, tmp_path / "index")
    (answer,) = reader.answers(["灯台"], "ranges")
    assert urls(answer) == ["marked/", "annotated/", "plain/#p0"]


REMARKED = [
    Document("a/", "一", "article", (Section("", "", "灯台の話"),), (Remark("r1", "葵", "海の事"),), authors=("灯",)),
    Document("b/", "二", "article", (Section("", "", "海の話"),), (Remark("r2", "蓮", "灯台の事"),), tags=("港",)),
    Document("n/", "三", "note", (Section("", "", "灯台と海の覚え書き", ("とうだい",)),), site="灯台.example"),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("灯台 in:annotation", ["b/#r2"]),
        ("灯台 in:article", ["a/"]),
        ("灯台 in:note", ["n/"]),
        ("灯台 -in:annotation", ["a/", "n/"]),
        ("灯台 by:蓮", ["b/#r2"]),
        ("灯台 by:葵", []),
        ("by:葵", ["a/#r1"]),
        ("-by:葵", ["b/", "n/"]),
        ("in:annotation", ["a/#r1", "b/#r2"]),
        ("葵", ["a/#r1"]),
    ],
)
def test_a_hit_is_looked_for_where_the_reader_says(
    reader: Reader, tmp_path: Path, query: str, found: list[str]
) -> None:
    put(REMARKED, reader, tmp_path / "index")
    (answer,) = reader.answers([query], "ranges")
    assert sorted(urls(answer)) == found


@pytest.mark.parametrize(
    ("query", "field", "exact"),
    [
        ("灯", ["author", "灯"], True),
        ("港", ["tag", "港"], True),
        ("example", ["site", "灯台.example"], True),
        ("蓮", ["by", "蓮"], True),
        ("とうだい", ["reading", "とうだい"], False),
    ],
)
def test_a_hit_in_what_is_no_text_says_what_that_is(
    reader: Reader, tmp_path: Path, query: str, field: list[str], exact: bool
) -> None:
    put(REMARKED, reader, tmp_path / "index")
    (answer,) = reader.answers([query], "ranges")
    assert (field, exact) in [(one, hit["exact"]) for hit in answer["hits"] for one in hit["fields"]]


HOSTILE = [
    "a" * 10_000,
    "文庫 " * 3_000,
    '"' * 999,
    "\ud800",
    "\udfff文庫\ud800",
    "…、。!?#$%&'()*+,-./:;<=>@[\\]^_`{|}~",
    "(a+)+$ [x-",
    "<script>alert(1)</script>",
    "\u202eשלום עולם\u202c",
    'tag: in: by:"" -',
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "\x00\x07\u2028",
]


def test_no_query_takes_long_or_breaks_the_search(reader: Reader, tmp_path: Path) -> None:
    put(documents(), reader, tmp_path / "index")
    draw = random.Random(8)
    pool = "".join(HOSTILE[3:])
    drawn = ["".join(draw.choices(pool, k=draw.randrange(1, 40))) for _ in range(150)]
    for asked in [*([query] for query in HOSTILE), *(drawn[start : start + 15] for start in range(0, 150, 15))]:
        before = reader.worked()
        answers = reader.answers(asked, "whole")
        assert 0 < reader.worked() - before < 3, asked
        assert [(query, answer) for query, answer in zip(asked, answers, strict=True) if "error" in answer] == []


# --- what is broken ---------------------------------------------------------------------------------


def remove(files: dict[str, bytes], name: str) -> None:
    del files[name]


def halve(files: dict[str, bytes], name: str) -> None:
    files[name] = files[name][: len(files[name]) // 2]


@pytest.mark.parametrize("where", ["ranges", "whole"])
@pytest.mark.parametrize("harm", [remove, halve])
@pytest.mark.parametrize("kind", ["index.json", "bounds.bin", "shards", "places", "texts"])
def test_a_file_that_is_missing_or_cut_off_is_never_taken_for_nothing_found(
    reader: Reader, tmp_path: Path, where: str, harm: Callable[[dict[str, bytes], str], None], kind: str
) -> None:
    put(documents(), reader, tmp_path / "index")
    for name in [name for name in reader.files if kind in name]:
        harm(reader.files, name)
    [answer] = reader.answers(["archive"], where)
    assert answer.get("error") == "BrokenIndex", answer


@pytest.mark.parametrize("harm", [remove, halve])
@pytest.mark.parametrize(("kind", "query"), [("facets/lang.bin", "lang:ja"), ("facets/date.bin", "after:2000")])
def test_a_column_that_is_missing_or_cut_off_is_never_taken_for_nothing_found(
    reader: Reader, tmp_path: Path, harm: Callable[[dict[str, bytes], str], None], kind: str, query: str
) -> None:
    put(documents(), reader, tmp_path / "index")
    for name in [name for name in reader.files if kind in name]:
        harm(reader.files, name)
    [answer] = reader.answers([query], "ranges")
    assert answer.get("error") == "BrokenIndex", answer


FACETS = """async (bytes) => {
  const { columnIn, countedIn, foldedIn } = await import("/s/facets.js");
  const column = foldedIn(columnIn(Uint8Array.from(bytes), 4));
  return [column.of.map((numbers) => numbers.map((number) => column.values[number])), countedIn(column, [0, 1, 2, 3])];
}"""


def test_a_column_gives_the_values_of_each_document_and_those_that_fold_alike_are_one(reader: Reader) -> None:
    facets = Facets()
    for tags in [("Python", "保存"), (), ("python",), ("Python",)]:
        facets.add(Document("a/", "a", "page", tags=tags))
    [column] = [content for name, content in facets.files() if name == "facets/tag.bin"]
    assert reader.run(FACETS, list(column)) == [
        [["Python", "保存"], [], ["Python"], ["Python"]],
        {"Python": 3, "保存": 1},
    ]
    cut = "async (bytes) => { try { await (" + FACETS + ")(bytes) } catch (error) { return error.message } }"
    assert reader.run(cut, list(column)[:-1]) == "a file of the index is cut off"


@pytest.mark.parametrize("kind", ["shards", "places", "texts"])
def test_an_empty_file_is_broken(reader: Reader, tmp_path: Path, kind: str) -> None:
    put(documents(), reader, tmp_path / "index")
    reader.files.update({name: b"" for name in reader.files if kind in name})
    assert [answer.get("error") for where in ("ranges", "whole") for answer in reader.answers(["archive"], where)] == [
        "BrokenIndex"
    ] * 2


def test_an_index_of_another_version_is_said_to_be_one(reader: Reader, tmp_path: Path) -> None:
    manifest = put(documents(), reader, tmp_path / "index")
    reader.files["index.json"] = json.dumps({**manifest, "version": 99}).encode()
    [answer] = reader.answers(["archive"], "ranges")
    assert answer == {"error": "BrokenIndex", "message": "the index has version 99"}


def test_a_file_that_is_no_index_is_broken(reader: Reader, tmp_path: Path) -> None:
    put(documents(), reader, tmp_path / "index")
    reader.files["index.json"] = b"<!doctype html>"
    [answer] = reader.answers(["archive"], "ranges")
    assert answer.get("error") == "BrokenIndex"


REMARKS = """async ([query, base]) => {
  const { Index } = await import("/s/index.js");
  const { Search } = await import("/s/answers.js");
  const { more } = await import("/s/more.js");
  const { parsed } = await import("/s/query.js");
  const { resultsOf } = await import("/s/results.js");
  const { resultItem } = await import("/s/results_list.js");
  const search = new Search(await Index.open(new URL(base, location.href)), { more: () => more });
  const { results } = resultsOf(await search.answer(query, { remarks: true }), parsed(query).terms);
  document.documentElement.lang = "en";
  const t = { annotations: "A", moreAnnotations: "{count} more", moreAnnotationsOne: "one more", kindArticle: "Article" };
  const item = resultItem(results[0], new URL(location.origin), t);
  return [...item.querySelectorAll(".fk-result__remarks a")].map((link) => [link.getAttribute("href"), link.textContent]);
}"""


@pytest.mark.parametrize(("count", "said"), [(8, None), (9, "one more"), (150, "142 more")])
def test_annotations_beyond_those_that_are_shown_are_counted_and_led_to(
    reader: Reader, tmp_path: Path, count: int, said: str | None
) -> None:
    remarks = tuple(Remark(f"r{number}", "me", f"The lighthouse, for the {number}th time.") for number in range(count))
    other = (Remark("x", "me", "Nothing of that kind."),)
    put([Document("a/", "A", "article", remarks=other + remarks)], reader, tmp_path / "index")
    links = reader.run(REMARKS, ["lighthouse", "/ranges/"])
    assert [href.partition("#")[2].partition(":")[0] for href, _ in links] == [f"r{n}" for n in range(min(count, 9))]
    assert [text for _, text in links[8:]] == ([said] if said else [])
