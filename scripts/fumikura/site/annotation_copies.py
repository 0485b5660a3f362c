"""The files of an article's annotations, as they are -> one file beside its page, for who changes one of them.

A reader who changes or removes an annotation of their own starts from the very file, so that keys that Fumikura does
not know survive and the patch fits. One file for all of them, since it is files that take time where there are many
articles. It is no page: nothing links, lists, renders or finds it.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fumikura.library.library import ArticleEntry
    from fumikura.settings import Settings

COPIES_NAME = "annotation-files.json"
"""Name of the file beside an article's page. The page's script (``sending.js``) knows it too."""


def annotation_copies(entry: ArticleEntry, settings: Settings, *, at_home: bool = False) -> dict[str, bytes]:
    """The file by its path below the site's root, if there is one: beside full texts (at home: beside all articles).

    A JSON object: the text of each file by the annotation's id, with the line breaks and the byte order mark that it
    has.
    """
    texts: dict[str, str] = {}
    for one in entry.annotations if entry.rights == "full" or at_home else ():
        # One that was removed or spoilt since the library was read is missing from the next build altogether.
        with contextlib.suppress(FileNotFoundError, UnicodeDecodeError):
            texts[one.id] = (settings.root / one.path).read_bytes().decode("utf-8")
    if not texts:
        return {}
    data = json.dumps(texts, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return {f"{entry.address}{COPIES_NAME}": data.encode("utf-8")}
