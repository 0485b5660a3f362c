"""The words of what stands in an article and is none of it: pointers to other pages, labels of advertisements, buttons
to share it, tags. In English and Japanese; what is in other languages is known by the extractors' silence."""

from __future__ import annotations

import re

from fumikura.html.found import PROSE

TEASER = re.compile(
    r"[\[【(（→▶►■●◆≫»>\s]*(?:also(?: (?:on|see|read))?\b|(?:read|see) (?:more|also|next)\b|more:|"
    r"related(?: (?:stor(?:y|ies)|articles?|posts?|news|content|links|coverage|topics?|searches)\b|:)|"
    r"more (?:from|on|in|stories)\b|watch:|don.t miss\b|click (?:here|for)\b|sign up\b|most (?:read|popular)\b|"
    r"you (?:may|might) (?:also )?like|"
    r"(?:our )?latest (?:stories|news|articles|posts)\b|other people are reading|"
    r"recommended(?: (?:for you|stories|articles|posts)\b|:)|trending\b|"
    r"pr[\]】）:]|関連(?:記事|ニュース)|[あ合]わせて読みたい|こちらも|(?:おすすめ|人気)の?記事|(?:前|次)の記事|続きを読む|もっと(?:見る|読む))",
    re.IGNORECASE,
)
"""How a pointer to another page begins, or the label above several."""
TAGS = re.compile(
    r"(?:tags?|tagged|filed under|more about:|posted in|categor(?:y|ies)|topics?|"
    r"タグ|カテゴリー?|キーワード|ジャンル)\s*[:：]?",
    re.IGNORECASE,
)
_AD = re.compile(
    r"[-–—\[（(【\s]*(?:advertisements?|sponsored(?: links?)?|スポンサー(?:ド)?リンク|広告|"
    r"(?:story|article) continues below.*|continue reading.*|(?:comments?\s*)?please enable javascript to view.*|"
    r"(?:like|enjoy(?:ed)?|love) (?:this|the|our) (?:story|article|post).{0,60})[-–—\]）)】\s]*",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:copyright\b|[©ⓒ]|\(c\) ?(?=\d{4}))", re.IGNORECASE)
_SHARE_WORD = re.compile(
    r"share|tweet|facebook|twitter|whatsapp|e-?mail|copy link|bookmark|シェア(?:する)?|ツイート(?:する)?|"
    r"ブックマーク(?:する)?|はてブ|このエントリーをはてなブックマークに追加|リンクをコピー|フォロー(?:する)?",
    re.IGNORECASE,
)
_SHARE_REST = re.compile(
    r"[\W\d]+|line|pocket|print|comments?|save|list|on|by|via|this|to|with|印刷(?:する)?|コメント|保存", re.IGNORECASE
)
"""Words on the buttons beside those of ``_SHARE_WORD``."""


def is_ad(text: str) -> bool:
    """Whether ``text`` is the label of an advertisement."""
    return _AD.fullmatch(text) is not None


def is_copyright(text: str) -> bool:
    """Whether ``text`` is the line at the foot of a site that says whose it is."""
    return len(text) < PROSE and _COPYRIGHT.match(text.strip()) is not None


def shares(text: str) -> bool:
    """Whether ``text`` is no more than the labels of share buttons."""
    rest, count = _SHARE_WORD.subn(" ", text[: 2 * PROSE])
    return count > 0 and len(text) < PROSE and not _SHARE_REST.sub("", rest)


def is_shouted(text: str) -> bool:
    """Whether all of four words or more is in capitals, as American news sites set their pointers."""
    return text.isupper() and len(text.split()) >= 4
