"""Pages as documents of the search index."""

from __future__ import annotations

import html as html_entities
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumikura.library.library import ArticleEntry, NoteEntry
from fumikura.markdown.sanitise import sanitise
from fumikura.model.annotations import Annotation
from fumikura.model.shapes import AnnotationHeader, ArticleHeader, NoteHeader
from fumikura.search_index.documents import Document, Remark, Section
from fumikura.search_index.folding import BR, WRAP
from fumikura.site.search_documents import of_article, of_note, of_page, sections_of, text_of
from fumikura.text.canonical import canonical_text, tokens
from fumikura.text.threads import threads

HEADER = ArticleHeader.model_validate(
    {
        "title": "題",
        "site": "棚",
        "author": ["甲", "乙"],
        "tags": ["本"],
        "published": "2025-03-01",
        "created": "2026-01-01",
        "lang": "ja-JP",
    }
)
LONG = "".join(f"第{number}文はここにあります。" for number in range(60))
LAST = "第59文"


def annotation(number: int, comment: str, **header: object) -> Annotation:
    identity = f"20261101T00000{number}Z-aaaa"
    made = AnnotationHeader.model_validate({"motivation": "commenting", **header})
    return Annotation(identity, "a", f"docs/articles/a/annotations/{identity}.md", made, comment)


def document(html: str, *annotations: Annotation, whole: bool = True, header: ArticleHeader = HEADER) -> Document:
    entry = ArticleEntry("a", "docs/articles/a/index.md", "articles/a/index.md", header, "full", annotations)
    canonical = canonical_text(html)
    found = threads(annotations, canonical)
    return of_article(
        entry, canonical, found, whole=whole, comment=lambda one: f"<p>{html_entities.escape(one.comment)}</p>"
    )


# --- sections ----------------------------------------------------------------------------------------


def test_a_text_is_cut_at_its_headings_and_its_blocks_are_lines():
    html = '<p>一</p><h2 id="x">見出し<a class="headerlink" href="#x">¶</a></h2><ul><li>二</li><li>三</li></ul><p>四<br>五</p>'
    assert sections_of(tokens(html)) == (Section("", "", "一"), Section("見出し", "x", f"二\n三\n四{BR}五"))


def test_elements_within_a_line_do_not_break_a_phrase():
    assert text_of("<p>検<strong>索</strong>の<a href='/'>索<em>引</em></a></p>") == "検索の索引"


def test_readings_are_no_text_but_are_kept():
    (section,) = sections_of(tokens("<p>この<ruby>文<rp>(</rp><rt>ふみ</rt><rp>)</rp>庫<rt>くら</rt></ruby>は</p>"))
    assert section == Section("", "", "この文庫は", ("ふみくら",))


def test_a_phrase_goes_on_across_the_number_of_a_footnote():
    html = '<p>本文<sup id="r"><a class="footnote-ref" href="#n">1</a></sup>の続き</p>'
    assert text_of(html) == "本文の続き"


def test_lines_of_code_stay_lines_and_spaces_are_one():
    assert text_of("<p>a  \t b</p><pre><code>c\n  d</code></pre>") == "a b\nc\nd"


def test_breaks_within_a_paragraph_are_kept_apart_from_its_end():
    assert text_of("<p>a <br />\n b\n c<br><br></p>\n<p>d</p>") == f"a{BR}b{WRAP}c\nd"


def test_characters_that_html_escapes_are_as_they_are_read():
    assert text_of("<p>a &lt;b&gt; &amp;amp;</p>") == "a <b> &amp;"


def test_a_first_heading_that_repeats_the_title_is_none():
    html = '<h1 id="t">題</h1><p>一</p><h2 id="t2">題</h2><p>二</p>'
    assert sections_of(tokens(html), "題") == (Section("", "", "一"), Section("題", "t2", "二"))


def test_a_page_without_text_has_no_sections():
    assert sections_of(tokens("<p> </p><hr>")) == ()


