"""Documents to be searched: Debian's documentation in Japanese and English, or what lies in a folder.

The packages are downloaded and unpacked into a folder, not installed, so that no rights are needed. Each page loses its
navigation; pages longer than ``LONG`` are cut at headings. Line breaks between Japanese characters, which a browser
would show as spaces, go. Every engine gets the same documents.
"""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
import subprocess
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import lxml.etree
import lxml.html

import markdown
from fumikura.model.front_matter import body_of
from fumikura.search_index.documents import Document, Section
from fumikura.site.search_documents import sections_of
from fumikura.text.canonical import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

PACKAGES = (
    *("manpages-ja", "manpages-ja-dev", "debian-reference-ja", "maint-guide-ja", "debian-faq-ja"),
    *("developers-reference-ja", "aptitude-doc-ja", "debian-handbook", "installation-guide-amd64"),
    *("manpages", "manpages-dev", "debian-reference-en", "aptitude-doc-en", "debmake-doc", "python3.11-doc"),
)
READER = "mandoc"
"""Turns manual pages into HTML; from a package of that name."""
PAGES = (
    ("ja", "usr/share/man/ja/man*/*.gz"),
    ("ja", "usr/share/debian-reference/*.ja.html"),
    ("ja", "usr/share/doc/maint-guide-ja/html/*.ja.html"),
    ("ja", "usr/share/doc/debian/FAQ/ja/*.html"),
    ("ja", "usr/share/developers-reference/ja/*.html"),
    ("ja", "usr/share/doc/aptitude/html/ja/*.html"),
    ("ja", "usr/share/doc/debian-handbook/html/ja-JP/*.html"),
    ("ja", "usr/share/doc/installation-guide-amd64/ja/*.html"),
    ("en", "usr/share/man/man*/*.gz"),
    ("en", "usr/share/debian-reference/*.en.html"),
    ("en", "usr/share/doc/aptitude/html/en/*.html"),
    ("en", "usr/share/doc/debmake-doc/html/*.en.html"),
    ("en", "usr/share/doc/debian-handbook/html/en-US/*.html"),
    ("en", "usr/share/doc/installation-guide-amd64/en/*.html"),
    ("en", "usr/share/doc/python3.11/html/**/*.html"),
)
LONG = 3_000
"""Characters that a document may have before it is cut at its next heading."""
SHORT = 100
"""Characters that a page must have to be a document."""
MEAN = 2_800
"""Characters of a recombined document, on average."""

_APART = (
    "//script | //style | //nav | //head | //form | //table[@class='head' or @class='foot'] | //*[@role='navigation']"
    " | //*[contains(@class, 'navheader') or contains(@class, 'navfooter') or contains(@class, 'sphinxsidebar')"
    " or contains(@class, 'footer') or contains(@class, 'docnav') or contains(@class, 'headerlink')]"
)
_JAPANESE = "\u3000-\u30ff\u3400-\u9fff\uff01-\uff5e"
_WRAPPED = re.compile(rf"(?<=[{_JAPANESE}]) (?=[{_JAPANESE}])")
_KANA = re.compile("[\u3041-\u30fa]")


def from_debian(cache: Path) -> list[Document]:
    """The documents of ``PACKAGES``, made once and then kept in ``cache``.

    Raises ``CalledProcessError`` where a package cannot be had.
    """
    made = cache / "documents.jsonl"
    if not made.exists():
        root = _unpacked((*PACKAGES, READER), cache)
        documents = _documents_of_pages(root)
        lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in documents)
        made.with_suffix(".part").write_text(lines, "utf-8")
        made.with_suffix(".part").replace(made)
    return list(read(made))


