"""What the site knows of its search engine. The only place that knows which one it is.

The box and the list of results are Material's: its plugin ``search`` puts them into each page. The index is ours
(``search_index/``), and so is the worker that answers (``theme/assets/fumikura/search/``): the page's configuration, in
which Material's script finds the address of its worker, names ours. That is no documented interface of Material;
``tests/browser/test_searching.py`` holds it against the version that is pinned.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from fumikura.page_script import bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEFT_OUT_PAGE = {"search": {"exclude": True}}
"""What every page says of itself, so that Material's own index stays empty."""

BOX_ID = "__search"
"""Id of the check box that opens the search box: a ``<label for>`` works without a script."""

SCRIPTS = "assets/fumikura/search"
"""Where the scripts lie: the modules below it, and beside it what is made of them."""
WORKER = f"{SCRIPTS}.js"
PAGE = f"{SCRIPTS}_page.js"
ENGINE = f"{SCRIPTS}_engine.js"
SPELLING = f"{SCRIPTS}_spelling.js"

_CONFIG = '<script id="__config" type="application/json">'
_ITS_WORKER = re.compile(r"assets/javascripts/workers/search\.\w+\.min\.js$")


def scripts(theme: Path, language: str) -> Iterator[tuple[str, str]]:
    """Address and text of each script: the worker, what it loads when something is looked for first, and when
    nothing is found, and what gives
    ``window.fumikura.search`` to a page."""
    folder, words = theme / SCRIPTS, f"words_{language}"
    for address, main in ((WORKER, "worker"), (ENGINE, "engine"), (SPELLING, "spelling"), (PAGE, "page")):
        yield address, bundle(folder, main, words, classic=True)


def with_own_search(page: str) -> str:
    """``page`` with our worker in Material's configuration. A page without one has no search box.

    Material's highlighting goes, which looks for the words in a page again: our results lead to the passage.
    Raises ``ValueError`` where the configuration is not as we know it.
    """
    start = page.rfind(_CONFIG) + len(_CONFIG)  # the theme's own comes after the article
    if start < len(_CONFIG):
        return page
    end = page.index("</script>", start)
    config = json.loads(page[start:end])
    config["search"], changed = _ITS_WORKER.subn(WORKER, config["search"])
    if changed != 1:
        raise ValueError(f"this version of Material names another worker: {config['search']}")
    config["features"] = [one for one in config["features"] if one != "search.highlight"]
    # As Jinja's `tojson` writes it: nothing in it ends the element.
    text = json.dumps(config).translate({ord(one): f"\\u{ord(one):04x}" for one in "<>&'"})
    return page[:start] + text + page[end:]
