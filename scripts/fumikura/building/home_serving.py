"""``fumikura serve``: the site with everything that is not published, made again where something has changed.

Builds as ``fumikura build`` does, into a folder of its own, which is kept for the next time. MkDocs' live reload server
shows it: while a build is under way it answers nobody, so that what it shows is never old.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mkdocs.livereload import LiveReloadServer

from fumikura.building.building import build
from fumikura.building.catalogue import folder_of
from fumikura.building.unchanged import left_by, look, look_again
from fumikura.disk.stamps import unit_of
from fumikura.disk.watching import Watch
from fumikura.errors import FumikuraError, UnusualError
from fumikura.library.archive import open_archive
from fumikura.site.home_writing import HomeWriting

if TYPE_CHECKING:
    from collections.abc import Callable

    from fumikura.building.building import Built
    from fumikura.building.catalogue import Catalogue
    from fumikura.building.unchanged import Look
    from fumikura.settings import Settings

log = logging.getLogger("mkdocs.plugins.fumikura")
_engine_log = logging.getLogger("mkdocs")

MANY = 200
"""Articles that have changed at once: more are not looked at one by one."""


@dataclass
class HomeSite:
    """The site of one archive as it is read at home."""

    root: Path
    port: int
    watch: Watch = field(default_factory=Watch)
    told: Callable[[int, int], None] = lambda _done, _total: None
    """Told how many pages have been made, of how many."""
    _seen: Look | None = None

    @property
    def settings(self) -> Settings:
        """As ``mkdocs.yml`` has them now. Raises ``FumikuraError``."""
        url = f"http://127.0.0.1:{self.port}/"
        settings = replace(open_archive(self.root), at_home=True, site_url=url)
        return replace(settings, site_dir=folder_of(settings) / "site")

    def build(self) -> Built:
        """Make what is not as it should be. Raises ``FumikuraError``, and ``UnusualError`` where this cannot do it."""
        settings = self.settings
        settings.site.parent.mkdir(parents=True, exist_ok=True)
        level = _engine_log.level
        try:
            return build(settings, strict=False, told=self.told, look=self._look)
        except BaseException:
            self._seen = None  # nobody knows what of the site is as it was noted
            raise
        finally:
            _engine_log.setLevel(level)  # a build silences it, and the server speaks by it

    def _look(self, settings: Settings, catalogue: Catalogue) -> Look:
        before, self._seen = self._seen, None
        units = self._changed_units(settings)
        if before is None or units is None or left_by(catalogue) is None or not before.units.get(""):
            self._seen = look(settings, catalogue)
        else:
            self._seen = look_again(before, settings, units)
        return self._seen

    def _changed_units(self, settings: Settings) -> set[str] | None:
        """Folders under ``docs/articles`` in which something has changed; None where that is not all."""
        changed = self.watch.changed()
        articles = settings.articles
        units = set()
        for path in map(Path, changed):
            unit = unit_of(path.relative_to(settings.docs).as_posix()) if path.is_relative_to(articles) else ""
            if not unit:
                return None
            units.add(unit)
        return units if len(units) <= MANY else None

    def rebuild(self) -> None:
        """The same for the server, which waits where it fails until something else changes."""
        try:
            done = self.build()
        except FumikuraError as error:
            raise SystemExit(str(error)) from error
        except UnusualError as error:
            raise SystemExit(f"{error}: MkDocs has to build everything now; start fumikura serve again") from error
        log.info("%d pages made in %.2f s", done.rendered, done.seconds)


def serve(site: HomeSite, *, open_browser: bool) -> None:
    """Build ``site`` and show it until Ctrl-C. Raises as ``HomeSite.build`` does."""
    done = site.build()
    log.info("%d pages, %d of them made, in %.1f s", done.pages, done.rendered, done.seconds)
    server = server_of(site)
    try:
        cast("Any", server).serve(open_in_browser=open_browser)  # MkDocs has no annotation there
    except KeyboardInterrupt:
        log.info("Shutting down...")
    finally:
        server.shutdown()


def server_of(site: HomeSite) -> LiveReloadServer:
    """A server that shows ``site``, which has been built, and builds it again when something changes."""
    settings = site.settings
    server = LiveReloadServer(builder=site.rebuild, host="127.0.0.1", port=site.port, root=str(settings.site))
    server.observer.stop()
    server.observer = cast("Any", site.watch)  # it is asked for no more than that has
    server.error_handler = lambda code: _content(settings.site / f"{code}.html")
    server.set_app(HomeWriting(settings, secrets.token_urlsafe(24), site.port, server.serve_request))
    server.watch(str(settings.docs))
    server.watch(str(settings.root / "mkdocs.yml"))
    return server


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
