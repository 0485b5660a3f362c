"""How much of a saved page's article ends up on its page here: ``make bench-extraction``.

Three corpora with known answers, which are not part of the repository and are looked for beside the checkout
(``tests/shared_data.py``); one that is absent is said to be so.

english: word 4-grams against the article's text; precision and recall are means of the pages, F1 is theirs (the
metric of Zyte's article-extraction-benchmark). japanese: character 4-grams, the worst pages, and how many titles,
authors and dates are right. structure: of the parts that readability's own answers have, the share that is there,
mean of the pages that have such a part; a page's title counts among its headings.

"ours" is measured on the HTML that the Markdown of ``html_page`` renders to, after the sanitiser (pictures before it:
their addresses on the net go), without the rules for single sites and with them. "trafilatura" is its own Markdown,
rendered the same way; "readability" the HTML of readability-lxml. Times are CPU time of one import, rendering not
included.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import html as html_entities
import json
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

import trafilatura
from page_parts import PARTS, mean, of_characters, of_words, parts_of, precision, recall, text_of_html
from readability import Document

from fumikura.errors import ContentError
from fumikura.html import site_rules
from fumikura.importers import html_page
from fumikura.markdown.rendering import Renderer
from fumikura.markdown.sanitise import sanitise
from fumikura.sources.source import Source

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "extraction"
JAPAN = dt.timezone(dt.timedelta(hours=9))
PAGE_URL = "http://fakehost/test/page.html"
"""Where readability's own tests say that its pages are."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A saved page."""

    name: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a page."""

    html: str
    """Before the sanitiser."""
    title: str = ""
    author: tuple[str, ...] = ()
    published: str | None = None

    @property
    def shown(self) -> str:
        """After the sanitiser."""
        return sanitise(self.html)


@dataclass(slots=True)
class Clock:
    """CPU seconds of each page that was imported."""

    seconds: dict[str, float] = field(default_factory=dict)


Way = Callable[[Sample], Result]
_RENDERER = Renderer()


def ours(clock: Clock) -> Way:
    """The importer of saved pages, without its rules for single sites: the general way."""
    ruled = ours_with_site_rules(clock)

    def way(sample: Sample) -> Result:
        with patch.object(site_rules, "RULES", ()):
            return ruled(sample)

    return way


def ours_with_site_rules(clock: Clock) -> Way:
    """The importer of saved pages as it is."""

    def way(sample: Sample) -> Result:
        source = Source(sample.name, sample.text.encode(), url=sample.url, text=sample.text)
        before = time.process_time()
        try:
            article = next(iter(html_page.read(source)))
        except ContentError:
            return Result("")
        finally:
            clock.seconds[sample.name] = time.process_time() - before
        return Result(_RENDERER.html(article.body), article.title, article.author, article.published)

    return way


def trafilatura_way(sample: Sample) -> Result:
    """Trafilatura's own Markdown, with all that it can keep."""
    options = {"include_links": True, "include_images": True, "include_tables": True, "include_formatting": True}
    markdown = trafilatura.extract(
        sample.text, url=sample.url, output_format="markdown", include_comments=False, **options
    )
    said = trafilatura.extract_metadata(sample.text, default_url=sample.url)
    authors = tuple((said.author or "").split("; ")) if said and said.author else ()
    return Result(
        _RENDERER.html(markdown or ""), (said.title or "") if said else "", authors, said.date if said else None
    )


def readability_way(sample: Sample) -> Result:
    """The HTML of readability-lxml, which knows a title and no other metadata."""
    document = Document(sample.text)
    return Result(document.summary(html_partial=True), document.short_title())


# --- the corpora ----------------------------------------------------------------------------------


def half_of(names: list[str], half: str) -> list[str]:
    """All ``names``, or those of one half (a or b) by a hash of the name: rules are decided on a, confirmed on b."""
    return [name for name in sorted(names) if half == "all" or "ab"[crc32(name.encode()) % 2] == half]


def english(folder: Path, ways: dict[str, Way], half: str) -> Iterator[str]:
    """Rows of the English table."""
    gold = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    scores: dict[str, dict[str, tuple[float | None, float | None]]] = {name: {} for name in ways}
    for key in half_of(list(gold), half):
        text = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()).decode("utf-8", "replace")
        sample = Sample(key, text, gold[key]["url"])
        right = of_words(gold[key].get("articleBody", ""))
        for name, way in ways.items():
            found = of_words(text_of_html(way(sample).shown))
            scores[name][key] = (precision(found, right), recall(found, right))
    count = len(next(iter(scores.values())))
    yield f"english, {count} pages{'':14}      F1  precision   recall   worst pages"
    for name, pages in scores.items():
        right_share, found_share = mean(one for one, _ in pages.values()), mean(two for _, two in pages.values())
        both = 2 * right_share * found_share / (right_share + found_share)
        yield f"  {name:30}{both:8.3f}{right_share:11.3f}{found_share:9.3f}   {_worst(pages)}"


def _worst(pages: dict[str, tuple[float | None, float | None]], count: int = 4) -> str:
    """The pages with the least precision or recall, with both."""
    worst = sorted(pages, key=lambda key: min(one if one is not None else 0.0 for one in pages[key]))[:count]
    return ", ".join(f"{key[:24]} {pages[key][0] or 0:.2f}/{pages[key][1] or 0:.2f}" for key in worst)


