"""The fixture folders: ``fixtures/<importer>/<case>/input.*`` beside ``expected/``."""

from __future__ import annotations

from pathlib import Path

from fumikura.articles import Article
from fumikura.importers import choose, load_all
from fumikura.pages import Page, make_page
from fumikura.reading import read_source
from fumikura.sources import Source
from fumikura.unpacking import members

FIXTURES = Path(__file__).parent / "fixtures"
WRITE = "python tests/write_expected.py"


def cases() -> list[Path]:
    """Every case's folder, sorted."""
    return sorted(path.parent for path in FIXTURES.glob("*/*/input.*") if not is_companion(path))


def is_companion(path: Path) -> bool:
    """Whether ``path`` is the YAML file beside an input."""
    return path.suffix in {".yml", ".yaml"}


def input_of(case: Path) -> Path:
    """The case's source."""
    (path,) = (path for path in case.glob("input.*") if path.is_file() and not is_companion(path))
    return path


def pages_of(case: Path) -> tuple[str, list[Page]]:
    """Name of the importer that claims the case's source, and the pages that it makes."""
    path = input_of(case)
    (source,) = members(read_source(path))
    assert isinstance(source, Source)
    importers = load_all()
    name = choose(source, importers)
    converter = f"{name} {importers[name].VERSION}"
    pages = []
    for article in importers[name].read(source):
        assert isinstance(article, Article)
        pages.append(make_page(article, source, path.name, converter))
    return name, pages


def expected_files(pages: list[Page]) -> dict[str, bytes]:
    """What stands in ``expected/``: the page (further ones ``index-2.md`` …), its pictures, what was said."""
    files: dict[str, bytes] = {}
    for number, page in enumerate(pages, start=1):
        files["index.md" if number == 1 else f"index-{number}.md"] = page.text.encode("utf-8")
        files.update({picture.name: picture.data for picture in page.pictures})
    said = [
        *(f"checked: {remark}" for page in pages for remark in page.remarks),
        *(f"warning: {warning}" for page in pages for warning in page.warnings),
    ]
    if said:
        files["said.txt"] = ("\n".join(said) + "\n").encode("utf-8")
    return files
