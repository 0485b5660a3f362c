"""Windows and tabs of one browser that all tests of a worker share: to open a window takes a second of a processor, a tab
half of one, and to show another page a fifth.

What a site has stored is cleared after each test; what the browser has compiled of its scripts is kept. What else would
change the window or the tab for the tests that come later is refused in these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from playwright.sync_api import Error

from browser.watching import Watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PATIENCE = 60_000
"""Milliseconds: other workers, builds and browsers may have the processor. No test asserts that it takes less."""
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}

_WOULD_STAY = (
    "add_cookies",
    "add_init_script",
    "expose_binding",
    "expose_function",
    "grant_permissions",
    "on",
    "set_extra_http_headers",
    "set_geolocation",
    "set_offline",
)
"""What changes a window or a tab for good."""


def _refuse(*_: object, **__: object) -> NoReturn:
    raise AssertionError("other tests share this: ask for a page that is alone in its window, and change that")


def _share(one: BrowserContext | Page) -> None:
    for name in _WOULD_STAY:
        if hasattr(one, name):
            setattr(one, name, _refuse)


@dataclass
class Windows:
    """One with scripts and one without, opened when they are needed, and what each has said."""

    browser: Browser
    _shared: dict[bool, Watch] = field(default_factory=dict)
    _tabs: dict[tuple[bool, str], Page] = field(default_factory=dict)
    """By whether the site's scripts run, and the script that runs before them."""
    _used: list[Page] = field(default_factory=list)
    """Those that the test of now has, in tabs or not."""

    def page(self, home: str, size: dict[str, int], scheme: str, *, scripts: bool, before: str) -> Page:
        """An empty one in the window that is there for all. ``before``: a script that runs before those of a site."""
        watch = self._window(home, scripts=scripts)
        page = self._tabs.get((scripts, before))
        if page is None or page.is_closed():
            page = self._tabs[scripts, before] = _opened(watch.context, before)
            _share(page)
        elif page in self._used:
            page = _opened(watch.context, before)
        self._used.append(page)
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.mouse.move(0, 0)
        return page

    def _window(self, home: str, *, scripts: bool) -> Watch:
        watch = self._shared.get(scripts)
        if watch is None:
            watch = self._shared[scripts] = Watch(self._open(scripts=scripts), home)
            _share(watch.context)
        watch.home = home
        return watch

    def alone(
        self, home: str, size: dict[str, int], scheme: str, *, scripts: bool, before: str = ""
    ) -> tuple[Watch, Page]:
        """A window for one test, which closes it, with its first page."""
        watch = Watch(self._open(viewport=size, color_scheme=scheme, scripts=scripts), home)
        return watch, _opened(watch.context, before)

    def _open(self, *, scripts: bool, **options: Any) -> BrowserContext:
        return self.browser.new_context(java_script_enabled=scripts, reduced_motion="reduce", **options)

    def leave(self) -> list[Watch]:
        """Leave all pages, and forget what a site may have set; gives who was listening."""
        kept = list(self._tabs.values())
        for watch in self._shared.values():
            used = [page for page in watch.context.pages if page in kept and page in self._used]
            for page in watch.context.pages:
                if page not in kept:
                    page.close()
            for page in used:
                page.unroute_all()
                if page.url.startswith(watch.home):
                    _clear_session(page)
                page.goto("about:blank")
            if used:
                _clear_origin(used[0], watch.home)
            watch.context.unroute_all()
            watch.context.clear_cookies()
        self._used.clear()
        return list(self._shared.values())


def _clear_session(page: Page) -> None:
    """Forget what is stored for a tab alone, which only a page in it can tell the browser."""
    try:
        page.evaluate(_CLEAR)
    except Error:  # it has just been sent for another
        page.wait_for_load_state()
        page.evaluate(_CLEAR)


_CLEAR = "sessionStorage.clear()"


def _clear_origin(page: Page, home: str) -> None:
    """Forget what is stored for the site at ``home``, of which no page is open."""
    parts = urlsplit(home)
    devtools = page.context.new_cdp_session(page)
    origin = f"{parts.scheme}://{parts.netloc}"
    devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    devtools.detach()


def _opened(window: BrowserContext, before: str) -> Page:
    page = window.new_page()
    page.set_default_timeout(PATIENCE)
    if before:
        page.add_init_script(before)
    return page