def japanese(folder: Path, ways: dict[str, Way], half: str) -> Iterator[str]:
    """Rows of the Japanese table."""
    gold = json.loads((folder / "gold.json").read_text("utf-8"))
    names = half_of(list(gold), half)
    yield f"japanese, {len(names)} pages{'':10}      recall  precision   title  author   date   worst pages"
    for way_name, way in ways.items():
        pages: dict[str, tuple[float | None, float | None]] = {}
        hits: list[dict[str, bool]] = []
        for name in names:
            known = gold[name]
            text = (folder / known["file"]).read_bytes().decode(known["encoding"], "replace")
            result = way(Sample(name, text, known["url"]))
            found, right = of_characters(text_of_html(result.shown)), of_characters(known["content_text"])
            pages[name] = (precision(found, right), recall(found, right))
            hits.append(_metadata_hits(result, known))
        shares = "".join(f"{_hits(hits, key):>8}" for key in ("title", "author", "date"))
        found_share, right_share = mean(two for _, two in pages.values()), mean(one for one, _ in pages.values())
        yield f"  {way_name:30}{found_share:8.3f}{right_share:11.3f}{shares}   {_worst(pages)}"


def _hits(hits: list[dict[str, bool]], key: str) -> str:
    asked = [one[key] for one in hits if key in one]
    return f"{sum(asked)}/{len(asked)}"


def _metadata_hits(result: Result, known: dict[str, str | None]) -> dict[str, bool]:
    """Whether title, author and date are right, of those that are known. An author given as an address is no name."""
    hits: dict[str, bool] = {}
    title, author, date = known["title"], known["author"], known["date_published"]
    if title:
        hits["title"] = _letters(title) == _letters(result.title)
    if author and not author.startswith("http"):
        hits["author"] = any(_letters(name) and _letters(name) in _letters(author) for name in result.author)
    if date:
        hits["date"] = result.published is not None and _day(date) == _day(result.published)
    return hits


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", html_entities.unescape(text)).casefold()


def _day(text: str) -> str:
    """The day in Japan; a date without a zone is Japan's already."""
    if "T" not in text:
        return text
    moment = dt.datetime.fromisoformat(text)
    return (moment if moment.tzinfo is None else moment.astimezone(JAPAN)).date().isoformat()


def structure(folder: Path, ways: dict[str, Way], half: str) -> Iterator[str]:
    """Rows of the table of parts."""
    names = half_of([one.name for one in folder.iterdir() if (one / "expected.html").is_file()], half)
    yield f"structure, {len(names)} pages{'':13}" + "".join(f"{part:>10}" for part in PARTS)
    for way_name, way in ways.items():
        shares: dict[str, list[float | None]] = {part: [] for part in PARTS}
        for name in names:
            source = (folder / name / "source.html").read_text("utf-8", errors="replace")
            right = parts_of((folder / name / "expected.html").read_text("utf-8"), PAGE_URL)
            result = way(Sample(name, source, PAGE_URL))
            titled = f"<h1>{html_entities.escape(result.title)}</h1>"
            found = parts_of(titled + result.html, PAGE_URL, titled + result.shown)
            for part in PARTS:
                shares[part].append(recall(found[part], right[part]))
        yield f"  {way_name:30}" + "".join(f"{mean(shares[part]):10.3f}" for part in PARTS)


# --- time and memory ------------------------------------------------------------------------------


def large_page() -> str:
    """A page of ten million characters: paragraphs, headings, lists and tables, no line like another."""
    parts, length, number = ["<!doctype html><html><head><title>Large</title></head><body><article>"], 0, 0
    while length < 10_000_000:
        number += 1
        words = " ".join(f"word{(number * at) % 9973}" for at in range(1, 60))
        part = f"<p>Paragraph {number}, <a href='/{number}'>with a link</a>: {words}.</p>\n"
        if number % 20 == 0:
            part += f"<h2>Part {number}</h2><ul><li>one {number}</li><li>two <b>{number}</b></li></ul>"
        if number % 50 == 0:
            part += f"<table><tr><th>a</th><th>b</th></tr><tr><td>{number}</td><td>{number * 7}</td></tr></table>"
        parts.append(part)
        length += len(part)
    return "".join([*parts, "</article></body></html>"])


def peak_megabytes() -> float:
    """The most memory that this process has had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1_000_000 if sys.platform == "darwin" else 1_000)


def main() -> None:
    """Print the tables of the corpora that are there, then time and memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with zyte/, japanese/ and readability/")
    parser.add_argument("--half", choices=("all", "a", "b"), default="all", help="only half of each corpus")
    parser.add_argument("--only-ours", action="store_true", help="leave out the other extractors")
    parser.add_argument("--corpus", choices=("zyte", "japanese", "readability"), help="only this one")
    options = parser.parse_args()
    clock = Clock()
    ways: dict[str, Way] = {"ours": ours(clock), "ours, with site rules": ours_with_site_rules(Clock())}
    if not options.only_ours:
        ways |= {"trafilatura": trafilatura_way, "readability": readability_way}
    tables = {"zyte": english, "japanese": japanese, "readability": structure}
    for name, table in tables.items():
        if options.corpus not in {None, name}:
            continue
        if not (options.data / name).is_dir():
            print(f"{name}: {options.data / name} is not there; skipped")
            continue
        for row in table(options.data / name, ways, options.half):
            print(row, flush=True)
    if clock.seconds:
        times = sorted(clock.seconds.values())
        slowest = max(clock.seconds, key=lambda name: clock.seconds[name])
        print(
            f"time a page: median {1000 * statistics.median(times):.0f} ms, "
            f"mean {1000 * statistics.mean(times):.0f} ms, most {1000 * times[-1]:.0f} ms ({slowest[:40]})"
        )
    if options.corpus is None:
        print(f"memory: {peak_megabytes():.0f} MB at most")
        ways["ours"](Sample("large", large_page(), "https://a.example/large"))
        print(f"a page of 10 MB: {clock.seconds['large']:.1f} s, {peak_megabytes():.0f} MB at most")


if __name__ == "__main__":
    main()
