"""An import says how much of the page it took, and warns when much is missing."""

from __future__ import annotations

from fumikura.html.dom import parse
from fumikura.html.kept import kept

WORDS = "<p>" + "word " * 100 + "</p>"


def shares(body: str, article: str = "article") -> tuple[str, list[str]]:
    page = parse(f"<html><head><title>t</title></head><body>{body}</body></html>", "page")
    found = kept(page, next(page.iter(article)))
    return found.remark(), found.warnings()


def test_the_share_is_that_of_the_text_that_is_shown() -> None:
    hidden = f"<div hidden>{WORDS}</div><script>{'x' * 999}</script><div style='display: none'>{WORDS}</div>"
    assert shares(f"<article>{WORDS}</article>{hidden}") == (
        "100% of the text that the page shows is in the article",
        [],
    )


def test_menus_and_links_left_out_are_no_reason_to_warn() -> None:
    remark, warnings = shares(
        f"<nav>{WORDS}</nav><article>{WORDS}</article><a href='/'>{WORDS}</a><footer>{WORDS}</footer>"
    )
    assert remark == "25% of the text that the page shows is in the article"
    assert warnings == []


def test_text_left_out_is() -> None:
    remark, warnings = shares(f"<article>{WORDS}</article><div>{WORDS}</div>")
    assert remark == "50% of the text that the page shows is in the article"
    assert len(warnings) == 1
    assert warnings[0].startswith("50% of the page's text outside of its menus is left out; compare")


def test_of_a_page_with_a_few_words_nothing_is_said() -> None:
    assert shares("<article>word</article><div>three more words</div>")[1] == []
