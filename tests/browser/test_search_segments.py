"""The browser answers from an index of several segments as from one that was built at once."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fumikura.search_index import segments
from fumikura.search_index.documents import UNIT, Document, Remark, Section
from fumikura.search_index.stored_documents import document_key
from fumikura.site.search_files import update_search, write_search

if TYPE_CHECKING:
    from pathlib import Path

    from browser.index_reading import Reader

pytestmark = pytest.mark.browser

WORDS = [
    "霧の灯台",
    "海岸",
    "文庫",
    "archive",
    "searching",
    "Searches",
    "余白",
    "margin",
    "注釈",
    "リンク切れ",
    "データベース",
    "reader",
    "ページ",
]
QUERIES = [
    *WORDS,
    "霧",
    "の",
    "海岸 文庫",
    "archive reader",
    '"文庫 archive"',
    "margin -reader",
    "データ",
    "search tag:札1",
    "tag:札0",
    "in:note",
    "灯台 in:article -tag:札2",
    "after:2021 before:2025",
    "year:2022 霧",
    "無い言葉",
    "archve",
    "redaer margins",
    "serching",
    "e-mail",
    "灯台 by:葵",
    "in:annotation -by:me",
    "reader archive 海岸",
    "",
]
ANSWER = """async ([queries, base]) => {
  const { Index } = await import("/s/index.js");
  const { Search } = await import("/s/answers.js");
  const { respelled } = await import("/s/spelling.js");
  const { more } = await import("/s/more.js");
  const { several } = await import("/s/several.js");
  const search = new Search(await Index.open(new URL(base, location.href)), { respelled, several: () => several, more: () => more });
  const answers = [];
  const facets = ["kind", "site", "author", "tag", "year", "lang", "by"];
  for (const query of queries) {
    answers.push(await search.answer(query, { limit: query.length % 2 ? 3 : 1000, facets, remarks: true }));
    answers.push(await search.answer(query, { sort: "date", facets, filters: { tag: ["札1", "札2"] } }));
  }
  return answers;
}"""


def text(draw: random.Random) -> str:
    size = draw.choice([5, 40, UNIT // 3])
    return "".join(draw.choice(WORDS) + draw.choice(["", "、", "。\n", " "]) for _ in range(draw.randrange(size)))


def document(draw: random.Random, address: str) -> Document:
    return Document(
        address,
        draw.choice(WORDS) + str(draw.randrange(100)),
        draw.choice(["article", "note"]),
        tuple(
            Section(draw.choice(["", *WORDS]), f"h{at}", text(draw), passages=tuple(range(draw.randrange(2))))
            for at in range(draw.randrange(3))
        ),
        tuple(Remark(f"r{at}", draw.choice(["me", "葵"]), text(draw)) for at in range(draw.randrange(2))),
        site=draw.choice(["", "a.example", "b.example"]),
        authors=tuple(draw.sample(["人", "別の人", "誰か"], draw.randrange(3))),
        tags=tuple(f"札{number}" for number in draw.sample(range(4), draw.randrange(3))),
        date=draw.choice(["", f"20{draw.randrange(20, 27)}-01-02"]),
        lang=draw.choice(["ja", "en", ""]),
    )


def change(draw: random.Random, held: list[Document], number: int) -> None:
    place = draw.randrange(len(held))
    what = draw.random()
    if what < 0.4:
        held.insert(draw.choice([0, place]), document(draw, f"new/{number}/"))
    elif what < 0.7:
        held[place] = document(draw, held[place].url)
    elif what < 0.8:
        held.insert(draw.randrange(len(held)), held.pop(place))
    elif what < 0.9:
        held[place] = replace(held[place], tags=("札1",))
    else:
        del held[place]


def put(reader: Reader, where: str, folder: Path) -> None:
    for name in [name for name in reader.files if name.startswith(f"{where}/")]:
        del reader.files[name]
    for file in folder.rglob("*.*"):
        reader.files[f"{where}/{file.relative_to(folder).as_posix()}"] = file.read_bytes()


def answers(reader: Reader, where: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.run(ANSWER, [QUERIES, f"/ranges/{where}/"])
    return found


@pytest.mark.parametrize(
    ("seed", "size", "steps"), [(0, 10, 4), *(pytest.param(seed, 30, 6, marks=pytest.mark.slow) for seed in range(6))]
)
def test_after_any_changes_the_answers_are_those_of_an_index_that_is_built_anew(
    reader: Reader, tmp_path: Path, seed: int, size: int, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "MOST_SHARE", 1)
    monkeypatch.setattr(segments, "RATIO", 1)
    draw = random.Random(seed)
    held = [document(draw, f"d/{number}/") for number in range(size)]
    counts = set()
    for step in range(steps):
        for number in range(draw.randrange(1, 4) if step else 0):
            change(draw, held, step * 10 + number)
        given = {one.url: one for one in held}
        order = [(one.url, document_key(one)) for one in held]
        done = update_search(
            tmp_path / "site", order, lambda asked, given=given: (given[one] for one in asked), tmp_path / "cache"
        )
        counts.add(done.segments)
        shutil.rmtree(tmp_path / "anew", ignore_errors=True)
        write_search(held, tmp_path / "anew")
        put(reader, "site", tmp_path / "site/search")
        put(reader, "anew", tmp_path / "anew/search")
        found, expected = answers(reader, "site"), answers(reader, "anew")
        assert json.dumps(found) == json.dumps(expected)  # values in the same order too
        assert sum(answer["total"] for answer in expected) > 100
    assert counts == {1, 2, 3}


def test_segments_cost_no_more_round_trips_and_few_more_bytes(reader: Reader, tmp_path: Path) -> None:
    draw = random.Random(1)
    held = [document(draw, f"d/{number}/") for number in range(300)]
    site = tmp_path / "site"
    asked = []
    for new in range(3):
        held[:0] = [document(draw, f"new/{new}/")] if new else []
        given = {one.url: one for one in held}
        update_search(
            site,
            [(one.url, document_key(one)) for one in held],
            lambda asked, given=given: (given[one] for one in asked),
            tmp_path / "cache",
        )
        put(reader, "site", site / "search")
        asked.append(reader.run(COST, ["霧の灯台", "/ranges/site/"]))
    one, _, several = asked
    assert several["bytes"] <= one["bytes"] + 10_000
    assert several["rounds"] <= one["rounds"]


@pytest.mark.parametrize("query", ["lighthouse", "灯台", "霧の灯台"])
def test_a_first_question_takes_three_rounds_of_requests(reader: Reader, tmp_path: Path, query: str) -> None:
    text = "A lighthouse in the fog. 霧の灯台" + "。" * UNIT
    held = [Document(f"{number}/", f"題{number}", "note", (Section("", "", text),)) for number in range(40)]
    write_search(held, tmp_path)
    put(reader, "site", tmp_path / "search")
    cost = reader.run(COST, [query, "/ranges/site/"])
    assert cost["rounds"] == 3  # the manifest; what units are, where their texts are, and lists; texts


COST = """async ([query, base]) => {
  const { Index } = await import("/s/index.js");
  const { Search } = await import("/s/answers.js");
  const { firstHashes } = await import("/s/candidates.js");
  const { parsed } = await import("/s/query.js");
  const { fetch, Response } = window;
  const { arrayBuffer } = Response.prototype;
  let bytes = 0;
  let rounds = 0;
  const held = [];
  let busy = 0;
  // All answers of a round are given at once, when nothing else is under way that might ask for more: no file that is
  // loaded, and none that is read or unpacked.
  const give = () => {
    if (busy || !held.length) return;
    rounds++;
    for (const one of held.splice(0)) one();
  };
  const during = async (work) => {
    busy++;
    try {
      return await work;
    } finally {
      busy--;
      setTimeout(give, 0);
    }
  };
  window.fetch = async (...request) => {
    const answer = await during(fetch(...request));
    bytes += Number(answer.headers.get("Content-Length"));
    await new Promise((resolve) => held.push(resolve));
    return answer;
  };
  Response.prototype.arrayBuffer = function () {
    return during(arrayBuffer.call(this));
  };
  const parts = { respelled: async () => null, several: () => null, more: () => null };
  const hashes = parsed(query).terms.flatMap(firstHashes);
  try {
    await new Search(await Index.open(new URL(base, location.href), hashes), parts).answer(query, { limit: 10 });
  } finally {
    window.fetch = fetch;
    Response.prototype.arrayBuffer = arrayBuffer;
  }
  return { bytes, rounds };
}"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("segments", []),
        ("order", None),
        ("order", [[0, 4]]),
        ("order", [[1, 3]]),
        ("order", [[0, 2]]),
        ("order", [[-1, 3]]),
        ("documents", 2),
    ],
)
def test_a_manifest_that_does_not_add_up_is_broken(reader: Reader, tmp_path: Path, name: str, value: object) -> None:
    draw = random.Random(1)
    write_search([document(draw, f"{number}/") for number in range(3)], tmp_path)
    put(reader, "site", tmp_path / "search")
    reader.files["site/index.json"] = with_value(reader.files["site/index.json"], name, value)
    [answer] = reader.answers(["霧"], "ranges/site")
    assert answer.get("error") == "BrokenIndex", answer


def with_value(manifest: bytes, name: str, value: object) -> bytes:
    return json.dumps({**json.loads(manifest), name: value}).encode()
