"""The fixture folders: ``fixtures/<importer>/<case>/input.*`` and ``fixtures_annotations/<reader>/<case>/input*``, each
beside ``expected/``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fumikura.adding.pages import Page, make_page
from fumikura.exchange.files import read_foreign
from fumikura.exchange.importing import Import
from fumikura.exchange.shelf import read_annotation_shelf
from fumikura.importers import choose, load_all
from fumikura.markdown.rendering import Renderer
from fumikura.model.articles import Article
from fumikura.sources.reading import read_source
from fumikura.sources.source import Source
from fumikura.sources.unpacking import members
from making import contents, make_archive

FIXTURES = Path(__file__).parent / "fixtures"
ANNOTATION_FIXTURES = Path(__file__).parent / "fixtures_annotations"
WRITE = "python tests/write_expected.py"


def cases() -> list[Path]:
    """Every case of an importer, sorted."""
    return sorted(path.parent for path in FIXTURES.glob("*/*/input.*") if not is_companion(path))


def annotation_cases() -> list[Path]:
    """Every case of a reader of annotations, sorted."""
    return sorted(path.parent for path in ANNOTATION_FIXTURES.glob("*/*/input*"))


def is_companion(path: Path) -> bool:
    """Whether ``path`` is the YAML file beside an input."""
    return path.suffix in {".yml", ".yaml"}


def input_of(case: Path) -> Path:
    """The case's source: a file, or for a reader a folder."""
    if (case / "input").is_dir():
        return case / "input"
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


def files_of(case: Path) -> dict[str, bytes]:
    """What stands in ``expected/`` of any case, by its path there."""
    return imported_files(case) if ANNOTATION_FIXTURES in case.parents else expected_files(pages_of(case)[1])


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


def imported_files(case: Path) -> dict[str, bytes]:
    """The articles' folders of an archive that held ``article.md``, if there is one, after the import; what was said."""
    with tempfile.TemporaryDirectory() as folder:
        settings = make_archive(Path(folder) / "archive")
        before = case / "article.md"
        if before.exists():
            page = settings.articles / "here" / "index.md"
            page.parent.mkdir(parents=True)
            page.write_bytes(before.read_bytes())
        path = input_of(case)
        results = list(Import(read_annotation_shelf(settings, Renderer())).file(read_foreign(path)))
        files = {name: data for name, data in contents(settings.articles).items() if name != "here/index.md"}
        said = [
            *(f"{one.annotation or 'file'}: {warning}" for one in results for warning in one.warnings),
            *(f"refused: {one.error}" for one in results if one.error),
        ]
    text = "\n".join(said).replace(path.as_posix(), path.name)
    return {**files, **({"said.txt": f"{text}\n".encode()} if said else {})}
