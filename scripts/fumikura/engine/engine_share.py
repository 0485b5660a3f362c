"""What ``fumikura build`` has MkDocs do: the pages that are neither articles nor notes nor lists of them, the theme's
files, and a page of each kind with tokens in it, from which the other pages get what the theme writes around them.

The plugin asks this for its files where it is driven by ``engine.py``.
"""

from __future__ import annotations

import html
import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files, InclusionLevel

from fumikura.engine.shells import DESCRIBED, TOKENS
from fumikura.library.groups import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from fumikura.engine.places import Places
    from fumikura.library.library import Library
    from fumikura.search_index.documents import Document
    from fumikura.settings import Settings

TRIED = "?"
"""Ends the kind of a page that a shell is tried on."""
NASTY = html.escape("A & \"B\" <i>'c'</i> {{ d }} 日本 &amp; \\1")
"""A title that would show it if the theme did anything with it."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A page that is rendered to see what the theme writes around it."""

    src: str
    kind: str
    values: Mapping[str, str]
    """By the names of ``shells.TOKENS``."""

    @property
    def is_index(self) -> bool:
        """Whether it stands for a list, which has no file to be edited."""
        return "/" in self.kind

    @property
    def meta(self) -> dict[str, str]:
        """What the theme is told of it."""
        return {name: self.values[name] for name in ("title", "description") if name in self.values}


PAGED = ("articles", "annotations", "notes")
"""Lists of everything: their first pages have shells of their own."""
OTHER = "fumikura-other-page"
"""Name of the pages that shells are tried on."""


def _probes(kind: str, src: str, *names: str) -> Iterable[Probe]:
    """One with tokens, and one to try the shell on. ``src`` has a place for the name of the page."""
    end = DESCRIBED if "description" in names else ""
    tokens = {name: TOKENS[name] for name in (*names, "page")}
    yield Probe(src.format(TOKENS["place"] + end), kind, tokens)
    values = {**dict.fromkeys(names, NASTY), "page": f"<h1>{NASTY}</h1>\n<p>日本 {{{{ page }}}} \\1 $1</p>"}
    yield Probe(src.format(OTHER + end), f"{kind}{TRIED}", values)


def probes() -> dict[str, Probe]:
    """All of them, by their paths below ``docs``."""
    found = [
        *_probes("article", "articles/{}/index.md", "title"),
        *_probes("article+description", "articles/{}/index.md", "title", "description"),
        *_probes("history/3", "articles/{}/history/index.md", "title"),
        *_probes("note", "notes/{}.md", "title"),
        *_probes("note+description", "notes/{}.md", "title", "description"),
        *(one for name in PAGED for one in _probes(f"{name}/3", name + "/page/{}/index.md", "title")),
        *(one for name in BY_NAME for one in _probes(f"{name}/2", name + "/{}/index.md", "title")),
        *(one for name in BY_NAME for one in _probes(f"{name}/4", name + "/x/page/{}/index.md", "title")),
    ]
    return {probe.src: probe for probe in found}


class KnownFiles(Files):
    """Files that MkDocs has to make, and behind them those that links may lead to, which others make."""

    def __init__(self, files: Iterable[File], places: Places, config: MkDocsConfig) -> None:
        super().__init__(files)
        self._places = places
        self._config = config

    def get_file_from_path(self, path: str) -> File | None:
        """As ``Files`` has it."""
        found = super().get_file_from_path(path)
        src = posixpath.normpath(path)
        if found is not None or not self._places.at(src):
            return found
        config = self._config
        return File(
            src,
            str(self._places.docs),
            config.site_dir,
            config.use_directory_urls,
            inclusion=InclusionLevel.NOT_IN_NAV,
        )


@dataclass
class Share:
    """What the engine is given, and what it gives."""

    settings: Settings
    library: Library
    """What is published."""
    places: Places
    srcs: tuple[str, ...]
    """The files under ``docs`` that are the engine's, in MkDocs' order."""
    probes: Mapping[str, Probe] = field(default_factory=probes)
    pages: dict[str, str] = field(default_factory=dict)
    """The output of each page whose content comes later, by its path below ``docs``."""
    edit_urls: dict[str, str | None] = field(default_factory=dict)
    """By the kind of the probe."""
    home: str = ""
    """The keeper's own words on the home page, as rendered."""
    documents: dict[str, Document] = field(default_factory=dict)

    def files(self, theme: Files, config: MkDocsConfig) -> Files:
        """The files of this run; ``theme``: those of the theme."""
        docs, urls = str(self.settings.docs), config.use_directory_urls
        made = KnownFiles(theme, self.places, config)
        for src in self.srcs:
            own = theme.src_uris.get(src)
            if own is not None:  # the archive's own comes before the theme's
                made.remove(own)
            made.append(File(src, docs, config.site_dir, urls))
        for probe in self.probes.values():
            # Not ``generated``: the theme offers such a page no way to edit it.
            made.append(File(probe.src, docs, config.site_dir, urls, inclusion=InclusionLevel.NOT_IN_NAV))
        return made

    def fill(self, page: Page, is_index: bool) -> bool:
        """Put tokens into a page whose content comes later, if it is one."""
        src = page.file.src_uri
        if src in self.probes:
            probe = self.probes[src]
            page.content = probe.values["page"]
            self.edit_urls[probe.kind] = page.edit_url
        elif is_index:
            page.content = TOKENS["page"]
            self.pages[src] = ""
        elif page.is_homepage:
            self.home = page.content or ""
            page.content = TOKENS["page" if "<h1" in self.home else "content"]
            self.pages[src] = ""
        else:
            return False
        return True

    def keeps(self, page: Page, output: str) -> bool:
        """Take ``output`` if its content is to come later: then it is no file of the site yet."""
        src = page.file.src_uri
        if src not in self.probes and src not in self.pages:
            return False
        self.pages[src] = output
        return True
