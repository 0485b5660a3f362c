"""Documents -> ``<site>/search/``: a folder for each generation of the index, and ``index.json``, which names the one
that holds."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from fumikura.search_index.index_files import MANIFEST, write_index, writing_into

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fumikura.search_index.documents import Document

FOLDER = "search"
_GENERATION = re.compile(r"[0-9a-f]{16}")


def write_search(documents: Iterable[Document], count: int, site: Path) -> None:
    """Write the index of ``count`` documents into a built ``site``, and remove older ones.

    A reader of the old manifest finds a whole index or none, never parts of two. Raises ``OSError``.
    """
    folder = site / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as work:
        manifest = write_index(documents, count, writing_into(Path(work, "index")))
        generation = str(manifest["generation"])
        for old in folder.iterdir():
            if _GENERATION.fullmatch(old.name) and old.is_dir():
                shutil.rmtree(old)
        Path(work, "index", MANIFEST).rename(Path(work, MANIFEST))
        Path(work, "index").rename(folder / generation)
        Path(work, MANIFEST).replace(folder / MANIFEST)