@given(
    st.lists(st.sampled_from([*"<>/&;", "p", "h2", "ruby", "rt", "pre", ' id="x"', "script", "文", " ", "\n", "br"]))
)
def test_of_any_html_the_characters_of_the_canonical_text_are_found_in_order(parts: list[str]):
    html = sanitise("".join(parts))
    found = "".join(f"{one.heading}{one.text}" for one in sections_of(tokens(html)))
    assert re.sub(r"\s", "", found) == re.sub(r"\s", "", canonical_text(html).text)


# --- articles, notes, pages --------------------------------------------------------------------------


def test_an_article_says_what_it_is():
    assert document("<p>文</p>") == Document(
        url="articles/a/",
        title="題",
        kind="article",
        sections=(Section("", "", "文"),),
        site="棚",
        authors=("甲", "乙"),
        tags=("本",),
        date="2025-03-01",
        lang="ja",
    )


def test_of_an_excerpt_no_more_is_found_than_its_page_shows():
    quoted = annotation(1, "言った", quote="第40文はここにあります。")
    found = document(f"<p>{LONG}</p>", quoted, whole=False)
    assert LAST not in repr(found)
    assert "第39文" not in repr(found)
    assert found.sections[0].text.startswith("第0文")
    assert found.remarks == (Remark(f"a-{quoted.id}", "", "言った\n第40文はここにあります。"),)


def test_of_a_full_text_a_quote_is_found_once():
    quoted = annotation(1, "言った", quote="第40文はここにあります。", by="葵", tags=["核"])
    assert document(f"<p>{LONG}</p>", quoted).remarks == (Remark(f"a-{quoted.id}", "葵", "言った\n核"),)


def test_a_passage_that_is_annotated_is_marked_where_it_begins_in_its_section():
    quoted = annotation(1, "言った", quote="灯台は 古い")
    first, second = document("<p>岬の 話</p><h2>灯 台</h2><p>一。\n灯台は 古い。</p>", quoted).sections
    assert first.passages == ()
    (passage,) = second.passages
    assert second.text[passage:].startswith("灯台は 古い")


def test_a_highlight_that_says_nothing_is_no_remark():
    assert document("<p>文庫</p>", annotation(1, "", quote="文庫", motivation="highlighting")).remarks == ()


def test_answers_notes_on_the_whole_page_and_annotations_without_a_place_are_found():
    first = annotation(1, "一", quote="文庫")
    answer = annotation(2, "二", reply_to=first.id)
    whole_page = annotation(3, "三", target="article")
    orphan = annotation(4, "四", quote="もうない言葉がここにあった")
    found = document("<p>文庫</p>", first, answer, whole_page, orphan).remarks
    assert [one.text for one in found] == ["一", "二", "三", "四\nもうない言葉がここにあった"]
    assert [one.fragment for one in found] == [f"a-{one.id}" for one in (first, answer, whole_page, orphan)]


def test_a_link_without_a_text_is_found_by_its_description():
    header = HEADER.model_copy(update={"kind": "link", "description": "何の話か"})
    assert document("", header=header).sections == (Section("", "", "何の話か"),)


def test_a_description_that_the_page_does_not_show_is_not_found():
    assert "内緒" not in repr(document("<p>文</p>", header=HEADER.model_copy(update={"description": "内緒"})))


def test_a_note_and_another_page():
    header = NoteHeader.model_validate({"title": "題", "created": "2026-11-01", "tags": ["本"]})
    entry = NoteEntry("n", "docs/notes/n.md", "notes/n.md", header, "full")
    note = of_note(entry, '<h1 id="t">題</h1><p>文</p>')
    assert note == Document("notes/n/", "題", "note", (Section("", "", "文"),), tags=("本",), date="2026-11-01")
    page = of_page("guide/en/", "The guide", "<p>text</p>")
    assert page == replace(Document("guide/en/", "The guide", "page"), sections=(Section("", "", "text"),))


@pytest.mark.parametrize("html", ["</p></ruby></rt></pre></h2>", "<h2>a<p>b", "<ruby><rt>a", "<pre>a"])
def test_html_that_is_not_well_formed_is_read(html: str):
    assert len(sections_of(tokens(html))) <= 1 or sections_of(tokens(html))[0]
