"""What makes an article the same article: its canonical URL, and the id that is made from it."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from courlan import normalize_url

if TYPE_CHECKING:
    from collections.abc import Container

MAX_WORDS = 40
"""Characters of the title in an id: tells articles apart in a listing, and is short."""
HASH_LENGTH = 6
"""Base32 characters, 30 bits: a pair among 10,000 articles of the same words in 20 archives."""

_TRACKING = re.compile(
    r"utm_\w+|_ga|_gl|gclid|gclsrc|dclid|wbraid|gbraid|fbclid|fb_(?:action_ids|source|ref)|msclkid|yclid|ysclid|"
    r"twclid|ttclid|igshid|igsh|li_fat_id|mc_[ce]id|_hs(?:enc|mi|fp)|__hs\w+|hsctatracking|mkt_tok|oly_\w+_id|"
    r"vero_(?:conv|id)|s_cid|ncid|cmpid|spm|ref_src|ref_url|pk_(?:campaign|kwd|source|medium)|mtm_\w+|matomo_\w+",
    re.IGNORECASE,
)
"""Query parameters that say how a reader came, and nothing of what is read.

Sources: AdGuard's and ClearURLs' lists. courlan's own is not used: it also drops ``cid``, ``source``,
``medium`` and all that begins with ``ref``, which name the article on some sites, and all without a value.
"""
_TRACKING_AT_HOME = {"note.com": re.compile(r"rt|sub_rt|from|magazine_key|scrollpos")}
"""The same for parameters that mean something else elsewhere."""


def without_tracking(url: str) -> str:
    """``url`` without the parameters that track a reader, and otherwise as it was given."""
    parts = urlsplit(url.strip())
    if not parts.query:
        return url.strip()
    here = _TRACKING_AT_HOME.get((parts.hostname or "").removeprefix("www."))
    kept = [
        pair
        for pair in parts.query.split("&")
        if not _TRACKING.fullmatch(name := pair.partition("=")[0]) and not (here and here.fullmatch(name))
    ]
    return urlunsplit(parts._replace(query="&".join(kept)))


def canonical_url(url: str) -> str:
    """The form of ``url`` that two saved copies of one article share. For comparing; not for showing.

    Lower-case host, no default port, no fragment, path percent-encoded, no tracking, sorted parameters.
    """
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
