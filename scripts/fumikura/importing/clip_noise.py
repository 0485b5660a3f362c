"""What a clipper took along from around an article on note.com, Qiita and other sites, taken out of its Markdown.

Only lines at the beginning and at the end are looked at, and only such as are known: a sentence of the article that
happens to say the same in the middle stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fumikura.importing.paywalls import stub_start

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = 8
"""Paragraphs at the beginning that are looked at."""
TAIL = 25
"""Paragraphs at the end."""

_EVERYWHERE = re.compile(r"タグ[:：]|シェアする|この記事をシェア|Share this:?|共有[:：]", re.IGNORECASE)
_ON_SITE = {
    "note.com": re.compile(
        r"フォロー(?:する)?|スキ|いいなと思ったら応援しよう！|チップで応援する|購入手続きへ|ログイン|記事を購入する"
        r"|(?:\d+\s*)?スキ(?:したユーザー)?|(?:この記事が気に入ったら)?サポートをしてみませんか？|ダウンロード|copy"
    ),
    "qiita.com": re.compile(
        r"(?:新規)?(?:会員)?登録して、もっと便利にQiitaを使ってみよう|Register as a new user and use Qiita more"
        r" conveniently"
        r"|(?:\d\.\s*)?(?:あなたにマッチした記事をお届けします|便利な情報をあとで(?:効率的に)?読み返せます|ダークテーマを利用できます)"
        r"|(?:\d\.\s*)?(?:You get articles that match your needs|You can efficiently read back useful information"
        r"|You can use dark theme)|What you can do with signing up|ログインすると使える機能について"
        r"|(?:Sign up|Login|新規登録|ログイン)|(?:Go to list of users who liked|いいねしたユーザー一覧へ移動)"
        r"|(?:Comments?|コメント(?:一覧へ移動|する)?)\s*\d*|No comments"
        r"|Let's comment your feelings that are more than good"
        r"|いいね以上の気持ちはコメントで|(?:Delete article|記事を削除する)|Deleted articles cannot be recovered\..*"
        r"|削除した記事は復元できません。?.*|Draft of this article would be also deleted\..*"
        r"|Are you sure you want to delete this article\?|この記事の編集中の下書きも削除されます。?.*"
        r"|More than \d+ years? (?:has|have) passed since last update\.|最終更新日から\d+年以上が経過しています。"
        r"|(?:Posted at|投稿日|最終更新日|Last updated at)\s*[\d年月日/-]*|(?:Follow|フォロー)する?|ストック"
        r"|Edit Request|編集リクエスト"
    ),
}
_LINK = re.compile(r"!?\[(?P<text>(?:\\.|[^\[\]])*)\]\((?P<address>[^()\s]+)(?:\s+\"[^\"]*\")?\)")
_LIKES = re.compile(r"\[\d+\]\(https://qiita\.com/[^()\s]+/likers\)")
_SHARE = re.compile(
    r"(?:B!\s*)?(?:Hatena|はてブ|はてな(?:ブックマーク)?|Twitter|X|Facebook|LINE|LinkedIn|Pinterest|Pocket|Email|Bluesky|Threads|Mastodon|"
    r"Reddit|コピー|Copy(?: link)?|RSS|feedly)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clip's text without what is not the article's."""

    body: str
    cover: str | None = None
    """The address of the picture that stood before the title."""
    author: str | None = None
    """The name that stood below it."""
    is_cut: bool = False
    """Whether the text ends at a paywall."""
    dropped: int = 0
    """Paragraphs that were taken out."""


def clean(body: str, title: str | None, source: str | None) -> Cleaned:
    """``body`` of a clip of the page at ``source``, in which ``title`` may stand again at both ends."""
    host = (urlsplit(source or "").hostname or "").removeprefix("www.")
    # Each with the blank lines after it: those within code stay as they are.
    blocks = _blocks(body.strip("\n"))
    count = len(blocks)
    cover, author = None, None
    is_cut = False
    if host == "note.com":
        cover, author, blocks = _note_head(blocks, title, source or "")
        cut = stub_start(blocks)
        if cut is not None:
            blocks, is_cut = blocks[:cut], True
    blocks = _without_tail(_without_head(blocks, host), host, title, source or "")
    if len(blocks) == count:
        return Cleaned(body)
    return Cleaned("".join(blocks), cover, author, is_cut, count - len(blocks))


def _blocks(body: str) -> list[str]:
    blocks: list[str] = []
    is_open = False
    for line in body.splitlines(keepends=True):
        if line.strip() and not is_open:
            blocks.append(line)
        elif blocks:
            blocks[-1] += line
        is_open = bool(line.strip())
    return blocks


def _note_head(blocks: Sequence[str], title: str | None, source: str) -> tuple[str | None, str | None, list[str]]:
    """Cover, author's name, and the blocks without those and the title."""
    rest = list(blocks)
    cover = author = None
    if rest and (match := re.fullmatch(r"!\[見出し画像\]\((?P<address>[^()\s]+)\)", rest[0].strip())):
        cover = match["address"]
        del rest[0]
    if rest and title and (heading := re.fullmatch(r"#{1,2} (.+)", rest[0].strip())) and _names(title, heading[1]):
        del rest[0]
    user = re.match(r"https?://note\.com/[^/]+", source)
    link = _LINK.fullmatch(rest[0].strip()) if rest else None
    if link and user and link["address"].rstrip("/") == user[0]:
        author = link["text"]
        del rest[0]
    return cover, author, rest


def _without_head(blocks: list[str], host: str) -> list[str]:
    known = _ON_SITE.get(host)
    if known is None:
        return blocks
    head = [block for block in blocks[:HEAD] if not known.fullmatch(_plain(block))]
    return [*head, *blocks[HEAD:]]


def _without_tail(blocks: list[str], host: str, title: str | None, source: str) -> list[str]:
    """Noise goes from the end upwards, until the first paragraph that is none."""
    known = _ON_SITE.get(host)
    rest = list(blocks)
    for _ in range(TAIL):
        if len(rest) < 2:
            break
        plain = _plain(rest[-1])
        is_known = _EVERYWHERE.fullmatch(plain) or (known is not None and known.fullmatch(plain))
        is_title = title is not None and plain == title
        is_known = is_known or _LIKES.fullmatch(rest[-1].strip())
        if not (is_known or is_title or not plain or _is_share_bar(rest[-1], source)):
            break
        del rest[-1]
    return rest


def _is_share_bar(block: str, source: str) -> bool:
    """Links alone, each of them named after a service, or leading back to the page and so named."""
    links = list(_LINK.finditer(block))
    left = _LINK.sub("", block).strip(" \n|・•-*")
    if not links or left:
        return False
    return all(_SHARE.fullmatch(re.sub(r"\\", "", link["text"]).strip()) for link in links) and (
        len(links) > 1 or urlsplit(links[0]["address"]).hostname == urlsplit(source).hostname
    )


def _plain(block: str) -> str:
    """What is seen of a short block."""
    text = _LINK.sub(lambda link: link["text"], block) if len(block) < 1000 else block
    return re.sub(r"^[#>*\-\s]+|[*_\s]+$", "", text).replace("\\", "").strip()


def _names(title: str, heading: str) -> bool:
    """Whether the page's title is ``heading``, perhaps with the author's name behind a bar."""
    return title == heading or re.split(r"\s*[｜|]\s*", title)[0] == re.split(r"\s*[｜|]\s*", heading)[0]
