"""Pages of our own writing in the shapes of common programs: what has to be in their Markdown, and what must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from fumikura.importers import read_with_any
from fumikura.sources.reading import read_source

PAGES = Path(__file__).parent / "pages"
SHAPES: dict[str, tuple[list[str], list[str]]] = {
    "wordpress": (
        [
            "<ruby>桶<rp>(</rp><rt>おけ</rt><rp>)</rp></ruby>",
            "miso-tub.jpg",
            "    -   生でも乾いたものでもよい",
            "道具は何でもよい",
            "<strong>「必ず」</strong>冷まして",
            "> 味噌は待つ料理だ。",
            "祖母の帳面",
        ],
        ["広告の靴", "関連記事", "醤油", "共有", "参考になりました", "梅を干す", "タグ:", "© 2025", "自己紹介"],
    ),
    "hatena_blog": (
        [
            "する[^1]。",
            "[^1]: 後でわかったが、これは猫だった。",
            "```python\nfor day in range(7):\n\n    wind(clock)\n```",
            "[clock - 時計の設計図](",
            "clock.jpg",
        ],
        ["Tweet", "直してください", "糸を紡ぐ", "引き出しの中身", "# 古い時計", "\\*1"],
    ),
    "tech_article": (
        [
            "```sql\nCREATE VIRTUAL TABLE a USING fts5(body, tokenize='trigram');\n\nSELECT * FROM a WHERE a <> '' ;\n```",
            "| 一万 | 0.08 |",
            "$`O(\\log n)`$",
            "[全文検索の話](https://www.youtube.com/watch?v=abcdefghijk)",
            "三文字に満たない語",
            "<summary>計った環境</summary>",
            "なった[^1]。",
            "[^1]: 試したのは3.45。",
        ],
        ["ログイン", "フォロー", "に公開", "O(logn)", "検索の記事を書きます"],
    ),
    "medium_like": (
        [
            "Notes from a winter on the rock",
            "<figcaption>The rock in January.",
            "until *March*",
            "> A light is a promise",
            "## The first storm",
            "04:10  wind W 10\n\n04:30  lamp relit",
        ],
        ["Sign in", "6 min read", "Listen", "The Ferry", "1.2K", "What the Lighthouse Keeper Knew"],
    ),
    "mediawiki": (
        [
            "である[^1]。",
            "『村の機械』",
            "上掛け\n:   水を上から受ける。",
            '<td rowspan="2">高い<br>（条件による）</td>',
            "<caption>効率</caption>",
            "<th>用途</th><td>製粉、揚水</td>",
            "$`P=\\eta \\rho gQh`$",
        ],
        ["編集", "要出典", "風車", "カテゴリ", "最終更新", "目次"],
    ),
    "docs_site": (
        [
            "```\ndef run(page):\n\n    return page\n```",
            "[the API](https://docs.example/tool/api.html#page)",
            "whether a warning is an error",
            "<kbd>Ctrl</kbd>",
            "&lt;run> is text",
            "`<b>`",
            "https://docs.example/tool/_images/flow.png",
            "Nothing is loaded from the net.",
        ],
        ["¶", "Installation", "Created using", "genindex"],
    ),
    "forum": (
        ["has not moved since yesterday noon", "> ines wrote:", "The oven with only the lamp on", "It worked: four hours"],
        ["Reply", "Rye in summer", "Terms", "Log in"],
    ),
    "news": (
        ["図書館になった旧駅舎＝12日、北浜町", "八千冊", "## 時刻表も残す", "遠くへ行ける", "午前九時から午後五時"],
        ["あわせて読みたい", "廃校が宿に", "シェア", "ランキング", "無断転載", "17時40分"],
    ),
    "recipe": (
        ["-   500 g potatoes", "2.  Add potatoes and stock", "<td>210 kcal</td>", "Sand hides between", "Prep: 10 minutes"],
        ["free recipes", "never happens", "Home"],
    ),
    "old_tables": (
        ["力餅", "髙い下駄", "| 上の宿 | 一里半 |", "ｱﾒﾘｶからの客", "－終－"],
        ["**峠の茶屋"],
    ),
}  # fmt: skip
SAID = {
    "wordpress": ("味噌を仕込む", ("田中花子",), "2025-02-03T08:00:00+09:00"),
    "hatena_blog": ("古い時計を直した話", ("suzuki_ichiro",), "2024-11-05T12:30:00Z"),
    "tech_article": ("SQLiteで全文検索を試す", ("山本",), "2025-04-01T09:00:00+09:00"),
    "medium_like": ("What the Lighthouse Keeper Knew", ("Mara Ellis",), "2024-09-10T10:00:00.000Z"),
    "mediawiki": ("水車", (), None),
    "docs_site": ("Writing a plugin", (), None),
    "forum": ("Sourdough will not rise in winter", ("ines", "tom_b"), None),
    "news": ("廃線の駅舎が図書館に、町民が三年かけ改修", (), "2025-05-12T17:40:00"),
    "recipe": ("Leek and Potato Soup", ("Joan Field",), "2023-10-02"),
    "old_tables": ("峠の茶屋～昔の道を歩く①", (), None),
}
"""Title, authors, date of publication."""


def test_every_page_is_tried() -> None:
    assert set(SHAPES) == set(SAID) == {page.stem for page in PAGES.iterdir()}


@pytest.mark.parametrize("name", SHAPES)
def test_an_article_comes_out_of_its_page(name: str) -> None:
    article = next(iter(read_with_any(read_source(PAGES / f"{name}.html"))))
    wanted, unwanted = SHAPES[name]
    assert [part for part in wanted if part not in article.body] == []
    assert [part for part in unwanted if part in article.body] == []
    assert (article.title, article.author, article.published) == SAID[name]
