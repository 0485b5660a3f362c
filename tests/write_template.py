"""Write ``template/`` anew: the archives that ``fumikura init`` makes, one for each language.

    python tests/write_template.py

``tests/test_new_archive.py`` compares the two.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from fumikura.archive.new_archive import FIRST, make_archive

TEMPLATE = Path(__file__).parent.parent / "template"
TITLES = {"ja": "文庫", "en": "An archive"}


def main() -> None:
    for lang in FIRST:
        folder = TEMPLATE / lang
        if folder.exists():
            shutil.rmtree(folder)
        folder.parent.mkdir(exist_ok=True)
        make_archive(folder, lang, TITLES[lang])


if __name__ == "__main__":
    main()
