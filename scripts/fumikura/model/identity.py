"""What makes an article the same article: its canonical URL, and the id that is made from it."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Container

MAX_WORDS = 40
"""Characters of the title in an id: tells articles apart in a listing, and is short."""
HASH_LENGTH = 6
"""Base32 characters, 30 bits: a pair among 10,000 articles of the same words in 20 archives."""

_TRACKING = re.compile(
    r"utm_\w+|_ga|_gl|gclid|gclsrc|dclid|wbraid|gbraid|fbclid|fb_(?:action_ids|source|ref)|msclkid|yclid|ysclid|"
    r"twclid|ttclid|igshid|igsh|li_fat_id|mc_[ce]id|_hs(?:enc|mi|fp)|__hs\w+|hsctatracking|mkt_tok|oly_\w+_id|"
    r"vero_(?:conv|id)|s_cid|ncid|cmpid|spm|ref_src|ref_url|p(?:k|iwik)_(?:campaign|kwd|source|medium)|mtm_\w+|"
    r"matomo_\w+|hsa_\w+|srsltid|gad_(?:source|campaignid)|__twitter_impression|guccounter|guce_referrer(?:_sig)?|"
    r"_bhlid|ck_subscriber_id|_branch_match_id|mibextid",
    re.IGNORECASE,
)
"""Query parameters that say how a reader came, and nothing of what is read.

Sources: AdGuard's and ClearURLs' lists. courlan's own is not used: it also drops ``cid``, ``source``,
``medium`` and all that begins with ``ref``, which name the article on some sites, and all without a value.
"""
_TRACKING_AT_HOME = {
    host: re.compile(pattern)
    for hosts, pattern in (
        (("note.com",), "rt|sub_rt|from|magazine_key|scrollpos"),
        (("x.com", "twitter.com"), "s|t|cxt"),
        (("youtube.com", "youtu.be"), "si|feature|pp|ab_channel"),
        (("news.yahoo.co.jp",), "source|dv|bt"),
        (("nikkei.com",), "n_cid|i_cid"),
        (("asahi.com",), "iref|ref"),
        (("medium.com",), "source"),
        (("substack.com",), "r|publication_id|post_id|isFreemail|triedRedirect|showWelcomeOnShare"),
        (("nytimes.com",), "smid|smtyp|referringSource"),
        (("theguardian.com",), "CMP|INTCMP"),
        (("bbc.com", "bbc.co.uk"), "at_[a-z_]+|xtor"),
        (("bloomberg.com",), "srnd|sref|leadSource"),
        (("washingtonpost.com",), "itid|wpisrc"),
        (("wsj.com",), "mod|reflink"),
        (("linkedin.com",), "trk|trackingId|lipi"),
        (("reddit.com",), "share_id|rdt"),
    )
    for host in hosts
}
"""The same for parameters that mean something else elsewhere, on these hosts and those under them. Left alone: what
opens an article to one who was given its address (Medium's ``sk``, the New York Times' ``unlocked_article_code``), and
what chooses a place or a page (YouTube's ``t``, ``list``)."""


def without_tracking(url: str) -> str:
    """``url`` without the parameters that track a reader, and otherwise as it was given."""
    parts = urlsplit(url.strip())
    if not parts.query:
        return url.strip()
    here = _tracking_at(parts.hostname or "")
    kept = [
        pair
        for pair in parts.query.split("&")
        if not _TRACKING.fullmatch(name := _name(pair)) and not (here and here.fullmatch(name))
    ]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _tracking_at(host: str) -> re.Pattern[str] | None:
    """What tracks at ``host`` or at the host that it is under."""
    while host:
        if host in _TRACKING_AT_HOME:
            return _TRACKING_AT_HOME[host]
        host = host.partition(".")[2]
    return None


def _name(pair: str) -> str:
    """The name in ``name=value``; ``&amp;`` taken from a page's source as it stands leaves ``amp;`` before it."""
    return unquote(pair.partition("=")[0]).removeprefix("amp;")


def canonical_url(url: str) -> str:
    """The form of ``url`` that two saved copies of one article share. For comparing; not for showing.

    Lower-case host, no default port, no fragment, path percent-encoded, no tracking, sorted parameters.
    """
    from courlan import normalize_url  # noqa: PLC0415  slow to import, and no build asks again for what it knows

    parts = urlsplit(without_tracking(url))
    base = normalize_url(urlunsplit(parts._replace(query="", fragment="")))
    base = re.sub(r"%[0-9a-fA-F]{2}", lambda match: match[0].upper(), base)
    if base.count("/") == 2:
        base += "/"
    query = "&".join(sorted(filter(None, parts.query.split("&"))))
    return f"{base}?{query}" if query else base


def comparable_url(url: str) -> str:
    """``canonical_url``; a hand-written address that is none stands for itself."""
    try:
        return canonical_url(url)
    except ValueError:
        return url


def article_id(title: str, key: str, length: int = HASH_LENGTH) -> str:
    """The ASCII words of ``title``, then ``length`` base32 characters of the SHA-256 of ``key``.

    ``key``: the canonical URL, or the text where there is none. Lower-case letters, digits and single hyphens
    only. Compatibility forms count (NFKD: full-width letters, é as e). The hash at the end keeps Windows'
    reserved names (``con``, ``aux``, …) harmless.
    """
    plain = unicodedata.normalize("NFKD", title).lower()
    plain = "".join(char for char in plain if unicodedata.category(char) != "Mn" and char not in "'’")
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(words) > MAX_WORDS:
        words = words[: MAX_WORDS + 1].rpartition("-")[0] or words[:MAX_WORDS]
    digest = base64.b32encode(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest())
    name = digest.decode("ascii").lower().rstrip("=")[:length]
    return f"{words}-{name}" if words else name


def free_id(title: str, key: str, taken: Container[str]) -> str:
    """``article_id`` with as long a hash as it takes to be no other article's id."""
    length = HASH_LENGTH
    while (found := article_id(title, key, length)) in taken and length < 52:  # 52: all of the hash
        length += 2
    return found
