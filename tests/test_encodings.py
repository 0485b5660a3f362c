"""Japanese articles in every encoding, under a right, a missing and a false declaration, as pages and as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from fumikura.sources.decoding import decode

SAMPLES = Path(__file__).parent.parent / "docs" / "articles"
CODECS = {
    "Shift_JIS": "cp932",
    "cp932": "cp932",
    "EUC-JP": "euc_jp",
    "ISO-2022-JP": "iso2022_jp",
    "UTF-16": "utf-16",
    "UTF-16LE": "utf-16-le",
    "UTF-8": "utf-8",
}
FALSE = {
    "Shift_JIS": "EUC-JP",
    "cp932": "UTF-8",
    "EUC-JP": "Shift_JIS",
    "ISO-2022-JP": "UTF-8",
    "UTF-16": "Shift_JIS",
    "UTF-16LE": "UTF-8",
    "UTF-8": "Shift_JIS",
}
"""What a copied template or a careless server says."""


def japanese_articles() -> list[str]:
    """The text of this repository's own articles in Japanese, of all that these encodings have."""
    bodies = [path.read_text("utf-8").split("---\n", 2)[2] for path in sorted(SAMPLES.glob("*/index.md"))]
    written = [body for body in bodies if sum("\u3040" <= char <= "\u30ff" for char in body) > 200]
    codecs = ("cp932", "euc_jp", "iso2022_jp")
    return ["".join(char for char in body if all(char.encode(codec, "ignore") for codec in codecs)) for body in written]


ARTICLES = japanese_articles()


def test_there_are_articles_to_try() -> None:
    assert ARTICLES


@pytest.mark.parametrize("kind", ["html", "text"])
@pytest.mark.parametrize("declaration", ["right", "missing", "false"])
@pytest.mark.parametrize("name", CODECS)
def test_an_article_is_read_whatever_is_said_of_its_encoding(name: str, declaration: str, kind: str) -> None:
    charset = {"right": name, "missing": None, "false": FALSE[name]}[declaration]
    for article in ARTICLES:
        for text in (article, article[:400]):
            meta = f'<meta charset="{charset}">' if charset else ""
            page = f"<!doctype html><html><head>{meta}<title>題</title></head><body><p>{text}</p></body></html>"
            whole = page if kind == "html" else text
            data = whole.encode(CODECS[name])
            assert decode(data, "a", charset if kind == "text" else None).text == whole


@pytest.mark.parametrize(
    "text",
    [
        "ﾊﾝｶｸｶﾅの商品名は、ｱｲｽｸﾘｰﾑです。古い帳票にはよくあります。",
        "①と②と③を比べ、㈱の印と№の印、㌔の印も数える。",
        "東京～大阪は－五度で、￠や￡や￢も書いてある。",
        "髙橋さんと山﨑さんが、彅という字の話をした。",
    ],
)
def test_what_windows_has_is_read_as_windows_writes_it(text: str) -> None:
    assert decode(text.encode("cp932"), "a").text == text
    assert decode(text.encode("cp932"), "a", "Shift_JIS").text == text
    assert decode(f'<meta charset="EUC-JP"><p>{text}</p>'.encode("cp932"), "a").text.endswith(f"<p>{text}</p>")


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "utf-8", "utf-16", "utf-16-be"])
def test_a_page_that_ends_in_the_middle_of_a_character_loses_that_one_only(codec: str) -> None:
    text = "駅に着いたのは夜だった。改札のむこうに、傘を持った人が立っている。" * 20
    decoded = decode((text + "雨").encode(codec)[:-1], "a")
    assert decoded.text == text + "\ufffd"
    assert decoded.warnings


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_before_any_declaration_and_is_no_text(codec: str) -> None:
    text = '<meta charset="Shift_JIS"><p>文庫の本</p>'
    assert decode(text.encode(codec), "a", "EUC-JP").text == text
