"""Marks: drawn into the HTML without changing its text."""

from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st
from test_canonical import html_trees

from fumikura.markdown.sanitise import sanitise
from fumikura.text.canonical import CanonicalText, canonical_text
from fumikura.text.marks import MAX_NESTED, Mark, splice


def mark(canonical: CanonicalText, quote: str, number: int = 1) -> Mark:
    start = canonical.text.index(quote)
    return Mark(f"m{number}", start, start + len(quote), number)


def spliced(html: str, *quotes: str) -> str:
    canonical = canonical_text(sanitise(html))
    marks = [mark(canonical, quote, number) for number, quote in enumerate(quotes, start=1)]
    return splice(canonical, marks, {})


def marked_text(html: str, identity: str) -> str:
    """All pieces of one mark, put together."""
    pieces, depth, text = [], 0, ""
    for token in re.finditer(r"<(/?)mark\b([^>]*)>|<[^>]*>|[^<]+", html):
        if token[0].startswith("</mark"):
            depth -= 1 if depth else 0
            if depth == 0 and text:
                pieces.append(text)
                text = ""
        elif token[0].startswith("<mark"):
            depth += 1 if depth or f'data-annotation="{identity}"' in token[0] else 0
        elif depth and not token[0].startswith("<"):
            text += token[0]
    return "".join(pieces)


def test_a_passage_becomes_a_mark_with_an_id_and_a_link_to_its_note():
    html = spliced("<p>核セキュリティの話</p>", "セキュリティ")
    assert '核<mark class="fk-mark" id="a-m1" data-annotation="m1">セキュリティ</mark><sup' in html
    assert 'href="#n-m1"' in html


def test_a_passage_across_elements_becomes_several_pieces_with_one_id():
    html = spliced("<p>one <b>two</b></p>\n<p>three</p>", "two three")
    assert html.count('data-annotation="m1"') == 2
    assert html.count('id="a-m1"') == 1


def test_overlapping_passages_are_nested():
    html = spliced("<p>abcdef</p>", "abcd", "cdef")
    assert (
        '<mark class="fk-mark" data-annotation="m1"><mark class="fk-mark" id="a-m2" data-annotation="m2">cd</mark></mark>'
        in html
    )


def test_cells_and_list_items_are_marked_inside():
    html = spliced(
        "<table>\n<tr>\n<td>one</td>\n<td>two</td>\n</tr>\n</table>\n<ul>\n<li>x</li>\n<li>y</li>\n</ul>", "one two x y"
    )
    assert re.search(r"<(?:tr|ul|table|tbody)>\s*<mark", html) is None
    assert html.count("<mark") == 4


def test_the_number_never_stands_inside_a_link_or_a_ruby():
    html = spliced('<p><a href="x">a link</a> and <ruby>漢字<rt>かんじ</rt></ruby></p>', "a link", "漢")
    assert "</a><sup" in html
    assert "</ruby><sup" in html


def test_entities_stay_whole():
    assert ">&amp;</mark>" in spliced("<p>a &amp; b</p>", "&")


def test_the_aside_stands_in_a_row_with_its_block():
    canonical = canonical_text("<p>one</p>\n<p>two</p>")
    html = splice(canonical, [mark(canonical, "two")], {"m1": "NOTE"})
    assert html.startswith('<p>one</p>\n<div class="fk-row"><aside class="fk-margin" data-fumikura>NOTE</aside><p>')
    assert html.endswith("</p></div>")


def test_a_hundred_passages_on_one_place_are_drawn_without_a_hundred_layers():
    canonical = canonical_text("<p>" + "あ" * 100 + "</p>")
    marks = [Mark(f"m{number}", 0, 100 - number % 2, number) for number in range(100)]
    html = splice(canonical, marks, {})
    assert html.count("<mark") <= 100 + MAX_NESTED
    assert all(f'id="a-m{number}"' in html for number in range(100))


@given(html_trees(), st.lists(st.tuples(st.integers(0, 80), st.integers(1, 40)), max_size=8))
def test_marks_change_no_text_and_cover_their_passages(html: str, places: list[tuple[int, int]]):
    canonical = canonical_text(sanitise(html))
    marks = [
        Mark(f"m{number}", start, min(start + size, len(canonical.text)), number)
        for number, (start, size) in enumerate(places)
        if start < len(canonical.text)
    ]
    result = splice(canonical, marks, {one.id: "note" for one in marks})
    assert canonical_text(result).text == canonical.text
    assert sanitise(result).count("<mark") == result.count("<mark"), "the browser would move a mark"
    for one in marks:
        passage = canonical.text[one.start : one.end]
        if passage.strip(" "):
            got = canonical_text(marked_text(splice(canonical, [one], {}), one.id)).text
            assert got.replace(" ", "") == passage.replace(" ", "")


def test_a_thousand_marks_on_a_long_page_take_no_time_to_speak_of():
    # Some 35 ms on a slow core.
    canonical = canonical_text("".join(f"<p>{'核の話をしよう。' * 25}</p>\n" for _ in range(200)))
    marks = [Mark(f"m{number}", number * 40, number * 40 + 30, number) for number in range(1000)]
    start = time.process_time()
    assert splice(canonical, marks, {}).count('id="a-') == 1000
    assert time.process_time() - start < 1
