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

from markupsafe import escape

from fumikura.site.page_script import bundle, bundle_with_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fumikura.strings import Strings

LEFT_OUT_PAGE = {"search": {"exclude": True}}
"""What every page says of itself, so that Material's own index stays empty."""

BOX_ID = "__search"
"""Id of the check box that opens the search box: a ``<label for>`` works without a script."""

SCRIPTS = "assets/fumikura/search"
"""Where the scripts lie: the modules below it, and beside it what is made of them."""
WORKER = f"{SCRIPTS}.js"
PAGE = f"{SCRIPTS}_page.js"
ENGINE = f"{SCRIPTS}_engine.js"
BOX = f"{SCRIPTS}_box.js"
TARGET = f"{SCRIPTS}_target.js"
RESULTS = f"{SCRIPTS}_results.js"
SHOWN = f"{SCRIPTS}_shown.js"
SPELLING = f"{SCRIPTS}_spelling.js"
SEVERAL = f"{SCRIPTS}_several.js"
MORE = f"{SCRIPTS}_more.js"

ADDRESS = "search/"
"""Of the search page, relative to the site's root. The files of the index lie beside it."""

_CONFIG = '<script id="__config" type="application/json">'
_ITS_WORKER = re.compile(r"assets/javascripts/workers/search\.\w+\.min\.js$")


def scripts(theme: Path, language: str) -> Iterator[tuple[str, str]]:
    """Address and text of each script: the worker, and what it loads when something is looked for first, for what is
    shown, when several words are looked for, when nothing is found, and when more is asked for; what gives
    ``window.fumikura.search`` to a page, and the modules that it loads when they are needed; the search page's own."""
    folder, words = theme / SCRIPTS, f"words_{language}"
    for address, main in ((WORKER, "worker"), (PAGE, "page"), (RESULTS, "results_page")):
        yield address, bundle(folder, main, words, classic=True)
    parts = {SHOWN: "shown", SPELLING: "spelling", SEVERAL: "several", MORE: "more"}
    yield from zip((ENGINE, *parts), bundle_with_parts(folder, "engine", list(parts.values()), words), strict=True)
    for address, main in ((BOX, "box"), (TARGET, "target")):
        yield address, bundle(folder, main, words)


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
    text = json.dumps(config, ensure_ascii=False, separators=(",", ":")).translate(
        {ord(one): f"\\u{ord(one):04x}" for one in "<>&'"}
    )
    return page[:start] + text + page[end:]


_RESULT = re.compile(r'<div class="md-search-result" data-md-component="search-result"')
_BUTTON = re.compile(r'<label class="md-header__button md-icon" for="__search">')
_ICON = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 5h18v2H3zm0 6h7v2H3zm0 6h6v2H3z"/>'
    '<path d="M16 9.5a5 5 0 1 0 2.7 9.2l2.7 2.7 1.4-1.4-2.7-2.7A5 5 0 0 0 16 9.5m0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6"/>'
    "</svg>"
)


def with_search_page(page: str, link: str, strings: Strings) -> str:
    """``page`` with the way to the search page, at ``link`` from it: an icon in the header that needs no script, and
    what ``box.js`` says below Material's list.

    Where the archive's own templates have another box, that stays as it is.
    """
    t = strings.t
    title = escape(t("search.page"))
    icon = f'<a class="md-header__button md-icon fk-to-search" href="{escape(link)}"'
    icon += f' target="_self" title="{title}">{_ICON}</a>'
    told = {
        "all": t("search.all"),
        "count": t("search.pages", count="{count}"),
        "most": t("search.most", count="{count}"),
    }
    attributes = "".join(f' data-fk-{name}="{escape(words)}"' for name, words in told.items())
    page = _RESULT.sub(lambda found: found[0] + attributes, page, count=1)
    return _BUTTON.sub(lambda found: icon + found[0], page, count=1)
