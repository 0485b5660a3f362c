"""What several test files make: an archive in an empty folder, a source from a string."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fumikura.archive import open_archive
from fumikura.sources import Source

if TYPE_CHECKING:
    from fumikura.settings import Settings

MKDOCS = """site_name: A test
plugins:
  - fumikura:
      rights: full
      per_page: 50
"""


def make_archive(folder: Path) -> Settings:
    """The settings of a new, empty archive."""
    folder.mkdir(exist_ok=True)
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    return open_archive(folder)


def text_source(text: str, name: str = "article.txt", **fields: Any) -> Source:
    """A source as if it had been read from a file ``name`` in a folder where nothing else is."""
    return Source(name, text.encode("utf-8"), Path("/nowhere") / name, text=text, encoding="utf-8", **fields)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under ``folder`` with its bytes, to see whether anything changed."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
