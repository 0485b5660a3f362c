"""MkDocs, driven for its share of the site (``engine_share.py``): the pages that are the engine's own, and shells."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, BuildError, ConfigurationError
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from fumikura.engine.engine_share import PAGED, TRIED, KnownFiles
from fumikura.engine.page_theme import Theme
from fumikura.engine.shells import TOKENS, Shell, cut
from fumikura.errors import FumikuraError, UnusualError
from fumikura.library.groups import BY_NAME
from fumikura.library.library import link_target
from fumikura.markdown.hidden_links import HiddenLinks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig

    from fumikura.engine.engine_share import Probe, Share
    from fumikura.engine.places import Places
    from fumikura.settings import Settings

# Material prints its end-of-life notice into every build; the guide says what we do about it.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

OWN_PLUGINS = frozenset({"fumikura", "search", "material/search"})
"""What is known to do the same to every page."""


def run(settings: Settings, share: Share, site: Path) -> Theme:
    """Have MkDocs make its share into the folder ``site``.

    Raises ``UnusualError``, and ``FumikuraError`` when the build fails.
    """
    with tempfile.TemporaryDirectory(prefix="empty-", dir=site.parent) as nothing, _failing():
        at_home = {"site_url": settings.site_url} if settings.at_home else {}
        config = _config(settings, site_dir=str(site), docs_dir=nothing, **at_home)
        _refuse_unusual(config, settings)
        plugin: Any = config.plugins["fumikura"]
        plugin.share = share
        config.plugins.on_startup(command="serve" if settings.at_home else "build", dirty=False)
        try:
            mkdocs_build(config)
        finally:
            config.plugins.on_shutdown()
            plugin.share = None  # MkDocs keeps a plugin for the next configuration
        links = config.validation.links
        return Theme(_shells(share), share.edit_urls, plugin.sending, links.not_found >= logging.WARNING)


def build_whole(settings: Settings, site: Path, *, strict: bool) -> None:
    """Have MkDocs build everything into the folder ``site``. Raises ``FumikuraError``."""
    with _failing():
        config = _config(settings, site_dir=str(site), strict=strict)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            mkdocs_build(config)
        finally:
            config.plugins.on_shutdown()


@dataclass
class LinkWarnings:
    """What MkDocs says of links that lead nowhere: it renders the page once more, and the result is thrown away."""

    settings: Settings
    places: Places
    _loaded: list[MkDocsConfig] = field(default_factory=list)
    _src: str = ""

    def _is_hidden(self, link: str) -> bool:
        target = link_target(self._src, link)
        return target is not None and self.places.is_hidden(target)

    def tell(self, src: str, body: str) -> None:
        """Log the warnings of the page at ``docs/<src>``."""
        with _failing():
            if not self._loaded:
                self._loaded.append(_config(self.settings))
                hidden = HiddenLinks(self._is_hidden)  # MkDocs' annotation knows only names
                self._loaded[0].markdown_extensions.append(hidden)  # type: ignore[arg-type]
            config = self._loaded[0]
            self._src = src
            page = Page(None, File(src, str(self.settings.docs), config.site_dir, config.use_directory_urls), config)
            page.markdown = body
            page.render(config, KnownFiles([], self.places, config))


def _config(settings: Settings, **options: Any) -> MkDocsConfig:
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    return load_config(str(settings.root / "mkdocs.yml"), **options)


@contextlib.contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except (Abort, BuildError, ConfigurationError) as error:
        raise FumikuraError(f"the site was not built: {error}") from error


def _refuse_unusual(config: MkDocsConfig, settings: Settings) -> None:
    links, nav = config.validation.links, config.validation.nav
    others = sorted(set(config.plugins) - OWN_PLUGINS)
    named = _named(config.nav)
    lists = {f"{name}/index.md" for name in (*BY_NAME, *PAGED)}
    below = tuple(f"{name}/" for name in (*BY_NAME, *PAGED))
    faults = (
        (any(src.startswith(below) and src not in lists for src in named), "nav: an article, a note or a list"),
        (bool(others), f"plugins: {', '.join(others)}"),
        (bool(config.hooks), "hooks"),
        (bool(config.theme.custom_dir), "templates of its own"),
        (bool(config.extra_templates), "extra_templates"),
        (bool(config.exclude_docs or config.draft_docs or config.not_in_nav), "exclude_docs, draft_docs or not_in_nav"),
        (not config.use_directory_urls, "use_directory_urls"),
        (max(links.unrecognized_links, links.absolute_links, links.anchors) >= logging.WARNING, "validation.links"),
        (links.absolute_links < 0, "validation.links.absolute_links"),
        (nav.omitted_files >= logging.WARNING, "validation.nav.omitted_files"),
        (tuple(config.markdown_extensions) != settings.extensions, "markdown_extensions"),
        (dict(config.mdx_configs) != dict(settings.extension_configs), "markdown_extensions"),
    )
    for is_so, why in faults:
        if is_so:
            raise UnusualError(why)


def _named(nav: Any) -> set[str]:
    """The files that the navigation names."""
    if isinstance(nav, str):
        return {nav.lstrip("/")}
    items = nav.values() if isinstance(nav, dict) else nav or ()
    return {src for item in items for src in _named(item)}


def _shells(share: Share) -> dict[str, Shell]:
    """Raises ``UnusualError`` where one does not give what the theme gives."""
    found = {}
    for probe in share.probes.values():
        if not probe.kind.endswith(TRIED):
            found[probe.kind] = _shell(share.pages[probe.src], _place(probe), probe.kind)
    for probe in share.probes.values():
        if probe.kind.endswith(TRIED):
            values = {**probe.values, "place": _place(probe)}
            if found[probe.kind.removesuffix(TRIED)].fill(values) != share.pages[probe.src]:
                raise UnusualError("the theme")
    for src, page in share.pages.items():
        if src not in share.probes:
            found[src.removesuffix("index.md")] = _shell(page, "", src)
    return found


def _shell(page: str, place: str, kind: str) -> Shell:
    shell = cut(page.replace(place, TOKENS["place"]) if place else page)
    if shell is None:
        raise UnusualError(f"the theme ({kind})")
    return shell


def _place(probe: Probe) -> str:
    """What is filled in for ``place``: the name of an article or a note, the address of a list."""
    path = probe.src.removesuffix("index.md")
    return quote(path) if probe.is_index else path.removesuffix(".md").strip("/").rpartition("/")[2]
