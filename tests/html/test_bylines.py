"""Author and date from a page's text: only where it states them."""

from __future__ import annotations

import pytest

from fumikura.html.extract import Extracted, extract

PROSE = "<p>" + "これは本文の段落であり、記事として読まれるだけの長さがある。" * 8 + "</p>"


def page(around: str, title: str = "題名") -> Extracted:
    return extract(
        f"<html><head><title>{title}</title></head><body>{around}{PROSE * 3}</body></html>", "https://a.example/x"
    )


@pytest.mark.parametrize(
    ("around", "date"),
    [
        ("<h1>題名</h1><ul class='meta'><li>2019/04/04</li></ul>", "2019-04-04"),
        ("<h1>題名</h1><p class='date'>2019年2月27日 読了時間 3 分</p>", "2019-02-27"),
        ("<h4>令和元年5月1日</h4><h1>題名</h1>", "2019-05-01"),
        ("<h1>題名</h1><dl><dt>配信開始日</dt><dd>2019/3/5</dd></dl>", "2019-03-05"),
        ("<h1>題名</h1><table><tr><th>公開日：</th><td>2019年3月5日</td></tr></table>", "2019-03-05"),
    ],
)
def test_a_date_that_the_page_states_beside_its_title_is_that_of_publication(around: str, date: str) -> None:
    assert page(around).published == date


@pytest.mark.parametrize(
    "around",
    [
        "<h1>題名</h1><p>最終更新日：2019年4月2日</p>",
        "<h1>題名</h1><p>2019/04/04</p><p>2020/05/05</p>",
        "<h1>題名</h1><p>1945年8月15日に終わった戦争のことを、祖父はこの日まで話さなかった。</p>",
        "<h1>題名</h1><aside><p>2019/04/04</p></aside>",
        f"<h1>題名</h1>{PROSE}<p>2019/04/04</p>",
        "<h1>別の題</h1><p>2019/04/04</p>",
        "<h1>題名</h1><p>2019年</p>",
    ],
)
def test_another_date_is_not_taken_for_it(around: str) -> None:
    assert page(around).published is None


@pytest.mark.parametrize(
    ("around", "names"),
    [
        ("<h1>題名</h1><div id='byline'>[田中宏昌，山田花子]</div>", ("田中宏昌", "山田花子")),
        ("<h1>題名</h1><span class='author__name'><a class='author__link' href='/p'>Ann Lee</a></span>", ("Ann Lee",)),
        (
            "<h1>題名</h1><dl><dt>著者</dt><dd><a href='/1'>お米太郎</a></dd><dt>イラスト</dt><dd>絵師</dd></dl>",
            ("お米太郎",),
        ),
        ("<h1>題名</h1><table><tr><th>執筆者</th><td>山田花子、田中宏昌</td></tr></table>", ("山田花子", "田中宏昌")),
    ],
)
def test_authors_that_the_page_names(around: str, names: tuple[str, ...]) -> None:
    assert page(around).author == names


@pytest.mark.parametrize(
    "around",
    [
        "<h1>題名</h1><div class='author'>この記事を書いた人の一覧</div>",
        "<h1>題名</h1><div class='related'><span class='author'>Ann Lee</span></div>",
        "<h1>題名</h1>" + "".join(f"<span class='author'>Name {sign}.</span>" for sign in "ABCDEF"),
        "<h1>題名</h1><p class='authority'>Ann Lee</p>",
    ],
)
def test_no_author_is_made_up(around: str) -> None:
    assert page(around).author == ()
