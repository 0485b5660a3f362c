"""How much of a page is not the article's own text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
import pytest

from fumikura.archive.new_archive import make_archive
from fumikura.building.building import build
from fumikura.library.archive import open_archive
from fumikura.text.canonical import text_hash
from test_incremental import write, write_article

if TYPE_CHECKING:
    from pathlib import Path

LENGTH = 2_800
MOST = 20_000
"""Bytes of HTML beside the text."""
SENTENCES = {
    "ja": "保存した記事の余白に、読んだ人が言葉を書き残していく。",
    "en": "Somebody who reads the saved article leaves a word in its margin. ",
}
TITLES = {"ja": "余白に書く人たちと、読み返される本のこと", "en": "People who write in the margins of what they read"}


def weight(page: Path) -> int:
    """Bytes of ``page`` without the article's own HTML."""
    html = page.read_bytes()
    text = lxml.html.fromstring(html.decode("utf-8")).get_element_by_id("fk-text")
    for one in text.xpath(".//*[@data-fumikura]"):
        one.drop_tree()
    for one in text.xpath(".//mark[@data-annotation] | .//div[@class='fk-row']"):
        one.drop_tag()
    assert len(text.text_content().strip()) >= LENGTH
    inside = b"".join(lxml.html.tostring(one, encoding="utf-8") for one in text)
    assert len(inside) > LENGTH
    return len(html) - len(inside)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_with_three_annotations_has_at_most_20_kb_beside_its_text(tmp_path: Path, lang: str):
    root = tmp_path / "archive"
    make_archive(root, lang, "Page weight", "https://github.com/example/archive")
    settings = open_archive(root)
    body = SENTENCES[lang] * (LENGTH // len(SENTENCES[lang]) + 1)
    fields = {"rights": "full", "lang": lang, "author": "[葵]", "tags": "[余白, 保存, 本]", "site": "note.example"}
    for number in range(9):
        url = f"https://note.example/shiori/n/{number:012d}"
        write_article(settings, f"a{number}", body, title=f"{TITLES[lang]} {number}", source=url, **fields)
    quote, text = SENTENCES[lang][:20], body.strip()
    for number in range(3):
        start = text.index(quote, number * 900)
        header = f"quote: '{quote}'\nstart: {start}\ntext: {text_hash(text)}\nby: kenta\ncreated: '2026-01-0{number + 1}T00:00:00Z'"
        path = settings.articles / f"a4/annotations/2026010{number + 1}T000000Z-abcdef.md"
        write(path, f"---\n{header}\nmotivation: commenting\n---\n{SENTENCES[lang] * 2}\n")
    build(settings, strict=False)
    page = settings.site / "articles/a4/index.html"
    assert page.read_text("utf-8").count('class="fk-note"') == 3
    assert weight(page) <= MOST
