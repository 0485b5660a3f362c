"""What is found in how much text, how soon, at what cost, beside other engines: ``make bench-search``.

Documents from ``search_corpus.py``, questions and right answers from ``search_queries.py``; the sites of
``search_engines.py`` are asked one after the other in Chromium (``search_in_browser.py``) over loopback.

recall: share of the right documents that are found, without an end of the list. at 10: share of right ones among the
ten that are shown first (none shown: 0). first wrong: share of answers whose first document is not right. none:
questions without any answer. Milliseconds are the engine's, from the question to the answer, without the pause in
which one types on. first: a reader who has loaded the page and nothing else of the search; "80 ms": the same, with
that delay before each answer of the server. Bytes are what the server sends, headers included. A build's seconds
include the start of its program; Material's are what its plugin adds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import search_corpus
from search_engines import ENGINES, Built
from search_in_browser import SHOWN, Noted, noted
from search_queries import KINDS, Corpus, Query, drawn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CACHE = Path.home() / ".cache" / "fumikura-bench-search"
SEED = 5


def print_found(engine: str, queries: Sequence[Query], result: Noted, most: int) -> None:
    """One line for each kind of question; recall of those with no more than ``most`` right documents."""
    for kind in KINDS:
        rows = [(one.right, found) for one, found in zip(queries, result.answers, strict=True) if one.kind == kind]
        if not rows:
            continue
        recalls = [len(right.intersection(found)) / len(right) for right, found in rows if len(right) <= most]
        recall = f"{statistics.mean(recalls):.3f}" if recalls else "-"
        shown = [(right, found[:SHOWN]) for right, found in rows]
        at_ten = statistics.mean(len(right.intersection(top)) / len(top) if top else 0 for right, top in shown)
        answered = [(right, top) for right, top in shown if top]
        wrong = statistics.mean(top[0] not in right for right, top in answered) if answered else 0
        none = len(rows) - len(answered)
        print(f"{engine:10}{kind:18}{len(rows):5}{recall:>9}{at_ten:8.3f}{wrong:13.3f}{none:6}")


def print_cost(engine: str, built: Built, result: Noted, text: int) -> None:
    """Two lines: what is on disk, what a reader waits for."""
    on_disk = f"{built.index / 1e6:.1f} + {built.texts / 1e6:.1f} MB in {built.files:,} files"
    share = f", index {built.index / text:.2f} of the text" if built.index else ""
    facets = "none" if result.facets is None else f"{result.facets:.1f} kB"
    cost = built.cost
    took = f"{cost.seconds:.1f} s ({cost.processor:.1f} s of the processor), {cost.megabytes:,.0f} MB"
    print(f"{engine} {built.version}: built in {took}; {on_disk}{share}")
    print(
        f"  first question {_spread(result.kilobytes)} kB in {_spread(result.requests)} requests,"
        f" {_spread(result.first)} ms; at 80 ms a request {_spread(result.delayed)};"
        f" later {_spread(result.later)} ms;"
        f" page load {result.page_load:.1f} kB; facets {facets} more; tab {result.tab:,.0f} MB"
    )


def _spread(values: Sequence[float]) -> str:
    """Median, and the value that 95 of 100 do not exceed."""
    if not values:
        return "not measured"
    ordered = sorted(values)
    return f"{statistics.median(ordered):,.0f} (p95 {ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]:,.0f})"


def documents_of(options: argparse.Namespace) -> list[search_corpus.Document]:
    """What the options ask for."""
    found = search_corpus.from_folder(options.corpus) if options.corpus else search_corpus.from_debian(options.cache)
    if not found:
        raise SystemExit(f"{options.corpus}: no .html, .md or .txt file with text")
    return search_corpus.sampled(found, options.documents or len(found), options.seed)


def compare(options: argparse.Namespace, work: Path) -> None:
    """Build, ask and print, one engine after the other."""
    documents = documents_of(options)
    listed = work / "documents.jsonl"
    search_corpus.write(documents, listed)
    corpus = Corpus(documents)
    text = sum(len(one.encode()) for one in corpus.texts)
    characters = sum(map(len, corpus.texts))
    langs = ", ".join(f"{len(numbers):,} {lang}" for lang, numbers in corpus.of_lang.items())
    queries = list(drawn(corpus, options.queries, options.seed))
    del corpus
    print(
        f"{dt.datetime.now(dt.UTC).date()}; {len(documents):,} documents ({langs}), {characters:,} characters,"
        f" {text / 1e6:.1f} MB; {len(queries)} questions, seed {options.seed}\n"
    )
    most = options.most or len(documents)
    urls = [document.url for document in documents]
    print(f"{'':10}{'question':18}{'':5}{'recall':>9}{'at 10':>8}{'first wrong':>13}{'none':>6}")
    for engine in options.engines:
        try:
            built = ENGINES[engine](listed, work / engine, options.cache)
        except (subprocess.CalledProcessError, StopIteration, FileNotFoundError) as error:
            print(f"{engine:10}could not be had: {error}", flush=True)
            continue
        result = noted(engine, built, urls, queries, min(options.firsts, len(queries)), most)
        print_found(engine, queries, result, most)
        print_cost(engine, built, result, text)
        sys.stdout.flush()


def _arguments(given: Iterable[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, help="folder of .html, .md, .txt, or an archive; else Debian's documents"
    )
    parser.add_argument(
        "--documents", type=int, help="so many of them; more than there are: recombined from their blocks"
    )
    parser.add_argument("--queries", type=int, default=480)
    parser.add_argument("--firsts", type=int, default=120, help="questions that are asked as a reader's first")
    parser.add_argument("--most", type=int, help="recall only of questions with no more right documents than this")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES), metavar="ENGINE")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--cache", type=Path, default=CACHE, help="what is downloaded and unpacked, to be used again")
    parser.add_argument("--quick", action="store_true", help="500 documents, 40 questions")
    options = parser.parse_args(None if given is None else list(given))
    if options.quick:
        options.documents, options.queries, options.firsts = options.documents or 500, 40, 8
    return options


def main(given: Iterable[str] | None = None) -> None:
    """Print the table."""
    options = _arguments(given)
    options.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-search-") as work:
        compare(options, Path(work))


if __name__ == "__main__":
    main()