def read(path: Path) -> Iterator[Document]:
    """The documents of a file that ``write`` wrote."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            value: dict[str, Any] = json.loads(line)
            sections = tuple(
                Section(**{**one, **{name: tuple(one.get(name, ())) for name in ("readings", "passages")}})
                for one in value.pop("sections")
            )
            lists = {name: tuple(value.pop(name)) for name in ("remarks", "authors", "tags")}
            yield Document(**value, **lists, sections=sections)


def write(documents: Iterable[Document], path: Path) -> None:
    """One document a line, as JSON."""
    with path.open("w", encoding="utf-8") as lines:
        for one in documents:
            lines.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def from_folder(folder: Path) -> list[Document]:
    """The .html, .md and .txt files below ``folder``, or below the ``docs/`` of an archive."""
    folder = folder / "docs" if (folder / "mkdocs.yml").is_file() else folder
    files = sorted(one for one in folder.rglob("*") if one.suffix in {".html", ".md", ".txt"})
    found = (_from_file(file, file.relative_to(folder).with_suffix("").as_posix()) for file in files)
    return list(itertools.chain.from_iterable(found))


def sampled(documents: Sequence[Document], count: int, seed: int) -> list[Document]:
    """``count`` of ``documents``; where that is more than there are, recombined ones after them."""
    draw = random.Random(seed)
    if count <= len(documents):
        chosen = set(draw.sample(range(len(documents)), count))
        return [one for number, one in enumerate(documents) if number in chosen]
    return [*documents, *_recombined(documents, count - len(documents), draw)]


def _recombined(documents: Sequence[Document], count: int, draw: random.Random) -> Iterator[Document]:
    """Blocks of documents of one language, drawn one by one until a length is reached that is drawn too.

    Harder on an index than real texts are: what stands together in these is strewn over all documents.
    """
    blocks: dict[str, list[str]] = {}
    for document in documents:
        blocks.setdefault(document.lang, []).extend(
            line for section in document.sections for line in section.text.split("\n") if line
        )
    langs = [document.lang for document in documents]
    for number in range(count):
        lang = draw.choice(langs)
        wanted = min(12 * MEAN, draw.expovariate(1 / MEAN))
        text: list[str] = []
        while not text or sum(map(len, text)) < wanted:
            text.append(draw.choice(blocks[lang]))
        title = f"{draw.choice(documents).title} {number}"
        yield Document(f"{lang}/more/{number}/", title, "article", (Section("", "", "\n".join(text)),), lang=lang)


def _unpacked(packages: Sequence[str], cache: Path) -> Path:
    root, debs = cache / "root", cache / "packages"
    for folder in (root, debs):
        folder.mkdir(parents=True, exist_ok=True)
    for package in packages:
        if not any(debs.glob(f"{package}_*.deb")):
            subprocess.run(["apt-get", "download", "-qq", package], cwd=debs, check=True)
        subprocess.run(["dpkg", "-x", next(debs.glob(f"{package}_*.deb")), root], check=True)
    return root


def _documents_of_pages(root: Path) -> Iterator[Document]:
    reader = str(root / "usr/bin" / READER)
    seen: set[Path] = set()
    for lang, pattern in PAGES:
        for path in sorted(root.glob(pattern)):
            if path.resolve() in seen or not path.is_file():
                continue  # a second name of the same page
            seen.add(path.resolve())
            if path.suffix == ".gz":
                if gzip.decompress(path.read_bytes()).startswith(b".so "):
                    continue  # a pointer to another page
                said = subprocess.run([reader, "-K", "utf-8", "-T", "html", path], capture_output=True, check=False)
                name = path.stem  # ls.1
                title, html = f"{name.rpartition('.')[0]}({name.rpartition('.')[2]})", said.stdout
            else:
                name, title, html = path.stem, "", path.read_bytes()
            name = re.sub(r"[^\w.+-]+", "-", name)
            place = re.sub(r"[^\w.+-]+", "-", f"{path.parent.parent.name}-{path.parent.name}")
            yield from _of_html(html, f"{lang}/{place}/{name}", title, lang)


def _from_file(path: Path, address: str) -> Iterator[Document]:
    if path.suffix == ".html":
        yield from _of_html(path.read_bytes(), address, "", "")
        return
    text = path.read_text("utf-8", errors="replace")
    if path.suffix == ".md":
        yield from _of_html(markdown.markdown(body_of(text)).encode(), address, path.parent.name, "")
    else:
        sections = (Section("", "", text),)
        yield from _cut(sections, address, path.stem, "")


def _of_html(html: bytes, address: str, title: str, lang: str) -> Iterator[Document]:
    if not html.strip():
        return
    tree = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
    title = title or " ".join((tree.findtext(".//title") or "").split()) or address
    for element in tree.xpath(_APART):
        if element.getparent() is not None:
            element.drop_tree()
    main = (tree.xpath("//*[@role='main']") or tree.xpath("//body") or [tree])[0]
    lxml.etree.strip_tags(main, lxml.etree.Comment)
    sections = sections_of(tokens(lxml.html.tostring(main, encoding="unicode")), title)
    yield from _cut(sections, address, title, lang)


def _cut(sections: Sequence[Section], address: str, title: str, lang: str) -> Iterator[Document]:
    """Documents of whole sections."""
    parts: list[list[Section]] = [[]]
    size = 0
    for number, section in enumerate(sections):
        text = "\n".join(" ".join(line.split()) for line in section.text.split("\n"))
        text = _WRAPPED.sub("", text)
        if size > LONG:
            parts.append([])
            size = 0
        heading = _WRAPPED.sub("", section.heading)
        parts[-1].append(Section(heading, f"s{number}" if heading else "", text))
        size += len(text)
    for number, part in enumerate(parts):
        whole = "".join(section.text for section in part)
        if len(whole) < SHORT:
            continue
        url = f"{address}/" if number == 0 else f"{address}/{number}/"
        name = title if number == 0 else f"{title} – {part[0].heading or number}"
        yield Document(url, name, "article", tuple(part), lang=lang or ("ja" if _KANA.search(whole) else "en"))
