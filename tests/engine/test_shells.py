"""What the theme writes around a page, as a shell that is filled."""

from __future__ import annotations

from fumikura.engine.shells import DESCRIBED, TOKENS, cut

PAGE = (
    f"<head><title>{TOKENS['title']} - S</title><link href='/a/{TOKENS['place']}/'></head>"
    f"<body>{TOKENS['title']}<main>{TOKENS['page']}</main></body>"
)


def test_a_shell_is_filled_where_the_tokens_stood():
    shell = cut(PAGE)
    assert shell is not None
    page = shell.fill({"title": "T", "place": "x", "page": "<h1>\\1</h1>"}, "<meta>")
    assert page == "<head><title>T - S</title><link href='/a/x/'><meta></head><body>T<main><h1>\\1</h1></main></body>"


def test_what_is_filled_in_is_not_looked_at_again():
    shell = cut(PAGE)
    assert shell is not None
    page = shell.fill({"title": TOKENS["page"], "place": "</head>", "page": TOKENS["title"]})
    assert page.count(TOKENS["page"]) == 2


def test_the_place_of_a_page_with_a_description_is_a_place():
    shell = cut(PAGE.replace(TOKENS["place"], TOKENS["place"] + DESCRIBED))
    assert shell is not None
    assert "/a/x/" in shell.fill({"title": "T", "place": "x", "page": ""})


def test_a_page_without_its_content_or_with_two_of_it_is_no_shell():
    assert cut(PAGE.replace(TOKENS["page"], "")) is None
    assert cut(PAGE.replace("<main>", f"<main>{TOKENS['page']}")) is None
    assert cut("no head") is None
