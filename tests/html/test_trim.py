"""What stands around an article and in its midst without being part of it goes; what is part of it stays."""

from __future__ import annotations

import pytest

from fumikura.html.dom import all_text, text_of
from fumikura.html.extract import extract

ENGLISH = "This sentence number {0} belongs to the article, and it is long enough to be read as prose by everyone. " * 3
JAPANESE = "この段落は記事の{0}番目の本文であり、記事として読まれるだけの長さがあって、誰が見ても文章だとわかる。" * 3


def article(*inside: str, before: str = "", behind: str = "", prose: str = ENGLISH) -> str:
    """The text of the article in a page with ``inside`` between its paragraphs."""
    paragraphs = [f"<p>{prose.format(number)}</p>" for number in range(len(inside) + 3)]
    body = "".join(paragraph + part for paragraph, part in zip(paragraphs, [*inside, "", "", ""], strict=True))
    html = f"<html><body><article>{before}<div class='text'>{body}</div>{behind}</article></body></html>"
    return all_text(extract(html, "https://a.example/x").element)


RELATED = "<a href='/1'>The first story of another day</a></li><li><a href='/2'>The second story of another day</a>"


@pytest.mark.parametrize(
    "junk",
    [
        f"<div class='box'><h4>You might enjoy</h4><ul><li>{RELATED}</li></ul></div>",
        "<p><a href='/a'>READ WHAT ANOTHER PAGE SAYS ABOUT IT</a></p>",
        "<p>Related: <a href='/a'>The first story of another day</a></p>",
        "<div class='x'>Advertisement</div>",
        "<div><a href='/s'>Share</a> <a href='/t'>Tweet</a> <a href='/p'>Print</a></div>",
        "<p>SEE ALSO</p><p><a href='/1'>The first story of another day</a></p>",
        "<ul><li><h3><a href='/1'>Another day</a></h3><h4>What it was</h4></li>"
        "<li><a href='/2'><h3>Another night</h3></a><p>What that was</p></li></ul>",
        "<section><h3>Most read in news</h3><div class='teaser'><h4>ANOTHER DAY</h4><div>And it</div></div></section>",
        "<div style='position:absolute; left:-9999px'><a href='/1'>Another shop</a> that nobody sees</div>",
        "<p>Please enable JavaScript to view the comments of another system.</p>",
        "<p>Tags <a href='/t/1' rel='tag'>another one of them</a> <a href='/t/2' rel='tag'>a third one</a></p>",
    ],
)
def test_pointers_to_elsewhere_go(junk: str) -> None:
    text = article(junk)
    assert "another" not in text.lower()
    assert text == article("")


@pytest.mark.parametrize(
    "junk",
    [
        "<p>スポンサーリンク</p>",
        "<div><a href='/s'>シェアする</a><a href='/t'>ツイート</a></div>",
        "<p>【関連記事】<a href='/1'>別の日の別の記事の見出しがここにあります</a></p>",
        "<h3>あわせて読みたい</h3><ul><li><a href='/1'>別の日の別の記事</a></li><li><a href='/2'>また別の記事</a></li></ul>",
    ],
)
def test_pointers_to_elsewhere_go_in_japanese(junk: str) -> None:
    assert article(junk, prose=JAPANESE) == article("", prose=JAPANESE)


@pytest.mark.parametrize(
    "part",
    [
        "<p>He said no.</p>",
        "<h2>A heading of its own</h2>",
        "<ul><li><a href='/1'>A source of this article</a></li><li><a href='/2'>And another one</a></li></ul>",
        "<table><tr><th>year</th><th>count</th></tr><tr><td>1995</td><td>12</td></tr></table>",
        "<pre>x = 1\n\ny = 2</pre>",
        "<dl><dt>term</dt><dd>what it means</dd></dl>",
        "<figure><img src='a.png'><figcaption>What is seen here</figcaption></figure>",
        "<blockquote><p>A short quote.</p></blockquote>",
        "<div class='widget-box widget'><img src='a.png'>What the picture shows</div>",
        "<p>Founded 1995 <span class='noprint'>(31 years ago)</span></p>",
        "<ul><li><h3><a href='/1'>One of two</a></h3><p>Text</p></li><li><h3>Two of two</h3><p>Text</p></li></ul>",
        "<p>Recommended reading</p><ul><li><a href='/1'>A book on the matter</a></li></ul>",
    ],
)
def test_parts_of_the_article_stay(part: str) -> None:
    shown = article(part)
    wanted = all_text(extract(f"<html><body>{part}</body></html>").element)
    assert " ".join(wanted.split()) in " ".join(shown.split())


def test_what_stands_before_and_behind_the_text_goes_but_its_picture_and_its_licence() -> None:
    lead = "<figure><img src='lead.jpg'><figcaption>The harbour in 1995</figcaption></figure>"
    licence = "<footer><p>Published under <a rel='license' href='https://l.example/'>a free licence</a>.</p></footer>"
    text = article(
        before=f"<div class='meta'>3 min read</div>{lead}",
        behind=f"<div class='tags'>Tags <a rel='tag' href='/t'>harbours</a> <a rel='tag' href='/u'>ships</a></div>{licence}",
    )
    assert "The harbour in 1995" in text
    assert "Published under a free licence." in text
    assert "min read" not in text
    assert "ships" not in text


def test_the_line_that_says_whose_a_site_is_goes_and_a_sentence_about_it_stays() -> None:
    assert "Copyright" not in article(behind="<div><div>Copyright © 2026 A House. All rights reserved.</div></div>")
    assert "Copyright is a right." in article("<p>Copyright is a right.</p>")


def test_a_caption_that_a_gallery_repeats_stays_once() -> None:
    caption = "The harbour of the town in the year 1995, seen from the hill"
    item = f"<li><img src='/p.jpg'><p>{caption}</p><p>{caption}</p></li>"
    assert article(f"<ul>{item}</ul>").count(caption) == 1


def test_notes_that_the_article_refers_to_stay() -> None:
    reference = (
        "<p>A claim<sup id='r1'><a href='#n1'>1</a></sup> that is supported by a note below, as it ought to be.</p>"
    )
    notes = "<section><ol><li id='n1'>See the book. <a href='#r1'>↩</a></li></ol></section>"
    assert "See the book." in article(reference, behind=notes)


def test_a_section_that_no_extractor_found_stays_with_those_like_it() -> None:
    sections = "".join(
        f"<h2>{number}</h2><div class='section'>"
        + "".join(f"<p>{JAPANESE.format(f'{number}-{part}')}</p>" for part in range(3))
        + "</div>"
        for number in range(4)
    )
    element = extract(
        f"<html><body><div id='main'>{sections}</div><ul><li><a href='/'>頁の先頭へ</a></ul></body></html>"
    ).element
    assert [f"{number}-2番目" in text_of(element) for number in range(4)] == [True] * 4


def test_a_refrain_stays_as_often_as_it_is_sung() -> None:
    refrain = "<p>And so we sang it once again, the very same line as before.</p>"
    assert article(refrain, refrain, refrain).count("And so we sang") == 3
