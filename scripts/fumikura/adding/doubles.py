"""Whether two articles are one text, as when one page was saved with two tools. Pure: texts in, a likeness out.

Compared are runs of letters (shingles) of the Markdown without its markup. MinHash signatures, cut into bands, name the
few texts that may be alike; whether they are is counted on the shingles themselves, so that a hash decides nothing.
"""

from __future__ import annotations

import array
import html
import re
import sys
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import numpy as np
from rensa import RMinHash

GRAM = 5
"""Letters of a shingle: about a word of English and two of Japanese."""
PERMUTATIONS = 128
ROWS = 4
"""Permutations of a band. With 32 bands, texts that share half of their shingles meet with 87 %, those that share
three quarters always (all but 1 in 200,000)."""
SEED = 1
VERSION = f"{RMinHash.ALGORITHM_VERSION}-{GRAM}-{PERMUTATIONS}-{SEED}-1"
"""Signatures of another version do not compare. The last number goes up when ``letters`` gives something else."""

LEAST_LETTERS = 200
"""Shorter texts are not compared: a notice or a template is easily all of them."""
MAX_LETTERS = 200_000
"""More are not looked at: two long books that begin alike for so long are one."""
LEAST_ALIKE = 0.70
"""Least share of the shingles of both that both have (Jaccard)."""
LEAST_WITHIN = 0.95
"""Or: least share of the smaller text's shingles that the other has …"""
LEAST_SIZE = 0.50
"""… if the smaller one has at least this share of the other's.

`make bench-doubles`: of 158 saved pages, each read as HTML, as plain text, as a clip and as another extractor's HTML,
94 of 95 texts, 147 of 156 clips and 149 of 154 pages are doubles of the page. Of 10,000 pairs of different articles
none shares more than 0.17, 14 pairs of one site included."""
LEAST_STRICT = 0.90
"""Least Jaccard where texts are alike for another reason: forms that are filled in anew each time (a weather report,
a monthly one) share 0.75 to 0.80."""
SHORT = 600
"""Shingles of a text up to which it may be such a form."""
LEAST_ESTIMATE = 0.35
"""Least Jaccard by the signatures for a text to be looked at: three deviations below that of the smallest double."""
MOST = 20
"""Texts that are looked at. An archive that has more of one pattern has its double among the most alike."""

Signature = bytes
"""``PERMUTATIONS`` numbers of 32 bits, little-endian."""
Shingles = frozenset[str]

_NO_TEXT = re.compile(r"<rt>[^<]*</rt>|<[^<>\n]*>|\]\([^()\n]*\)|https?://[!-~]*", re.IGNORECASE)
"""Tags, readings of ruby, where links lead."""


@dataclass(frozen=True, slots=True)
class Alike:
    """How much two texts are alike."""

    jaccard: float
    """Shingles that both have, of those that one of them has; 0 to 1."""
    within: float
    """Shingles that both have, of the smaller text's; 0 to 1."""
    size: float
    """The smaller number of shingles, of the larger; 0 to 1."""

    def __str__(self) -> str:
        if self.jaccard >= LEAST_ALIKE:
            return f"{self.jaccard:.0%} alike"
        return f"{self.within:.0%} of the shorter one is in the other"

    def is_double(self, *, strict: bool = False) -> bool:
        """Whether it is one text. ``strict``: something speaks for two articles that are written to one pattern."""
        if strict:
            return self.jaccard >= LEAST_STRICT
        return self.jaccard >= LEAST_ALIKE or (self.within >= LEAST_WITHIN and self.size >= LEAST_SIZE)


def letters(markdown: str) -> str:
    """Letters and digits of ``markdown``, in one case and width: no markup, no addresses, no punctuation."""
    text = html.unescape(_NO_TEXT.sub(" ", markdown))
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def shingles(text: str) -> Shingles | None:
    """The runs of ``GRAM`` letters in ``text``, which ``letters`` gave; None for one that is too short to compare."""
    if len(text) < LEAST_LETTERS:
        return None
    text = text[:MAX_LETTERS]
    return frozenset(text[at : at + GRAM] for at in range(len(text) - GRAM + 1))


def signature(parts: Shingles) -> Signature:
    """The MinHash of ``parts``; the same on every machine."""
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(list(parts))
    numbers = array.array("I", minhash.digest())
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def alike(one: Shingles, other: Shingles) -> Alike:
    """How much two texts are alike; neither is empty."""
    both = len(one & other)
    smaller, larger = sorted((len(one), len(other)))
    return Alike(both / (smaller + larger - both), both / smaller, smaller / larger)


def speaks_for_two(one: tuple[str, str | None], other: tuple[str, str | None], size: int) -> bool:
    """Whether two articles are rather two of one pattern than one: short, at two addresses of one host, or with titles
    that differ in their numbers only. ``one``, ``other``: title and canonical URL; ``size``: shingles of the smaller.
    """
    (title, url), (other_title, other_url) = one, other
    hosts = {urlsplit(address).hostname for address in (url, other_url) if address}
    one_host = bool(url and other_url) and url != other_url and len(hosts) == 1
    one_series = title != other_title and re.sub(r"\d+", "", title) == re.sub(r"\d+", "", other_title)
    return size <= SHORT or one_host or one_series


@dataclass(slots=True)
class Bands:
    """Signatures by their bands: which texts may be alike, without comparing each with each.

    Its own, and not rensa's index, since signatures come back from a file, of which rensa makes none.
    """

    _texts: list[tuple[str, Signature]] = field(default_factory=list)
    _by_band: dict[tuple[int, bytes], list[int]] = field(default_factory=lambda: defaultdict(list))

    def put(self, name: str, signed: Signature) -> None:
        """Take in a text; a name may have several."""
        for band in _bands(signed):
            self._by_band[band].append(len(self._texts))
        self._texts.append((name, signed))

    def near(self, signed: Signature) -> list[str]:
        """Names of the ``MOST`` texts that ``signed`` is most like, of those that share a band with it."""
        met = {at for band in _bands(signed) for at in self._by_band.get(band, ())}
        shares: dict[str, float] = {}
        for name, other in map(self._texts.__getitem__, met):
            shares[name] = max(estimate(signed, other), shares.get(name, 0.0))
        best = sorted((name for name in shares if shares[name] >= LEAST_ESTIMATE), key=lambda one: (-shares[one], one))
        return best[:MOST]


def estimate(one: Signature, other: Signature) -> float:
    """The Jaccard that two signatures tell of, within some 0.04."""
    same = np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")
    return float(np.count_nonzero(same)) / PERMUTATIONS


def _bands(signed: Signature) -> list[tuple[int, bytes]]:
    width = ROWS * 4
    return [(at, signed[at : at + width]) for at in range(0, len(signed), width)]
