"""Which texts are taken for one, and what finding them costs: ``make bench-doubles``.

The corpora of ``extraction.py``. Each page is read by our importer; the same page comes a second time as the article's
text that is known (plain), as Trafilatura's Markdown (clip) and as readability-lxml's HTML. How many of these are
doubles of the page? Then every two different pages: which share most? Those of readability's tests whose text is filler
("Lorem ipsum") are one text indeed, and are left out. At the end: seconds for an archive of made-up articles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import trafilatura
from extraction import DATA, PAGE_URL
from readability import Document

from fumikura.adding.doubles import Bands, Shingles, alike, letters, shingles, signature
from fumikura.errors import ContentError
from fumikura.importers import html_page, markdown_clip, plain_text
from fumikura.sources.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

FILLER = "lorem"
"""A shingle that no article has."""

Page = tuple[str, str, str, str]
"""Name, HTML, address, known text or nothing."""


def pages(folder: Path) -> Iterator[Page]:
    """The pages of the corpora that are there."""
    if (folder / "zyte").is_dir():
        for key, known in json.loads((folder / "zyte" / "ground-truth.json").read_text("utf-8")).items():
            data = gzip.decompress((folder / "zyte" / "html" / f"{key}.html.gz").read_bytes())
            yield key, data.decode("utf-8", "replace"), known["url"], known.get("articleBody", "")
    if (folder / "japanese").is_dir():
        for key, known in json.loads((folder / "japanese" / "gold.json").read_text("utf-8")).items():
            text = (folder / "japanese" / known["file"]).read_bytes().decode(known["encoding"], "replace")
            yield key, text, known["url"], known["content_text"]
    if (folder / "readability").is_dir():
        for one in sorted((folder / "readability").iterdir()):
            yield one.name, (one / "source.html").read_text("utf-8", errors="replace"), PAGE_URL, ""


def ways(page: Page) -> Iterator[tuple[str, Shingles]]:
    """What each way of saving ``page`` leaves to compare, by the way's name."""
    name, text, url, known = page
    clip = trafilatura.extract(text, url=url, output_format="markdown", include_links=True, include_images=True)
    sources = {
        "html": (html_page, text),
        "plain": (plain_text, known),
        "clip": (markdown_clip, f"---\ntitle: x\n---\n{clip}" if clip else ""),
        "readability": (html_page, f"<html><body><article>{Document(text).summary(html_partial=True)}</article>"),
    }
    for way, (importer, content) in sources.items():
        if not content:
            continue
        source = Source(name, content.encode(), Path("/nowhere") / name, text=content, encoding="utf-8", url=url)
        try:
            article = next(iter(importer.read(source)))
        except ContentError:
            continue
        parts = None if isinstance(article, ContentError) else shingles(letters(article.body))
        if parts is not None:
            yield way, parts


def print_likeness(folder: Path) -> None:
    """How often the same page is recognised, and how much different pages share."""
    found = {page[0]: (page[2], dict(ways(page))) for page in pages(folder)}
    for way in ("plain", "clip", "readability"):
        both = [parts for _, parts in found.values() if "html" in parts and way in parts]
        doubles = sum(alike(parts["html"], parts[way]).is_double() for parts in both)
        print(f"{way:12}{doubles:5} of {len(both)} are doubles of the page")
    articles = {name: (url, parts["html"]) for name, (url, parts) in found.items() if "html" in parts}
    articles = {name: one for name, one in articles.items() if FILLER not in one[1]}
    shared = []
    for (one, (url, parts)), (other, (other_url, others)) in combinations(articles.items(), 2):
        is_one_site = url != PAGE_URL and urlsplit(url).hostname == urlsplit(other_url).hostname
        shared.append((alike(parts, others).jaccard, is_one_site, one[:24], other[:24]))
    print(
        f"{len(shared):,} pairs of different pages, {sum(site for _, site, *_ in shared)} of one site; the most alike:"
    )
    for jaccard, site, one, other in sorted(shared, reverse=True)[:5]:
        print(f"  {jaccard:.3f}  {one}  {other}{'  (one site)' if site else ''}")


def print_cost(count: int) -> None:
    """Seconds for ``count`` made-up articles of 2,800 characters."""
    chance = random.Random(1)
    texts = ["".join(chr(0x4E00 + chance.randrange(2000)) for _ in range(2800)) for _ in range(count)]
    started = time.perf_counter()
    bands = Bands()
    for number, text in enumerate(texts):
        bands.put(str(number), signature(shingles(letters(text)) or frozenset()))
    made = time.perf_counter()
    for text in texts[:1000]:
        bands.near(signature(shingles(letters(text)) or frozenset()))
    asked = time.perf_counter() - made
    print(f"{count:,} signatures: {made - started:.1f} s; a question: {1000 * asked / min(count, 1000):.2f} ms")


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with zyte/, japanese/ and readability/")
    parser.add_argument("--articles", type=int, default=10_000, help="for the cost")
    options = parser.parse_args()
    print_likeness(options.data)
    print_cost(options.articles)


if __name__ == "__main__":
    main()
